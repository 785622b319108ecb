import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeAction, linesOf } from '../../source/describe.ts';
import { actionsWith, type Built, everyCommand } from './every-command.ts';
import { HOSTILE } from './hostile-strings.ts';
import { type Piece, piecesOf } from './words.ts';

/** A value that needs no quotes. */
const PLAIN = 'PLAIN1value';

/** Each tries to make the file `canary` where the shell stands. */
const INJECTED = [
  '$(: >canary)',
  '`: >canary`',
  "'; : >canary; '",
  '"; : >canary; "',
  '\n: >canary\n',
  '; : >canary #',
  '&& : >canary &&',
  '| : >canary |',
  "\\'; : >canary; \\'",
  '" "$(: >canary)" "',
];

/** That quoting carries any text is proved elsewhere; here, that each value is quoted. */
const ENOUGH = [
  '',
  ' ',
  "'",
  '"',
  '\\',
  '\n',
  '$HOME',
  '#',
  '-n',
  '*',
  '~',
  ';',
  '&',
  'END',
  HOSTILE.join(''),
];

/** They are many, and each value is tried in several ways. */
const built = new Map<string, Promise<readonly Built[]>>();
function builtWith(value: string): Promise<readonly Built[]> {
  const made = built.get(value) ?? everyCommand(value);
  built.set(value, made);
  return made;
}

const PAYLOADS = ['', "'", '"', '\\'].map((first) => `<<${first}${INJECTED.join(first)}>>`);

/** Those that this computer has; `sh` is one of them, or another one. */
const shells = ['dash', 'busybox', 'bash', 'sh'].flatMap((name) => {
  const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  const words = name === 'busybox' ? ['sh'] : [];
  return stdout === '' ? [] : [{ name, path: realpathSync(stdout.trim()), words }];
});
const different = shells.filter(
  ({ path }, index) => shells.findIndex((other) => other.path === path) === index,
);

describe('a value from outside, in any command', () => {
  it.each([...ENOUGH, ...PAYLOADS].map((value) => [JSON.stringify(value), value]))(
    'is one literal word, or a part of one: %s',
    async (_, value) => {
      const plain = await builtWith(PLAIN);
      const hostile = await builtWith(value);
      expect(hostile.length).toBe(plain.length);
      const compared = new Set<string>();
      for (const [index, { name, text, value: part }] of hostile.entries()) {
        const before = plain[index]?.text ?? '';
        if (compared.has(before)) continue;
        compared.add(before);
        const [one, other] = [withoutHashes(text), withoutHashes(before)];
        expect(difference(one, other, part), name).toBe('');
      }
    },
  );

  it('is in most of them', async () => {
    const all = await builtWith(PLAIN);
    const taking = all.filter(({ text }) => text.includes(PLAIN)).map(({ name }) => name);
    expect(all.length).toBeGreaterThan(200);
    expect(new Set(taking).size).toBeGreaterThan(80);
  });
});

describe('the comparison', () => {
  it.each([
    ['in double quotes', 'echo "PLAIN1value"', `echo "'a b'"`],
    ['in double quotes in a shell in a shell', `sh -c 'echo "PLAIN1value"'`, `sh -c 'echo "x"'`],
    ['without quotes', 'echo PLAIN1value', 'echo a b'],
    ['in a comment', 'echo # PLAIN1value', "echo # 'a b'"],
    ['in an expansion', `echo \${x:-PLAIN1value}`, `echo \${x:-'a b'}`],
    ['in arithmetic', 'echo $((PLAIN1value))', "echo $(('a b'))"],
  ])('notices a value %s', (_, plain, hostile) => {
    expect(difference(hostile, plain, 'a b')).not.toBe('');
  });
});

/** A container's own alias tells what it was made from. */
function withoutHashes(text: string): string {
  return text.replaceAll(/-[0-9a-f]{12}(?=[^0-9a-z])/g, '-HASH');
}

/** '' where the two commands are the same but for the value, which is literal in both. */
function difference(hostile: string, plain: string, value: string): string {
  return differing(piecesOf(hostile), piecesOf(plain), value);
}

function differing(hostile: readonly Piece[], plain: readonly Piece[], value: string): string {
  if (hostile.length !== plain.length) return `${hostile.length} words, not ${plain.length}`;
  for (const [index, one] of plain.entries()) {
    const other = hostile[index] as Piece;
    if ('operator' in one || 'operator' in other) {
      if (JSON.stringify(one) !== JSON.stringify(other)) return JSON.stringify([one, other]);
      continue;
    }
    const open = one.exposed.find((text) => text.includes(PLAIN));
    if (open !== undefined) return `not literal: ${open}`;
    for (const [number, commands] of one.commands.entries()) {
      const inner = differing(other.commands[number] ?? [], commands, value);
      if (inner !== '') return inner;
    }
    // As it is, or within JSON.
    const forms = [value, JSON.stringify(value).slice(1, -1)];
    if (forms.some((form) => one.word.replaceAll(PLAIN, () => form) === other.word)) continue;
    // A command for another shell, as one word.
    if (!one.word.includes(PLAIN) || !/\s/.test(one.word)) return `${one.word}: ${other.word}`;
    const inner = difference(other.word, one.word, value);
    if (inner !== '') return inner;
  }
  return '';
}

/** Where a command does no harm: programs are replaced by functions that note how they are called. */
function sandbox(): string {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  chmodSync(folder, 0o777);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const KEYWORDS =
  'if then else elif fi for do done while until case esac in exit exec eval echo printf read trap set shift cd test wait kill command export umask ulimit return break continue true false sh env setsid sudo doas timeout';

// The programs of a pipeline note their calls at the same time: each in a file that nobody else has.
const PRELUDE = `
noted_in=$PWD noted_text=0
record() {
  set -C
  noted_call=0
  until { printf '%s\\0' "$@" >"$noted_in/call.$noted_text.$noted_call"; } 2>/dev/null || [ "$noted_call" -gt 1000 ]; do
    noted_call=$((noted_call + 1))
  done
  set +C
}
sh() {
  record sh "$@"
  [ "$1" = -c ] || return 0
  body=$2; shift 2; [ $# -eq 0 ] || shift
  ( eval "$body" )
}
env() {
  while :; do case $1 in *=*) shift ;; *) break ;; esac; done
  "$@"
}
sudo() {
  while :; do case $1 in -*) shift ;; *) break ;; esac; done
  "$@"
}
doas() { sudo "$@"; }
setsid() { "$@"; }
timeout() { shift; "$@"; }
`;

describe.each(different)('in a real $name, every command', ({ path, words }) => {
  const run = (folder: string, script: string, texts: readonly string[]) =>
    spawnSync(path, [...words, '-c', script, 'sh', ...texts], {
      cwd: folder,
      // Should a command reach beyond the functions, it is nobody's.
      ...(process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}),
      env: { PATH: join(folder, 'nothing'), LC_ALL: 'C' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it.each(PAYLOADS.map((payload) => [payload.slice(0, 8), payload]))(
    'can be read, runs nothing of a value, and hands it on whole: %s…',
    async (_, payload) => {
      const folder = sandbox();
      const all = await builtWith(payload);
      const texts = [...new Set(all.map(({ text }) => text))];
      const names = new Set(
        texts.flatMap(piecesOf).flatMap((piece) => ('word' in piece ? [piece.word] : [])),
      );
      const programs = [...names].filter(
        (name) => /^[a-z][a-z0-9]*$/.test(name) && !KEYWORDS.split(' ').includes(name),
      );
      expect(programs.length).toBeGreaterThan(30);
      const functions = programs.map((name) => `${name}() { record ${name} "$@"; }\n`).join('');
      const script = `${PRELUDE}${functions}
        for text; do
          noted_text=$((noted_text + 1))
          # A function that is never called is read all the same.
          ( eval "never() {
$text
}" ) || exit 99
          ( eval "$text" ) </dev/null >/dev/null 2>&1
          if [ -e canary ]; then printf %s "$text"; exit 98; fi
        done
        exit 0`;
      const { status, stdout, stderr } = run(folder, script, texts);
      expect([stdout, stderr, status]).toEqual(['', '', 0]);
      const calls = readdirSync(folder).filter((name) => name.startsWith('call.'));
      const marked = calls
        .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\0'))
        .filter((word) => word.includes('<<') || word.includes('>>'));
      expect(marked.length).toBeGreaterThan(40);
      // From its beginning to its end; quoted as often as there are shells within shells.
      const forms = [payload, payload.replaceAll(' ', ''), JSON.stringify(payload).slice(1, -1)];
      const quoted = (text: string) => text.replaceAll("'", `'\\''`);
      for (let level = 0; level < 9; level += 1) forms.push(quoted(forms.at(-3) ?? ''));
      expect(marked.filter((word) => !forms.some((form) => word.includes(form)))).toEqual([]);
    },
  );

  it('keeps what is shown of a file within the file', () => {
    const folder = sandbox();
    const lines = `END\n: >canary\nEND_\n: >canary\n${PAYLOADS.join('\n')}`;
    const action = { do: 'write', path: '/x', mode: '644', content: [lines] } as const;
    const written = [...actionsWith(PAYLOADS[0] ?? '').map(([, each]) => each), action].filter(
      (each) => each.do === 'write',
    );
    const unlike = new Map(written.map((each) => [describeAction(each).join('\n'), each]));
    expect(unlike.size).toBeGreaterThan(5);
    for (const each of unlike.values()) {
      const script = `install() { while IFS= read -r line; do printf '%s\\n' "$line"; done; }\n${describeAction(each).join('\n')}`;
      const { stdout, status } = run(folder, script, []);
      expect([stdout, status]).toEqual([`${linesOf(each.content).join('\n')}\n`, 0]);
    }
    expect(existsSync(join(folder, 'canary'))).toBe(false);
  });

  it('is shown with its remarks on lines of their own', () => {
    const folder = sandbox();
    const remark = 'a\n: >canary\r: >canary';
    const texts = [
      describeAction({ do: 'await', saying: remark, everySeconds: 1, patienceSeconds: 1 }),
      describeAction({
        do: 'instruct',
        text: remark,
        fields: [{ label: remark, value: remark }],
        everySeconds: 1,
        patienceSeconds: 1,
      }),
    ];
    for (const lines of texts) run(folder, lines.join('\n'), []);
    expect(existsSync(join(folder, 'canary'))).toBe(false);
  });
});

it('every file that builds commands is among those that are tried here', () => {
  const source = fileURLToPath(new URL('../../source', import.meta.url));
  const building = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'shell.ts')
    .filter((name) => /^[^*/]*\bsh`/m.test(readFileSync(join(source, name), 'utf8')));
  expect(building.filter((name) => !TRIED.some((part) => name.startsWith(part)))).toEqual([]);
});

/** Whole rooms where their index is walked; what takes no value from outside is marked. */
const TRIED = [
  ...['backup/', 'facts/', 'distributions/', 'steps/', 'front/container.ts', 'journal/lock.ts'],
  ...[
    'journal/log.ts',
    'journal/living-jobs.ts',
    'apps/expfactory/image.ts',
    'apps/docassemble/configuration.ts',
    'certificates/previous.ts',
    'apply/carry-image.ts',
    'apply/certificate.ts',
    'apply/job.ts',
    'apply/request.ts',
    'apply/write-file.ts',
  ],
  ...['edges/ssh/privilege.ts', 'clouds/own-host-key.ts'],
  // They take process ids, numbers and constants only; the launcher is tried on real login shells.
  ...['edges/ssh/launcher.ts', 'edges/ssh/dial-stdio.ts', 'edges/ssh/way-to-root.ts'],
  // Hands a command on as one word.
  'edges/ssh/command-output.ts',
  // Takes a number; what is secret goes over standard input.
  'edges/stores/',
  // Removes one folder, whose name is ours.
  'status/renewal-steps.ts',
  ...[
    'renewal/take-up.ts',
    'containers/stop-command.ts',
    'logs/log-command.ts',
    'errands/shell.ts',
    'errands/remove/',
  ],
  'offers/',
  'timetable/copy-script.ts',
  'adoption/',
  'swarm/',
];
