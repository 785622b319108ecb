import { randomBytes } from 'node:crypto';
import { ExpectedError } from '../../expected-error.ts';
import type { StoreFact } from '../../facts/store.ts';
import type { Connection } from '../../hosts/host.ts';
import { Secret } from '../../secrets/secret.ts';
import { sh } from '../../shell.ts';
import { judgeStore, keysIn } from '../../stores/judge-store.ts';
import {
  type Store,
  storeName,
  type Trial,
  type TrialReply,
  trialsOf,
} from '../../stores/store.ts';
import { request } from '../outside/http-request.ts';
import { inPlainWords } from '../outside/plain-words.ts';

const LIMIT_SECONDS = 20;
const MOST_BYTES = 20_000;
const NO_CURL = 90;

interface Tried {
  readonly replies: readonly TrialReply[];
  readonly says: string;
}

/**
 * Lists, writes, reads and deletes in a store, from the host; from here where the host has no curl.
 * Throws the ExpectedErrors `store.*`.
 */
export async function lookAtStore(
  store: Store,
  connection: Pick<Connection, 'run'>,
  signal: AbortSignal,
  now = new Date(),
): Promise<StoreFact> {
  const name = `setup-server-check-${randomBytes(8).toString('hex')}`;
  const trials = trialsOf(store, name, now);
  const there = await fromHost(trials, connection, signal);
  const { replies, says } = there ?? (await fromHere(trials, signal));
  const tried = trials.map((trial, at) => ({ trial, reply: replies[at] ?? NOTHING }));
  const trouble = judgeStore(store, tried, says);
  if (trouble) throw new ExpectedError(trouble);
  return {
    name: storeName(store),
    from: there ? 'server' : 'here',
    holds: keysIn(replies[0]?.body ?? '').filter((key) => key !== name),
  };
}

const NOTHING: TrialReply = { status: 0, body: '' };

/** What the URLs let one do must not be seen by others on the host: they go over standard input. */
async function fromHost(
  trials: readonly Trial[],
  connection: Pick<Connection, 'run'>,
  signal: AbortSignal,
): Promise<Tried | null> {
  const mark = randomBytes(8).toString('hex');
  const { code, stdout, stderr } = await connection.run(
    sh`command -v curl >/dev/null 2>&1 || exit ${NO_CURL}
      curl -K -`,
    {
      stdin: new Secret(trials.map((trial) => asConfiguration(trial, mark)).join('next\n')),
      timeoutSeconds: trials.length * LIMIT_SECONDS + 10,
      signal,
    },
  );
  if (code === NO_CURL) return null;
  const parts = stdout.split(new RegExp(`\\n${mark} (\\d{3})\\n`));
  const replies = trials.map((_, at) => ({
    status: Number(parts[2 * at + 1] ?? 0),
    body: parts[2 * at] ?? '',
  }));
  const [says = ''] = /^curl: .*$/m.exec(stderr) ?? [];
  return { replies, says: says.replace(/^curl: (\(\d+\) )?/, '') };
}

/** A part of a curl configuration (curl(1), --config). */
function asConfiguration({ method, url, headers, body }: Trial, mark: string): string {
  const lines = [
    ['url', url],
    ['request', method],
    ['max-time', String(LIMIT_SECONDS)],
    ...Object.entries(headers).map(([name, value]) => ['header', `${name}: ${value}`]),
    ...(body === undefined
      ? []
      : [
          ['data-binary', body],
          ['header', 'Content-Type:'],
        ]),
    ['write-out', `\n${mark} %{http_code}\n`],
  ];
  const text = lines.map(([name, value = '']) => `${name} = ${JSON.stringify(value)}\n`).join('');
  return `silent\nshow-error\ngloboff\n${text}`;
}

async function fromHere(trials: readonly Trial[], signal: AbortSignal): Promise<Tried> {
  const replies: TrialReply[] = [];
  for (const { method, url, headers, body } of trials) {
    const wanted = new URL(url);
    try {
      const limits = { limitSeconds: LIMIT_SECONDS, maxBytes: MOST_BYTES };
      const sent = { url: wanted, method, headers, ...(body !== undefined && { body }) };
      replies.push(await request({ ...sent, ...limits }, signal));
    } catch (error) {
      signal.throwIfAborted();
      const { says } = inPlainWords(error, new URL(wanted.origin), LIMIT_SECONDS);
      return { replies: [...replies, NOTHING], says };
    }
  }
  return { replies, says: '' };
}
