import { describe, expect, it } from 'vitest';
import { rocky } from '../../source/distributions/rocky.ts';
import type { TimeSyncFact } from '../../source/facts/machine.ts';
import { clock } from '../../source/offers/clock.ts';
import { ground, HOST } from '../core/example-goal.ts';
import { asks, commandsOf, seen, server, stepOf, stepsOf } from './given.ts';

const none: TimeSyncFact = { synchronised: false, program: null, running: false };
const silent: TimeSyncFact = { synchronised: false, program: 'systemd-timesyncd', running: true };
const off = { aheadSeconds: -7200 };
const yes = { 'server.clock': true };

describe('time synchronisation', () => {
  it.each([
    ['the clock is off', { clock: off, timeSync: silent }, 'differs from'],
    ['nothing keeps it right', { timeSync: none }, 'Nothing keeps it right'],
    [
      'the host does not tell',
      { clock: off, timeSync: { ...none, synchronised: null } },
      'differs',
    ],
  ])('is offered where %s', (_where, changed, words) => {
    const [asked] = asks(clock, seen(changed));
    expect(asked).toMatchObject({ id: 'server.clock', suggestion: true });
    expect(asked?.hint).toContain(words);
  });

  it.each([
    ['all is well', {}],
    ["it is this computer's clock that is wrong", { clock: off }],
    ['it was started a moment ago', { timeSync: silent }],
    [
      'the clock is its host’s',
      { clock: off, timeSync: none, virtualisation: { kind: 'lxc', container: true } },
    ],
  ])('is not offered where %s', (_where, changed) => {
    expect(asks(clock, seen(changed))).toEqual([]);
    expect(stepsOf(clock, seen(changed), yes)).toEqual([]);
  });

  it('sets the clock first, so that the package can be fetched at all', () => {
    const facts = seen({ clock: off, timeSync: none });
    const commands = commandsOf(stepOf(clock, facts, yes), facts);
    expect(commands).toHaveLength(4);
    expect(commands[0]).toBe('date -u -s "@$(( $(date +%s) - -7200 ))" >/dev/null');
    expect(commands[1]).toMatch(/apt-get .* update$/);
    expect(commands[2]).toMatch(/apt-get .* install .* systemd-timesyncd$/);
    expect(commands[3]).toMatch(
      /^systemctl enable systemd-timesyncd && systemctl restart systemd-timesyncd &&/,
    );
  });

  it("starts what is there, or installs what the distribution's own guide names", () => {
    const there = seen({ timeSync: { ...none, program: 'chrony' } });
    const commands = commandsOf(stepOf(clock, there, yes), there);
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain('systemctl restart chrony &&');
    const facts = seen({ timeSync: none });
    const [step] = clock.steps({ ...server, ...yes }, facts, {
      ...{ ...ground, host: HOST },
      distribution: rocky,
    });
    expect(step && commandsOf(step, facts)[0]).toBe('dnf -y install chrony');
  });

  it('holds when time servers keep it, or when it is close and something runs', () => {
    const step = stepOf(clock, seen({ clock: off, timeSync: none }), yes);
    const holds = (ahead: number, sync: TimeSyncFact) =>
      step.check(seen({ clock: { aheadSeconds: ahead }, timeSync: sync })).holds;
    expect(holds(-7200, { ...silent, synchronised: true })).toBe(true);
    expect(holds(3, silent)).toBe(true);
    expect(holds(30, silent)).toBe(false);
    expect(holds(0, none)).toBe(false);
  });
});
