import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { withBalancer } from '../../source/clouds/balancer/removal.ts';
import { certificateAccess, certificateIn } from '../../source/clouds/balancer/role.ts';
import { NO_ROLE } from '../../source/clouds/ec2/bucket.ts';
import { bucketRemoval } from '../../source/clouds/ec2/bucket-steps.ts';
import { ec2Launch } from '../../source/clouds/ec2/launch.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Account } from '../../source/clouds/ec2/queries.ts';
import { ec2Questions } from '../../source/clouds/ec2/questions.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { describeAction } from '../../source/describe.ts';
import { importedParts } from '../../source/edges/clouds/acm-import.ts';
import { placeholderPair } from '../../source/edges/clouds/placeholder-pair.ts';
import { ownCertificate } from '../../source/facts/certificates/own-certificate.ts';
import { Facts } from '../../source/facts/facts.ts';
import { applies } from '../../source/interview.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';
import { STANDARD } from './networks.ts';
import { PretendBalancer } from './pretend-balancer.ts';
import { Killed, killedAfter, runOn } from './run-on-ec2.ts';

const [region, name] = ['eu-central-1', 'study'];
const BROUGHT = { ownKey: 'ssh-ed25519 AAAA', password: new Secret('') };
const image = {
  ...{ id: 'ami-1', name: 'debian-13-amd64-20261101', user: 'admin', architecture: 'x86_64' },
  rootDevice: '/dev/xvda',
};
const own = { chain: '/home/anna/chain.pem', key: '/home/anna/key.pem' };
const facts = new Facts([
  {
    query: ec2Account(region, ''),
    value: {
      ...{ open: true, account: '1', region, regions: [region], images: [image] },
      networks: [STANDARD],
    } as never,
  },
  {
    query: ownCertificate({ ...own, names: ['study.example.org'] }),
    value: {
      ...{ chain: SELF_SIGNED.cert, key: new Secret(SELF_SIGNED.key) },
      finding: { status: 'good', text: '' },
    },
  },
]);
const balanced = {
  ...{ 'ec2.region': region, 'ec2.name': name, 'ec2.type': 't3.small' },
  ...{ 'ec2.certificate': 'balancer', 'ec2.hostname': 'study.example.org' },
};
const byServer = { ...balanced, 'ec2.certificate-from': 'server' };
const byFiles = {
  ...{ ...balanced, 'ec2.certificate-from': 'own-files' },
  ...{ 'ec2.own-chain': own.chain, 'ec2.own-key': own.key },
};
const launched = (answers: Record<string, string | boolean>) =>
  ec2Launch.undertake(answers, facts, BROUGHT);
const removal = () => [
  ...withBalancer(region, name, ec2Removal(region, name)),
  ...bucketRemoval(region, name, null),
];
const seenOf = async (cloud: PretendBalancer, answers: Record<string, string | boolean>) => {
  let seen = facts;
  for await (const each of cloud.look(launched(answers).looks, new AbortController().signal))
    seen = seen.with([each]);
  return seen;
};

describe("a balancer that shows the server's own certificate", () => {
  it('has room for it, and the server a role for just that, wherever the run was killed', async () => {
    for (const store of [false, true]) {
      const answers = {
        ...byServer,
        ...(store && { 'ec2.store': true, 'ec2.bucket': 'a-bucket' }),
      };
      const { steps } = launched(answers);
      const undisturbed = new PretendBalancer();
      const events = await runOn(undisturbed, steps);
      expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
      expect(undisturbed.fact).toMatchObject({
        certificate: null,
        imported: { id: 'arn:i', used: true },
      });
      expect(undisturbed.ec2.role).toEqual({
        ...{ role: true, opens: store ? 'a-bucket' : null, replaces: 'arn:i', profile: 'whole' },
      });
      expect(undisturbed.ec2.machine.instance?.profile).toContain('eu-central-1-study');
      for (let number = 1; number <= undisturbed.done.length; number += 1) {
        const cloud = new PretendBalancer();
        const killed = runOn(cloud, steps, killedAfter(cloud, number));
        await expect(killed).rejects.toThrow(Killed);
        expect((await runOn(cloud, steps)).at(-1), `after ${number}`).toMatchObject({
          outcome: 'complete',
        });
        expect([cloud.made, cloud.ec2.instances]).toEqual([2, 1]);
        expect(cloud.ec2.role).toEqual(undisturbed.ec2.role);
      }
      const before = undisturbed.done.length;
      await runOn(undisturbed, steps);
      expect(undisturbed.done).toHaveLength(before);
    }
  });

  it('goes with all of it, wherever that was killed', async () => {
    const ready = async () => {
      const cloud = new PretendBalancer();
      await runOn(cloud, launched(byServer).steps);
      cloud.done.length = 0;
      return cloud;
    };
    const undisturbed = await ready();
    await runOn(undisturbed, removal());
    for (let number = 1; number <= undisturbed.done.length; number += 1) {
      const cloud = await ready();
      await expect(runOn(cloud, removal(), killedAfter(cloud, number))).rejects.toThrow(Killed);
      expect((await runOn(cloud, removal())).at(-1)).toMatchObject({ outcome: 'complete' });
      expect(cloud.fact).toMatchObject({ group: null, imported: null });
      expect(cloud.ec2.role).toEqual(NO_ROLE);
    }
  });

  it('leads on to an app whose server gets it and hands it over', async () => {
    const cloud = new PretendBalancer();
    const undertaken = launched(byServer);
    await runOn(cloud, undertaken.steps);
    const seen = await seenOf(cloud, byServer);
    expect(undertaken.wayIn(seen)).toMatchObject({
      ...{ hostname: 'study.example.org', 'certificate.use': 'for-balancer' },
      'certificate.arn': 'arn:i',
    });
    expect(JSON.stringify(undertaken.receipt(seen))).toContain('gives it to Amazon by itself');
  });

  it("can be Amazon's own again, and the other way round", async () => {
    const cloud = new PretendBalancer();
    await runOn(cloud, launched(balanced).steps);
    for (const [answers, id] of [
      [byServer, 'arn:i'],
      [balanced, 'arn:c'],
    ] as const) {
      const events = await runOn(cloud, launched(answers).steps);
      expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
      expect(cloud.fact.listeners.find(({ port }) => port === 443)?.certificate).toBe(id);
    }
  });
});

describe("a balancer that shows a person's own certificate", () => {
  it('is given it, and the next one in its place', async () => {
    const cloud = new PretendBalancer();
    const events = await runOn(cloud, launched(byFiles).steps);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(cloud.ec2.role).toEqual(NO_ROLE);
    const before = cloud.done.length;
    await runOn(cloud, launched(byFiles).steps);
    expect(cloud.done).toHaveLength(before);
    cloud.fact = {
      ...cloud.fact,
      imported: cloud.fact.imported && { ...cloud.fact.imported, serial: 'another' },
    };
    await runOn(cloud, launched(byFiles).steps);
    const lines = cloud.done.slice(before).flatMap(describeAction).join('\n');
    expect(lines).toContain('aws acm import-certificate');
    expect(lines).toContain('--certificate-arn arn:i');
    expect(cloud.done.flatMap(describeAction).join()).not.toContain('PRIVATE KEY--');
    expect(JSON.stringify(cloud.done)).not.toContain('PRIVATE KEY--');
    expect(cloud.fact.imported?.serial).not.toBe('another');
  });

  it('is told of with what has to be done, and the app need not know', async () => {
    const cloud = new PretendBalancer();
    const undertaken = launched(byFiles);
    await runOn(cloud, undertaken.steps);
    const seen = await seenOf(cloud, byFiles);
    expect(undertaken.wayIn(seen)).toMatchObject({ 'certificate.use': 'balancer' });
    expect(JSON.stringify(undertaken.receipt(seen))).toContain('Nothing renews it');
  });

  it('is asked for where it was chosen', () => {
    const asked = (answers: Record<string, string>) =>
      ec2Questions
        .filter(({ id }) => /^ec2\.(own|certificate-from)/.test(id))
        .filter((each) => applies(each, answers, facts))
        .map(({ id }) => id);
    expect(asked({})).toEqual([]);
    expect(asked(byServer)).toEqual(['ec2.certificate-from']);
    expect(asked(byFiles)).toHaveLength(3);
  });
});

describe('what takes the place of the real one at first', () => {
  it('is a certificate for the name, with a key of the kind that ours have and no other wish', () => {
    const pair = placeholderPair('study.example.org');
    const certificate = new X509Certificate(pair.chain);
    expect(certificate.subjectAltName).toBe('DNS:study.example.org');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(certificate.checkHost('study.example.org')).toBe('study.example.org');
    expect(certificate.keyUsage).toBeUndefined();
    const years = (Date.parse(certificate.validTo) - Date.now()) / (365 * 24 * 3600 * 1000);
    expect(Date.parse(certificate.validFrom)).toBeLessThanOrEqual(Date.now());
    expect(Math.round(years)).toBe(20);
    expect(importedParts(pair).CertificateChain).toBeUndefined();
  });

  it.each([['a'.repeat(60)], ['b'.repeat(63)]])('is so with a long name, too', (label) => {
    const hostname = [label, label, label, 'org'].join('.');
    expect(new X509Certificate(placeholderPair(hostname).chain).checkHost(hostname)).toBe(hostname);
  });
});

describe('what is allowed', () => {
  it('is to replace that certificate', () => {
    const policy = certificateAccess('arn:aws:acm:eu-central-1:1:certificate/a');
    expect(certificateIn(policy)).toBe('arn:aws:acm:eu-central-1:1:certificate/a');
    expect(certificateIn(policy.replace('Allow', 'Deny'))).toBeNull();
    expect(JSON.parse(policy).Statement).toMatchObject([{ Action: 'acm:ImportCertificate' }]);
  });

  it('to whoever makes it, no more than is needed', () => {
    const actions = (imports: 'files' | 'server' | null) => ec2Policy({ balancer: true, imports });
    expect(actions(null)).not.toMatch(/ImportCertificate|iam:CreateRole/);
    expect(actions('files')).toContain('acm:ImportCertificate');
    expect(actions('files')).not.toContain('iam:CreateRole');
    expect(actions('server')).toContain('iam:PassRole');
    const all = ec2Policy({
      balancer: true,
      imports: 'server',
      bucket: 'b'.repeat(63),
      database: true,
    });
    expect(all.replace(/\s/g, '').length).toBeLessThan(6144);
  });
});
