import tls from 'node:tls';
import { afterAll, beforeAll, expect, vi } from 'vitest';

/**
 * Files of the unit tests share a thread, one after another. What one of them changed and left so
 * would be felt by the next, in an order that is not always the same.
 */
let before: ReturnType<typeof state>;
beforeAll(() => {
  before = state();
});
afterAll(() => {
  expect(state()).toEqual(before);
});

function state() {
  return {
    environment: { ...process.env },
    folder: process.cwd(),
    exitCode: process.exitCode,
    pretendedClock: vi.isFakeTimers(),
    tls: tls.createSecureContext,
    global: [fetch, setTimeout, Date, Math.random, console.log, process.stdout.write],
  };
}
