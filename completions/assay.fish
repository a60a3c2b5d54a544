# Completions of assay for fish.

function __assay_ids
    assay list --ids 2>/dev/null
end

set -l verbs list show start test watch grade hint note hack history diff new lint audit import export simulate verify doctor rpc completions

complete -c assay -n "not __fish_seen_subcommand_from $verbs" -f
complete -c assay -n "not __fish_seen_subcommand_from $verbs" -l version -d 'Show the version'
complete -c assay -n __fish_use_subcommand -a list -d 'List the problems'
complete -c assay -n __fish_use_subcommand -a show -d 'Show a problem'
complete -c assay -n __fish_use_subcommand -a start -d 'Start a problem'
complete -c assay -n __fish_use_subcommand -a test -d 'Run the examples'
complete -c assay -n __fish_use_subcommand -a watch -d 'Run the examples at every save'
complete -c assay -n __fish_use_subcommand -a grade -d 'Grade against the hidden tests'
complete -c assay -n __fish_use_subcommand -a hint -d 'Take the next hint'
complete -c assay -n __fish_use_subcommand -a note -d 'Write into the journal'
complete -c assay -n __fish_use_subcommand -a hack -d 'Break a shipped wrong solution'
complete -c assay -n __fish_use_subcommand -a history -d 'List what was graded'
complete -c assay -n __fish_use_subcommand -a diff -d 'Compare two submissions'
complete -c assay -n __fish_use_subcommand -a new -d 'Write a new problem'
complete -c assay -n __fish_use_subcommand -a lint -d 'Check problems'
complete -c assay -n __fish_use_subcommand -a audit -d 'Check a public set'
complete -c assay -n __fish_use_subcommand -a import -d 'Turn a public set into a bank'
complete -c assay -n __fish_use_subcommand -a export -d 'Copy a bank'
complete -c assay -n __fish_use_subcommand -a simulate -d 'Run a CUDA program with no GPU'
complete -c assay -n __fish_use_subcommand -a verify -d 'Check a score line of a kernel'
complete -c assay -n __fish_use_subcommand -a doctor -d 'Say what this machine can grade'
complete -c assay -n __fish_use_subcommand -a rpc -d 'Serve editors: JSON-RPC on standard input and output'
complete -c assay -n __fish_use_subcommand -a completions -d 'Print the completion script of a shell'

complete -c assay -n "__fish_seen_subcommand_from show start hint hack history export" -f -a '(__assay_ids)'
complete -c assay -n "__fish_seen_subcommand_from completions" -f -a 'bash zsh fish'
complete -c assay -n "__fish_seen_subcommand_from import" -a jsonl

complete -c assay -n "__fish_seen_subcommand_from $verbs" -l bank -r -a '(__fish_complete_directories)' -d 'Folder of problems'
complete -c assay -n "__fish_seen_subcommand_from $verbs" -l store -r -F -d 'File of the records'
complete -c assay -n "__fish_seen_subcommand_from $verbs" -l json -d 'Print JSON'
complete -c assay -n "__fish_seen_subcommand_from $verbs" -l color -x -a 'auto always never' -d 'When to use colours'
complete -c assay -n "__fish_seen_subcommand_from $verbs" -s h -l help -d 'Show help'
complete -c assay -n "__fish_seen_subcommand_from list" -l round -x -d 'Round'
complete -c assay -n "__fish_seen_subcommand_from list" -l difficulty -x -a '1 2 3 4 5' -d 'Difficulty'
complete -c assay -n "__fish_seen_subcommand_from list" -l tag -x -d 'Tag'
complete -c assay -n "__fish_seen_subcommand_from list" -l status -x -a 'new tried solved' -d 'Status'
complete -c assay -n "__fish_seen_subcommand_from list" -l ids -d 'Print the ids only'
complete -c assay -n "__fish_seen_subcommand_from show start test watch grade" -l lang -x -a 'python cpp javascript' -d 'Language'
complete -c assay -n "__fish_seen_subcommand_from start" -l minutes -x -d 'Time on the clock'
complete -c assay -n "__fish_seen_subcommand_from start" -l dir -r -a '(__fish_complete_directories)' -d 'Folder to write'
complete -c assay -n "__fish_seen_subcommand_from test watch grade note" -l problem -x -a '(__assay_ids)' -d 'Problem'
complete -c assay -n "__fish_seen_subcommand_from note" -l expect -x -a 'better worse' -d 'What the next run shows'
complete -c assay -n "__fish_seen_subcommand_from test hack" -l input -x -d 'A JSON object of arguments'
complete -c assay -n "__fish_seen_subcommand_from hack" -l keep -d 'Write it into the problem as a test'
complete -c assay -n "__fish_seen_subcommand_from grade" -l batch -r -F -d 'Grade each line of a file'
complete -c assay -n "__fish_seen_subcommand_from test watch grade hack lint audit verify doctor rpc" -l tier -x -a 'none landlock namespaces full' -d 'Isolation'
complete -c assay -n "__fish_seen_subcommand_from test watch grade hack lint audit verify doctor rpc" -l jobs -x -d 'Submissions graded at once'
complete -c assay -n "__fish_seen_subcommand_from test watch grade hack lint audit verify doctor rpc" -l fresh -d 'Each test in a process begun by exec'
complete -c assay -n "__fish_seen_subcommand_from history" -l limit -x -d 'At most so many'
complete -c assay -n "__fish_seen_subcommand_from history" -l rejudge -x -d 'Judge a submission again'
complete -c assay -n "__fish_seen_subcommand_from new" -l fn -x -d 'Signature'
complete -c assay -n "__fish_seen_subcommand_from new import export" -l into -r -a '(__fish_complete_directories)' -d 'Folder to write'
complete -c assay -n "__fish_seen_subcommand_from lint" -l mutate -d 'Look for surviving mutants'
complete -c assay -n "__fish_seen_subcommand_from lint" -l watch -d 'Again at every save'
complete -c assay -n "__fish_seen_subcommand_from export" -l whole -d 'With what is hidden'
complete -c assay -n "__fish_seen_subcommand_from export" -l candidate -d 'What candidates may have'
complete -c assay -n "__fish_seen_subcommand_from simulate" -l checks -x -a 'all fast none races' -d 'What to look for'
complete -c assay -n "__fish_seen_subcommand_from simulate" -l seed -x -d 'Another schedule'
complete -c assay -n "__fish_seen_subcommand_from simulate" -F
complete -c assay -n "__fish_seen_subcommand_from verify" -F
