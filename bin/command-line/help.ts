import { EXIT_CODES } from '../exit-code.ts';
import {
  COMMANDS,
  type Command,
  commandNamed,
  EXAMPLES,
  type Flag,
  PURPOSE,
} from './declaration.ts';

const WIDTH = 80;

/** Below that, what stands to the right goes below. */
const NARROW = 60;

/** The text behind `--help`, at most 80 columns wide, and no wider than the terminal. */
export function help(command: Command, columns = WIDTH): string {
  const width = Math.min(WIDTH, columns);
  const lines = command.name === '' ? wholeHelp(width) : commandHelp(command, width);
  return `${lines.join('\n')}\n`;
}

function wholeHelp(width: number): string[] {
  const named = COMMANDS.filter((command) => command.name !== '');
  const main = commandNamed('');
  return [
    ...wrapped(PURPOSE, '', width),
    '',
    'Examples',
    ...EXAMPLES.flatMap(({ line, meaning }) => row(line, meaning, 48, width)),
    '',
    'Flags',
    ...(main?.flags ?? []).flatMap((flag) => flagRow(flag, width)),
    '',
    'Commands',
    ...named.flatMap((each) => row(signature(each), each.summary, COLUMN, width)),
    '',
    ...wrapped('npx setup-server COMMAND --help says more of one.', '  ', width),
    '',
    'Answers',
    ...wrapped(
      'Every question can be answered beforehand: in the file, by --set, or by its variable ' +
        '(SETUP_SERVER_APP answers app; SETUP_SERVER_APP_FILE names a file that holds the answer). ' +
        'Flags win over variables, variables over the file. Without a terminal nothing is asked; ' +
        'what is missing is listed.',
      '  ',
      width,
    ),
    '',
    'Exit codes',
    ...EXIT_CODES.flatMap(({ code, meaning }) => row(String(code), meaning, 7, width)),
  ];
}

function commandHelp(command: Command, width: number): string[] {
  const how = HOW[command.name] ?? [];
  return [
    ...wrapped(command.summary, '', width),
    '',
    ...wrapped(`npx setup-server ${signature(command)}`, '  ', width),
    '',
    'Flags',
    ...command.flags.flatMap((flag) => flagRow(flag, width)),
    ...(how.length > 0 ? [''] : []),
    // A line to be typed is left as it is.
    ...how.flatMap((line) =>
      line.length <= width || line.startsWith(' ') ? [line] : wrapped(line, '', width),
    ),
  ];
}

const COMPLETION_HOW = [
  'Needs setup-server installed (npm install --global setup-server). Then:',
  '',
  '  bash   setup-server completion bash \\',
  '           > ~/.local/share/bash-completion/completions/setup-server',
  '  zsh    setup-server completion zsh > "$' + '{fpath[1]}/_setup-server"',
  '  fish   setup-server completion fish \\',
  '           > ~/.config/fish/completions/setup-server.fish',
];

const DOCTOR_HOW = [
  'HOST is user@host:port, ssh://user@host:port, a name from ~/.ssh/config, or',
  'local for this computer.',
  '',
  '  npx setup-server doctor root@203.0.113.7',
  '  npx setup-server doctor web1 --ignore memory --json',
  '  npx setup-server doctor web1 --bundle for-support.txt',
];

const STATUS_HOW = ['HOST is as for doctor. Without it: all servers that this computer remembers.'];

const RENEW_HOW = [
  'HOST is as for doctor. Without it: all servers that this computer remembers; at',
  'a terminal you choose one.',
  '',
  '  npx setup-server renew study.example.org --dry-run',
  '  npx setup-server renew root@203.0.113.7 --install jatos --force --yes',
];

const CERTIFICATE_HOW = [
  'list     names, authority, dates, keys; those kept from before; accounts',
  'revoke   has the authority declare one void; a new one comes first, if wanted',
  'restore  puts one from before back in its place; the present one is kept',
  "account  the server's account at the authority: mail address, key, or its end",
  '',
  'HOST is as for doctor. At a terminal you are asked for what is not given.',
  '',
  '  npx setup-server certificate list study.example.org',
  '  npx setup-server certificate restore study.example.org --yes',
  '  npx setup-server certificate revoke study.example.org --which present \\',
  '    --reason key-compromise --confirm revoke --yes',
  '  npx setup-server certificate account study.example.org --change key --yes',
];

const ENV_HOW = [
  'show    what lies in env.list on the server, and how it differs from what runs',
  'export  writes it to a file on this computer that only you can read',
  'set     sets some of them, or removes some',
  'import  takes over a file for docker run --env-file',
  'edit    all of them, on a screen',
  '',
  'HOST is as for doctor. All changes are shown before anything is done.',
  '',
  '  npx setup-server env show study.example.org',
  '  npx setup-server env set study.example.org -e LOCALE=de_DE.UTF-8 --yes',
  '  npx setup-server env import study.example.org --file ~/env.list',
];

const CONFIG_HOW = [
  'show  what an app was set up by; what is secret stays hidden',
  'set   changes answers: those of --set, or you are asked which',
  '',
  'HOST is as for doctor. The plan says what each change takes, and whether the',
  'app is started anew. The ids are those of npx setup-server questions.',
  '',
  '  npx setup-server config show study.example.org',
  '  npx setup-server config set study.example.org',
  '  npx setup-server config set study.example.org \\',
  '    --set hostname=other.example.org --yes',
];

const MOVE_HOW = [
  'HOST is where the app is, as for doctor. The other server is made ready while',
  'the app still serves. Then it is stopped its own safe way, its data are copied',
  'and carried over, and it starts there; its name is switched last. It runs on',
  'one of the two only, whatever cuts this off: run it again, or --undo.',
  '',
  '  npx setup-server move study.example.org --to root@203.0.113.8',
  '  npx setup-server move study.example.org --confirm --yes',
];

const UPGRADE_HOW = [
  'HOST is as for doctor. The new version is downloaded while the old one runs.',
  'Then the app is stopped its own safe way, its data are copied, and the new',
  'version gets them. If it does not work, the old one is put back by itself,',
  'with the data as they were.',
  '',
  '  npx setup-server upgrade study.example.org',
  '  npx setup-server upgrade study.example.org --to 3.10.5 --yes',
  '  npx setup-server upgrade study.example.org --undo --yes',
];

const BACKUP_HOW = [
  'ACTION is one of these:',
  'make      the app rests while its data and settings are copied, and runs again',
  'schedule  the server does so by itself, --every nightly, weekly or never',
  'away      each of those is sent to storage (S3), encrypted if you like',
  'send      one copy goes there now',
  'fetch     one comes back from there to the server',
  'list      what copies there are, of all apps or of one, and where',
  'get       fetches the newest one, or --copy, to this computer',
  'delete    one of those on the server, for good',
  '',
  'HOST is as for doctor. Copies lie on the server, below',
  '/var/lib/setup-server/backups. npx setup-server restore puts one back.',
  '',
  '  npx setup-server backup make study.example.org --yes',
];

const RESTORE_HOW = [
  'HOST is as for doctor. npx setup-server backup list shows the copies there. What',
  'is there now is copied first, so that this can be undone, too.',
  '',
  '  npx setup-server restore root@203.0.113.8 \\',
  '    --file study.example.org-2026-11-29T03-40-10Z.tar',
  '  npx setup-server restore study.example.org --yes \\',
  '    --copy 2026-11-29T03-40-10Z',
];

const HOSTS_HOW = [
  'Remembered is how to get there and what runs there, nothing secret. NAME is that',
  'of a website there, or the address. To forget changes nothing on the server.',
];

/** What a command's own help says besides. */
const HOW: Readonly<Record<string, readonly string[]>> = {
  certificate: CERTIFICATE_HOW,
  backup: BACKUP_HOW,
  completion: COMPLETION_HOW,
  config: CONFIG_HOW,
  doctor: DOCTOR_HOW,
  env: ENV_HOW,
  hosts: HOSTS_HOW,
  status: STATUS_HOW,
  renew: RENEW_HOW,
  restore: RESTORE_HOW,
  move: MOVE_HOW,
  upgrade: UPGRADE_HOW,
};

const COLUMN = 28;

function flagRow(flag: Flag, width: number): string[] {
  const short = flag.short ? `-${flag.short}, ` : '    ';
  const value = flag.value ? ` ${flag.value}` : '';
  return row(`${short}--${flag.name}${value}`, flag.summary, COLUMN, width);
}

export function signature(command: Command): string {
  const switches = command.flags.filter((flag) => flag.name !== 'help');
  // More than a line can hold: its own help has them.
  const many = switches.length > 3 ? ' [FLAGS]' : undefined;
  const flags = many ?? switches.map((flag) => ` [--${flag.name}]`).join('');
  return `${command.name}${operandOf(command)}${flags}`;
}

function operandOf({ operand }: Command): string {
  if (!operand) return '';
  const { name, choices, optional, object } = operand;
  const all = choices?.join('|') ?? '';
  // More than a line can hold: its own help has them.
  const one = all === '' || all.length > 40 ? name : all;
  const words = [one, ...(object ? [object] : [])].join(' ');
  return optional ? ` [${words}]` : ` ${words}`;
}

/** Two columns; the right one begins at `column` and wraps there. */
function row(left: string, right: string, column: number, width: number): string[] {
  const narrow = width < NARROW && column > NARROW / 4;
  const margin = ' '.repeat(narrow ? 6 : column);
  const lines = wrapped(right, margin, width);
  if (narrow) return [...wrapped(left, '  ', width), ...lines];
  const head = `  ${left}`;
  if (head.length >= column) return [head, ...lines];
  return [head.padEnd(column) + (lines[0] ?? '').slice(column), ...lines.slice(1)];
}

/** Breaks at words so that no line is wider than the help may be. */
export function wrapped(text: string, margin: string, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = margin;
  for (const word of text.split(' ')) {
    const empty = line.trim() === '';
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = margin + word;
    } else {
      line += empty ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}
