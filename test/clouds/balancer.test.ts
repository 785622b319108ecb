import { describe, expect, it } from 'vitest';
import type { Action } from '../../source/action.ts';
import {
  type BalancerGoal,
  balancerName,
  balancerQuery,
  NO_BALANCER,
  SILENCE_SECONDS,
} from '../../source/clouds/balancer/balancer.ts';
import { withBalancer } from '../../source/clouds/balancer/removal.ts';
import { ec2Launch } from '../../source/clouds/ec2/launch.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Account, ec2Machine } from '../../source/clouds/ec2/queries.ts';
import { ec2Questions } from '../../source/clouds/ec2/questions.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import type { MachineGoal } from '../../source/clouds/machine.ts';
import { describeAction } from '../../source/describe.ts';
import type { Event } from '../../source/event.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import type { Step } from '../../source/steps/step.ts';
import { STANDARD } from './networks.ts';
import { PretendBalancer } from './pretend-balancer.ts';

const machine: MachineGoal = {
  ...{
    name: 'study',
    region: 'eu-central-1',
    type: 't3.small',
    diskGB: 30,
    protect: true,
    cost: '',
    bucket: null,
    database: null,
    place: null,
  },
  image: {
    ...{ id: 'ami-1', name: 'debian-13-amd64-20261101', user: 'admin', architecture: 'x86_64' },
    rootDevice: '/dev/xvda',
  },
  sshFrom: '203.0.113.9/32',
  key: { publicKey: 'ssh-ed25519 AAAA', file: '', make: false },
};
const goal: BalancerGoal = {
  ...{ name: 'study', region: 'eu-central-1', hostname: 'study.example.org' },
};
const made = () => ec2Steps(machine, goal);
const removed = () => withBalancer('eu-central-1', 'study', ec2Removal('eu-central-1', 'study'));

const BROUGHT = { ownKey: 'ssh-ed25519 AAAA', password: new Secret('') };

class Killed extends Error {}

async function runOn(
  cloud: PretendBalancer,
  steps: readonly Step[],
  apply: Apply = cloud.apply,
  onEvent: (event: Event) => void = () => {},
) {
  const events: Event[] = [];
  const signal = new AbortController().signal;
  const control = { stop: signal, abort: signal, overridden: new Set<string>() };
  const doing = { look: cloud.look, apply, pause: async () => {}, now: () => 0 };
  for await (const event of run(steps, new Facts(), doing, control)) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

/** A killed program does nothing more, whatever it did side by side. */
function killedAfter(
  cloud: PretendBalancer,
  isIt: (action: Action, count: number) => boolean,
): Apply {
  let count = 0;
  let dead = false;
  return async function* (action, facts, signal) {
    if (dead) await new Promise(() => {});
    yield* cloud.apply(action, facts, signal);
    count += 1;
    if (!isIt(action, count)) return;
    dead = true;
    throw new Killed();
  };
}

describe('a load balancer in front of a new machine', () => {
  it('has the certificate, and is the only one that gets to the machine', async () => {
    const cloud = new PretendBalancer();
    const events = await runOn(cloud, made());
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    expect(cloud.ec2.machine.group?.rules).toEqual(['22 203.0.113.9/32', '80 sg-balancer']);
    expect(cloud.fact).toMatchObject({
      group: { rules: ['80 0.0.0.0/0', '443 0.0.0.0/0'], hostname: 'study.example.org' },
      certificate: { issued: true },
      targets: { sticky: true, instances: ['i-1'] },
      balancer: { state: 'active', silentSeconds: SILENCE_SECONDS },
      listeners: expect.arrayContaining([
        { id: 'arn:l443', port: 443, certificate: 'arn:c' },
        { id: 'arn:l80', port: 80, certificate: null },
      ]),
      zone: { proven: true, alias: true },
    });
    const before = cloud.done.length;
    await runOn(cloud, made());
    expect(cloud.done).toHaveLength(before);
  });

  it('is one, with one certificate, wherever the run was killed', async () => {
    const undisturbed = new PretendBalancer();
    await runOn(undisturbed, made());
    const calls = undisturbed.done.length;
    expect(calls).toBeGreaterThan(17);
    for (let number = 1; number <= calls; number += 1) {
      const cloud = new PretendBalancer();
      const killed = runOn(
        cloud,
        made(),
        killedAfter(cloud, (_, count) => count === number),
      );
      await expect(killed).rejects.toThrow(Killed);
      const events = await runOn(cloud, made());
      expect(events.at(-1), `after ${number}`).toMatchObject({ outcome: 'complete' });
      expect(cloud.made).toBe(2);
      expect(cloud.ec2.instances).toBe(1);
    }
  });

  it('closes the doors of a machine that stood open before', async () => {
    const cloud = new PretendBalancer();
    await runOn(cloud, ec2Steps(machine));
    expect(cloud.ec2.machine.group?.rules).toContain('443 0.0.0.0/0');
    await runOn(cloud, made());
    expect(cloud.ec2.machine.group?.rules).toEqual(['22 203.0.113.9/32', '80 sg-balancer']);
  });

  it('stays the only one that gets in where the machine is launched again without a word of it', async () => {
    const cloud = new PretendBalancer();
    await runOn(cloud, made());
    await runOn(cloud, ec2Steps({ ...machine, sshFrom: '192.0.2.7/32' }));
    expect(cloud.ec2.machine.group?.rules).toEqual([
      ...['22 203.0.113.9/32', '80 sg-balancer', '22 192.0.2.7/32'],
    ]);
  });

  it('shows the records where the DNS is elsewhere, and goes on when they stand', async () => {
    const cloud = new PretendBalancer(false);
    const shown: unknown[] = [];
    const events = await runOn(cloud, made(), cloud.apply, (event) => {
      if (event.type !== 'instructed') return;
      const [type, , value] = event.fields.map((each) => each.value);
      shown.push([event.step, type]);
      // The person adds it.
      const proof = event.step === 'balancer.proof';
      cloud.byHand = [...cloud.byHand, proof ? '_proof.study.example.org.' : (value ?? '')];
    });
    expect(shown).toEqual([
      ['balancer.proof', 'CNAME'],
      ['balancer.name', 'CNAME'],
    ]);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(cloud.done.flatMap(describeAction).join('\n')).not.toContain('route53');
  });

  it('has them set by the account that was named, and shows nobody its token', async () => {
    const cloud = new PretendBalancer(false);
    const dns = {
      provider: 'cloudflare',
      answers: { hostname: goal.hostname, 'dns.cloudflare.token': new Secret('hush-hush') },
    };
    const events = await runOn(cloud, ec2Steps(machine, { ...goal, dns }));
    expect(events.filter(({ type }) => type === 'instructed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    const lines = cloud.done.flatMap(describeAction);
    expect(lines.filter((line) => line.startsWith('# at Cloudflare'))).toEqual([
      '# at Cloudflare, in place of its addresses: _proof.study.example.org. IN CNAME _proof.acm-validations.aws.',
      '# at Cloudflare, in place of its addresses: study.example.org. IN CNAME study-1.elb.example.',
    ]);
    expect(lines.join()).not.toContain('hush-hush');
  });

  it('says that a bare domain takes another record', async () => {
    const cloud = new PretendBalancer(false);
    const texts: string[] = [];
    await runOn(
      cloud,
      ec2Steps(machine, { ...goal, hostname: 'example.org' }),
      cloud.apply,
      (each) => {
        if (each.type !== 'instructed') return;
        texts.push(each.text);
        const proof = each.step === 'balancer.proof';
        const value = each.fields[2]?.value ?? '';
        cloud.byHand = [...cloud.byHand, proof ? '_proof.study.example.org.' : value];
      },
    );
    expect(texts[1]).toMatch(/ALIAS, ANAME .* take www\.example\.org/);
  });

  it('stops waiting where Amazon refuses the certificate, and says what is in the way', async () => {
    const cloud = new PretendBalancer();
    const refusing: Apply = async function* (action, facts, signal) {
      yield* cloud.apply(action, facts, signal);
      if (action.do === 'balancer' && action.what.call === 'prove')
        cloud.fact = { ...cloud.fact, certificate: null, dead: [{ id: 'd', why: 'CAA_ERROR' }] };
    };
    const events = await runOn(cloud, made(), refusing);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      step: 'balancer.proof',
      trouble: {
        why: expect.stringContaining('CAA_ERROR'),
        next: expect.arrayContaining([expect.stringContaining('0 issue "amazon.com"')]),
      },
    });
    const again = await runOn(cloud, made());
    expect(again.at(-1)).toMatchObject({ outcome: 'complete' });
  });

  it('asks again where a certificate never came, and takes the dead one away', async () => {
    const cloud = new PretendBalancer();
    const grouped = killedAfter(
      cloud,
      (action) => action.do === 'ec2' && action.what.call === 'make-balancer-group',
    );
    await expect(runOn(cloud, made(), grouped)).rejects.toThrow(Killed);
    cloud.fact = { ...cloud.fact, dead: [{ id: 'arn:dead', why: null }] };
    await runOn(cloud, made());
    expect(cloud.fact).toMatchObject({ dead: [], certificate: { issued: true } });
  });

  it('is not made for another name than it was begun for', async () => {
    const cloud = new PretendBalancer();
    await runOn(cloud, made());
    const events = await runOn(
      cloud,
      ec2Steps(machine, { ...goal, hostname: 'other.example.org' }),
    );
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      step: 'balancer.group',
      trouble: { why: expect.stringContaining('was made for study.example.org') },
    });
  });

  it('goes as a whole, its firewall last, wherever the run that removes it was killed', async () => {
    const ready = async () => {
      const cloud = new PretendBalancer();
      await runOn(cloud, made());
      cloud.done.length = 0;
      return cloud;
    };
    const undisturbed = await ready();
    expect((await runOn(undisturbed, removed())).at(-1)).toMatchObject({ outcome: 'complete' });
    const calls = undisturbed.done.length;
    expect(calls).toBeGreaterThan(8);
    for (let number = 1; number <= calls; number += 1) {
      const cloud = await ready();
      const killed = runOn(
        cloud,
        removed(),
        killedAfter(cloud, (_, count) => count === number),
      );
      await expect(killed).rejects.toThrow(Killed);
      const events = await runOn(cloud, removed());
      expect(events.at(-1), `after ${number}`).toMatchObject({ outcome: 'complete' });
      expect(cloud.fact).toMatchObject({
        ...{ group: null, certificate: null, targets: null, balancer: null },
        zone: { alias: false },
      });
      expect(Object.values(cloud.ec2.machine)).toEqual([null, null, null, null]);
    }
  });
});

describe('what is asked and told of it', () => {
  const account = {
    ...{ open: true, account: '1', region: 'eu-central-1', regions: ['eu-central-1'] },
    ...{ images: [machine.image], networks: [STANDARD] },
  };
  const facts = new Facts([
    { query: ec2Account('eu-central-1', ''), value: account as never },
    { query: query('ownAddress', ''), value: null },
    {
      query: ec2Machine('eu-central-1', 'study'),
      value: { key: null, group: null, instance: null, address: null },
    },
  ]);
  const answers = {
    ...{ 'ec2.region': 'eu-central-1', 'ec2.name': 'study', 'ec2.type': 't3.small' },
    ...{ 'ec2.certificate': 'balancer', 'ec2.hostname': 'study.example.org' },
  };

  it("leads on to a website whose certificate is the balancer's", () => {
    const undertaken = ec2Launch.undertake(answers, facts, BROUGHT);
    expect(undertaken.wayIn(facts)).toMatchObject({
      ...{ hostname: 'study.example.org', 'certificate.use': 'balancer' },
    });
    const receipt = JSON.stringify(undertaken.receipt(facts));
    expect(receipt).toContain('about $24 a month more');
    expect(receipt).toContain('Amazon renews it by itself');
    const without = { ...answers, 'ec2.certificate': 'server' };
    const plain = ec2Launch.undertake(without, facts, BROUGHT);
    expect(plain.steps.some(({ id }) => id.startsWith('balancer.'))).toBe(false);
    expect(plain.wayIn(facts)).not.toHaveProperty('hostname');
  });

  it('asks who sets the records, and makes an account of it', () => {
    const asked = {
      ...answers,
      'ec2.dns': 'cloudflare',
      'ec2.dns.cloudflare.token': new Secret('t'),
    };
    const { steps } = ec2Launch.undertake(asked, facts, BROUGHT);
    const pending = {
      ...{ ...NO_BALANCER, network: 'vpc-1' },
      certificate: { id: 'c', issued: false, used: false, record: { name: 'A.', value: 'B.' } },
    };
    const seen = facts.with([{ query: balancerQuery('eu-central-1', 'study'), value: pending }]);
    expect(steps.find(({ id }) => id === 'balancer.proof')?.actions(seen)[0]).toMatchObject({
      ...{ do: 'alias', provider: 'cloudflare', name: 'a', target: 'b' },
      answers: { hostname: 'study.example.org', 'dns.cloudflare.token': new Secret('t') },
    });
    const question = ec2Questions.find(({ id }) => id === 'ec2.dns');
    const values =
      question?.kind === 'choice' && question.choices(answers, facts).map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining(['here', 'cloudflare', 'hetzner', 'desec']));
    expect(values).not.toContain('duckdns');
  });

  it('takes the name that the website was given before', () => {
    const question = ec2Questions.find(({ id }) => id === 'ec2.hostname');
    const suggestion =
      question?.kind === 'text' && question.suggestion?.({ hostname: 'a.example.org' }, facts);
    expect(suggestion).toBe('a.example.org');
  });

  it('names more that a user must be allowed, within the size that Amazon takes', () => {
    const policy = ec2Policy({ bucket: null, balancer: true });
    const actions = JSON.parse(policy).Statement.flatMap((each: { Action: string }) => each.Action);
    expect(actions).toContain('acm:RequestCertificate');
    expect(actions.some((each: string) => each.includes('*'))).toBe(false);
    // IAM counts a policy's characters without white space (AWS, "IAM and STS quotas").
    const both = ec2Policy({ bucket: 'b'.repeat(63), balancer: true });
    expect(both.replace(/\s/g, '').length).toBeLessThan(6144);
    expect(ec2Policy({ bucket: null, balancer: false })).not.toContain('acm:');
    for (const line of policy.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('has a name that Amazon takes', () => {
    expect(balancerName('study')).toBe('study');
    const odd = ['study-', 'internal-study', 'a'.repeat(40)].map(balancerName);
    for (const each of odd) expect(each).toMatch(/^setup-server-[0-9a-f]{16}$/);
    expect(new Set(odd).size).toBe(3);
  });

  it('is shown as what a person could type', async () => {
    const cloud = new PretendBalancer();
    await runOn(cloud, made());
    const lines = cloud.done
      .flatMap(describeAction)
      .map((line) => line.replace(/(idempotency-token) [0-9a-f]{32} /, '$1 TOKEN '));
    expect(lines).toContain(
      'aws acm request-certificate --domain-name study.example.org --validation-method DNS --idempotency-token TOKEN --tags Key=Name,Value=study Key=setup-server,Value=study --region eu-central-1',
    );
    expect(lines).toContain(
      "aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=203.0.113.9/32}]' 'IpProtocol=tcp,FromPort=80,ToPort=80,UserIdGroupPairs=[{GroupId=sg-balancer}]' --region eu-central-1",
    );
    expect(
      lines.find((line) => line.includes('set-alias') || line.includes('AliasTarget')),
    ).toMatch(
      /^aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch '.*study-1\.elb\.example/,
    );
  });
});
