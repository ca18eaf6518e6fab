package org.rowferry.cli;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Links the lambdas of a class without running its code, as the JVM does when it reaches each of them, so that an archive
 * of classes has them too. Reads the constant pool and the bootstrap methods of the class file, as the Java Virtual Machine
 * Specification 17 describes them in 4.4 and 4.7.23.
 */
final class LambdaLinks {
    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
    private static final int INVOKE_DYNAMIC = 18;

    private final Class<?> caller;
    private final Lookup lookup;
    private final Object[] pool;
    private final List<int[]> bootstraps = new ArrayList<>();

    private LambdaLinks(Class<?> caller, DataInputStream file) throws IOException, IllegalAccessException {
        this.caller = caller;
        lookup = MethodHandles.privateLookupIn(caller, MethodHandles.lookup());
        file.skipNBytes(8);
        pool = new Object[file.readUnsignedShort()];
        readPool(file);
        file.skipNBytes(6);
        file.skipNBytes(2L * file.readUnsignedShort());
        skipMembers(file);
        skipMembers(file);
        readBootstraps(file);
    }

    /** Links what it can: a lambda that refers to a class which is not there is never reached either. */
    static void link(Class<?> caller) throws IOException {
        byte[] file;
        try (InputStream in = caller.getResourceAsStream(caller.getName().replaceAll(".*[.]", "") + ".class")) {
            file = Objects.requireNonNull(in).readAllBytes();
        }
        try {
            new LambdaLinks(caller, new DataInputStream(new ByteArrayInputStream(file))).linkAll(file);
        } catch (IllegalAccessException e) {
            throw new LinkageError("cannot look into a class of this module", e);
        }
    }

    private void linkAll(byte[] file) {
        for (int i = 1; i < pool.length; i++) {
            if (pool[i] instanceof Reference site && site.tag() == INVOKE_DYNAMIC) {
                // Each place in the code has a class of its own, also where two of them share a constant.
                for (int place = places(file, i); place > 0; place--) {
                    link(site);
                }
            }
        }
    }

    /** Returns how often the instruction that calls a site is found; other bytes that look like it do no harm. */
    private static int places(byte[] file, int site) {
        int found = 0;
        for (int i = 0; i + 4 < file.length; i++) {
            if (file[i] == (byte) 0xBA
                    && file[i + 1] == (byte) (site >> 8)
                    && file[i + 2] == (byte) site
                    && file[i + 3] == 0
                    && file[i + 4] == 0) {
                found++;
            }
        }
        return found;
    }

    private void link(Reference site) {
        try {
            spin(site);
        } catch (ReflectiveOperationException | LambdaConversionException | TypeNotPresentException | LinkageError e) {
            return;
        }
    }

    private void spin(Reference site) throws ReflectiveOperationException, LambdaConversionException {
        int[] bootstrap = bootstraps.get(site.first());
        Reference factory = member((Reference) pool[bootstrap[0]]);
        if (!text(((Reference) pool[factory.first()]).first()).equals(METAFACTORY)
                || !nameOf(factory).equals("metafactory")) {
            return;
        }
        Reference called = (Reference) pool[site.second()];
        LambdaMetafactory.metafactory(
                lookup,
                text(called.first()),
                type(called.second()),
                type(((Reference) pool[bootstrap[1]]).first()),
                implementation((Reference) pool[bootstrap[2]]),
                type(((Reference) pool[bootstrap[3]]).first()));
    }

    private MethodHandle implementation(Reference handle) throws ReflectiveOperationException {
        Reference member = member(handle);
        Class<?> owner = Class.forName(
                text(((Reference) pool[member.first()]).first()).replace('/', '.'), false, caller.getClassLoader());
        String name = nameOf(member);
        MethodType type = type(((Reference) pool[member.second()]).second());
        return switch (handle.first()) {
            case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(owner, name, type);
            case MethodHandleInfo.REF_invokeSpecial -> lookup.findSpecial(owner, name, type, caller);
            case MethodHandleInfo.REF_newInvokeSpecial -> lookup.findConstructor(owner, type);
            default -> lookup.findVirtual(owner, name, type);
        };
    }

    private Reference member(Reference handle) {
        return (Reference) pool[handle.second()];
    }

    private String nameOf(Reference member) {
        return text(((Reference) pool[member.second()]).first());
    }

    private String text(int index) {
        return (String) pool[index];
    }

    private MethodType type(int index) {
        return MethodType.fromMethodDescriptorString(text(index), caller.getClassLoader());
    }

    private void readPool(DataInputStream file) throws IOException {
        for (int i = 1; i < pool.length; i++) {
            int tag = file.readUnsignedByte();
            switch (tag) {
                case 1 -> pool[i] = file.readUTF();
                case 3, 4 -> file.skipNBytes(4);
                case 5, 6 -> {
                    file.skipNBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> pool[i] = new Reference(tag, file.readUnsignedShort(), 0);
                case 15 -> pool[i] = new Reference(tag, file.readUnsignedByte(), file.readUnsignedShort());
                default -> pool[i] = new Reference(tag, file.readUnsignedShort(), file.readUnsignedShort());
            }
        }
    }

    private static void skipMembers(DataInputStream file) throws IOException {
        int members = file.readUnsignedShort();
        for (int i = 0; i < members; i++) {
            file.skipNBytes(6);
            int attributes = file.readUnsignedShort();
            for (int k = 0; k < attributes; k++) {
                file.skipNBytes(2);
                file.skipNBytes(file.readInt());
            }
        }
    }

    private void readBootstraps(DataInputStream file) throws IOException {
        int attributes = file.readUnsignedShort();
        for (int i = 0; i < attributes; i++) {
            String name = text(file.readUnsignedShort());
            int length = file.readInt();
            if (!name.equals("BootstrapMethods")) {
                file.skipNBytes(length);
                continue;
            }
            int methods = file.readUnsignedShort();
            for (int k = 0; k < methods; k++) {
                int handle = file.readUnsignedShort();
                int[] indexes = new int[1 + file.readUnsignedShort()];
                indexes[0] = handle;
                for (int n = 1; n < indexes.length; n++) {
                    indexes[n] = file.readUnsignedShort();
                }
                bootstraps.add(indexes);
            }
        }
    }

    /** A constant that refers to one or two others by their index, or for a method handle, by its kind and an index. */
    private record Reference(int tag, int first, int second) {}
}
