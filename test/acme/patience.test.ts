import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { untilDecided } from '../../source/edges/acme/patience.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const NEVER = new AbortController().signal;

/** When it was asked, in milliseconds since the start. */
async function looksUntil(end: number, askAgainAt: () => Date | undefined = () => undefined) {
  const start = Date.now();
  const looks: number[] = [];
  const waiting = { authority: "Let's Encrypt", what: 'look at the name', askAgainAt };
  const look = async () => {
    looks.push(Date.now() - start);
    return Date.now() - start >= end ? 'done' : undefined;
  };
  const outcome = untilDecided(waiting, look, NEVER).catch((error) => error);
  await vi.advanceTimersByTimeAsync(200_000);
  return { looks, outcome: await outcome };
}

describe('waiting for the certificate authority', () => {
  test('asks soon, then ever more slowly', async () => {
    const { looks, outcome } = await looksUntil(1500);
    expect(outcome).toBe('done');
    expect(looks).toEqual([0, 100, 250, 475, 812, 1318, 2077]);
  });

  test('asks when it was told to', async () => {
    const start = Date.now();
    const { looks } = await looksUntil(1000, () => new Date(start + 3000));
    expect(looks).toEqual([0, 3000]);
  });

  test('ends after two minutes, with a trouble that may pass', async () => {
    const { looks, outcome } = await looksUntil(1e9);
    expect(outcome).toMatchObject({
      trouble: {
        code: 'acme.slow',
        what: "Let's Encrypt takes very long to look at the name.",
        passing: true,
      },
    });
    expect(looks.at(-1)).toBeLessThanOrEqual(120_000);
  });

  test('ends at once when it is stopped', async () => {
    const stopping = new AbortController();
    const waiting = { authority: 'CA', what: 'decide', askAgainAt: () => undefined };
    const outcome = untilDecided(waiting, async () => undefined, stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(outcome).rejects.toThrow('stopped');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not sleep for hours because it was told to', async () => {
    const start = Date.now();
    const { looks, outcome } = await looksUntil(1e9, () => new Date(start + 86_400_000));
    expect(looks).toEqual([0]);
    expect(outcome).toMatchObject({ trouble: { code: 'acme.slow' } });
  });
});
