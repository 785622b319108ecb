import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ExpectedError } from '../../expected-error.ts';
import { judgeStore } from '../../stores/judge-store.ts';
import { presigned, type S3Place, type S3Request } from '../../stores/presign.ts';
import type { Trial } from '../../stores/store.ts';

/** Of which a large object is put together; stores take from 5 MB on, and 10,000 of them. */
const PART_BYTES = 16 * 1024 * 1024;
const TRIES = 4;
const LIMIT_SECONDS = 600;

/** What was written, as it was sent. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

type Stream = AsyncIterable<Uint8Array>;

/** Objects in a bucket. Each call throws the ExpectedErrors `store.*`. */
export class S3Objects {
  readonly #place: S3Place;
  readonly #signal: AbortSignal;

  constructor(place: S3Place, signal: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
  }

  /** Writes an object, however large, part by part. Only the whole of it is ever to be seen. */
  async write(key: string, content: Stream): Promise<Written> {
    const hash = createHash('sha256');
    let bytes = 0;
    const parts = inParts(content, (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    const first = await parts.next();
    const second = await parts.next();
    if (second.done) await this.#put({ method: 'PUT', key }, first.value ?? Buffer.alloc(0));
    else await this.#together(key, [first.value ?? Buffer.alloc(0), second.value], parts);
    return { bytes, sha256: hash.digest('hex') };
  }

  /** Reads it, as it comes. */
  async *read(key: string): AsyncGenerator<Uint8Array> {
    const { body } = await this.#ask('read', { method: 'GET', key });
    if (body) yield* body;
  }

  /** Reads a small one; null where there is none. */
  async text(key: string): Promise<string | null> {
    const reply = await this.#ask('read', { method: 'GET', key }, undefined, [404]);
    const text = await reply.text();
    return reply.ok ? text : null;
  }

  /** The names of all objects that begin so. */
  async list(prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    let after: string | undefined;
    do {
      const query = { 'list-type': '2', prefix, ...(after && { 'continuation-token': after }) };
      const text = await (await this.#ask('list', { method: 'GET', query })).text();
      keys.push(...[...text.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = '']) => plain(key)));
      const [, next] = /<NextContinuationToken>([^<]+)</.exec(text) ?? [];
      after = next && plain(next);
    } while (after !== undefined);
    return keys;
  }

  async remove(key: string): Promise<void> {
    await (await this.#ask('delete', { method: 'DELETE', key })).arrayBuffer();
  }

  async #together(
    key: string,
    first: readonly Buffer[],
    rest: AsyncGenerator<Buffer, undefined>,
  ): Promise<void> {
    const begun = await this.#ask('write', { method: 'POST', key, query: { uploads: '' } });
    const [, id] = /<UploadId>([^<]+)</.exec(await begun.text()) ?? [];
    if (id === undefined) throw this.#refusal('write', 500, '', 'It did not begin the upload.');
    const uploadId = plain(id);
    try {
      const tags: string[] = [];
      const send = async (part: Buffer) => {
        const query = { partNumber: String(tags.length + 1), uploadId };
        tags.push(await this.#put({ method: 'PUT', key, query }, part));
      };
      for (const part of first) await send(part);
      for await (const part of rest) await send(part);
      const list = tags.map(
        (tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
      );
      const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`;
      const query = { uploadId };
      const ended = await this.#ask('write', { method: 'POST', key, query }, Buffer.from(body));
      // It may turn out only while it is put together, when the status was sent already.
      const says = await ended.text();
      if (says.includes('<Error>')) throw this.#refusal('write', 500, says, '');
    } catch (error) {
      await this.#ask('delete', { method: 'DELETE', key, query: { uploadId } }).catch(() => {});
      throw error;
    }
  }

  /** Gives what the store calls it. It compares the sum itself. */
  async #put(request: S3Request, body: Buffer): Promise<string> {
    const reply = await this.#ask('write', request, body);
    await reply.arrayBuffer();
    return (reply.headers.get('etag') ?? '').replaceAll('"', '&quot;');
  }

  /** One request, tried again where that may help. */
  async #ask(
    does: Trial['does'],
    request: S3Request,
    body?: Buffer,
    fine: readonly number[] = [],
  ): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      const last = tries === TRIES;
      try {
        const url = presigned(this.#place, request, new Date(), LIMIT_SECONDS);
        const reply = await fetch(url, {
          method: request.method,
          signal: AbortSignal.any([this.#signal, AbortSignal.timeout(LIMIT_SECONDS * 1000)]),
          ...(body && { body: new Uint8Array(body), headers: { 'Content-MD5': md5(body) } }),
        });
        if (reply.ok || fine.includes(reply.status)) return reply;
        const says = (await reply.text()).slice(0, 20_000);
        if (last || reply.status < 500) throw this.#refusal(does, reply.status, says, '');
      } catch (error) {
        this.#signal.throwIfAborted();
        if (error instanceof ExpectedError) throw error;
        if (last) throw this.#refusal(does, 0, '', wordsOf(error));
      }
      await pause(1000 * 2 ** tries, undefined, { signal: this.#signal });
    }
  }

  #refusal(does: Trial['does'], status: number, body: string, says: string): ExpectedError {
    const trial: Trial = { does, method: 'GET', url: '', headers: {} };
    const tried = [{ trial, reply: { status, body } }];
    const trouble = judgeStore({ kind: 's3', ...this.#place }, tried, says);
    return new ExpectedError(trouble ?? { code: 'store.refused', what: says });
  }
}

async function* inParts(
  content: Stream,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Buffer, undefined> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    see(chunk);
    waiting.push(chunk);
    size += chunk.length;
    while (size >= PART_BYTES) {
      const whole = Buffer.concat(waiting);
      yield whole.subarray(0, PART_BYTES);
      waiting = [whole.subarray(PART_BYTES)];
      size -= PART_BYTES;
    }
  }
  if (size > 0) yield Buffer.concat(waiting);
  return undefined;
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

function plain(xml: string): string {
  return xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

function wordsOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
