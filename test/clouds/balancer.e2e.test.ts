import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BalancerAction } from '../../source/clouds/balancer/action.ts';
import {
  type BalancerCertificate,
  type BalancerFact,
  balancerQuery,
  NO_BALANCER,
  TLS_POLICY,
} from '../../source/clouds/balancer/balancer.ts';
import { withBalancer } from '../../source/clouds/balancer/removal.ts';
import type { Ec2Action } from '../../source/clouds/ec2/action.ts';
import { ec2Role, NO_ROLE } from '../../source/clouds/ec2/bucket.ts';
import { bucketRemoval } from '../../source/clouds/ec2/bucket-steps.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Account, ec2Machine } from '../../source/clouds/ec2/queries.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { certificateRole, roleGiven } from '../../source/clouds/ec2/role-steps.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import type { CloudAccountFact, MachineGoal } from '../../source/clouds/machine.ts';
import { callBalancer } from '../../source/edges/clouds/balancer-call.ts';
import { callEc2 } from '../../source/edges/clouds/ec2-call.ts';
import { callIam } from '../../source/edges/clouds/iam.ts';
import { lookAtEc2 } from '../../source/edges/clouds/look-at-ec2.ts';
import { placeholderPair } from '../../source/edges/clouds/placeholder-pair.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look } from '../../source/facts/facts.ts';
import { HEALTH_PATH } from '../../source/front/health.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import type { Step } from '../../source/steps/step.ts';
import type { Moto } from '../dns-providers/moto.ts';
import { rangeUp } from '../range/range.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

const REGION = 'eu-central-1';
const HOSTNAME = 'study.example.org';
const signal = new AbortController().signal;
let moto: Moto;
let key = { id: '', secret: '' };
let zone = '';

const settings = () => ({
  region: REGION,
  credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
});

beforeAll(async () => {
  await rangeUp({ suites: [], apps: [] });
  moto = await startMotoEc2();
  process.env.AWS_ENDPOINT_URL = moto.endpoint;
  // What we tell people to paste must do.
  key = await moto.keyOf(
    'setup-server',
    ec2Policy({ bucket: null, balancer: true, imports: 'server' }),
  );
  const dns = new Route53Client(settings());
  const made = await dns.send(
    new CreateHostedZoneCommand({ Name: 'example.org', CallerReference: 'test' }),
  );
  zone = made.HostedZone?.Id ?? '';
  await moto.checkKeys();
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL;
  await moto?.stop();
});

const answers = () => ({ 'ec2.key-id': key.id, 'ec2.secret': new Secret(key.secret) });

const look: Look = async function* (queries) {
  for (const query of queries) {
    // Nobody stands at the addresses that moto gives.
    if (query.fact === 'ec2Entrance')
      yield { query, value: { open: true, fingerprints: [] } } as never;
    else yield await lookAtEc2(query as never, answers(), signal);
  }
};

const apply: Apply = async function* (action) {
  yield* [];
  if (action.do === 'ec2') await callEc2(action, answers(), signal);
  else if (action.do === 'balancer') await callBalancer(action, answers(), signal);
  else if (action.do === 'iam') await callIam(action, answers(), signal);
  else throw new Error('unexpected');
};

class Killed extends Error {}

/** A killed program does nothing more, whatever it did side by side. */
function killedAfter(wanted: (what: (BalancerAction | Ec2Action)['what']) => boolean): Apply {
  let dead = false;
  return async function* (action, facts, stop) {
    if (dead) await new Promise(() => {});
    yield* apply(action, facts, stop);
    if ((action.do !== 'balancer' && action.do !== 'ec2') || !wanted(action.what)) return;
    dead = true;
    throw new Killed();
  };
}

const killedBy = (call: string) => killedAfter((what) => what.call === call);

async function runSteps(steps: readonly Step[], doing: Apply = apply) {
  const events: Event[] = [];
  const control = { stop: signal, abort: signal, overridden: new Set<string>() };
  const pause = async () => await new Promise<void>((resolve) => setTimeout(resolve, 100));
  const now = () => Date.now() / 1000;
  const loop = run(steps, new Facts(), { look, apply: doing, pause, now }, control);
  for await (const event of loop) events.push(event);
  return events;
}

async function stepsFor(
  name: string,
  hostname = HOSTNAME,
  certificate?: BalancerCertificate,
): Promise<Step[]> {
  const seen = await lookAtEc2(ec2Account(REGION, key.id), answers(), signal);
  const account = seen.value as CloudAccountFact;
  const image = account.open && account.images.find((each) => each.architecture === 'x86_64');
  if (!image) throw new Error('Moto has no image of Debian.');
  const publicKey =
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl test';
  const machine: MachineGoal = {
    ...{
      name,
      region: REGION,
      type: 't3.small',
      image,
      diskGB: 30,
      protect: true,
      cost: '',
      bucket: null,
      database: null,
      place: null,
    },
    ...{ sshFrom: '203.0.113.9/32', key: { file: '', make: false, publicKey } },
  };
  const balancer = { name, region: REGION, hostname, ...(certificate && { certificate }) };
  return ec2Steps(machine, balancer);
}

async function recordsAt(name: RegExp) {
  const { ResourceRecordSets = [] } = await new Route53Client(settings()).send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zone }),
  );
  return ResourceRecordSets.filter(({ Name = '' }) => name.test(Name));
}

async function everything() {
  const elb = new ElasticLoadBalancingV2Client(settings());
  const [balancers, targets, certificates, records, groups] = await Promise.all([
    elb.send(new DescribeLoadBalancersCommand({})),
    elb.send(new DescribeTargetGroupsCommand({})),
    new ACMClient(settings()).send(new ListCertificatesCommand({})),
    recordsAt(/^study\.example\.org\.$/),
    new EC2Client(settings()).send(new DescribeSecurityGroupsCommand({})),
  ]);
  return {
    balancers: balancers.LoadBalancers ?? [],
    targets: targets.TargetGroups ?? [],
    certificates: certificates.CertificateSummaryList ?? [],
    records,
    groups: (groups.SecurityGroups ?? []).filter(({ GroupName }) => GroupName !== 'default'),
  };
}

const failed = (events: readonly Event[]) => events.filter(({ type }) => type === 'failed');
const nothing = { balancers: [], targets: [], certificates: [], records: [], groups: [] };

describe('a load balancer at Amazon', () => {
  it('is made as it was wanted, with the least that a user may be allowed, and goes as a whole', async () => {
    const events = await runSteps(await stepsFor('study'));
    expect(failed(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    const { balancers, targets, certificates, records, groups } = await everything();
    const proof = await recordsAt(/^_.*\.study\.example\.org\.$/);
    expect([balancers, targets, certificates].map(({ length }) => length)).toEqual([1, 1, 1]);
    expect(balancers[0]?.AvailabilityZones).toHaveLength(2);
    expect(targets[0]).toMatchObject({
      ...{ Protocol: 'HTTP', Port: 80, HealthCheckPath: HEALTH_PATH },
      Matcher: { HttpCode: '200-399' },
    });
    expect(certificates[0]).toMatchObject({ DomainName: HOSTNAME });
    const listeners = await new ElasticLoadBalancingV2Client(settings()).send(
      new DescribeListenersCommand({ LoadBalancerArn: balancers[0]?.LoadBalancerArn }),
    );
    expect(listeners.Listeners).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...{ Port: 443, Protocol: 'HTTPS', SslPolicy: TLS_POLICY },
          Certificates: [{ CertificateArn: certificates[0]?.CertificateArn }],
        }),
        expect.objectContaining({
          Port: 80,
          DefaultActions: [
            expect.objectContaining({
              RedirectConfig: expect.objectContaining({
                Protocol: 'HTTPS',
                StatusCode: 'HTTP_301',
              }),
            }),
          ],
        }),
      ]),
    );
    expect(proof).toMatchObject([{ ResourceRecords: [{ Value: expect.stringContaining('acm') }] }]);
    expect(records).toMatchObject([
      {
        Type: 'A',
        AliasTarget: { DNSName: expect.stringContaining(balancers[0]?.DNSName ?? '?') },
      },
    ]);
    const own = groups.find(({ GroupName }) => GroupName === 'study');
    const door = groups.find(({ GroupName }) => GroupName === 'study-balancer');
    const web = own?.IpPermissions?.find(({ FromPort }) => FromPort === 80);
    expect(web?.UserIdGroupPairs).toMatchObject([{ GroupId: door?.GroupId }]);
    expect(web?.IpRanges ?? []).toEqual([]);
    const again = await runSteps(await stepsFor('study'));
    expect(again.filter(({ type }) => type === 'started')).toEqual([]);
    const removed = await runSteps(withBalancer(REGION, 'study', ec2Removal(REGION, 'study')));
    expect(failed(removed)).toEqual([]);
    expect(await everything()).toEqual(nothing);
    const left = await lookAtEc2(balancerQuery(REGION, 'study'), answers(), signal);
    expect(left.value).toEqual(NO_BALANCER);
  });

  // Every call is the last before a kill in `balancer.test.ts`; here those by which something comes or goes.
  it.each([
    ['make-balancer-group', 'remove-alias'],
    ['request-certificate', 'delete-balancer'],
    ['make-targets', 'delete-targets'],
    ['make-balancer', 'delete-certificate'],
    ['listen-securely', 'terminate-instance'],
    ['set-alias', 'release-address'],
  ])(
    'is one and no more where a run was killed after %s, and goes where that was after %s',
    async (made, gone) => {
      const steps = await stepsFor('killed');
      await expect(runSteps(steps, killedBy(made))).rejects.toThrow(Killed);
      expect(failed(await runSteps(steps))).toEqual([]);
      const { balancers, targets, certificates } = await everything();
      expect([balancers, targets, certificates].map(({ length }) => length)).toEqual([1, 1, 1]);
      const removal = withBalancer(REGION, 'killed', ec2Removal(REGION, 'killed'));
      await expect(runSteps(removal, killedBy(gone))).rejects.toThrow(Killed);
      expect(failed(await runSteps(removal))).toEqual([]);
      expect(await everything()).toEqual(nothing);
    },
  );

  it('shows a certificate that was imported, which the server may replace, and goes with its role', async () => {
    const of = { region: REGION, name: 'imported' };
    const handing = [certificateRole(of, []), roleGiven(of, 'balancer.role')];
    const steps = [...(await stepsFor('imported', HOSTNAME, { by: 'server' })), ...handing];
    expect(failed(await runSteps(steps))).toEqual([]);
    const { balancers, certificates } = await everything();
    expect(certificates).toMatchObject([{ DomainName: HOSTNAME }]);
    const arn = certificates[0]?.CertificateArn ?? '';
    const listeners = await new ElasticLoadBalancingV2Client(settings()).send(
      new DescribeListenersCommand({ LoadBalancerArn: balancers[0]?.LoadBalancerArn }),
    );
    expect(listeners.Listeners?.find(({ Port }) => Port === 443)?.Certificates).toEqual([
      { CertificateArn: arn },
    ]);
    const seen = async () => await lookAtEc2(balancerQuery(REGION, 'imported'), answers(), signal);
    const role = await lookAtEc2(ec2Role(REGION, 'imported'), answers(), signal);
    expect(role.value).toMatchObject({ replaces: arn, profile: 'whole' });
    const before = ((await seen()).value as BalancerFact).imported;
    await callBalancer(
      {
        ...({ do: 'balancer', region: REGION } as const),
        what: {
          ...({ call: 'import-certificate', name: 'imported', hostname: HOSTNAME } as const),
          ...{ pair: placeholderPair(HOSTNAME), replaces: arn },
        },
      },
      answers(),
      signal,
    );
    const after = ((await seen()).value as BalancerFact).imported;
    expect([before?.id, after?.id]).toEqual([arn, arn]);
    expect(after?.serial).not.toBe(before?.serial);
    const again = await runSteps(steps);
    expect(failed(again)).toEqual([]);
    expect(again.filter(({ type }) => type === 'started')).toEqual([]);
    const removal = [
      ...withBalancer(REGION, 'imported', ec2Removal(REGION, 'imported')),
      ...bucketRemoval(REGION, 'imported', null),
    ];
    expect(failed(await runSteps(removal))).toEqual([]);
    expect(await everything()).toEqual(nothing);
    expect((await lookAtEc2(ec2Role(REGION, 'imported'), answers(), signal)).value).toEqual(
      NO_ROLE,
    );
  });

  it('tells of a load balancer of the same name that somebody else made', async () => {
    await runSteps(await stepsFor('other'), killedBy('make-balancer-group')).catch(() => {});
    const machine = await lookAtEc2(ec2Machine(REGION, 'other'), answers(), signal);
    expect(machine.value).not.toBeNull();
    const elb = new ElasticLoadBalancingV2Client(settings());
    const { CreateTargetGroupCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
    const { groups } = await everything();
    await elb.send(
      new CreateTargetGroupCommand({
        ...{ Name: 'other', Protocol: 'HTTP', Port: 80, VpcId: groups[0]?.VpcId },
      }),
    );
    const query = balancerQuery(REGION, 'other');
    await expect(lookAtEc2(query, answers(), signal)).rejects.toMatchObject({
      trouble: { code: 'ec2.name-taken' },
    });
  });
});
