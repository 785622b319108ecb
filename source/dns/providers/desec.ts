import { ExpectedError } from '../../expected-error.ts';
import { relativeName } from '../relative-name.ts';
import { accountOf, type RecordSet } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import { orMissing } from './edges.ts';
import type { DnsProvider, DnsZone } from './provider.ts';
import { listAt, textAt } from './reading.ts';
import { plainValue, zoneValue } from './text-value.ts';

const TOKEN = 'dns.desec.token';

interface DesecZone extends DnsZone {
  readonly leastTtl: number;
}

/** https://desec.readthedocs.io/en/latest/dns/rrsets.html */
export const desec: DnsProvider = {
  id: 'desec',
  label: 'deSEC (dedyn.io)',
  note: 'free; a name under dedyn.io, or your own domain',
  questions: [
    credentialQuestion({
      id: TOKEN,
      title: 'What is the token of your deSEC account?',
      hint: 'An account is free: desec.io, Create account.',
      help: [
        'deSEC is a charity in Berlin. It gives away names like',
        'study.dedyn.io, and runs the DNS of your own domain.',
        'At desec.io, log in, then Token Management, the plus sign.',
        'No permission needs to be ticked; for a new name that setup-server',
        'should take for you, tick "can create domains".',
        '',
        'Under Advanced the token can be held to one domain by a policy.',
        'It is shown once. Copy it and paste it here.',
      ],
      example: '4pnk7u-NHvrEkFzr…',
    }),
  ],
  limits: [
    'It lets 15 changes a minute and 300 a day through for one domain.',
    'The account itself must be made at desec.io, by mail.',
  ],
  leastTtl: 60,
  severalTexts: true,
  aliases: true,
  freeNames: ['dedyn.io'],
  open: (answers, edges) => {
    const http = edges.http({
      company: 'deSEC',
      base: 'https://desec.io/api/v1',
      sign: { header: 'authorization', before: 'Token ', secret: credentialIn(answers, TOKEN) },
      credential: { called: 'token', where: 'desec.io, Token Management' },
      says: (body) =>
        textAt(body, 'detail') ||
        textAt(body, 'non_field_errors', 0) ||
        textAt(body, 'name', 0) ||
        textAt(body, 0, 'non_field_errors', 0),
    });
    return accountOf<DesecZone>({
      company: 'deSEC',
      leastTtl: 60,
      check: async (signal) => {
        // With a name to look for there is one page at most.
        await http({ path: '/domains/', query: { owns_qname: 'dedyn.io' } }, signal);
      },
      zoneOf: async (name, signal) => {
        const { body } = await http({ path: '/domains/', query: { owns_qname: name } }, signal);
        const [zone] = listAt(body);
        if (zone === undefined) return null;
        const id = textAt(zone, 'name');
        return { id, name: id, leastTtl: Number(textAt(zone, 'minimum_ttl')) || 3600 };
      },
      read: async (set, signal) => {
        const { status, body } = await http({ path: setPath(set), accepts: orMissing }, signal);
        if (status === 404) return [];
        return listAt(body, 'records').map((value) => plainValue(set.type, textAt(value)));
      },
      write: async ({ zone, name, type }, values, ttl, signal) => {
        const relative = relativeName(name, zone.name);
        const set = {
          subname: relative === '@' ? '' : relative,
          type,
          ttl: Math.max(ttl, zone.leastTtl),
          records: values.map((value) => zoneValue(type, value)),
        };
        // One set in a list: PUT creates or replaces it, and removes it where it has no records.
        const path = `/domains/${zone.name}/rrsets/`;
        await http({ method: 'PUT', path, json: [set] }, signal);
      },
      takeName: async (name, signal) => {
        const { status, body } = await http(
          {
            method: 'POST',
            path: '/domains/',
            json: { name },
            accepts: (status) => status === 400,
          },
          signal,
        );
        if (status === 400) throw nameTaken(name, textAt(body, 'name', 0));
      },
    });
  },
};

function setPath({ zone, name, type }: RecordSet): string {
  return `/domains/${zone.name}/rrsets/${relativeName(name, zone.name)}/${type}/`;
}

function nameTaken(name: string, says: string): ExpectedError {
  return new ExpectedError({
    code: 'dns.name-taken',
    what: `${name} can't be had at deSEC.`,
    why: says || 'Most often somebody else has it already.',
    next: ['Choose another name.'],
  });
}
