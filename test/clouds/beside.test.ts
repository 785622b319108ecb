import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { providerBalancersQuery } from '../../source/clouds/provider/balancer.ts';
import {
  accountQuery,
  hostQuery,
  type ProviderId,
  tokenOf,
} from '../../source/clouds/provider/provider.ts';
import { providerRemove } from '../../source/clouds/provider/work.ts';
import { providers } from '../../source/clouds/providers.ts';
import { describeAction } from '../../source/describe.ts';
import {
  callProvider,
  lookAtHost,
  lookAtMachine,
  lookAtProvider,
  lookAtProviderBalancer,
  lookAtProviderBalancers,
  lookBetween,
} from '../../source/edges/clouds/providers.ts';
import type { Send } from '../../source/edges/dns/http.ts';
import { deleteMade, toDelete } from '../../source/errands/servers/made-servers.ts';
import { severalItems } from '../../source/errands/servers/new-balancer.ts';
import { newServers, onNewServers } from '../../source/errands/servers/new-servers.ts';
import { tellBalancerItems } from '../../source/errands/servers/tell-balancer.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look, query, type Sighting } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { type Step, titleOf } from '../../source/steps/step.ts';
import { asNoted } from './keys-noted.ts';
import { PretendDigitalOcean } from './pretend-digitalocean.ts';
import { brought } from './pretend-ec2.ts';
import { PretendHetzner } from './pretend-hetzner.ts';
import { Killed, killedAfter } from './run-on-ec2.ts';

const signal = new AbortController().signal;
const KEY = 'ssh-ed25519 AAAAC3Nz';
const FIRST = '203.0.113.7';
const HOST = `ssh://root@${FIRST}`;
const PORTS = ['2377', '7946', '7946/udp', '4789/udp'];
const RECORD = {
  ...{ app: 'image', install: 'study', 'image.reference': 'example/study:1' },
  ...{ 'image.port': '8080', 'image.folders': '', hostname: 'study.example.org' },
};

/** An account with the first server and its firewall in it, and with something of the person's own. */
const COMPANIES = {
  digitalocean: {
    token: PretendDigitalOcean.token,
    size: 's-1vcpu-2gb',
    price: '$12 a month',
    balanced: 'about $12 a month',
    make(ours: boolean) {
      const company = new PretendDigitalOcean();
      company.machines.push({
        ...{ id: 7, name: 'study', tags: ours ? ['setup-server:study'] : [], status: 'active' },
        ...{ region: 'fra1', size: 's-1vcpu-2gb', vpc_uuid: 'vpc-of-the-first', last: 7 },
      });
      const named = ours ? 'setup-server-study' : 'theirs';
      company.firewalls.push({ id: 'own', name: named, droplet_ids: [7], inbound_rules: [] });
      return company;
    },
    from: ({ machines }: PretendDigitalOcean) => machines.map(({ id }) => [id, String(id)]),
    kinds: PORTS,
    targets: (company: PretendDigitalOcean) =>
      company.balancers.map(({ name, droplet_ids }) => [name, ...droplet_ids]),
    guards: (company: PretendDigitalOcean, name: string) =>
      company.firewalls.find((each) => each.name === `setup-server-${name}`)?.droplet_ids,
  },
  hetzner: {
    token: PretendHetzner.token,
    size: 'cx23',
    price: '€4.75 a month',
    balanced: 'about €6.41 a month',
    make(ours: boolean) {
      const company = new PretendHetzner();
      const labels = ours ? { 'setup-server': 'study' } : {};
      const made = { location: 'fsn1', server_type: 'cx23' };
      const thing = { name: 'study', labels };
      company.addresses.push({ ...thing, id: 8, ip: FIRST, autoDelete: false, assignee: 7 });
      company.machines.push({ ...thing, id: 7, made, ipv4: 8, status: 'running' });
      company.firewalls.push({ ...thing, id: 9, rules: [], applied: [7] });
      return company;
    },
    from: ({ machines, addresses }: PretendHetzner) =>
      machines.map(({ id, ipv4 }) => [
        ...[id, `${addresses.find((each) => each.id === ipv4)?.ip}/32`],
      ]),
    kinds: [...PORTS, 'esp'],
    targets: (company: PretendHetzner) =>
      company.balancers.map(({ name, targets }) => [name, ...targets]),
    guards: (company: PretendHetzner, name: string) =>
      company.firewalls.find((each) => each.labels['setup-server'] === name)?.applied,
  },
};

describe.each(Object.keys(COMPANIES) as ProviderId[])('servers at %s for an app', (id) => {
  const { token, size, price, balanced, make, kinds } = COMPANIES[id];
  const { from, guards, targets } = COMPANIES[id] as unknown as {
    from: (company: object) => readonly (readonly [number, string])[];
    guards: (company: object, name: string) => readonly number[] | undefined;
    targets: (company: object) => readonly (readonly [string, ...number[]])[];
  };
  const answers = {
    ...{ server: FIRST, 'ssh.user': 'root', 'renew.install': 'study' },
    ...{ 'swarm.from': id, 'swarm.new': '2', 'swarm.called': 'study' },
    ...{ [tokenOf(id)]: new Secret(token), [`${id}.size`]: size },
    [`${id}.ssh-from`]: '203.0.113.9/32',
  };

  function world(ours = true) {
    const company = make(ours);
    const done: string[] = [];
    const look: Look = async function* (queries) {
      for (const each of queries) {
        const looks = {
          ...{ providerHost: lookAtHost, providerBetween: lookBetween },
          providerBalancer: lookAtProviderBalancer,
          providerBalancers: (subject: string, ...rest: [Answers, AbortSignal, Send]) =>
            lookAtProviderBalancers(subject as ProviderId, ...rest),
        };
        const runs = async () => true;
        const value =
          each.fact === 'providerMachine'
            ? await lookAtMachine(each.subject, answers, signal, company.send, runs)
            : await looks[each.fact as keyof typeof looks](
                ...([each.subject, answers, signal, company.send] as const),
              );
        company.boot();
        yield { query: each, value } as Sighting;
      }
    };
    const apply: Apply = async function* (action) {
      yield* [];
      const call = action.do === 'own-host-key' ? asNoted(action) : action;
      if (call.do === 'provider') await callProvider(call, answers, signal, company.send);
      else if (action.do !== 'await') throw new Error(`unexpected: ${action.do}`);
      done.push(action.do === 'provider' ? action.what.call : action.do);
    };
    return { company, done, look, apply };
  }
  type World = ReturnType<typeof world>;

  async function seen({ company }: World, record: object = {}, given: object = answers) {
    const host = await lookAtHost(`${id} ${FIRST}`, answers, signal, company.send);
    const account = await lookAtProvider(id, { ...answers, ...given }, signal, company.send);
    return new Facts([
      { query: query('installs', HOST), value: ['study'] },
      { query: query('record', HOST, 'study'), value: { answers: { ...RECORD, ...record } } },
      { query: query('addresses', HOST), value: { v4: [FIRST], v6: [] } },
      { query: query('memory', HOST), value: { totalMB: 1967 } },
      { query: query('ownAddress', ''), value: '203.0.113.9' },
      { query: accountQuery(id), value: account },
      { query: hostQuery(id, [FIRST]), value: host },
    ] as Sighting[]);
  }

  async function wanted(its: World, facts?: Facts, given: Answers = answers) {
    const work = newServers(given);
    if (!work) throw new Error('Nothing is to be made.');
    return work.undertake(given, facts ?? (await seen(its)), brought(KEY));
  }

  const gone = async (its: World) =>
    deleteMade.undertake(
      { ...answers, 'swarm.made': `${id}://study-2=203.0.113.50 ${id}://study-3=203.0.113.51` },
      await seen(its),
      brought(KEY),
    );

  async function runOn(its: World, steps: readonly Step[], apply = its.apply) {
    const events: Event[] = [];
    const control = { stop: signal, abort: signal, overridden: new Set<string>() };
    const doing = { look: its.look, apply, pause: async () => {}, now: () => 0 };
    for await (const event of run(steps, new Facts(), doing, control)) events.push(event);
    return events;
  }

  /** Without ids, which depend on the order. */
  const state = ({ company }: World) => {
    const name = (machine: number) => company.machines.find((each) => each.id === machine)?.name;
    return {
      machines: company.machines.map((each) => each.name).sort(),
      keys: company.keys.length,
      addresses: company.addresses.length,
      firewalls: company.firewalls.map((each) => each.name).sort(),
      balanced: targets(company).map(([called, ...ids]) => [called, ...ids.map(name).sort()]),
      behind: guards(company, 'study-cluster')?.map(name).sort(),
    };
  };

  const rules = async ({ company }: World) =>
    (await lookBetween(`${id} study-cluster`, answers, signal, company.send))?.rules;

  it('are made beside the first one, and reach it and each other, and nobody else does', async () => {
    const its = world();
    const events = await runOn(its, (await wanted(its)).steps);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    expect(state(its)).toMatchObject({
      machines: ['study', 'study-2', 'study-3'],
      behind: ['study', 'study-2', 'study-3'],
    });
    for (const name of ['study-2', 'study-3']) expect(guards(its.company, name)).toHaveLength(1);
    // Private addresses lead nowhere from one network to the next.
    if (its.company instanceof PretendDigitalOcean)
      for (const each of its.company.machines) expect(each.vpc_uuid).toBe('vpc-of-the-first');
    const sources = from(its.company).map(([, source]) => source);
    expect((await rules(its))?.toSorted()).toEqual(
      kinds.flatMap((kind) => sources.map((source) => `${kind} ${source}`)).sort(),
    );
    expect(its.company.undocumented).toEqual([]);
    its.done.length = 0;
    await runOn(its, (await wanted(its)).steps);
    expect(its.done).toEqual([]);
  });

  it('are made once each, wherever a run was killed', async () => {
    const undisturbed = world();
    await runOn(undisturbed, (await wanted(undisturbed)).steps);
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThanOrEqual(6);
    for (let number = 1; number <= count; number += 1) {
      const its = world();
      const steps = (await wanted(its)).steps;
      await expect(runOn(its, steps, killedAfter(its, number))).rejects.toThrow(Killed);
      await runOn(its, (await wanted(its)).steps);
      expect(state(its), `after ${number}`).toEqual(state(undisturbed));
    }
  });

  it('go with all that was made for them, and the first one stays behind its own firewall, wherever a run was killed', async () => {
    const made = async () => {
      const its = world();
      await runOn(its, (await wanted(its)).steps);
      its.done.length = 0;
      return its;
    };
    const undisturbed = await made();
    await runOn(undisturbed, (await gone(undisturbed)).steps);
    expect(state(undisturbed)).toEqual(state(world()));
    expect(guards(undisturbed.company, 'study')).toEqual([7]);
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThanOrEqual(7);
    for (let number = 1; number <= count; number += 1) {
      const its = await made();
      const killing = killedAfter(its, number);
      await expect(runOn(its, (await gone(its)).steps, killing)).rejects.toThrow(Killed);
      await runOn(its, (await gone(its)).steps);
      expect(state(its), `after ${number}`).toEqual(state(undisturbed));
    }
    expect(undisturbed.company.undocumented).toEqual([]);
  });

  it('let nobody in any more by the address of one that is gone', async () => {
    const its = world();
    await runOn(its, (await wanted(its)).steps);
    const before = await rules(its);
    const { steps } = deleteMade.undertake(
      { ...answers, 'swarm.made': `${id}://study-3=203.0.113.51` },
      ...([await seen(its), brought(KEY)] as const),
    );
    await runOn(
      its,
      steps.filter((step) => step.id.endsWith('@study-3')),
    );
    const left = ((before?.length ?? 0) * 2) / 3;
    expect(await rules(its)).toHaveLength(left);
    expect(guards(its.company, 'study-cluster')).toHaveLength(2);
    const one = { ...answers, 'swarm.new': '1' };
    const made = newServers(one)?.undertake(one, await seen(its), brought(KEY));
    await runOn(its, made?.steps ?? []);
    expect(await rules(its)).toHaveLength(left);
  });

  it('leave a first one alone that is behind no firewall of setup-server, and say so', async () => {
    const its = world(false);
    const { steps } = await wanted(its);
    const events = await runOn(its, steps);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    expect(state(its).behind).toEqual(['study-2', 'study-3']);
    expect(await rules(its)).toHaveLength(kinds.length * 3);
    const between = steps.find((step) => step.id === `${id}.between`);
    expect(between?.because?.(new Facts())).toContain("behind no firewall of setup-server's");
    await runOn(its, (await gone(its)).steps);
    expect(state(its)).toEqual(state(world(false)));
  });

  it('cost what is said before any is made', async () => {
    const its = world();
    const facts = await seen(its);
    const { steps, looks, receipt, wayIn } = await wanted(its, facts);
    const told = steps.filter((step) => step.id.startsWith(`${id}.create@`));
    const reasons = told.map((step) => step.because?.(facts) ?? '');
    expect(reasons.map((each) => each.replace(/^\S+ /, ''))).toEqual([
      ...Array(2).fill(`costs ${price}, until it is deleted.`),
    ]);
    // A plan tells the same words once, and each costs as much.
    expect(new Set(reasons).size).toBe(2);
    await runOn(its, steps);
    const after: Sighting[] = [];
    for await (const each of its.look(looks, signal)) after.push(each);
    const last = facts.with(after);
    expect(receipt(last)).toMatchObject({ headline: 'The servers study-2 and study-3 run' });
    expect(onNewServers(answers, wayIn(last) ?? {})).toEqual({
      ...{ server: FIRST, 'ssh.user': 'root', 'renew.install': 'study' },
      'swarm.hosts': 'root@203.0.113.50 root@203.0.113.51',
      'swarm.fingerprints': fingerprints(2),
      'swarm.made': `${id}://study-2=203.0.113.50 ${id}://study-3=203.0.113.51`,
    });
  });

  describe('with a load balancer in front of them', () => {
    const fronted = { ...answers, 'swarm.balancer': true };
    const record = {
      'swarm.hosts': '203.0.113.50 203.0.113.51',
      'swarm.made': `${id}://study-2=203.0.113.50 ${id}://study-3=203.0.113.51`,
      'swarm.balanced-by': `${id}://study-balancer=198.51.100.20`,
    };
    const named = id === 'hetzner' ? 'study-balancer' : 'setup-server-study-balancer';
    const all = [named, 'study', 'study-2', 'study-3'];
    const made = async () => {
      const its = world();
      await runOn(its, (await wanted(its, undefined, fronted)).steps);
      its.done.length = 0;
      return its;
    };

    it('are all known to it, and it is made once, wherever a run was killed', async () => {
      const undisturbed = world();
      const work = await wanted(undisturbed, undefined, fronted);
      const events = await runOn(undisturbed, work.steps);
      expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(state(undisturbed).balanced).toEqual([all]);
      expect(undisturbed.company.undocumented).toEqual([]);
      const told = work.steps.find((step) => step.id === `${id}.balancer`);
      expect(told?.because?.(new Facts())).toContain(`It costs ${balanced}, until it is deleted`);
      const count = undisturbed.done.length;
      for (let number = 1; number <= count; number += 1) {
        const its = world();
        const { steps } = await wanted(its, undefined, fronted);
        await expect(runOn(its, steps, killedAfter(its, number))).rejects.toThrow(Killed);
        await runOn(its, (await wanted(its, undefined, fronted)).steps);
        expect(state(its), `after ${number}`).toEqual(state(undisturbed));
      }
    });

    it('go on with its address, and with nothing that only made it', async () => {
      const its = await made();
      const work = await wanted(its, undefined, fronted);
      const after: Sighting[] = [];
      for await (const each of its.look(work.looks, signal)) after.push(each);
      const last = (await seen(its)).with(after);
      const address = targets(its.company).length === 1 && its.company.balancers[0]?.ip;
      expect(onNewServers(fronted, work.wayIn(last) ?? {})).toMatchObject({
        'swarm.balanced-by': `${id}://study-balancer=${address}`,
      });
      expect(onNewServers(fronted, work.wayIn(last) ?? {})).not.toHaveProperty('swarm.balancer');
      expect(work.receipt(last).lines).toContainEqual({
        label: 'Load balancer',
        text: `study-balancer has the address ${address}, and costs ${balanced} until it is deleted`,
      });
    });

    it('are kept known to it where one comes in the place of another, though nobody says so', async () => {
      const its = await made();
      const replace = {
        ...{ ...answers, 'menu.what': 'servers' },
        ...{ 'servers.which': '203.0.113.50', 'servers.how': 'replace' },
      };
      const work = newServers(replace)?.undertake(replace, await seen(its, record), brought(KEY));
      await runOn(its, work?.steps ?? []);
      expect(state(its).balanced).toEqual([[named, 'study', 'study-3', 'study-4']]);
      expect(its.company.undocumented).toEqual([]);
    });

    /** With one of that address in the same account, made by hand. */
    const ownIn = (its: World, ip: string) => {
      const { machines } = its.company;
      const thing = { id: 77, name: 'own', status: 'running' };
      if (its.company instanceof PretendHetzner) {
        const rest = { labels: {}, made: { location: 'fsn1', server_type: 'cx23' }, ipv4: 78 };
        const address = { id: 78, name: 'own', labels: {}, ip, autoDelete: false };
        its.company.addresses.push({ ...address, assignee: 77 });
        machines.push({ ...thing, ...rest } as never);
      } else machines.push({ ...thing, tags: [], region: 'fra1', ip } as never);
      return its;
    };

    describe('beside one that the person has', () => {
      const OWN = '203.0.113.77';

      it('have it sent visitors, too, where the account finds it', async () => {
        const its = ownIn(world(), OWN);
        const given = { ...fronted, 'swarm.hosts': `root@${OWN}` };
        await runOn(its, (await wanted(its, undefined, given)).steps);
        expect(state(its).balanced).toEqual([[named, 'own', 'study', 'study-2', 'study-3']]);
        expect(its.company.undocumented).toEqual([]);
      });

      it('leave to it whom somebody else added, where not all are found', async () => {
        const its = ownIn(await made(), OWN);
        for (const each of its.company.balancers)
          ('targets' in each ? each.targets : each.droplet_ids).push(77);
        const hosts = `${record['swarm.hosts']} own.example.org`;
        const facts = await seen(its, { ...record, 'swarm.hosts': hosts });
        await runOn(its, (await wanted(its, facts, answers)).steps);
        expect(state(its).balanced).toEqual([[named, 'own', 'study', 'study-2', 'study-3']]);
        const others = await seen(its, record);
        await runOn(its, (await wanted(its, others, answers)).steps);
        expect(state(its).balanced).toEqual([all]);
      });
    });

    describe('told of servers that the person has', () => {
      const OWN = '203.0.113.77';
      const { 'swarm.from': _, 'swarm.new': __, ...some }: Answers = answers;
      const given: Answers = {
        ...some,
        'swarm.hosts': `root@203.0.113.50 root@203.0.113.51 root@${OWN}`,
      };
      const asked = async (before: object, its: Answers = given) => {
        const { [tokenOf(id)]: ____, ...rest } = its;
        const facts = await seen(world(), before);
        const script = tellBalancerItems.filter((item) => !('look' in item));
        const move = nextMove(script, { answers: rest, facts, confirmed: [] });
        return move.move === 'ask' ? move.questions.map((each) => each.id) : [];
      };

      it('is asked for the key to its account, which nobody must give', async () => {
        expect(await asked(record)).toEqual([tokenOf(id)]);
        const none = { ...record, 'swarm.balanced-by': '' };
        for (const before of [none, { ...record, 'swarm.balanced': OWN }])
          expect(await asked(before)).toEqual([]);
        expect(await asked({ ...record, 'certificate.use': 'balancer' })).toEqual([]);
        const done = { ...given, 'swarm.balanced-by': record['swarm.balanced-by'] };
        expect(await asked(record, done)).toEqual([]);
      });

      it('is left alone where nothing is to be told, though the token is there', async () => {
        const told = { ...record, 'swarm.balanced': OWN };
        const none = { ...record, 'swarm.balanced-by': '' };
        for (const before of [told, none, {}]) {
          const facts = await seen(world(), before);
          expect(newServers(given, facts)).toBeUndefined();
          const script = tellBalancerItems.filter((item) => !('look' in item));
          const confirmed = [tokenOf(id)];
          expect(nextMove(script, { answers: given, facts, confirmed })).toEqual({ move: 'done' });
        }
        const { [tokenOf(id)]: _, ...without } = given;
        expect(newServers(without, await seen(world(), record))).toBeUndefined();
      });

      it('is no matter before a server is chosen', () => {
        expect(newServers({ app: 'image' }, new Facts())).toBeUndefined();
      });

      it('sends visitors there, and what it does not find is said', async () => {
        const its = ownIn(await made(), OWN);
        const facts = await seen(its, record);
        const wish = { ...given, 'swarm.hosts': `${given['swarm.hosts']} root@192.0.2.9` };
        const work = newServers(wish, facts);
        const undertaken = work?.undertake(wish, facts, brought(KEY));
        if (!undertaken) throw new Error('Nothing is to be told.');
        const events = await runOn(its, undertaken.steps);
        expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
        expect(its.done).toEqual(['add-target']);
        expect(state(its).balanced).toEqual([[named, 'own', 'study', 'study-2', 'study-3']]);
        const after: Sighting[] = [];
        for await (const each of its.look(undertaken.looks, signal)) after.push(each);
        const last = facts.with(after);
        expect(undertaken.receipt(last).lines.map(({ text }) => text)).toEqual([
          expect.stringMatching(/^203\.0\.113\.50, 203\.0\.113\.51, 203\.0\.113\.77: visitors/),
          expect.stringMatching(/^192\.0\.2\.9: not found in this account/),
        ]);
        const next = onNewServers(wish, undertaken.wayIn(last) ?? {});
        expect(next).toMatchObject({
          'swarm.hosts': wish['swarm.hosts'],
          'swarm.balanced-by': expect.stringContaining(`${id}://study-balancer=`),
          'swarm.balanced': `203.0.113.50 203.0.113.51 ${OWN}`,
        });
        expect(newServers(next, facts)).toBeUndefined();
        expect(its.company.undocumented).toEqual([]);
      });

      it('is told of none where the token opens no account', async () => {
        const its = ownIn(await made(), OWN);
        const wrong = { [tokenOf(id)]: new Secret('wrongwrongwrongwrongwrongwrongwrong') };
        const closed = await seen(its, record, wrong);
        const work = newServers(given, closed);
        expect(() => work?.undertake(given, closed, brought(KEY))).toThrow('let us in');
      });
    });

    it('go with it, which goes first, wherever a run was killed', async () => {
      const wish = { ...answers, 'swarm.delete': true };
      const installs = ['203.0.113.50', '203.0.113.51'].map(
        (name) => ({ query: query('installs', `ssh://root@${name}`), value: [] }) as Sighting,
      );
      const facts = (await seen(world(), record)).with(installs);
      expect(toDelete(answers, facts)).toBeNull();
      const doomed = toDelete(wish, facts);
      expect(doomed).toEqual({
        'swarm.made': record['swarm.made'],
        'swarm.balanced-by': record['swarm.balanced-by'],
      });
      const gone = async (its: World) =>
        deleteMade.undertake({ ...answers, ...doomed }, await seen(its), brought(KEY)).steps;
      const undisturbed = await made();
      await runOn(undisturbed, await gone(undisturbed));
      expect(undisturbed.done[0]).toBe('drop-balancer');
      expect(state(undisturbed)).toEqual(state(world()));
      const count = undisturbed.done.length;
      for (let number = 1; number <= count; number += 1) {
        const its = await made();
        const steps = await gone(its);
        await expect(runOn(its, steps, killedAfter(its, number))).rejects.toThrow(Killed);
        await runOn(its, await gone(its));
        expect(state(its), `after ${number}`).toEqual(state(undisturbed));
      }
    });

    const removal = async (its: World, name: string) => {
      const wish = { ...answers, [`${id}.name`]: name };
      return providerRemove(providers[id]).undertake(wish, await seen(its), brought(KEY));
    };
    const receiptOf = async (
      its: World,
      { looks, receipt }: Awaited<ReturnType<typeof removal>>,
    ) => {
      const after: Sighting[] = [];
      for await (const each of its.look(looks, signal)) after.push(each);
      return receipt(new Facts(after));
    };

    it('may be deleted one by one: nobody is sent to one that goes, and with the last one it goes, too', async () => {
      const its = await made();
      for (const [name, left] of [
        ['study', ['study-2', 'study-3']],
        ['study-2', ['study-3']],
      ] as const) {
        its.done.length = 0;
        const work = await removal(its, name);
        const events = await runOn(its, work.steps);
        expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
        const calls = its.done.filter((each) => ['drop-target', 'destroy'].includes(each));
        expect(calls).toEqual(['drop-target', 'destroy']);
        expect(state(its).balanced).toEqual([[named, ...left]]);
        expect((await receiptOf(its, work)).lines).toHaveLength(1);
      }
      its.done.length = 0;
      await runOn(its, (await removal(its, 'study-3')).steps);
      expect(its.done.indexOf('drop-balancer')).toBeLessThan(its.done.indexOf('destroy'));
      expect(state(its)).toMatchObject({ machines: [], balanced: [] });
      expect(its.company.undocumented).toEqual([]);
    });

    it('tells before one is deleted what becomes of the load balancer', async () => {
      const its = await made();
      const told = async (name: string) => {
        const [step, ...rest] = (await removal(its, name)).steps;
        if (!step) throw new Error('Nothing is to be done.');
        const facts: Sighting[] = [];
        for await (const each of its.look(step.sees, signal)) facts.push(each);
        const end = rest.find((each) => each.id === `${id}.destroy`);
        expect(end?.needs).toContain(step.id);
        return [titleOf(step, new Facts(facts)), step.because?.(new Facts(facts))];
      };
      expect(await told('study')).toEqual([
        'Have the load balancer study-balancer send nobody to it any more',
        'study-balancer sends them to 2 other servers still, and costs money until it is deleted.',
      ]);
      await runOn(its, (await removal(its, 'study-2')).steps);
      await runOn(its, (await removal(its, 'study-3')).steps);
      expect(await told('study')).toEqual([
        'Delete the load balancer study-balancer, which sends visitors to it alone',
        undefined,
      ]);
    });

    it('leaves none behind with the last server, wherever a run was killed', async () => {
      const last = async () => {
        const its = await made();
        for (const name of ['study-2', 'study-3'])
          await runOn(its, (await removal(its, name)).steps);
        its.done.length = 0;
        return its;
      };
      const undisturbed = await last();
      await runOn(undisturbed, (await removal(undisturbed, 'study')).steps);
      const count = undisturbed.done.length;
      for (let number = 1; number <= count; number += 1) {
        const its = await last();
        const { steps } = await removal(its, 'study');
        await expect(runOn(its, steps, killedAfter(its, number))).rejects.toThrow(Killed);
        await runOn(its, (await removal(its, 'study')).steps);
        expect(state(its), `after ${number}`).toEqual(state(undisturbed));
      }
      expect(state(undisturbed)).toMatchObject({ machines: [], balanced: [] });
    });

    it('tells of one with no server behind it, and where the token may not see any', async () => {
      const its = await made();
      its.company.machines.length = 0;
      for (const each of its.company.balancers) {
        if ('targets' in each) each.targets.length = 0;
        else each.droplet_ids.length = 0;
      }
      const work = await removal(its, 'study');
      const { lines } = await receiptOf(its, work);
      expect(lines.at(-1)).toMatchObject({
        label: 'Load balancer',
        text: expect.stringContaining('study-balancer sends visitors to no server any more'),
      });
      const { send } = its.company;
      const blind: Send = async (wanted, stop) =>
        wanted.url.pathname.endsWith('/load_balancers')
          ? { status: 403, headers: {}, body: '{"message":"missing scope"}' }
          : await send(wanted, stop);
      expect(await lookAtProviderBalancers(id, answers, signal, blind)).toBeNull();
      const unseen = work.receipt(
        new Facts([{ query: providerBalancersQuery(id), value: null } as Sighting]),
      );
      expect(unseen.lines.at(-1)?.text).toContain('The token may not see load balancers');
    });

    it('are asked whether they shall have one, with its price, unless something in front has the certificate', async () => {
      const facts = await seen(world());
      const asked = severalItems.flatMap((item) => ('ask' in item ? [item.ask] : []));
      const question = asked.find((each) => each.id === 'swarm.balancer');
      if (question?.kind !== 'confirm') throw new Error('It is a yes or no.');
      const hint = question.hint;
      expect(typeof hint === 'function' ? hint(answers, facts) : hint).toContain(balanced);
      expect(question.when?.(answers, facts)).toBe(true);
      expect(question.when?.(answers, await seen(world(), record))).toBe(false);
      const elsewhere = await seen(world(), { 'certificate.use': 'balancer' });
      expect(question.when?.(answers, elsewhere)).toBe(false);
      const { steps } = await wanted(world(), elsewhere, fronted);
      expect(steps.map((step) => step.id)).not.toContain(`${id}.balancer`);
      expect(question.when?.({ ...answers, 'swarm.from': 'ec2' }, facts)).toBe(false);
    });

    it('are shown as what a person could type', async () => {
      const its = world();
      const lines: string[] = [];
      await runOn(its, (await wanted(its, undefined, fronted)).steps, async function* (action) {
        lines.push(...describeAction(action));
        yield* its.apply(action, new Facts(), signal);
      });
      const one = lines.filter((line) => /load-balancer/.test(line)).join('\n');
      expect(one).toContain(id === 'hetzner' ? '--listen-port 443' : 'entry_port:443');
      expect(one).not.toContain(token);
    });
  });

  it('are asked for by what they lack yet, with one as large as the first suggested', async () => {
    const its = world();
    const begun = Object.fromEntries(
      Object.entries(answers).filter(([key]) => key !== `${id}.size`),
    );
    const facts = await seen(its);
    const confirmed = ['swarm.from', 'swarm.new', 'swarm.called', tokenOf(id)];
    const script = severalItems.filter((item) => !('look' in item));
    const move = nextMove(script, { answers: begun, facts, confirmed });
    const asked = move.move === 'ask' ? move.questions[0] : undefined;
    if (asked?.kind !== 'choice') throw new Error('It is a choice.');
    expect(asked.id).toBe(`${id}.size`);
    expect(asked.choices(begun, facts).find(({ value }) => value === size)?.note).toBe(price);
    expect(asked.suggestion?.(begun, facts)).toBe(size);
  });

  it('are not made where the first one is not in that account, or the token opens none', async () => {
    const its = world();
    its.company.machines.length = 0;
    await expect(wanted(its)).rejects.toMatchObject({ code: `${id}.not-beside` });
    const wrong = { [tokenOf(id)]: new Secret('wrongwrongwrongwrongwrongwrongwrong') };
    const closed = await seen(its, {}, wrong);
    await expect(wanted(its, closed)).rejects.toMatchObject({ code: `${id}.no-account` });
  });

  describe('one more of them, chosen from the menu', () => {
    const record = {
      'swarm.made': `${id}://study-2=203.0.113.50 ${id}://study-3=203.0.113.51`,
      'swarm.hosts': '203.0.113.50 203.0.113.51',
    };
    const more = { ...answers, 'menu.what': 'servers', 'servers.which': 'add' };
    const grown = async () => {
      const its = world();
      await runOn(its, (await wanted(its)).steps);
      return its;
    };
    const undertaken = async (its: World, wishes: Answers) => {
      const work = newServers(wishes)?.undertake(wishes, await seen(its, record), brought(KEY));
      if (!work) throw new Error('Nothing is to be made.');
      await runOn(its, work.steps);
      const after: Sighting[] = [];
      for await (const each of its.look(work.looks, signal)) after.push(each);
      return onNewServers(wishes, work.wayIn(new Facts(after)) ?? {});
    };

    it('is made beside those that are there, and is the one that comes', async () => {
      const its = await grown();
      expect(await undertaken(its, more)).toEqual({
        ...{ server: FIRST, 'ssh.user': 'root', 'renew.install': 'study' },
        ...{ 'menu.what': 'servers', 'servers.which': 'add', 'swarm.from': 'have' },
        ...{ 'servers.address': 'root@203.0.113.52', 'swarm.fingerprints': fingerprints(3) },
        'swarm.made': `${record['swarm.made']} ${id}://study-4=203.0.113.52`,
      });
      expect(state(its).behind).toEqual(['study', 'study-2', 'study-3', 'study-4']);
    });

    it('comes in the place of one that is lost, which is not made once more', async () => {
      const its = await grown();
      const lost = its.company.machines.findIndex(({ name }) => name === 'study-2');
      its.company.machines.splice(lost, 1);
      const replace = { ...more, 'servers.which': '203.0.113.50', 'servers.how': 'replace' };
      expect(await undertaken(its, replace)).toMatchObject({
        'servers.address': 'root@203.0.113.52',
      });
      expect(state(its).machines).toEqual(['study', 'study-3', 'study-4']);
    });

    it.each([
      ['other copies', { 'servers.which': 'copies' }],
      ['one less', { 'servers.which': '203.0.113.50', 'servers.how': 'remove' }],
      ['another line of the menu', { 'menu.what': 'stop' }],
    ])('is not made for %s, whatever was answered before', (_, wishes) => {
      expect(newServers({ ...more, ...wishes })).toBeUndefined();
    });

    it('lets none be deleted for another line of the menu, whatever was answered before', async () => {
      const gone = { ...more, 'menu.what': 'shrink', 'swarm.delete': true };
      const installs = ['203.0.113.50', '203.0.113.51'].map(
        (name) => ({ query: query('installs', `ssh://root@${name}`), value: [] }) as Sighting,
      );
      const facts = (await seen(world(), record)).with(installs);
      expect(toDelete(gone, facts)).not.toBeNull();
      expect(toDelete({ ...gone, 'menu.what': 'servers' }, facts)).toBeNull();
    });
  });

  it('are deleted by what the record tells of them', async () => {
    const made = `${id}://study-2=203.0.113.50`;
    const record = { 'swarm.made': made, 'swarm.hosts': 'root@203.0.113.50' };
    const installs = { query: query('installs', 'ssh://root@203.0.113.50'), value: [] };
    const facts = (await seen(world(), record)).with([installs as Sighting]);
    expect(toDelete(answers, facts)).toBeNull();
    expect(toDelete({ ...answers, 'swarm.delete': true }, facts)).toEqual({ 'swarm.made': made });
  });
});

/** So many, as each machine has its own noted beside it. */
function fingerprints(count: number) {
  return expect.stringMatching(new RegExp(`^(SHA256:[\\w+/]{43}( |$)){${count}}$`));
}
