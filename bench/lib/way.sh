# shellcheck shell=bash
# A way has these verbs. It overrides the ones that it needs, and ends with: run_verb "$@"
#
#   about       prints its name in the results
#   traits      prints 'slow' if it is measured in the first round only, 'no-first-load' if it cannot fill an empty target
#   cannot      prints a reason why it cannot run on this machine
#   set_up      prepares an empty target database
#   carry       makes the target equal to the source; this is measured
#   settle      follows each carry, and is not measured
#   check       compares the target's tables with the source's
#   tear_down   takes back what would prevent the target database from being dropped
# shellcheck source=bench/lib/common.sh
. "$top/bench/lib/common.sh"
# shellcheck source=bench/lib/context.sh
. "$top/bench/lib/context.sh"

traits() { :; }
cannot() { :; }
settle() { :; }
tear_down() { :; }

check() {
    local found
    found=$(digests | tgt)
    [[ $found == "$(< "$context/expected")" ]] || {
        diff <(echo "$found") "$context/expected" || true
        fail "the target of $0 differs from the source"
    }
}

# Prints which of these programs are missing.
lacking() {
    for program; do
        [[ -n $(command -v "$program") ]] || echo "there is no $program"
    done
}

# Creates the target's tables by hand.
create_tables() {
    for table in $tables; do table_ddl "$table"; done | tgt
}

run_verb() { "$1"; }
