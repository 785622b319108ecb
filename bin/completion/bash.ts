import { ALL, flagPattern, flagWords, MAIN, NAMED } from './words.ts';

/** Needs no bash-completion package; works in bash 3.2, which macOS has. */
export function bashCompletion(questionIds: readonly string[]): string {
  const files = ALL.filter((flag) => flag.completes === 'file');
  const questions = MAIN.filter((flag) => flag.completes === 'question');
  const others = ALL.filter((flag) => flag.value && !flag.completes);
  const setting = flagWords(questions)
    .map((word) => `${word}:*|*:${word}`)
    .join('|');
  const commands = NAMED.map(
    (command) =>
      `    ${command.name}) words='${words(command.operand?.choices, command.flags)}' ;;`,
  );
  return `# bash completion for setup-server
_setup_server() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local words word before="" last=""
  COMPREPLY=()
  [ "$COMP_CWORD" -ge 2 ] && before="\${COMP_WORDS[COMP_CWORD-2]}"
  [ "$COMP_CWORD" -ge 3 ] && last="\${COMP_WORDS[COMP_CWORD-3]}"
  # bash takes "=" as a word of its own.
  if [ "$current" = "=" ]; then
    current=""
  elif [ "$previous" = "=" ]; then
    previous="$before"
  fi
  case "$before:$last" in
    ${setting}) return ;;
  esac
  case "$previous" in
    ${flagPattern(files)})
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
      return ;;
    ${flagPattern(questions)})
      compopt -o nospace 2>/dev/null
      words='${questionIds.map((id) => `${id}=`).join(' ')}'
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
      return ;;
    ${flagPattern(others)}) return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${commands.join('\n')}
    *)
      words='${words(undefined, MAIN)}'
      [ "$COMP_CWORD" -eq 1 ] && words="$words ${NAMED.map(({ name }) => name).join(' ')}" ;;
  esac
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
}
complete -F _setup_server setup-server
`;
}

function words(choices: readonly string[] | undefined, flags: typeof MAIN): string {
  return [...(choices ?? []), ...flagWords(flags)].join(' ');
}
