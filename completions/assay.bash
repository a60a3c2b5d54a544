# Completions of assay for bash.

_assay() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}
  local verbs="list show start test watch grade hint note hack history diff new lint audit import export simulate verify doctor rpc completions"
  local everywhere="--bank --store --json --color --help"
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "$verbs --help --version" -- "$word"))
    return
  fi
  case $before in
    --bank | --dir | --into) compopt -o dirnames; return ;;
    --batch | --store) compopt -o default; return ;;
    --problem) COMPREPLY=($(compgen -W "$(assay list --ids 2>/dev/null)" -- "$word")); return ;;
    --lang) COMPREPLY=($(compgen -W "python cpp javascript" -- "$word")); return ;;
    --status) COMPREPLY=($(compgen -W "new tried solved" -- "$word")); return ;;
    --expect) COMPREPLY=($(compgen -W "better worse" -- "$word")); return ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$word")); return ;;
    --tier) COMPREPLY=($(compgen -W "none landlock namespaces full" -- "$word")); return ;;
  esac
  if [[ $word == -* ]]; then
    local own=
    case $verb in
      list) own="--round --difficulty --tag --status --ids" ;;
      show) own="--lang" ;;
      start) own="--lang --minutes --dir" ;;
      test) own="--problem --lang --input --tier --jobs --fresh" ;;
      watch) own="--problem --lang --tier --jobs --fresh" ;;
      grade) own="--problem --lang --batch --tier --jobs --fresh" ;;
      note) own="--expect --problem" ;;
      hack) own="--input --keep --tier --jobs --fresh" ;;
      history) own="--limit --rejudge" ;;
      new) own="--fn --into" ;;
      lint) own="--mutate --watch --tier --jobs --fresh" ;;
      import) own="--into" ;;
      export) own="--into --whole --candidate" ;;
      simulate) own="--checks --seed" ;;
      audit | verify | doctor | rpc) own="--tier --jobs --fresh" ;;
    esac
    COMPREPLY=($(compgen -W "$own $everywhere" -- "$word"))
    return
  fi
  case $verb in
    show | start | hint | hack | history | export)
      COMPREPLY=($(compgen -W "$(assay list --ids 2>/dev/null)" -- "$word")) ;;
    completions) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")) ;;
    import)
      if ((COMP_CWORD == 2)); then
        COMPREPLY=($(compgen -W "jsonl" -- "$word"))
      else
        compopt -o default
      fi ;;
    test | watch | grade | lint | audit | simulate | verify) compopt -o default ;;
  esac
}
complete -F _assay assay
