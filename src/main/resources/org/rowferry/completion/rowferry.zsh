#compdef rowferry
# Completes the words of a rowferry command in zsh: source <(rowferry completion zsh)
# The program itself knows the candidates, and reads the names of targets, inboxes, links and tables from --config.

_rowferry() {
    local -a candidates
    candidates=("${(@f)$("${(Q)words[1]}" completion --at $((CURRENT - 2)) -- "${(@Q)words[2,-1]}" 2>/dev/null)}")
    if [[ $candidates[1] == :files ]]; then
        compset -P '*='
        _files
    elif [[ -n $candidates[1] ]]; then
        compadd -- $candidates
    fi
}

# As a file among zsh's functions this is the body of _rowferry itself.
if [[ $funcstack[1] == _rowferry ]]; then
    _rowferry "$@"
else
    compdef _rowferry rowferry
fi
