import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { type Host, operatorCommand, operatorHome } from '../range/range.ts';
import { bundled } from './bundle.ts';

/** One person with a laptop: a home of their own, the range as the Internet, our bundle installed. */
export interface Operator {
  readonly home: string;
  /** Where the program is run, and where the answers files lie. */
  readonly folder: string;
  /** The program, as `process.execPath` runs it. */
  readonly entry: string;
  /** Runs setup-server to its end. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ran>;
  /** Starts setup-server. */
  readonly start: (args: readonly string[], options?: RunOptions) => Promise<Running>;
  /** Runs any program as that person. */
  readonly program: (argv: readonly string[], options?: RunOptions) => Promise<Ran>;
  /** Writes an answers file, readable by its owner only; gives its path. */
  readonly answers: (answers: object) => Promise<string>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** The first message of `--json` that is like this one; throws if the program ends without it. */
  readonly until: (like: Like) => Promise<Said>;
  /** To the program and to all that it started, as a terminal does at Ctrl-C. */
  readonly signal: (name: NodeJS.Signals) => void;
}

/** A line of `--json`, read. */
export type Said = Readonly<Record<string, unknown>>;
export type Like = (message: Said) => boolean;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of `--json`, read. */
  readonly events: readonly Said[];
}

/** For `until`: the message that a step was begun. */
export function started(step: string): Like {
  return (message) => message.type === 'started' && message.step === step;
}

/** For `until`: a line of a step's output. */
export function said(step: string, words: RegExp): Like {
  return ({ type, step: of, line }) => type === 'said' && of === step && words.test(String(line));
}

/** For `until`: so much of a download is there, and not all. */
export function downloaded(step: string, share: number): Like {
  return ({ type, step: of, fraction }) =>
    type === 'progress' && of === step && Number(fraction) >= share && Number(fraction) < 1;
}

export async function newOperator({
  hosts,
  ...keys
}: {
  key?: boolean;
  hosts?: string;
} = {}): Promise<Operator> {
  const home = await operatorHome(keys);
  const entry = await bundled();
  const folder = await mkdtemp(join(tmpdir(), 'answers-'));
  const begin = async (argv: readonly string[], options: RunOptions = {}) => {
    const command = await operatorCommand([...argv], {
      home,
      cwd: folder,
      ...(hosts === undefined ? {} : { hosts }),
    });
    const env = { ...withoutAnswers(process.env), ...command.env, ...options.env };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    // A process group of its own, as in a terminal.
    return follow(spawn(command.file, command.args, { env, stdio: [...stdio], detached: true }));
  };
  const program = async (argv: readonly string[], options: RunOptions = {}) =>
    await (await begin(argv, options)).ended;
  let files = 0;
  return {
    home,
    folder,
    entry,
    program,
    start: (args, options) => begin([process.execPath, entry, ...args], options),
    run: (args, options) => program([process.execPath, entry, ...args], options),
    async answers(answers) {
      files += 1;
      const path = join(folder, `answers-${files}.yaml`);
      await writeFile(path, stringify(answers), { mode: 0o600 });
      return path;
    },
  };
}

/** What JATOS's first user gets. Other apps don't ask for it. */
export const ADMIN_PASSWORD = 'correct horse, battery 9';

/** Half a day from now: no server is to stop an app for a copy of its own in the middle of a test. */
export const COPIES_AT = `${String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')}:00 UTC`;

/** What everybody must answer, for a server of the range. */
export async function answersFor(host: Host, hostname: string): Promise<Record<string, unknown>> {
  const key = await host.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  return {
    server: host.address,
    'ssh.user': host.user,
    'ssh.fingerprint': key.split(' ')[1],
    hostname,
    'certificate.terms': true,
    'jatos.admin.password': ADMIN_PASSWORD,
    'backup.time': COPIES_AT,
  };
}

function follow(child: ChildProcess): Running {
  const lines: string[] = [];
  const events: Said[] = [];
  const waiting = new Set<(message: Said) => void>();
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  if (!child.stdout) throw new Error('The child has no standard output.');
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    // Other programs' output may begin with a brace, too.
    if (!line.startsWith('{"')) return;
    const message = JSON.parse(line);
    events.push(message);
    for (const hear of waiting) hear(message);
  });
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout: lines.join('\n'), stderr, events }));
  });
  return {
    child,
    ended,
    until: (like) =>
      new Promise((resolve, reject) => {
        const before = events.find(like);
        if (before) return resolve(before);
        const hear = (message: Said) => {
          if (!like(message)) return;
          waiting.delete(hear);
          resolve(message);
        };
        waiting.add(hear);
        void ended.then(({ stdout }) =>
          reject(new Error(`It ended before that.\n${stdout.slice(-3000)}\n${stderr}`)),
        );
      }),
    signal: (name) => {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    },
  };
}

/** The developer's own settings must not answer a test's questions. */
function withoutAnswers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(SETUP_SERVER_|DOCKER_|SSH_)/.test(name)),
  );
}
