import type { Readable } from 'node:stream';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import { Channel } from '../../session/channel.ts';
import { connectionTrouble, EngineRefusal } from './engine-refusal.ts';
import { throwIfFailed } from './failed-message.ts';
import { jsonLines } from './json-lines.ts';
import { counted } from './send.ts';

const TELL_EVERY_MILLISECONDS = 250;

export interface Upload {
  readonly body: Readable;
  /** Of the body, about. */
  readonly bytes: number;
  /** For the progress: "Sending the folder". */
  readonly saying: string;
  /** Starts the call. */
  readonly call: (body: Readable, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;
  /** A message of the engine; gives what to tell of it. Not called for one that says that it failed. */
  readonly hear: (message: Readonly<Record<string, unknown>>) => readonly Telling[];
  /** What a refusal means. */
  readonly trouble: (refusal: EngineRefusal) => ExpectedError;
  /** What it means that the body breaks off; it is a file of this computer where absent. */
  readonly broken?: (error: Error) => ExpectedError;
}

/** Sends a large body to the engine, tells how much is there, then what the engine says, to its end. */
export async function* upload(
  { body, bytes, saying, call, hear, trouble, broken = unreadable }: Upload,
  signal?: AbortSignal,
): AsyncGenerator<Telling> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const end = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', end, { once: true });
  const sending = counted(body, (error) => ending.abort(broken(error)));
  const tellings = new Channel<Telling>();
  const tick = () => {
    const done = sending.bytesSent();
    if (done === 0 || sending.body.readableEnded) return;
    const fraction = bytes > 0 ? Math.min(1, done / bytes) : null;
    const total = Math.max(bytes, done);
    tellings.put({ text: saying, fraction, bytes: { done, total, perSecond: rate(done) } });
  };
  const began = performance.now();
  const rate = (done: number) => Math.round((done * 1000) / Math.max(1, performance.now() - began));
  const timer = setInterval(tick, TELL_EVERY_MILLISECONDS);
  const listen = async () => {
    for await (const message of jsonLines(await call(sending.body, ending.signal))) {
      throwIfFailed(message);
      for (const telling of hear(message)) tellings.put(telling);
    }
  };
  listen().then(
    () => tellings.close(),
    (error) => tellings.fail(error),
  );
  try {
    yield* tellings;
  } catch (error) {
    if (ending.signal.aborted) throw ending.signal.reason;
    if (error instanceof EngineRefusal) throw trouble(error);
    throw error instanceof ExpectedError ? error : connectionTrouble(error);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', end);
    ending.abort();
    sending.body.destroy();
  }
}

function unreadable(error: Error): ExpectedError {
  return new ExpectedError({
    code: 'own-image.not-read',
    what: 'A file on this computer could not be read to its end.',
    why: 'It may have been changed or removed meanwhile.',
    next: ['Run setup-server again when nothing changes there any more.'],
    detail: error.message,
    cause: error,
  });
}
