import { textAnswer } from '../../answers/answers.ts';
import type { Question } from '../../questions/question.ts';
import { canonicalAddress } from '../address.ts';
import { problemWithHostname } from '../hostname.ts';
import { accountOf } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import { TSIG_ALGORITHMS, type TsigAlgorithm } from './edges.ts';
import type { DnsProvider } from './provider.ts';
import { notAlias } from './text-value.ts';

const SERVER = 'dns.rfc2136.server';
const KEY = 'dns.rfc2136.key';
const ALGORITHM = 'dns.rfc2136.algorithm';
const SECRET = 'dns.rfc2136.secret';

const server: Question = {
  id: SERVER,
  section: 'Name',
  kind: 'text',
  title: 'Which name server takes the updates?',
  hint: 'Its name or address; with a port where that is not 53.',
  help: [
    'Name servers such as BIND, Knot and PowerDNS can be changed over the',
    'network ("dynamic update", RFC 2136) with a shared key. It must be the',
    'primary server of the zone. Whoever runs it can tell you its name.',
    '',
    'For example: ns1.example.org, or 192.0.2.53, or [2001:db8::53]:5353',
  ].join('\n'),
  example: 'ns1.example.org',
  normalise: (typed) => typed.trim().toLowerCase(),
  problem: (typed) => {
    const { host, port } = placeOf(typed);
    if (!(port > 0 && port < 65536)) return 'A port is a number up to 65535.';
    if (canonicalAddress(host) !== undefined) return undefined;
    return host.includes('.') ? problemWithHostname(host) : 'A whole name, or an address.';
  },
};

const key: Question = {
  id: KEY,
  section: 'Name',
  kind: 'text',
  title: 'What is the name of the key?',
  help: [
    'The key for updates (TSIG) has a name, an algorithm and a secret. In',
    "BIND's configuration they stand together:",
    '',
    '  key "setup-server" {',
    '    algorithm hmac-sha256;',
    '    secret "…";',
    '  };',
    '',
    'The name must be the same on both sides.',
  ].join('\n'),
  example: 'setup-server',
  normalise: (typed) => typed.trim().replace(/\.$/, '').toLowerCase(),
  problem: (name) =>
    /^[a-z0-9_.-]{1,200}$/.test(name) && !name.includes('..')
      ? undefined
      : 'Letters, digits, hyphens, underscores and dots.',
};

const algorithm: Question = {
  id: ALGORITHM,
  section: 'Name',
  kind: 'choice',
  title: 'Which algorithm does the key have?',
  help: [
    'It stands beside the key where the name server is configured. It must',
    'be the same on both sides. hmac-sha256 is what tsig-keygen makes.',
  ].join('\n'),
  expert: true,
  choices: () => TSIG_ALGORITHMS.map((each) => ({ value: each, label: each })),
  suggestion: () => 'hmac-sha256',
};

const secret = credentialQuestion({
  id: SECRET,
  title: "What is the key's secret?",
  hint: 'The text in quotes after "secret", often with = at its end.',
  help: [
    'Make a key for this purpose alone: tsig-keygen setup-server',
    "Give it the least right. In BIND, in the zone's configuration, this",
    'lets it change the addresses of one name and the text that proves it:',
    '',
    '  update-policy {',
    '    grant setup-server name study.example.org. A AAAA;',
    '    grant setup-server name _acme-challenge.study.example.org. TXT;',
    '  };',
  ],
  example: 'K2tf3TRjvQkVCmJF3/Z9vA==',
});

/** RFC 2136 with TSIG (RFC 8945). */
export const rfc2136: DnsProvider = {
  id: 'rfc2136',
  label: 'A name server that takes dynamic updates',
  note: 'BIND, Knot, PowerDNS; you need a TSIG key',
  questions: [server, key, algorithm, secret],
  limits: ['The name server must be reachable from this computer on its port, by TCP.'],
  leastTtl: 1,
  severalTexts: true,
  aliases: false,
  freeNames: [],
  open: (answers, edges) => {
    const place = placeOf(textAnswer(answers, SERVER));
    const wanted = textAnswer(answers, ALGORITHM);
    const dns = edges.dynamicUpdate({
      ...place,
      key: {
        name: textAnswer(answers, KEY),
        algorithm: isAlgorithm(wanted) ? wanted : 'hmac-sha256',
        secret: credentialIn(answers, SECRET),
      },
    });
    const hostname = textAnswer(answers, 'hostname');
    return accountOf({
      company: place.host,
      leastTtl: 1,
      check: async (signal) => {
        // An update without changes: refused where the key does not count (RFC 2136, 3.3).
        const zone = await dns.zoneOf(hostname, signal);
        if (zone !== null) await dns.update(zone, [], signal);
      },
      zoneOf: async (name, signal) => {
        const zone = await dns.zoneOf(name, signal);
        return zone === null ? null : { id: zone, name: zone };
      },
      read: async ({ name, type }, signal) => await dns.read(name, notAlias(type), signal),
      write: async ({ zone, name, type: wanted }, values, ttl, signal) => {
        const type = notAlias(wanted);
        const adding = values.map((value) => ({ do: 'add', name, type, ttl, value }) as const);
        await dns.update(zone.name, [{ do: 'remove-all', name, type }, ...adding], signal);
      },
      add: async ({ zone, name, type }, value, ttl, signal) => {
        const one = { do: 'add', name, type: notAlias(type), ttl, value } as const;
        await dns.update(zone.name, [one], signal);
      },
      remove: async ({ zone, name, type }, value, signal) => {
        const one = { do: 'remove', name, type: notAlias(type), value } as const;
        await dns.update(zone.name, [one], signal);
      },
    });
  },
};

function isAlgorithm(text: string): text is TsigAlgorithm {
  return (TSIG_ALGORITHMS as readonly string[]).includes(text);
}

/** `[2001:db8::53]:5353`, `ns1.example.org:5353`, or either without a port. */
function placeOf(typed: string): { host: string; port: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(typed);
  const plain = /^([^:]+):(\d+)$/.exec(typed);
  const [, host = typed, port = '53'] = bracketed ?? plain ?? [];
  return { host, port: Number(port) };
}
