import { describe, expect, it } from 'vitest';
import { BytesAfterMark, FramedOutput, Lines } from '../../source/edges/ssh/output.ts';

const marks = { begin: '<m>', end: '</m>' };
const all = Buffer.from('Welcome! <m\n<m>first\nsecond < </m \u20ac</m>17');

describe('framed output', () => {
  it('is the same, however it is cut into pieces', () => {
    for (let size = 1; size <= all.length; size += 1) {
      const output = new FramedOutput(marks);
      let text = '';
      for (let at = 0; at < all.length; at += size)
        text += output.take(all.subarray(at, at + size));
      text += output.take(null);
      expect(text).toBe('first\nsecond < </m \u20ac');
      expect(output.text()).toBe(text);
      expect(output.status).toBe(17);
      expect(output.before).toBe('Welcome! <m\n');
    }
  });

  it('holds nothing back that can not become the end mark', () => {
    const output = new FramedOutput(marks);
    expect(output.take(Buffer.from('<m>line\n'))).toBe('line\n');
    expect(output.take(Buffer.from('a</'))).toBe('a');
    expect(output.take(Buffer.from('b'))).toBe('</b');
    expect(output.status).toBeNull();
  });

  it('tells what came instead of the command', () => {
    const output = new FramedOutput(marks);
    output.take(Buffer.from('This account is currently not available.\n'));
    output.take(null);
    expect([output.begun, output.text(), output.status]).toEqual([false, '', null]);
    expect(output.before).toBe('This account is currently not available.\n');
  });

  it('keeps what was held back when the stream ends without its end mark', () => {
    const output = new FramedOutput(marks);
    expect(output.take(Buffer.from('<m>cut </'))).toBe('cut ');
    expect(output.take(null)).toBe('</');
  });

  it('keeps a byte order mark', () => {
    const output = new FramedOutput(marks);
    output.take(Buffer.from('<m>\ufefftext'));
    expect(output.text()).toBe('\ufefftext');
  });
});

it('passes raw bytes on from behind a mark', () => {
  const after = new BytesAfterMark('<m>');
  expect(after.take(Buffer.from('hello <'))).toEqual(Buffer.alloc(0));
  expect(after.take(Buffer.from([0x6d, 0x3e, 0xff, 0x00]))).toEqual(Buffer.from([0xff, 0x00]));
  expect(after.take(Buffer.from('<m>'))).toEqual(Buffer.from('<m>'));
});

it('cuts lines, makes them safe to show, and forgets none', () => {
  const seen: string[] = [];
  const lines = new Lines((line) => seen.push(line));
  for (const text of ['on', 'e\n\ntwo\r\n', '10%\r', '99%\r100%', '\n\x1b[31mred\x1b[0m']) {
    lines.take(text);
  }
  lines.end();
  expect(seen).toEqual(['one', '', 'two', '100%', 'red']);
});
