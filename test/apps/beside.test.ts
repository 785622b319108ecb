import { describe, expect, it } from 'vitest';
import { memoryBeside } from '../../source/apps/beside.ts';
import { jatos } from '../../source/apps/jatos.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { HOST } from '../core/example-goal.ts';

const there = (subject: string, ...apps: (readonly [string, string])[]): Sighting => ({
  query: query('neighbours', HOST, subject),
  value: apps.map(([install, app]) => ({ install, record: { app, answers: {} } })) as never,
});

describe('memory for the other apps of a server', () => {
  it('is what each of them wants, once; an app that nobody knows wants none', () => {
    const facts = new Facts([
      there('jatos', ['secrets', 'vaultwarden'], ['odd', 'an-app-of-tomorrow']),
      // As the doctor looks: at all of them.
      there('', ['secrets', 'vaultwarden'], ['jatos', 'jatos']),
    ]);
    expect(memoryBeside(facts, HOST, 'jatos')).toBe(512);
    expect(memoryBeside(facts, HOST, 'secrets')).toBe(2048);
    expect(memoryBeside(facts, 'ssh://root@203.0.113.9:22', 'jatos')).toBe(0);
  });

  it('leaves JATOS less, whenever something is done with it', () => {
    const answers = { app: 'jatos', 'host.kind': 'ssh', server: HOST.replace('ssh://', '') };
    const memory: Sighting = {
      query: query('memory', HOST),
      value: { totalMB: 7941, availableMB: 7000, swapMB: 0 },
    };
    const heap = (...more: Sighting[]) =>
      decideGoal(answers, new Facts([memory, ...more])).recipe.container.command?.[0];
    expect(heap()).toBe('-J-Xmx5632M');
    expect(heap(there('jatos', ['study', 'jatos']))).toBe('-J-Xmx2816M');
    expect(jatos.looks?.(answers)).toContainEqual(query('neighbours', HOST, 'jatos'));
  });
});
