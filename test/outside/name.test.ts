import { describe, expect, test } from 'vitest';
import type { Ask, DnsAnswer } from '../../source/edges/outside/ask-name-server.ts';
import { lookAtName } from '../../source/edges/outside/name.ts';

/** Records by server (`system` is the resolver), name and type. What is not listed is NXDOMAIN. */
type World = Readonly<Record<string, Readonly<Record<string, DnsAnswer | readonly string[]>>>>;

const NOTHING: DnsAnswer = { is: 'nothing' };
const SILENT: DnsAnswer = { is: 'failed', code: 'ETIMEOUT' };

/** Asks a pretend DNS, and writes down every question. */
function asking(world: World) {
  const asked: string[] = [];
  const ask: Ask = async (server, name, type) => {
    asked.push(`${server ?? 'system'} ${type} ${name}`);
    const records = world[server ?? 'system'] ?? { '*': SILENT };
    const found = records[`${name} ${type}`] ?? records['*'];
    if (found !== undefined) return 'is' in found ? found : { is: 'found', values: found };
    const known = Object.keys(records).some((each) => each.startsWith(`${name} `));
    return { is: known ? 'nothing' : 'no-such-name' };
  };
  return { asked, look: (name: string) => lookAtName(name, new AbortController().signal, ask) };
}

/** The resolver's and the registry's part, the same for all: org., and example.org at two servers. */
const SYSTEM = {
  'org NS': ['a0.org'],
  'a0.org A': ['192.0.2.1'],
  'example.org NS': ['ns2.host.example', 'NS1.host.example'],
  'ns1.host.example A': ['192.0.2.11'],
  'ns1.host.example AAAA': ['2001:db8::11'],
  'ns2.host.example A': ['192.0.2.12'],
  'study.example.org NS': NOTHING,
} as const;
const ORG = { 'example.org SOA': NOTHING } as const;
const EMPTY = { 'example.org SOA': ['300'] } as const;
const STUDY = { ...EMPTY, 'study.example.org A': ['203.0.113.7'] } as const;

const everywhere = (zone: World[string]): World => ({
  system: SYSTEM,
  '192.0.2.1': ORG,
  '192.0.2.11': zone,
  '192.0.2.12': zone,
  '2001:db8::11': zone,
});

const FACT = {
  a: [],
  aaaa: [],
  zone: 'example.org',
  servers: ['ns1.host.example', 'ns2.host.example'],
  agreed: true,
  problem: null,
};

describe('a name that exists', () => {
  test('is as every authoritative server has it, asked over both protocols', async () => {
    const { look, asked } = asking(everywhere(STUDY));
    expect(await look('Study.Example.org.')).toEqual({ ...FACT, a: ['203.0.113.7'] });
    for (const server of ['192.0.2.11', '192.0.2.12', '2001:db8::11']) {
      expect(asked).toContain(`${server} A study.example.org`);
      expect(asked).toContain(`${server} AAAA study.example.org`);
    }
    expect(asked).not.toContain('system A study.example.org');
  });

  test('has its addresses in order, each once', async () => {
    const zone = {
      ...EMPTY,
      'study.example.org A': ['203.0.113.9', '203.0.113.7', '203.0.113.9'],
      'study.example.org AAAA': ['2001:db8::7'],
    };
    expect(await asking(everywhere(zone)).look('study.example.org')).toEqual({
      ...FACT,
      a: ['203.0.113.7', '203.0.113.9'],
      aaaa: ['2001:db8::7'],
    });
  });

  test('is not agreed upon where one server still has the old address', async () => {
    const old = { ...EMPTY, 'study.example.org A': ['198.51.100.1'] };
    const world = { ...everywhere(STUDY), '192.0.2.12': old };
    expect(await asking(world).look('study.example.org')).toEqual({
      ...FACT,
      a: ['198.51.100.1', '203.0.113.7'],
      agreed: false,
    });
  });

  test('is not agreed upon where one server does not know it yet', async () => {
    const world = { ...everywhere(STUDY), '192.0.2.12': EMPTY };
    expect(await asking(world).look('study.example.org')).toEqual({
      ...FACT,
      a: ['203.0.113.7'],
      agreed: false,
    });
  });

  test('does not suffer from a server that can not be reached from here', async () => {
    const world = { ...everywhere(STUDY), '2001:db8::11': { '*': SILENT } };
    expect(await asking(world).look('study.example.org')).toEqual({
      ...FACT,
      a: ['203.0.113.7'],
    });
  });

  test('may be the domain itself', async () => {
    const zone = { ...EMPTY, 'example.org A': ['203.0.113.7'] };
    expect(await asking(everywhere(zone)).look('example.org')).toEqual({
      ...FACT,
      a: ['203.0.113.7'],
    });
  });

  test('may be a zone of its own', async () => {
    const world = {
      ...everywhere({ ...EMPTY, 'lab.example.org SOA': NOTHING }),
      system: {
        ...SYSTEM,
        'lab.example.org NS': ['ns.lab.example.org'],
        'ns.lab.example.org A': ['192.0.2.20'],
      },
      '192.0.2.20': { 'lab.example.org SOA': ['60'], 'study.lab.example.org A': ['203.0.113.7'] },
    };
    expect(await asking(world).look('study.lab.example.org')).toEqual({
      ...FACT,
      a: ['203.0.113.7'],
      zone: 'lab.example.org',
      servers: ['ns.lab.example.org'],
    });
  });
});

describe('a name that does not exist yet', () => {
  test('is never mentioned to the resolver, which would remember that there is none', async () => {
    const { look, asked } = asking(everywhere(EMPTY));
    expect(await look('study.example.org')).toEqual({ ...FACT, negativeSeconds: 300 });
    expect(asked.filter((each) => each.startsWith('system'))).toEqual([
      'system NS org',
      'system A a0.org',
      'system AAAA a0.org',
      'system NS example.org',
      'system A ns1.host.example',
      'system AAAA ns1.host.example',
      'system A ns2.host.example',
      'system AAAA ns2.host.example',
    ]);
  });

  test('nor is what lies between it and its zone', async () => {
    const { look, asked } = asking(everywhere(EMPTY));
    await look('study.lab.example.org');
    expect(asked.filter((each) => /^system .*lab/.test(each))).toEqual([]);
  });

  test('nor is a domain that nobody has registered', async () => {
    const { look, asked } = asking({
      system: { 'org NS': ['a0.org'], 'a0.org A': ['192.0.2.1'] },
      '192.0.2.1': { 'org SOA': ['900'] },
    });
    expect(await look('study.unregistered.org')).toEqual({
      ...FACT,
      zone: 'org',
      servers: ['a0.org'],
      negativeSeconds: 900,
    });
    expect(asked.filter((each) => /^system .*unregistered/.test(each))).toEqual([]);
  });

  test('with other records than addresses has none', async () => {
    const zone = { ...EMPTY, 'study.example.org TXT': ['x'] };
    expect(await asking(everywhere(zone)).look('study.example.org')).toEqual({
      ...FACT,
      negativeSeconds: 300,
    });
  });
});

describe('an alias', () => {
  const toElsewhere = { ...EMPTY, 'study.example.org CNAME': ['Host.Elsewhere.net'] };
  const elsewhere = {
    'net NS': ['a.net'],
    'a.net A': ['192.0.2.2'],
    'elsewhere.net NS': ['ns.elsewhere.net'],
    'ns.elsewhere.net A': ['192.0.2.30'],
    'host.elsewhere.net NS': NOTHING,
  };
  const world: World = {
    ...everywhere(toElsewhere),
    system: { ...SYSTEM, ...elsewhere },
    '192.0.2.2': { 'elsewhere.net SOA': NOTHING },
    '192.0.2.30': { 'elsewhere.net SOA': ['60'], 'host.elsewhere.net A': ['203.0.113.7'] },
  };

  test('is followed to the servers of the name that it leads to; its own zone stays named', async () => {
    expect(await asking(world).look('study.example.org')).toEqual({
      ...FACT,
      a: ['203.0.113.7'],
    });
  });

  test('to a name that does not exist has no address', async () => {
    const broken = { ...world, '192.0.2.30': { 'elsewhere.net SOA': ['60'] } };
    const fact = await asking(broken).look('study.example.org');
    expect(fact).toMatchObject({ a: [], aaaa: [], problem: null });
  });

  test('is as much agreed upon as what it leads to', async () => {
    const two = {
      ...world,
      system: { ...SYSTEM, ...elsewhere, 'ns.elsewhere.net A': ['192.0.2.30', '192.0.2.31'] },
      '192.0.2.31': { 'elsewhere.net SOA': ['60'] },
    };
    expect(await asking(two).look('study.example.org')).toMatchObject({
      a: ['203.0.113.7'],
      agreed: false,
    });
  });

  test('in a circle is a problem', async () => {
    const circle = everywhere({ ...EMPTY, 'study.example.org CNAME': ['study.example.org'] });
    const fact = await asking(circle).look('study.example.org');
    expect(fact.problem).toBe(
      'study.example.org is an alias (CNAME) that leads from alias to alias without an end.',
    );
  });
});

describe('where the authoritative servers can not be asked', () => {
  test('because DNS is blocked: the resolver is, and it is said to be second-hand', async () => {
    const { look } = asking({ system: { ...SYSTEM, 'study.example.org A': ['203.0.113.7'] } });
    expect(await look('study.example.org')).toEqual({
      ...FACT,
      a: ['203.0.113.7'],
      secondHand: true,
    });
  });

  test('because the top of the name is no public one: straight to the zone', async () => {
    const { look } = asking({
      system: { 'corp.internal NS': ['dc.corp.internal'], 'dc.corp.internal A': ['10.0.0.1'] },
      '10.0.0.1': { 'corp.internal SOA': ['60'], 'study.corp.internal A': ['10.0.0.7'] },
    });
    expect(await look('study.corp.internal')).toMatchObject({
      a: ['10.0.0.7'],
      zone: 'corp.internal',
      agreed: true,
    });
  });

  test('because this computer is offline', async () => {
    const fact = await asking({}).look('study.example.org');
    expect(fact).toEqual({
      ...FACT,
      zone: '',
      servers: [],
      secondHand: true,
      problem:
        'No name server answered. Most often this computer is offline, or its network blocks DNS.',
    });
  });

  test.each([
    ['EREFUSED', 'refuse to answer for it (REFUSED)'],
    ['ESERVFAIL', 'answer with an error (SERVFAIL)'],
  ])('because they answer with %s', async (code, words) => {
    const broken = { '*': { is: 'failed', code } } as const;
    const { look, asked } = asking(everywhere(broken));
    const fact = await look('study.example.org');
    expect(fact.problem).toContain(`The name servers of example.org ${words}`);
    expect(fact.secondHand).toBeUndefined();
    expect(asked).not.toContain('system A study.example.org');
  });

  test('because they are dead, and the resolver says so too', async () => {
    const world = {
      ...everywhere({ '*': SILENT }),
      system: { ...SYSTEM, 'study.example.org A': { is: 'failed', code: 'ESERVFAIL' } as const },
    };
    const fact = await asking(world).look('study.example.org');
    expect(fact.problem).toContain('The name servers of example.org answer with an error');
  });
});

test('a name in other letters is looked up as DNS has it', async () => {
  const { look, asked } = asking(everywhere(EMPTY));
  await look('prüfung.example.org');
  expect(asked).toContain('192.0.2.11 A xn--prfung-4ya.example.org');
});
