import { expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import type { Receipt } from '../../source/receipt.ts';
import type { LaunchSession } from '../../source/session/open-launch.ts';
import type { Session } from '../../source/session/session.ts';
import { newMachine, withLaunch } from '../../source/session/with-launch.ts';

const { signal } = new AbortController();
const about = (receipt: Receipt) =>
  ({ prepare: async () => ({}), receipt: async () => receipt }) as unknown as Session;

it('goes on by itself, and says so where a machine that is made alone says what to do next', async () => {
  const address = { label: 'Address', text: '203.0.113.7, which stays' };
  const alone = { headline: 'The server runs', lines: [address, { label: 'Next', text: 'Type.' }] };
  const whole = { headline: 'JATOS answers', lines: [] };
  const launch = about(alone) as LaunchSession;
  const session = withLaunch(about(whole), newMachine, async () => launch);

  const made = await session.prepare({ 'host.kind': 'hetzner' }, new Facts(), signal);
  const { lines } = await session.receipt(made, signal);
  expect(lines.map(({ label }) => label)).toEqual(['Address', 'Next']);
  expect(lines[1]?.text).toMatch(/is asked now/);

  const there = await session.prepare({ 'host.kind': 'ssh' }, new Facts(), signal);
  expect(await session.receipt(there, signal)).toEqual(whole);
});
