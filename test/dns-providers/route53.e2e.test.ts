import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DnsEdges } from '../../source/dns/providers/edges.ts';
import { policyFor, route53 } from '../../source/dns/providers/route53.ts';
import { plainText, quotedText } from '../../source/dns/providers/text-value.ts';
import { dnsEdges } from '../../source/edges/dns/open-edges.ts';
import { route53With } from '../../source/edges/dns/route53.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { rangeUp } from '../range/range.ts';
import { keepsTheContract, NEVER, troubleOf } from './contract.ts';
import { type Moto, startMoto } from './moto.ts';

const WRONG = 'wr0ng/5ecret+0f/tests';
const ZONE = 'study.example.org';
const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
let moto: Moto;
let client: Route53Client;
let zoneId = '';
let key = { id: '', secret: '' };
let reader = key;
let count = 0;

beforeAll(async () => {
  await rangeUp({ suites: [], apps: [] });
  moto = await startMoto();
  const admin = await moto.keyOf('admin', JSON.stringify(ALL));
  client = new Route53Client({
    region: 'us-east-1',
    endpoint: moto.endpoint,
    credentials: { accessKeyId: admin.id, secretAccessKey: admin.secret },
  });
  // More zones than one page of the list holds.
  for (let number = 0; number < 110; number += 1) await make(`other${number}.test`);
  await make('example.org');
  zoneId = await make(ZONE);
  // What we tell people to paste must do. Moto looks at actions, but not at single zones.
  const policy = policyFor(zoneId).replace(/arn:aws:route53:::hostedzone\/\w+/, '*');
  key = await moto.keyOf('setup-server', policy);
  const little = { Effect: 'Allow', Action: 'route53:ListHostedZones', Resource: '*' };
  reader = await moto.keyOf('reader', JSON.stringify({ ...ALL, Statement: [little] }));
  await moto.checkKeys();
});
afterAll(() => moto?.stop());

async function make(name: string): Promise<string> {
  const command = new CreateHostedZoneCommand({ Name: name, CallerReference: name });
  return (await client.send(command)).HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
}

function open({ id, secret } = key, endpoint = moto.endpoint) {
  const answers = { 'dns.route53.id': id, 'dns.route53.secret': new Secret(secret) };
  const edges: DnsEdges = { ...dnsEdges, route53: (keys) => route53With(keys, endpoint) };
  if (!route53.open) throw new Error('It has no account.');
  return route53.open(answers, edges);
}

async function see(name: string, type: string): Promise<readonly string[]> {
  const command = new ListResourceRecordSetsCommand({ HostedZoneId: zoneId });
  const { ResourceRecordSets = [] } = await client.send(command);
  const set = ResourceRecordSets.find((each) => each.Name === `${name}.` && each.Type === type);
  return (set?.ResourceRecords ?? []).map(({ Value = '' }) => plainText(Value));
}

describe('Route 53, as Moto has it', () => {
  keepsTheContract(() => ({
    open: () => open(),
    openWrongly: () => open({ ...key, secret: WRONG }),
    provider: 'route53',
    zone: ZONE,
    names: () => {
      count += 1;
      const address = `name${count}.${ZONE}`;
      return { address, text: `_acme-challenge.${address}` };
    },
    see,
    plant: async (Name, Type, value) => {
      const Value = Type === 'TXT' ? quotedText(value) : value;
      const set = { Name, Type, TTL: 60, ResourceRecords: [{ Value }] };
      const batch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet: set }] };
      await client.send(
        new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: batch }),
      );
    },
    severalTexts: true,
    secrets: [key.secret, WRONG],
  }));

  test("says that it can't be reached", async () => {
    const trouble = await troubleOf(open(key, 'http://127.0.0.1:9').check(NEVER), [key.secret]);
    expect(trouble).toMatchObject({ code: 'dns.unreachable', passing: true });
  });

  test('is refused where the policy does not allow it', async () => {
    await open(reader).check(NEVER);
    const name = `_acme-challenge.reader.${ZONE}`;
    const trouble = await troubleOf(open(reader).addText(name, 'x', NEVER), [reader.secret]);
    expect(trouble).toMatchObject({ code: 'dns.refused' });
  });

  test('says so where the key is of nobody', async () => {
    const nobody = { id: 'AKIAIOSFODNN7EXAMPLE', secret: WRONG };
    const trouble = await troubleOf(open(nobody).check(NEVER), [WRONG]);
    expect(trouble).toMatchObject({ code: 'dns.refused' });
  });
});
