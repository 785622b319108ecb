import { describe, expect, test } from 'vitest';
import { jsonLines } from '../../source/edges/docker/json-lines.ts';

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
