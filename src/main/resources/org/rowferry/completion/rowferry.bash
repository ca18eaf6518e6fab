# Completes the words of a rowferry command in bash: source <(rowferry completion bash)
# The program itself knows the candidates, and reads the names of targets, inboxes, links and tables from --config.

_rowferry() {
    local word words=() quote='' candidate
    for word in "${COMP_WORDS[@]:1}"; do
        # As the shell will hand them on: without quotes and backslashes.
        case $word in
            \'*) word=${word#\'} word=${word%\'} ;;
            \"*) word=${word#\"} word=${word%\"} ;;
        esac
        words+=("${word//\\/}")
    done
    case ${COMP_WORDS[COMP_CWORD]} in \'*) quote=\' ;; \"*) quote=\" ;; esac
    COMPREPLY=()
    while IFS= read -r candidate; do
        case $candidate$quote in
            :files*) compopt -o default 2>/dev/null ;;
            # Inside of quotes, bash puts the closing one.
            *\') COMPREPLY+=("$candidate") ;;
            *\") COMPREPLY+=("${candidate//\"/\\\"}") ;;
            *) COMPREPLY+=("$(printf %q "$candidate")") ;;
        esac
    done < <("${COMP_WORDS[0]}" completion --at $((COMP_CWORD - 1)) -- "${words[@]}" 2>/dev/null)
}
complete -F _rowferry rowferry
