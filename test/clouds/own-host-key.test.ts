import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { giveOwnHostKey } from '../../source/apply/own-host-key.ts';
import {
  type HostKeys,
  keyNoted,
  keysNoted,
  NO_HOST_KEYS,
  notesOf,
  shownBy,
} from '../../source/clouds/host-keys.ts';
import { type NewHostKey, newHostKey } from '../../source/edges/clouds/new-host-key.ts';
import { PretendSshd } from './pretend-sshd.ts';

const signal = new AbortController().signal;
const way = { keyFile: '', configFile: '' };

interface Place {
  readonly machine: PretendSshd;
  readonly made: NewHostKey;
  /** What is noted at the provider. */
  noted: HostKeys;
  /** Which of the notes, counted from 0, is the last thing that this computer does. */
  cut: { readonly at: number; readonly after: boolean } | null;
}

const places: Place[] = [];
afterEach(() => {
  for (const { machine } of places.splice(0)) machine.remove();
});

function place(): Place {
  const [machine, made] = [new PretendSshd(), newHostKey()];
  machine.boot(made.userData.reveal());
  const first = { first: made.publicKey, own: null };
  const all: Place = { machine, made, noted: first, cut: null };
  places.push(all);
  return all;
}

async function give(where: Place): Promise<void> {
  let count = -1;
  const action = {
    ...({ do: 'own-host-key', at: 'hetzner', name: 'study', machine: '1' } as const),
    ...{ ip: '203.0.113.50', keyFile: null, keys: where.noted },
  };
  const note = async (keys: HostKeys) => {
    count += 1;
    if (where.cut?.at === count && !where.cut.after) throw new Error('killed');
    where.noted = keys;
    if (where.cut?.at === count) throw new Error('killed');
  };
  await giveOwnHostKey(action, { enter: where.machine.enter, way, note }, signal);
}

/** It has a key of its own, and nothing else is taken for it. */
function expectDone({ machine, made, noted }: Place): void {
  expect(machine.shown).not.toBe(made.publicKey);
  expect(noted).toEqual({ first: null, own: machine.shown });
}

describe('a key of its own', () => {
  it('is made by the machine, and the one that it was made with is nowhere any more', async () => {
    const where = place();
    await give(where);
    expectDone(where);
    const { machine, made } = where;
    const given: string[] = parse(made.userData.reveal()).ssh_keys.ed25519_private.split('\n');
    const secrets = given.filter((line) => line !== '' && !line.startsWith('-----'));
    // The first lines of every such key are the same.
    for (const line of secrets.slice(2)) {
      expect(machine.files).not.toContain(line);
      expect(machine.commands.join('\n')).not.toContain(line);
    }
    expect(machine.files).not.toContain(made.publicKey);
    await expect(machine.enter({} as never, [made.publicKey], signal)).rejects.toThrow();
  });

  it('comes about wherever the machine lost its power, and at no moment is one shown that is not noted', async () => {
    const whole = place();
    const before = whole.machine.count;
    await give(whole);
    const programs = whole.machine.count;
    expect(programs - before).toBeGreaterThan(8);
    for (let at = before + 1; at <= programs; at += 1) {
      const where = place();
      where.machine.failing = at;
      await expect(give(where), `at ${at}`).rejects.toMatchObject({ code: 'ssh.connection-lost' });
      where.machine.failing = null;
      expect(shownBy(where.noted), `at ${at}`).toContain(where.machine.shown);
      await give(where);
      expectDone(where);
    }
  });

  it('comes about wherever this computer was switched off, and from another one', async () => {
    for (const at of [0, 1]) {
      for (const after of [false, true]) {
        const where = place();
        where.cut = { at, after };
        await expect(give(where)).rejects.toThrow('killed');
        where.cut = null;
        expect(shownBy(where.noted)).toContain(where.machine.shown);
        if (where.noted.first !== null) await give(where);
        expectDone(where);
      }
    }
  });

  it('is the same one where two computers ask for it at once', async () => {
    const where = place();
    const { noted } = where;
    await give(where);
    const { shown } = where.machine;
    where.noted = { ...noted, own: shown };
    await give(where);
    expect(where.machine.shown).toBe(shown);
    expectDone(where);
  });

  it('is asked of no machine that shows another key', async () => {
    const where = place();
    where.machine.boot(newHostKey().userData.reveal());
    await expect(give(where)).rejects.toMatchObject({
      code: 'launch.other-server',
      trouble: { passing: true, next: expect.arrayContaining([expect.stringContaining('study')]) },
    });
    expect(where.machine.commands).toEqual([]);
  });

  it('is told of in plain words where the machine does not make it', async () => {
    const where = place();
    where.machine.boot(where.made.userData.reveal().replace(/^.*ed25519_public.*$/m, '$& x'));
    await give(where);
    const broken = place();
    broken.machine.enter({ user: 'root' } as never, [broken.made.publicKey], signal);
    const enter: typeof broken.machine.enter = async (...given) => ({
      ...(await broken.machine.enter(...given)),
      run: async () => ({ code: 1, stdout: '', stderr: 'No space left on device\n' }),
    });
    const doors = { enter, way, note: async () => {} };
    const action = {
      ...({ do: 'own-host-key', at: 'hetzner', name: 'study', machine: '1' } as const),
      ...{ ip: '203.0.113.50', keyFile: null, keys: broken.noted },
    };
    await expect(giveOwnHostKey(action, doors, signal)).rejects.toMatchObject({
      trouble: { code: 'launch.no-host-key', why: 'No space left on device' },
    });
  });
});

describe('a note of a host key', () => {
  it('is one that a tag and a label may be, and is read back', () => {
    for (let count = 0; count < 100; count += 1) {
      const keys = { first: newHostKey().publicKey, own: newHostKey().publicKey };
      const notes = notesOf(keys);
      for (const [, value] of notes) expect(value).toMatch(/^[a-zA-Z0-9][\w-]{0,61}[a-zA-Z0-9]$/);
      expect(keysNoted(new Map(notes))).toEqual(keys);
    }
  });

  it('that somebody else wrote is none', () => {
    expect(keyNoted('rsa_AAAA')).toBeNull();
    expect(keyNoted('ed25519_short')).toBeNull();
    expect(keysNoted(new Map([['setup-server-own', 'hello']]))).toEqual(NO_HOST_KEYS);
  });
});
