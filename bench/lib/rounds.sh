# shellcheck shell=bash
# Rounds of ways in a context. The variable round counts them.

# Gives ways a new target and measures their first load. A way that cannot do it is only set up.
first_loads() {
    local way
    point='first load'
    for way in "$@"; do
        ((round == 1)) || ! skipped_later "$way" || continue
        set_up "$way"
        has_trait "$way" no-first-load || carry "$way"
    done
}

skipped_later() { has_trait "$1" slow || has_trait "$1" no-first-load; }

# Gives ways a new target and fills it, without measuring.
fill() {
    local -x measured=/dev/null round=1
    first_loads "$@"
}

# Changes rows and has each way carry them, another way first in each round: change_round CASE ROWS WAY…
change_round() {
    local changed=$2 i way
    point=$1
    shift 2
    progress "$suite, $point, round $round"
    change "$changed"
    for ((i = 0; i < $#; i++)); do
        way=${*:1 + (i + round) % $#:1}
        if ((round == 1)) || ! has_trait "$way" slow; then carry "$way"; fi
    done
}

# Prints as many rows as a share in percent is: share_of PERCENT ROWS
share_of() { awk -v share="$1" -v rows="$2" 'BEGIN { printf "%d", rows * share / 100 }'; }

# Prints the names among the chosen ways that are among these.
chosen_of() { printf '%s\n' "${ways[@]}" | grep -xE "$(IFS='|'; echo "$*")" || true; }
