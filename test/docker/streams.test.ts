import { describe, expect, test } from 'vitest';
import { jsonLines } from '../../source/edges/docker/json-lines.ts';
import { logLines } from '../../source/edges/docker/log-lines.ts';

async function* chunked(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const everySize = Array.from({ length: 40 }, (_, index) => index + 1);

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of source) list.push(each);
  return list;
}

describe('a stream of JSON lines', () => {
  test('is the same however its bytes are cut', async () => {
    const bytes = Buffer.from('{"a":"größer €"}\r\n\n{"b":2}\nnot json\n[1]\n7\nnull\n{"c":"👩‍⚕️"}');
    for (const size of everySize)
      expect(await all(jsonLines(chunked(bytes, size)))).toEqual([
        { a: 'größer €' },
        { b: 2 },
        { c: '👩‍⚕️' },
      ]);
  });

  test('an end in the middle of an object is left out', async () => {
    expect(await all(jsonLines(chunked(Buffer.from('{"a":1}\n{"b":'), 3)))).toEqual([{ a: 1 }]);
  });

  test('what the stream throws comes through, after what was read', async () => {
    const cut = async function* () {
      yield Buffer.from('{"a":1}\n');
      throw new Error('cut');
    };
    const seen: unknown[] = [];
    const read = async () => {
      for await (const each of jsonLines(cut())) seen.push(each);
    };
    await expect(read()).rejects.toThrow('cut');
    expect(seen).toEqual([{ a: 1 }]);
  });
});

describe("a container's output", () => {
  const frame = (stream: number, content: string | Buffer) => {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(8);
    header.writeUInt8(stream, 0);
    header.writeUInt32BE(bytes.length, 4);
    return Buffer.concat([header, bytes]);
  };

  test('is taken out of its frames, however the bytes are cut', async () => {
    const euro = Buffer.from('€');
    const bytes = Buffer.concat([
      frame(1, 'one\ntw'),
      frame(2, 'error: '),
      frame(1, 'o\n'),
      frame(2, euro.subarray(0, 1)),
      frame(2, euro.subarray(1)),
      frame(2, '\n'),
      frame(1, 'last'),
    ]);
    for (const size of everySize)
      expect(await logLines(chunked(bytes, size), false)).toEqual([
        'one',
        'two',
        'error: €',
        'last',
      ]);
  });

  test('of a terminal has no frames', async () => {
    expect(await logLines(chunked(Buffer.from('a\r\nb\r\n{"c":1}'), 2), true)).toEqual([
      'a',
      'b',
      '{"c":1}',
    ]);
  });

  test('can do nothing to the terminal that shows it', async () => {
    const hostile = frame(1, '\x1b[31mred\x1b[0m\x1b]52;c;cm0=\x07\x9b2J\n');
    expect(await logLines(chunked(hostile, 7), false)).toEqual(['red']);
  });

  test('nothing is nothing, and a frame that was cut gives what arrived', async () => {
    expect(await logLines(chunked(Buffer.alloc(0), 1), false)).toEqual([]);
    const cut = frame(1, 'half a line').subarray(0, 12);
    expect(await logLines(chunked(cut, 5), false)).toEqual(['half']);
  });

  test('a line without end is shortened, and an endless log is not read to its end', async () => {
    const [line] = await logLines(chunked(frame(1, 'x'.repeat(5000)), 1000), false);
    expect(line).toBe(`${'x'.repeat(2000)}…`);
    let given = 0;
    const endless = async function* () {
      for (;;) {
        given += 1;
        yield frame(1, `${'y'.repeat(99_999)}\n`);
      }
    };
    await logLines(endless(), false);
    expect(given).toBeLessThan(50);
  });
});
