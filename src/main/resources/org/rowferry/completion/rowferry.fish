# Completes the words of a rowferry command in fish: rowferry completion fish | source
# The program itself knows the candidates, and reads the names of targets, inboxes, links and tables from --config.

function __rowferry_candidates
    set -l words (commandline -opc)
    set -l typed (commandline -ct | string unescape)
    set -l candidates ($words[1] completion --at (math (count $words) - 1) -- $words[2..-1] "$typed" 2>/dev/null)
    if test "$candidates" = :files
        __fish_complete_path (string replace -r '^--[a-z-]+=' '' -- "$typed")
    else
        string join -- \n $candidates
    end
end

complete -c rowferry -f -a '(__rowferry_candidates)'
