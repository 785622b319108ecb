import { stripControl } from '../../plain-text.ts';

const HEADER = 8;
const LONGEST_LINE = 2000;
const MOST_BYTES = 4_000_000;

/**
 * Lines of a container's output, safe to show, in the order in which they ended. The engine frames
 * output that has no terminal: 8 bytes (stream, 3 zeros, length as 32-bit big endian), then the
 * bytes. Of more than 4 MB the rest is left out.
 */
export async function logLines(
  chunks: AsyncIterable<Uint8Array>,
  terminal: boolean,
): Promise<string[]> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) break;
  }
  const bytes = Buffer.concat(parts);
  const writers = new Map<number, Writer>();
  const lines: string[] = [];
  for (const { stream, content } of terminal ? [{ stream: 1, content: bytes }] : frames(bytes)) {
    const writer = writers.get(stream) ?? new Writer();
    writers.set(stream, writer);
    lines.push(...writer.write(content));
  }
  for (const writer of writers.values()) lines.push(...writer.end());
  return lines.map(readable);
}

class Writer {
  readonly #decoder = new TextDecoder();
  #rest = '';

  write(content: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(content, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  end(): string[] {
    const last = this.#rest + this.#decoder.decode();
    return last === '' ? [] : [last];
  }
}

function* frames(bytes: Buffer): Generator<{ stream: number; content: Uint8Array }> {
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = at + HEADER + bytes.readUInt32BE(at + 4);
    yield { stream: bytes.readUInt8(at), content: bytes.subarray(at + HEADER, end) };
    at = end;
  }
}

function readable(line: string): string {
  const clean = stripControl(line).replaceAll('\n', ' ').trimEnd();
  return clean.length > LONGEST_LINE ? `${clean.slice(0, LONGEST_LINE)}…` : clean;
}
