import { describe, expect, it } from 'vitest';
import type { FirewallFact } from '../../source/facts/machine.ts';
import { firewall } from '../../source/offers/firewall.ts';
import { asks, commandsOf, seen, stepOf, stepsOf } from './given.ts';

const closed: FirewallFact = {
  kind: 'firewalld',
  closed: [80, 443],
  zone: 'public',
  dockerPasses: true,
};

describe('opening the firewall', () => {
  it('is offered for firewalld, and taken unasked', () => {
    const [asked] = asks(firewall, seen({ firewall: closed }));
    expect(asked).toMatchObject({ id: 'server.firewall', suggestion: true });
    expect(asked?.hint).toContain('http and https closed');
  });

  it.each<[string, FirewallFact]>([
    ['it is open', { ...closed, closed: [] }],
    ['it is ufw, which published ports pass', { ...closed, kind: 'ufw' }],
    ["it is rules for the host's own input", { ...closed, kind: 'iptables' }],
  ])('is not offered where %s', (_where, fact) => {
    expect(asks(firewall, seen({ firewall: fact }))).toEqual([]);
    expect(stepsOf(firewall, seen({ firewall: fact }), { 'server.firewall': true })).toEqual([]);
  });

  it('opens what is closed for good and for now, and reloads nothing', () => {
    const facts = seen({ firewall: closed });
    const step = stepOf(firewall, facts, { 'server.firewall': true });
    expect(commandsOf(step, facts)).toEqual([
      'firewall-cmd -q --permanent --zone=public --add-service=http --add-service=https && firewall-cmd -q --zone=public --add-service=http --add-service=https',
    ]);
    expect(step.check(seen({ firewall: { ...closed, closed: [443] } }))).toEqual({
      holds: false,
      why: 'Port 443 is closed.',
    });
    const half = seen({ firewall: { ...closed, closed: [443] } });
    expect(stepOf(firewall, half, { 'server.firewall': true }).title).toBe(
      "Open https in the server's firewall (firewalld)",
    );
    expect(stepsOf(firewall, facts, { 'server.firewall': false })).toEqual([]);
  });
});
