import { textAnswer } from '../../answers/answers.ts';
import { ExpectedError } from '../../expected-error.ts';
import { accountOf, noZone } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import type { DnsProvider } from './provider.ts';
import { notAlias } from './text-value.ts';

const TOKEN = 'dns.duckdns.token';
const SUFFIX = 'duckdns.org';

/** https://www.duckdns.org/spec.jsp */
export const duckDns: DnsProvider = {
  id: 'duckdns',
  label: 'DuckDNS',
  note: 'free; a name under duckdns.org',
  questions: [
    credentialQuestion({
      id: TOKEN,
      title: 'What is the token of your DuckDNS account?',
      hint: 'It stands at the top of www.duckdns.org once you are logged in.',
      help: [
        'DuckDNS gives away names like study.duckdns.org.',
        'At www.duckdns.org, log in with one of the accounts shown, type a',
        'name under "domains" and click "add domain". The token stands at',
        'the top of that page, five groups of letters and digits.',
        '',
        'It opens all names of the account; "recreate token" behind the',
        'menu at the right makes it worthless.',
      ],
      example: 'a7c4d0ad-114e-40ef-…',
    }),
  ],
  limits: [
    'A name holds one text only: no certificate for *.study.duckdns.org and study.duckdns.org at once.',
    'One IPv4 and one IPv6 address, for the name and all names in front of it.',
    'Names are added at www.duckdns.org; its API can only change them.',
    'It has no way to try a token without a change: a text is set for a moment.',
  ],
  leastTtl: 60,
  severalTexts: false,
  aliases: false,
  oneAddress: true,
  freeNames: [SUFFIX],
  open: (answers, edges) => {
    const token = credentialIn(answers, TOKEN);
    const http = edges.http({
      company: 'DuckDNS',
      base: 'https://www.duckdns.org',
      sign: { parameter: 'token', secret: token },
      credential: {
        called: 'token',
        where: `www.duckdns.org, once you are logged in; the name must be in the list there`,
      },
      says: () => undefined,
      // Every reply is a 200: OK, or KO for a wrong token and for another's name alike.
      statusOf: (status, body) => (status === 200 && !`${body}`.startsWith('OK') ? 401 : status),
    });
    const update = async (
      domain: string,
      change: Readonly<Record<string, string>>,
      signal: AbortSignal,
    ) => {
      await http({ path: '/update', query: { domains: domain, ...change } }, signal);
    };
    const hostname = textAnswer(answers, 'hostname');
    /** The text that we set, by name in front of duckdns.org: it can't be asked for. */
    const ours = new Map<string, string>();
    return accountOf({
      company: 'DuckDNS',
      leastTtl: 60,
      check: async (signal) => {
        const domain = domainOf(hostname);
        if (domain === null) throw noZone(hostname, 'DuckDNS');
        await update(domain, { txt: 'setup-server' }, signal);
        await update(domain, { txt: 'setup-server', clear: 'true' }, signal);
      },
      zoneOf: async (name) => {
        const id = domainOf(name);
        return id === null ? null : { id, name: `${id}.${SUFFIX}` };
      },
      // What is not in the API is in the DNS.
      read: async ({ name, type }, signal) => await edges.lookUp(name, notAlias(type), signal),
      write: async () => {
        throw new TypeError('DuckDNS takes addresses together, and texts one by one.');
      },
      writeAddresses: async ({ zone }, { there, wanted }, signal) => {
        const [four, six] = [wanted.v4[0], wanted.v6[0]];
        const less = (there.v4[0] && !four) || (there.v6[0] && !six);
        // An address can't be taken away alone: both go, then the other one comes back.
        if (less) await update(zone.id, { clear: 'true' }, signal);
        const ip = four ?? six;
        // Without any address it would take that of this computer.
        if (ip === undefined) return;
        await update(zone.id, { ip, ...(four && six && { ipv6: six }) }, signal);
      },
      add: async ({ zone }, value, _ttl, signal) => {
        const other = ours.get(zone.id);
        if (other !== undefined && other !== value) throw onlyOneText(zone.name);
        await update(zone.id, { txt: value }, signal);
        ours.set(zone.id, value);
      },
      remove: async ({ zone, name }, value, signal) => {
        const there = ours.get(zone.id) ?? (await edges.lookUp(name, 'TXT', signal))[0];
        if (there !== value) return;
        await update(zone.id, { txt: value, clear: 'true' }, signal);
        ours.delete(zone.id);
      },
    });
  },
};

/** `study` of study.duckdns.org and of every name in front of that. */
function domainOf(name: string): string | null {
  return name.endsWith(`.${SUFFIX}`) ? (name.split('.').at(-3) ?? null) : null;
}

function onlyOneText(name: string): ExpectedError {
  return new ExpectedError({
    code: 'dns.one-text',
    what: `DuckDNS can hold only one text for ${name}, and this needs two.`,
    why: 'A certificate for a name and for all names in front of it (*) is proved by two texts at one place.',
    next: ['Ask for a certificate for one of the two.', 'Or choose a name at deSEC (dedyn.io).'],
  });
}
