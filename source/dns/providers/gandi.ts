import { relativeName, zoneHolding } from '../relative-name.ts';
import { accountOf, type RecordSet } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import { bearer, orMissing } from './edges.ts';
import type { DnsProvider } from './provider.ts';
import { everyPage, listAt, textAt } from './reading.ts';
import { plainValue, zoneValue } from './text-value.ts';

const TOKEN = 'dns.gandi.token';
const LEAST_TTL = 300;
const PAGE = 100;

/** https://api.gandi.net/docs/livedns/ */
export const gandi: DnsProvider = {
  id: 'gandi',
  label: 'Gandi',
  note: 'for domains with LiveDNS, as all new ones have it',
  questions: [
    credentialQuestion({
      id: TOKEN,
      title: 'What is the personal access token of your Gandi organisation?',
      hint: 'Not the old API key.',
      help: [
        'A token lets setup-server change DNS records for you.',
        'At admin.gandi.net, choose Organizations, your organisation, then',
        'the tab Sharing, and Create a token. Restrict it to your domain,',
        'and tick "Manage domain name technical configurations" and "See and',
        'renew domain names".',
        '',
        'A token lasts a year at most; setup-server needs a new one then.',
        'It is shown once. Copy it and paste it here.',
      ],
      example: 'pat_…',
    }),
  ],
  limits: [
    'Its tokens run out after a year at most.',
    'It works with LiveDNS (name servers like ns-12-a.gandi.net), not with the older a.dns.gandi.net.',
  ],
  leastTtl: LEAST_TTL,
  severalTexts: true,
  aliases: true,
  freeNames: [],
  open: (answers, edges) => {
    const http = edges.http({
      company: 'Gandi',
      base: 'https://api.gandi.net/v5/livedns',
      sign: bearer(credentialIn(answers, TOKEN)),
      credential: {
        called: 'personal access token',
        where:
          'admin.gandi.net, Organizations, Sharing: it needs "Manage domain name technical configurations" for the domain',
      },
      says: (body) => textAt(body, 'message'),
    });
    const page = async (number: number, size: number, signal: AbortSignal) => {
      const query = { page: number, per_page: size };
      return listAt((await http({ path: '/domains', query }, signal)).body);
    };
    return accountOf({
      company: 'Gandi',
      leastTtl: LEAST_TTL,
      check: async (signal) => {
        await page(1, 1, signal);
      },
      zoneOf: async (name, signal) => {
        const all = await everyPage(async (number) => {
          const items = await page(number, PAGE, signal);
          return { items, more: items.length === PAGE };
        });
        const zones = all.map((each) => textAt(each, 'fqdn')).map((id) => ({ id, name: id }));
        return zoneHolding(name, zones);
      },
      read: async (set, signal) => {
        const { status, body } = await http({ path: setPath(set), accepts: orMissing }, signal);
        if (status === 404) return [];
        return listAt(body, 'rrset_values').map((value) => plainValue(set.type, textAt(value)));
      },
      write: async (set, values, ttl, signal) => {
        const path = setPath(set);
        if (values.length === 0) {
          await http({ method: 'DELETE', path, accepts: orMissing }, signal);
          return;
        }
        const rrset_values = values.map((value) => zoneValue(set.type, value));
        await http({ method: 'PUT', path, json: { rrset_ttl: ttl, rrset_values } }, signal);
      },
    });
  },
};

function setPath({ zone, name, type }: RecordSet): string {
  return `/domains/${zone.name}/records/${relativeName(name, zone.name)}/${type}`;
}
