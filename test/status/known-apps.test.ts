import { expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { REMEMBERED } from '../../source/hosts/remembered.ts';
import { knownApps } from '../../source/status/known-apps.ts';

it('The apps that this computer knows of come by server, the one that was used last first', () => {
  const lastUsed = '2026-11-18T09:00:00.000Z';
  const hosts = [
    {
      ...{ address: 'ssh://root@203.0.113.7', lastUsed },
      installs: [
        { install: 'jatos', app: 'JATOS', names: ['study.example.org', 'www.example.org'] },
        { install: 'shop', app: 'Shop', names: [] },
      ],
    },
    { address: 'ssh://root@198.51.100.9', lastUsed, installs: [] },
  ];
  const facts = new Facts([{ query: REMEMBERED, value: { hosts, at: lastUsed } }]);
  expect(knownApps(facts)).toEqual([
    {
      ...{ host: 'ssh://root@203.0.113.7', install: 'jatos', app: 'JATOS' },
      ...{ name: 'study.example.org', place: '203.0.113.7' },
    },
    {
      ...{ host: 'ssh://root@203.0.113.7', install: 'shop', app: 'Shop' },
      ...{ name: 'shop', place: '203.0.113.7' },
    },
  ]);
  expect(knownApps(new Facts())).toEqual([]);
});
