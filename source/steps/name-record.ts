import type { Action } from '../action.ts';
import { isV4 } from '../dns/address.ts';
import { addressesFor } from '../dns/addresses-for.ts';
import { ANY_FORM, companyOf } from '../dns/company.ts';
import { copyableFields } from '../dns/copyable-fields.ts';
import { readableHostname } from '../dns/hostname.ts';
import { type DnsRecord, judgeName, judgeNames, publicAddresses } from '../dns/judge-name.ts';
import { type AccountGoal, providerOf } from '../dns/providers/chosen.ts';
import { ttlFor } from '../dns/providers/provider.ts';
import { notSeenBefore } from '../dns/remembered-absence.ts';
import { type Facts, query } from '../facts/facts.ts';
import { learntAddresses } from '../facts/network/address-updates.ts';
import type { NameFact } from '../facts/outside.ts';
import type { Goal } from '../goal.ts';
import { reachedAt } from '../hosts/index.ts';
import { HOLDS, lacks, type Step } from './step.ts';

type Named = { readonly name: string; readonly fact: NameFact };

/**
 * The public names lead to the host: set by the account that was chosen, or else by the person. Then
 * we watch the name servers until all of them say so.
 */
export function nameRecord(goal: Goal): Step {
  const { host, install, names, dns, follows, cluster } = goal;
  const addresses = query('addresses', host);
  const updates = query('addressUpdates', host);
  const lookups = names.map((name) => query('name', '', name));
  const seen = (facts: Facts): Named[] =>
    lookups.flatMap((lookup) => {
      const fact = facts.get(lookup);
      return fact ? [{ name: lookup.subject, fact }] : [];
    });
  const hostAddresses = (facts: Facts) => {
    if (follows) return learntAddresses(facts.get(updates), install);
    const { v4, v6 } = publicAddresses(facts.get(addresses), goal.reachedAt);
    if (cluster?.front !== undefined) return { v4: [cluster.front], v6 };
    // Visitors may come in at any of its servers.
    const others = (cluster?.others ?? []).map(reachedAt);
    return { v4: [...v4, ...others.filter(isV4)], v6 };
  };
  const judge = (facts: Facts) => judgeNames(seen(facts), hostAddresses(facts));
  const lead = names.length > 1 ? 'lead' : 'leads';
  const there = cluster?.front ? 'its load balancer' : cluster ? 'its servers' : 'this server';
  return {
    id: 'name.record',
    title:
      dns && !follows
        ? `Let ${names.join(' and ')} lead to ${there}, at ${providerOf(dns.provider).label}`
        : `See that ${names.join(' and ')} ${lead} to ${there}`,
    needs: follows ? ['address.set'] : [],
    sees: [follows ? updates : addresses, ...lookups],
    check: (facts) => {
      const judgement = judge(facts);
      if (judgement.points) return HOLDS;
      return lacks([judgement.why, ...notSeenBefore(seen(facts))].join(' '));
    },
    actions: (facts) => {
      // It has set them already.
      if (follows) return [settling(seen(facts))];
      const ours = dns ? byAccount(dns, seen(facts), hostAddresses(facts)) : [];
      if (ours.length > 0) return [...ours, settling(seen(facts))];
      const judgement = judge(facts);
      const create = judgement.points ? [] : judgement.create;
      const remove = judgement.points ? [] : judgement.remove;
      return [byPerson(seen(facts)[0]?.fact, create, remove)];
    },
    remedies: dns
      ? [
          `Look whether the record stands at ${providerOf(dns.provider).label}, beside no other for that name.`,
          'Run setup-server again; it goes on from here.',
        ]
      : [
          'Compare the record with the one shown, letter by letter.',
          'A new record can take an hour to be seen everywhere. Run setup-server again then; it goes on from here.',
        ],
    overridable: 'Go on without waiting. The certificate fails if the name does not lead here.',
  };
}

/** One action for each name that leads elsewhere; none where nobody knows what its record must say. */
function byAccount(
  dns: AccountGoal,
  named: readonly Named[],
  host: ReturnType<typeof publicAddresses>,
): Action[] {
  return named.flatMap(({ name, fact }) => {
    const addresses = addressesFor(fact, host);
    const unknown = addresses.v4.length + addresses.v6.length === 0;
    if (unknown || judgeName(name, fact, host).points) return [];
    return [{ do: 'records', ...dns, name, addresses, ttl: ttlFor('fixed') } as const];
  });
}

/** The company has the record; its name servers may take a few minutes. */
function settling(named: readonly Named[]): Action {
  const zones = [...new Set(named.map(({ fact }) => fact.zone).filter((zone) => zone !== ''))];
  const whose = zones.length > 0 ? ` of ${zones.map(readableHostname).join(' and ')}` : '';
  return {
    do: 'await',
    saying: `all name servers${whose} to have it`,
    everySeconds: 3,
    patienceSeconds: 1800,
  };
}

/** The fields of the form in which this company has records typed in. */
function byPerson(
  fact: NameFact | undefined,
  create: readonly DnsRecord[],
  remove: readonly DnsRecord[],
): Action {
  const company = companyOf(fact?.servers ?? []);
  const form = company?.form ?? ANY_FORM;
  const zone = fact?.zone ?? '';
  const place = company ? `Log in at ${company.label}: ${form.where}.` : form.where;
  const remark = form.remark === undefined ? [] : [form.remark];
  const typed = (record: DnsRecord) =>
    copyableFields(form, record, zone).map(({ label, value }) => ({
      label,
      value: value === '' ? '(empty)' : value,
    }));
  const [first, ...others] = create;
  const named = [...new Set(create.map(({ name }) => readableHostname(name)))];
  const [record, makes] = create.length > 1 ? ['These records', 'make'] : ['This record', 'makes'];
  const purpose =
    named.length > 0 ? [`${record} ${makes} ${named.join(' and ')} lead to your server.`] : [];
  return {
    do: 'instruct',
    text: [...purpose, place, ...remark].join(' '),
    fields: [
      ...(first ? typed(first) : []),
      ...others.map((record) => ({
        label: `Add ${record.type}`,
        value: `${typed(record)[1]?.value}  ${record.value}${record.optional ? '  (if you like)' : ''}`,
      })),
      ...remove.map((record) => ({
        label: `Remove ${record.type}`,
        value: `${typed(record)[1]?.value}  ${record.value}`,
      })),
    ],
    everySeconds: 5,
    patienceSeconds: 3600,
  };
}
