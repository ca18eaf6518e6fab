# shellcheck shell=bash
# The two servers of a run: of the build's binaries, with PostgreSQL's own defaults, fsync included, and with the settings
# below. They accept every local user, and live as long as the run. PostgreSQL refuses root, so root starts them as nobody.

# wal_level is for logical replication alone, and so is the last: a subscription would wait up to 5 seconds before it starts again.
settings=(listen_addresses=127.0.0.1 unix_socket_directories= timezone=UTC wal_level=logical wal_retrieve_retry_interval=100ms)

as_server() {
    if ((EUID == 0)); then
        setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups "$@"
    else
        "$@"
    fi
}

# Prints the full version of a major, as pom.xml has it: 15.19.0
pom_version() { sed -n "s/.*<pg\.[a-z0-9]*>\($1\.[0-9.]*\)<.*/\1/p" "$top/pom.xml" | head -1; }

# Prints the newest major of which there are binaries and that this machine's pg_dump can read.
best_major() {
    local majors
    majors=$(sed -n 's/.*<pg\.[a-z0-9]*>\([0-9]*\)\.[0-9.]*<.*/\1/p' "$top/pom.xml" | sort -nu)
    if [[ -n $(command -v pg_dump) ]]; then
        echo "$majors" | awk -v most="$(program_major pg_dump)" '$1 <= most' | tail -1
    else
        echo "$majors" | tail -1
    fi
}

# Prints the jar with the binaries of a major. Maven fetches the majors between the oldest and the newest.
jar_of() {
    local name=$1
    case $(sed -n "s/.*<pg\.\([a-z]*\)>$1\..*/\1/p" "$top/pom.xml" | head -1) in
        oldest) name=oldest ;;
        newest) name=newest ;;
    esac
    [[ -f $top/target/pg/$name.jar ]] || quietly mvn -ntp -q -B -f "$top/pom.xml" dependency:copy@servers-between
    echo "$top/target/pg/$name.jar"
}

free_port() {
    local port
    for ((;;)); do
        port=$((20000 + RANDOM % 20000))
        (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> "$work/port" || break
    done
    echo "$port"
}

# Starts a server and prints its URL: start source
start() {
    local data=$servers/$1 port options=()
    port=$(free_port)
    for setting in "${settings[@]}"; do options+=("-c '$setting'"); done
    quietly as_server "$servers/bin/initdb" -D "$data" -U postgres -E UTF8 --locale=C -A trust
    # The server must not hold the output open for whom reads the URL.
    as_server "$servers/bin/pg_ctl" -D "$data" -w -t 60 -l "$data.log" -o "${options[*]} -p $port" start > "$work/$1.start" 2>&1 ||
        { tail -20 "$data.log" >&2; fail "the $1's server does not start"; }
    echo "postgresql://postgres@127.0.0.1:$port"
}

start_servers() {
    servers=$work/servers
    mkdir "$servers"
    java -cp "$top/target/rowferry.jar:$top/target/demo/*" "$top/bench/lib/Unpack.java" "$(jar_of "$1")" "$servers"
    ((EUID != 0)) || chown -R nobody "$servers"
    source_server=$(start source)
    target_server=$(start target)
    export source_server target_server
}

stop_servers() {
    local side
    for side in source target; do
        [[ ! -f $work/servers/$side/postmaster.pid ]] ||
            as_server "$work/servers/bin/pg_ctl" -D "$work/servers/$side" -m immediate stop > "$work/$side.stop" 2>&1 || true
    done
}
