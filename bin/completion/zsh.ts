import type { Command, Flag } from '../command-line/declaration.ts';
import { MAIN, NAMED } from './words.ts';

/** The script that zsh reads. */
export function zshCompletion(questionIds: readonly string[]): string {
  const commands = NAMED.map(({ name, summary }) => `    ${word(`${name}:${summary}`)}`);
  const cases = NAMED.map((command) => {
    const operand = command.operand
      ? [`1:${command.operand.name}:${choicesOf(command.operand)}`]
      : [];
    return `      ${command.name}) _arguments ${specs(command.flags, operand)} ;;`;
  });
  return `#compdef setup-server
_setup_server_questions() {
  local -a questions=(${questionIds.map(word).join(' ')})
  compadd -S '=' -- $questions
}
_setup_server_commands() {
  local -a commands=(
${commands.join('\n')}
  )
  _describe command commands
}
_setup_server() {
  local context state line
  local -A opt_args
  _arguments -C ${specs(MAIN, ['1: :_setup_server_commands', '*:: :->rest'])}
  if [[ $state == rest ]]; then
    case $words[1] in
${cases.join('\n')}
    esac
  fi
}
if [[ $funcstack[1] == _setup-server ]]; then _setup_server "$@"; else compdef _setup_server setup-server; fi
`;
}

function choicesOf({ choices }: NonNullable<Command['operand']>): string {
  return choices ? `(${choices.join(' ')})` : '_hosts';
}

function specs(flags: readonly Flag[], others: readonly string[]): string {
  return ['-s', ...flags.flatMap(flagSpecs), ...others.map(word)].join(' \\\n    ');
}

function flagSpecs(flag: Flag): string[] {
  const names = [`--${flag.name}`, ...(flag.short ? [`-${flag.short}`] : [])];
  const excluded = flag.repeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  const summary = flag.summary.replace(/[[\]\\:]/g, '\\$&');
  const value = flag.value ? `:${flag.value}:${VALUES[flag.completes ?? 'none']}` : '';
  return names.map((name) => word(`${excluded}${name}[${summary}]${value}`));
}

const VALUES = { file: '_files', question: '_setup_server_questions', none: '' } as const;

/** In single quotes. */
function word(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
