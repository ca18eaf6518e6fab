package org.rowferry.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server as a pooler in transaction mode does: each transaction of a client is served by the next of some
 * server processes. It knows what a client needs that sends one message at a time, and the superuser, who has no password.
 */
public final class TransactionPooler implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int CANCEL_REQUEST = 80877102;

    private final Server server;
    private final int processes;
    private final ServerSocket listening;

    public TransactionPooler(Server server, int processes) throws IOException {
        this.server = server;
        this.processes = processes;
        this.listening = new ServerSocket(0);
        daemon(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "pooler");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                daemon(() -> serve(client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket socket) {
        List<Peer> servers = new ArrayList<>();
        try (Peer client = new Peer(socket)) {
            byte[] startup = startup(client);
            if (startup.length == 0) {
                return;
            }
            byte[] state = new byte[1];
            for (int i = 0; i < processes; i++) {
                Peer one = new Peer(new Socket(server.host(), server.port()));
                servers.add(one);
                one.out.write(startup);
                one.out.flush();
                one.passAnswers(state, i == 0 ? client : null);
            }
            int current = 0;
            for (byte type = client.pass(servers.get(current)); type != 'X'; type = client.pass(servers.get(current))) {
                // These end a cycle, after which the server tells whether a transaction is open.
                if ("QScf".indexOf(type) >= 0) {
                    servers.get(current).passAnswers(state, client);
                    current = state[0] == 'I' ? (current + 1) % processes : current;
                }
            }
        } catch (IOException | UncheckedIOException gone) {
            return;
        } finally {
            servers.forEach(Peer::close);
        }
    }

    /** Returns the message that begins a session; a client may ask for encryption first, and gets none. */
    private static byte[] startup(Peer client) throws IOException {
        while (true) {
            int length = client.in.readInt();
            byte[] message = new byte[length];
            ByteBuffer.wrap(message).putInt(length);
            client.in.readFully(message, 4, length - 4);
            int code = ByteBuffer.wrap(message).getInt(4);
            if (code == CANCEL_REQUEST) {
                return new byte[0];
            }
            if (code != SSL_REQUEST && code != GSS_REQUEST) {
                return message;
            }
            client.out.write('N');
            client.out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    /** One end of a connection. */
    private static final class Peer implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        }

        /** Reads a message, writes it to another, and returns its type. */
        byte pass(Peer to) throws IOException {
            byte type = in.readByte();
            int length = in.readInt();
            byte[] body = in.readNBytes(length - 4);
            to.out.writeByte(type);
            to.out.writeInt(length);
            to.out.write(body);
            to.out.flush();
            return type;
        }

        /** Passes on what a server answers until it waits for a command, or for rows; nobody may be there to hear it. */
        void passAnswers(byte[] state, @Nullable Peer client) throws IOException {
            while (true) {
                byte type = in.readByte();
                int length = in.readInt();
                byte[] body = in.readNBytes(length - 4);
                if (client != null) {
                    client.out.writeByte(type);
                    client.out.writeInt(length);
                    client.out.write(body);
                    client.out.flush();
                }
                if (type == 'Z') {
                    state[0] = body[0];
                    return;
                }
                if (type == 'G') {
                    state[0] = 'T';
                    return;
                }
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
