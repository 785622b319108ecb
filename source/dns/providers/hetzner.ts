import { ExpectedError } from '../../expected-error.ts';
import { relativeName, zoneHolding } from '../relative-name.ts';
import { accountOf, type RecordSet } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import { bearer, type DnsEdges, type Http, type HttpAnswer, orMissing } from './edges.ts';
import type { DnsProvider } from './provider.ts';
import { at, everyPage, listAt, textAt } from './reading.ts';
import { plainValue, zoneValue } from './text-value.ts';

const TOKEN = 'dns.hetzner.token';
const LEAST_TTL = 60;
/** How often an action is looked at, a tenth of a second apart. */
const LOOKS = 300;

/** DNS is part of the Cloud API since 2025: https://docs.hetzner.cloud/reference/cloud#zone-rrsets */
export const hetzner: DnsProvider = {
  id: 'hetzner',
  label: 'Hetzner',
  note: 'for zones in the Hetzner Console (no longer dns.hetzner.com)',
  questions: [
    credentialQuestion({
      id: TOKEN,
      title: 'What is the API token of your Hetzner project?',
      hint: 'Of the project in which the DNS zone is.',
      help: [
        'A token lets setup-server change DNS records for you.',
        'At console.hetzner.com, open the project that holds your zone, then',
        'Security, API tokens, Generate API token, with "Read & Write".',
        '',
        'Such a token may do everything in its project, servers too.',
        'Best have the zone in a project of its own. Tokens from the old',
        'dns.hetzner.com do not work here: move the zone there first.',
        '',
        'The token is shown once. Copy it and paste it here.',
      ],
      example: 'jEheVytlAoFl7F8M…',
    }),
  ],
  limits: [
    'A token is for a whole project, with the servers in it; there are none for DNS alone.',
    'It works for zones in the Hetzner Console, not for those at dns.hetzner.com or in konsoleH.',
  ],
  leastTtl: LEAST_TTL,
  severalTexts: true,
  aliases: true,
  freeNames: [],
  open: (answers, edges) => {
    const http = edges.http({
      company: 'Hetzner',
      base: 'https://api.hetzner.cloud/v1',
      sign: bearer(credentialIn(answers, TOKEN)),
      credential: {
        called: 'API token',
        where:
          'console.hetzner.com, in the project of the zone, Security, API tokens: "Read & Write"',
      },
      says: (body) => textAt(body, 'error', 'message'),
    });
    const change = async (set: RecordSet, what: string, json: unknown, signal: AbortSignal) => {
      const path = `${setPath(set)}/actions/${what}`;
      await finished(edges, http, await http({ method: 'POST', path, json }, signal), signal);
    };
    const read = async (set: RecordSet, signal: AbortSignal) => {
      const { status, body } = await http({ path: setPath(set), accepts: orMissing }, signal);
      return status === 404 ? null : at(body, 'rrset');
    };
    return accountOf({
      company: 'Hetzner',
      leastTtl: LEAST_TTL,
      check: async (signal) => {
        await http({ path: '/zones', query: { page: 1, per_page: 1 } }, signal);
      },
      zoneOf: async (name, signal) => zoneHolding(name, await zones(http, signal)),
      read: async (set, signal) => valuesOf(set, await read(set, signal)),
      write: async (set, values, ttl, signal) => {
        const there = await read(set, signal);
        if (values.length === 0) {
          if (there === null) return;
          const reply = await http({ method: 'DELETE', path: setPath(set) }, signal);
          await finished(edges, http, reply, signal);
        } else if (there === null) {
          await change(set, 'add_records', { ttl, records: recordsOf(set, values) }, signal);
        } else {
          await change(set, 'set_records', { records: recordsOf(set, values) }, signal);
          if (at(there, 'ttl') !== ttl) await change(set, 'change_ttl', { ttl }, signal);
        }
      },
      add: async (set, value, ttl, signal) => {
        const there = await read(set, signal);
        if (valuesOf(set, there).includes(value)) return;
        // A set that is there keeps its TTL: another one would be refused.
        const json = { records: recordsOf(set, [value]), ...(there === null && { ttl }) };
        await change(set, 'add_records', json, signal);
      },
      remove: async (set, value, signal) => {
        if (!valuesOf(set, await read(set, signal)).includes(value)) return;
        // The last record takes its set along.
        await change(set, 'remove_records', { records: recordsOf(set, [value]) }, signal);
      },
    });
  },
};

async function zones(http: Http, signal: AbortSignal) {
  const all = await everyPage(async (page) => {
    const { body } = await http({ path: '/zones', query: { page, per_page: 50 } }, signal);
    const next = at(body, 'meta', 'pagination', 'next_page');
    return { items: listAt(body, 'zones'), more: typeof next === 'number' };
  });
  return all.map((zone) => ({ id: textAt(zone, 'id'), name: textAt(zone, 'name') }));
}

function setPath({ zone, name, type }: RecordSet): string {
  return `/zones/${zone.id}/rrsets/${relativeName(name, zone.name)}/${type}`;
}

function valuesOf({ type }: RecordSet, there: unknown): string[] {
  return listAt(there, 'records').map((record) => plainValue(type, textAt(record, 'value')));
}

function recordsOf({ type }: RecordSet, values: readonly string[]) {
  return values.map((value) => ({ value: zoneValue(type, value) }));
}

/** Changes are actions that end a little later (https://docs.hetzner.cloud/reference/cloud#actions). */
async function finished(
  edges: DnsEdges,
  http: Http,
  reply: HttpAnswer,
  signal: AbortSignal,
): Promise<void> {
  let action = at(reply.body, 'action');
  for (let look = 0; at(action, 'status') === 'running' && look < LOOKS; look += 1) {
    await edges.pause(look === 0 ? 0 : 100, signal);
    const { body } = await http({ path: `/actions/${textAt(action, 'id')}` }, signal);
    action = at(body, 'action');
  }
  if (at(action, 'status') === 'success') return;
  const says = textAt(action, 'error', 'message');
  throw new ExpectedError({
    code: 'dns.unexpected',
    what: 'Hetzner took a change of a DNS record, but did not carry it out.',
    ...(says && { why: says }),
    next: ['Look at the zone at console.hetzner.com, then try again.'],
    passing: at(action, 'status') === 'running',
  });
}
