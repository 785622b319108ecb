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
  /** Runs setup-server to its end. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ran>;
  /** Runs any program as that person. */
  readonly program: (argv: readonly string[]) => Promise<Ran>;
  /** Writes an answers file, readable by its owner only; gives its path. */
  readonly answers: (answers: object) => Promise<string>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Hears every line of standard output as it comes, with the process that wrote it. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of `--json`, read. */
  readonly events: readonly Record<string, unknown>[];
}

export async function newOperator(): Promise<Operator> {
  const home = await operatorHome();
  const entry = await bundled();
  const folder = await mkdtemp(join(tmpdir(), 'answers-'));
  const program = async (argv: readonly string[], options: RunOptions = {}) => {
    const command = await operatorCommand([...argv], { home, cwd: folder });
    const env = { ...withoutAnswers(process.env), ...command.env, ...options.env };
    const child = spawn(command.file, command.args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    return await ended(child, options);
  };
  let files = 0;
  return {
    home,
    program,
    run: (args, options) => program([process.execPath, entry, ...args], options),
    async answers(answers) {
      files += 1;
      const path = join(folder, `answers-${files}.yaml`);
      await writeFile(path, stringify(answers), { mode: 0o600 });
      return path;
    },
  };
}

/** What everybody must answer, for a server of the range. */
export async function answersFor(host: Host, hostname: string): Promise<Record<string, unknown>> {
  const key = await host.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  return {
    server: host.address,
    'ssh.user': host.user,
    'ssh.fingerprint': key.split(' ')[1],
    hostname,
    'certificate.terms': true,
  };
}

async function ended(child: ChildProcess, { onLine }: RunOptions): Promise<Ran> {
  const lines: string[] = [];
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  if (!child.stdout) throw new Error('The child has no standard output.');
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    onLine?.(line, child);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const events = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  return { code, stdout: lines.join('\n'), stderr, events };
}

/** The developer's own settings must not answer a test's questions. */
function withoutAnswers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(SETUP_SERVER_|DOCKER_|SSH_)/.test(name)),
  );
}
