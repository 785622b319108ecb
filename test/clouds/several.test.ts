import { describe, expect, it } from 'vitest';
import type { Action } from '../../source/action.ts';
import type { BalancerCall } from '../../source/clouds/balancer/action.ts';
import {
  type BalancerFact,
  balancerQuery,
  NO_BALANCER,
} from '../../source/clouds/balancer/balancer.ts';
import { ec2Account, ec2Host } from '../../source/clouds/ec2/queries.ts';
import { type HostFact, NOTHING_THERE } from '../../source/clouds/machine.ts';
import { deleteMade, toDelete } from '../../source/errands/servers/made-servers.ts';
import { newServers, onNewServers } from '../../source/errands/servers/new-servers.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look, type Query, query, type Sighting } from '../../source/facts/facts.ts';
import type { Apply } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { openLaunch } from '../../source/session/open-launch.ts';
import { HOLDS, hopeless } from '../../source/steps/step.ts';
import { STANDARD } from './networks.ts';
import { brought, PretendEc2 } from './pretend-ec2.ts';
import { Killed, killedAfter, runOn } from './run-on-ec2.ts';

const REGION = 'eu-central-1';
const KEY = 'ssh-ed25519 AAAAown';
const [SECOND, THIRD, BETWEEN] = ['study-2', 'study-3', 'study-cluster'] as const;
const first: HostFact = {
  ...{ instance: 'i-first', name: 'study', type: 't3.medium', network: STANDARD.id },
  ...{ subnet: STANDARD.subnets[0]?.id ?? '', address: '172.31.0.7', groups: ['sg-first'] },
};
const answers = {
  ...{ server: '203.0.113.7', 'ssh.user': 'admin', 'renew.install': 'study' },
  ...{ 'swarm.from': 'ec2', 'swarm.new': '2', 'swarm.called': 'study' },
  ...{ 'ec2.region': REGION, 'ec2.type': 't3.small', 'ec2.ssh-from': '0.0.0.0/0' },
  ...{ 'ec2.key-id': 'AKIAIOSFODNN7EXAMPLE', 'ec2.secret': new Secret('s3cret/s3cret/s3cret') },
};

/** An account with the first server in it, where several machines can be made. */
class Fleet {
  readonly machines = new Map(
    [SECOND, THIRD, BETWEEN].map((name) => {
      const ec2 = new PretendEc2();
      ec2.mark = `${name}-`;
      return [name as string, ec2] as const;
    }),
  );
  first: HostFact | null = first;
  balancer: BalancerFact = NO_BALANCER;
  readonly done: Action[] = [];

  readonly look: Look = async function* (
    this: Fleet,
    queries: readonly Query[],
    signal: AbortSignal,
  ) {
    for (const each of queries) {
      const [, name = ''] = each.subject.split(' ');
      if (each.fact === 'ec2Behind') yield { query: each, value: this.#behind() } as Sighting;
      else if (each.fact === 'ec2Balancer') yield { query: each, value: this.balancer } as Sighting;
      else if (each.fact === 'ec2Host') yield { query: each, value: this.first } as Sighting;
      else yield* (this.machines.get(name) ?? new PretendEc2()).look([each], signal);
    }
  }.bind(this);

  readonly apply: Apply = async function* (
    this: Fleet,
    ...[action, facts, signal]: Parameters<Apply>
  ) {
    if (action.do === 'balancer') {
      this.#register(action.what);
      this.done.push(action);
      return;
    }
    if (action.do !== 'ec2') throw new Error(`Not for EC2: ${action.do}`);
    const { what } = action;
    const text = JSON.stringify(what.call === 'run-instance' ? what.machine.name : what);
    const its = [BETWEEN, SECOND, THIRD].find((name) => {
      return what.call === 'set-groups' ? what.instance.includes(`${name}-`) : text.includes(name);
    });
    if (what.call === 'set-groups' && what.instance === first.instance)
      this.first = { ...first, groups: what.groups };
    else yield* (this.machines.get(its ?? '') ?? new PretendEc2()).apply(action, facts, signal);
    this.done.push(action);
  }.bind(this);

  #register(what: BalancerCall) {
    const { targets } = this.balancer;
    if (what.call !== 'register' || what.targets !== targets?.id) throw new Error(what.call);
    const instances = [...targets.instances, what.instance];
    this.balancer = { ...this.balancer, targets: { ...targets, instances } };
  }

  #behind() {
    const group = this.machines.get(BETWEEN)?.machine.group?.id;
    const all = [SECOND, THIRD].flatMap((name) => {
      const { id: instance = '', groups = [] } = this.machines.get(name)?.machine.instance ?? {};
      return [{ instance, groups }];
    });
    const { instance = '', groups = [] } = this.first ?? {};
    return [...all, { instance, groups }].filter((each) => each.groups.some((id) => id === group));
  }

  state() {
    return [this.first?.groups, ...[...this.machines.values()].map(({ machine }) => machine)];
  }

  count() {
    return [...this.machines.values()].map(({ instances }) => instances);
  }
}

const RECORD = {
  ...{ app: 'image', install: 'study', 'image.reference': 'example/study:1' },
  ...{ 'image.port': '8080', 'image.folders': '', hostname: 'study.example.org' },
};

function seen(
  at: HostFact | null = first,
  record: Record<string, string> = {},
  beside: readonly string[] = [],
  balancer: BalancerFact = NO_BALANCER,
): Facts {
  const host = 'ssh://admin@203.0.113.7';
  const account = {
    ...{ open: true, account: '1', region: REGION, regions: [REGION], prices: null },
    networks: [STANDARD],
    images: [
      {
        ...{ id: 'ami-1', name: 'debian-13', user: 'admin', architecture: 'x86_64' },
        rootDevice: '/dev/xvda',
      },
    ],
  };
  return new Facts([
    { query: query('installs', host), value: ['study', ...beside] },
    { query: query('record', host, 'study'), value: { answers: { ...RECORD, ...record } } },
    { query: query('addresses', host), value: { v4: ['172.31.0.7'], v6: [] } },
    { query: ec2Account(REGION, answers['ec2.key-id']), value: account },
    { query: ec2Host(REGION, ['203.0.113.7', '172.31.0.7']), value: at },
    { query: balancerQuery(REGION, 'study'), value: balancer },
  ] as Sighting[]);
}

function undertaken(facts = seen(), given: object = {}, key: string | null = KEY) {
  const work = newServers({ ...answers, ...given });
  if (!work) throw new Error('Nothing is to be made.');
  return work.undertake({ ...answers, ...given }, facts, brought(key));
}

describe('servers that were made for an app', () => {
  const gone = () =>
    deleteMade.undertake(
      {
        ...answers,
        'swarm.made': [SECOND, THIRD]
          .map((name) => `ec2://${REGION}/${name}=203.0.113.9`)
          .join(' '),
      },
      new Facts(),
      brought(KEY),
    );
  const made = async () => {
    const fleet = new Fleet();
    await runOn(fleet, undertaken().steps);
    fleet.done.length = 0;
    return fleet;
  };
  const nothing = [['sg-first'], ...[SECOND, THIRD, BETWEEN].map(() => NOTHING_THERE)];

  it('go with all that was made for them, and the first one stays, wherever a run was killed', async () => {
    const undisturbed = await made();
    await runOn(undisturbed, gone().steps);
    expect(undisturbed.state()).toEqual(nothing);
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(8);
    for (let number = 1; number <= count; number += 1) {
      const fleet = await made();
      await expect(runOn(fleet, gone().steps, killedAfter(fleet, number))).rejects.toThrow(Killed);
      await runOn(fleet, gone().steps);
      expect(fleet.state(), `after ${number}`).toEqual(nothing);
    }
  });

  it('are deleted only where that is wished, by what the record tells of them', () => {
    const made = `ec2://${REGION}/study-2=203.0.113.8`;
    const record = { 'swarm.made': made, 'swarm.hosts': 'admin@203.0.113.8' };
    const facts = withInstalls([], record);
    expect(toDelete(answers, facts)).toBeNull();
    expect(toDelete({ ...answers, 'swarm.delete': true }, seen())).toBeNull();
    expect(toDelete({ ...answers, 'swarm.delete': true }, facts)).toEqual({
      ...{ 'swarm.made': made, 'ec2.region': REGION },
    });
  });

  it.each([
    ['something else was set up on it', ['wiki']],
    ['it could not be looked at', undefined],
  ])('stay where %s', (_, installs) => {
    const made = `ec2://${REGION}/study-2=203.0.113.8`;
    const facts = withInstalls(installs, {
      ...{ 'swarm.made': made, 'swarm.hosts': 'admin@203.0.113.8' },
    });
    expect(toDelete({ ...answers, 'swarm.delete': true }, facts)).toBeNull();
  });

  function withInstalls(installs: readonly string[] | undefined, record: Record<string, string>) {
    const of = query('installs', 'ssh://admin@203.0.113.8');
    return installs
      ? seen(first, record).with([{ query: of, value: installs } as Sighting])
      : seen(first, record);
  }
});

describe('servers that are made for an app', () => {
  it('stand beside each other, behind a firewall that lets them and the first one reach each other', async () => {
    const fleet = new Fleet();
    const events = await runOn(fleet, undertaken().steps);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    const between = fleet.machines.get(BETWEEN)?.machine.group;
    expect(between?.rules.map((rule) => rule.replace(` ${between.id}`, ''))).toEqual([
      ...['2377', '7946', '7946/udp', '4789/udp', 'esp'],
    ]);
    expect(fleet.first?.groups).toEqual(['sg-first', between?.id]);
    for (const name of [SECOND, THIRD])
      expect(fleet.machines.get(name)?.machine.instance?.groups).toEqual([
        ...[`sg-${name}-1`, between?.id],
      ]);
  });

  it('are made once each, wherever a run was killed', async () => {
    const undisturbed = new Fleet();
    await runOn(undisturbed, undertaken().steps);
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(15);
    for (let number = 1; number <= count; number += 1) {
      const fleet = new Fleet();
      const killing = killedAfter(fleet, number);
      await expect(runOn(fleet, undertaken().steps, killing)).rejects.toThrow(Killed);
      await runOn(fleet, undertaken().steps);
      expect(fleet.state(), `after ${number}`).toEqual(undisturbed.state());
      expect(fleet.count(), `after ${number}`).toEqual([1, 1, 0]);
    }
  });

  it('are in the subnet of the first one, each with a name and a price', () => {
    const { steps } = undertaken();
    const runs = steps
      .filter(({ id }) => id.startsWith('ec2.instance@'))
      .map((step) => [step.id, step.because?.(new Facts()), step.actions(new Facts())[0]]);
    expect(runs).toMatchObject(
      [SECOND, THIRD].map((name) => [
        ...[`ec2.instance@${name}`, expect.stringContaining('about $')],
        { what: { machine: { name, place: { subnet: first.subnet }, bucket: null } } },
      ]),
    );
  });

  it('are behind the balancer in front of the first one, and reached by it alone, wherever a run was killed', async () => {
    const balancer: BalancerFact = {
      ...NO_BALANCER,
      group: { id: 'sg-balancer', rules: [], used: true, hostname: RECORD.hostname },
      targets: { id: 'targets', sticky: true, instances: [first.instance] },
    };
    const { steps } = undertaken(seen(first, {}, [], balancer));
    const policy = JSON.stringify(steps.find(({ id }) => id === 'ec2.allowed')?.sees);
    expect(policy).toContain('elasticloadbalancing:RegisterTargets');
    const fresh = () => Object.assign(new Fleet(), { balancer });
    const undisturbed = fresh();
    const events = await runOn(undisturbed, steps);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    const rules = (name: string) => undisturbed.machines.get(name)?.machine.group?.rules;
    for (const name of [SECOND, THIRD])
      expect(rules(name)).toEqual(['22 0.0.0.0/0', '80 sg-balancer']);
    const targets = (fleet: Fleet) => fleet.balancer.targets?.instances.toSorted();
    expect(targets(undisturbed)).toHaveLength(3);
    for (let number = 1; number <= undisturbed.done.length; number += 1) {
      const fleet = fresh();
      await expect(runOn(fleet, steps, killedAfter(fleet, number))).rejects.toThrow(Killed);
      await runOn(fleet, steps);
      expect(targets(fleet), `after ${number}`).toEqual(targets(undisturbed));
    }
  });

  it('leave the firewall of a first one alone that setup-server did not make, and say so', async () => {
    const fleet = new Fleet();
    const { steps } = undertaken(seen({ ...first, name: null }));
    await runOn(fleet, steps);
    expect(fleet.first?.groups).toEqual(['sg-first']);
    expect(fleet.machines.get(BETWEEN)?.machine.group?.rules).toContain('2377 172.31.0.7/32');
    expect(steps.find(({ id }) => id === 'ec2.between-ports')?.because?.(new Facts())).toContain(
      '203.0.113.7 was not made by setup-server',
    );
  });

  it('are not made where the first one is not in that account and region', () => {
    expect(() => undertaken(seen(null))).toThrow(
      expect.objectContaining({ code: 'ec2.not-beside' }),
    );
  });

  it('are not made for an app that can not be on several, whatever is still asked', () => {
    expect(() => undertaken(seen(first, {}, ['wiki']))).toThrow(
      expect.objectContaining({ code: 'swarm.unfit' }),
    );
  });

  it('are not made where nobody could enter them by the key of the first one', () => {
    expect(() => undertaken(seen(), { 'ssh.key': '~/.ssh/work' }, null)).toThrow(
      expect.objectContaining({ code: 'grow.no-key' }),
    );
  });

  it('are those that are there and as many more as are wanted', () => {
    const made = `ec2://${REGION}/study-3=203.0.113.9`;
    const names = (count: string) =>
      undertaken(seen(first, { 'swarm.made': made }), { 'swarm.new': count })
        .steps.map(({ id }) => /^ec2.instance@(.*)/.exec(id)?.[1])
        .filter((name) => name !== undefined);
    expect([names('1'), names('2'), names('3')]).toEqual([
      ...[['study-3'], ['study-3', 'study-2'], ['study-3', 'study-2', 'study-4']],
    ]);
  });

  it('are what the app is taken to then, without anything that only made them', async () => {
    const fleet = new Fleet();
    const { steps, looks, wayIn, receipt } = undertaken();
    await runOn(fleet, steps);
    const sightings: Sighting[] = [];
    for await (const each of fleet.look(looks, new AbortController().signal)) sightings.push(each);
    const facts = new Facts(sightings);
    const next = onNewServers(answers, wayIn(facts) ?? {});
    const address = '198.51.100.112';
    expect(next).toEqual({
      ...{ server: '203.0.113.7', 'ssh.user': 'admin', 'renew.install': 'study' },
      'swarm.hosts': `admin@${address}`,
      'swarm.fingerprints': 'SHA256:of-its-console',
      'swarm.made': [SECOND, THIRD].map((name) => `ec2://${REGION}/${name}=${address}`).join(' '),
    });
    expect(receipt(facts)).toMatchObject({
      headline: 'The servers study-2 and study-3 run',
      lines: expect.arrayContaining([
        { label: 'Delete it', text: 'study-3: npx setup-server launch ec2 --remove study-3' },
      ]),
    });
  });

  it('are told of where only some came about: what costs money, and how it is deleted', async () => {
    const fleet = new Fleet();
    const work = {
      undertake: () => {
        const all = undertaken();
        const steps = all.steps.map((step) =>
          step.id === `ec2.instance@${THIRD}`
            ? { ...step, check: () => hopeless('Amazon has no room.') }
            : { ...step, check: () => HOLDS },
        );
        return { ...all, steps };
      },
    };
    const base = { look: fleet.look, close: async () => {} } as never;
    const clock = { pause: async () => {}, now: () => new Date(0) };
    const session = openLaunch(base, work, clock);
    const signal = new AbortController().signal;
    const prepared = await session.prepare(answers, seen(), signal);
    const control = { stop: signal, abort: signal, overridden: new Set<string>() };
    const events: Event[] = [];
    const running = session.run(prepared, control);
    for await (const event of running) events.push(event);
    const [failed] = events.filter(({ type }) => type === 'failed');
    expect(failed).toMatchObject({
      trouble: {
        next: expect.arrayContaining([
          expect.stringMatching(
            /launch ec2 --remove study-2; npx setup-server launch ec2 --remove study-3/,
          ),
        ]),
      },
    });
  });
});
