import type { Action } from '../../action.ts';
import type { AliasAction } from '../../dns/dns-action.ts';
import { isBareDomain } from '../../dns/hostname.ts';
import type { AccountGoal } from '../../dns/providers/chosen.ts';
import type { Facts } from '../../facts/facts.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../steps/step.ts';
import type { BalancerAction, BalancerCall } from './action.ts';
import { type BalancerFact, type BalancerGoal, balancerQuery, NO_BALANCER } from './balancer.ts';

const PROOF_PATIENCE_SECONDS = 3600;

/** Amazon sees by a record in the DNS that the name is the person's own. */
export function balancerProof({ name, region, hostname, dns }: BalancerGoal): Step {
  const seen = balancerQuery(region, name);
  const at = (facts: Facts): BalancerFact => facts.get(seen) ?? NO_BALANCER;
  const call = (what: BalancerCall): BalancerAction => ({ do: 'balancer', region, what });
  return {
    id: 'balancer.proof',
    title: `Prove to Amazon that ${hostname} is yours, by a record in the DNS`,
    because: () => 'Leave the record there: by it Amazon renews the certificate, too.',
    needs: ['balancer.certificate'],
    sees: [seen],
    check: (facts) => {
      const { certificate, dead } = at(facts);
      if (certificate?.issued) return HOLDS;
      const [refused] = certificate ? [] : dead;
      return refused
        ? hopeless(...refusal(hostname, refused.why))
        : lacks(`Amazon has not seen yet that ${hostname} is yours.`);
    },
    actions: (facts) => {
      const { certificate, zone } = at(facts);
      const record = certificate?.record ?? { name: '', value: '' };
      if (!zone && dns)
        return [aliasBy(dns, record.name, record.value), settling('Amazon to see the record')];
      if (!zone) return [typedIn(record.name, record.value, 'CNAME', [])];
      return [
        ...(zone.proven ? [] : [call({ call: 'prove', zone: zone.id, record })]),
        settling('Amazon to see the record and make the certificate'),
      ];
    },
    remedies: [
      'Compare the record with the one shown, letter by letter. Many companies add the domain to its name by themselves.',
      'A CAA record of the domain may allow other authorities only: it must allow amazon.com, too.',
      'Run the same once more: it goes on from here.',
    ],
  };
}

/** docs.aws.amazon.com, "Certificate request fails". */
const REFUSALS: Readonly<Record<string, string>> = {
  CAA_ERROR:
    'A CAA record of the domain names other authorities only. Add one that allows Amazon: 0 issue "amazon.com"',
  INVALID_PUBLIC_DOMAIN: 'The name must be one that the whole internet can look up.',
  DOMAIN_NOT_ALLOWED:
    'Amazon takes the domain for one that does harm. It must be cleared at Google Safe Browsing first.',
  ADDITIONAL_VERIFICATION_REQUIRED:
    'Amazon wants to look at a well-known name itself: ask its support for that.',
};

function refusal(hostname: string, why: string | null): [string, readonly string[]] {
  const known = REFUSALS[why ?? ''];
  return [
    `Amazon made no certificate for ${hostname}${why ? ` (${why})` : ''}.`,
    [...(known ? [known] : []), 'Then run the same once more: it is asked for anew.'],
  ];
}

/** The website's name leads to the balancer, whose addresses change: so by its name. */
export function balancerName({ name, region, hostname, dns }: BalancerGoal): Step {
  const seen = balancerQuery(region, name);
  const at = (facts: Facts): BalancerFact => facts.get(seen) ?? NO_BALANCER;
  const host = (facts: Facts) => at(facts).balancer?.host ?? '';
  return {
    id: 'balancer.name',
    title: `Let ${hostname} lead to the load balancer`,
    needs: ['balancer.active'],
    sees: [seen],
    check: (facts) => {
      const { zone, leads } = at(facts);
      return (zone ? zone.alias : leads) ? HOLDS : lacks(`${hostname} does not lead there yet.`);
    },
    actions: (facts): Action[] => {
      const { zone, balancer } = at(facts);
      if (!zone && dns && !isBareDomain(hostname))
        return [aliasBy(dns, hostname, host(facts)), settling('the name servers to have it')];
      if (!zone) return [typedIn(hostname, host(facts), typeOf(hostname), remarks(hostname))];
      const alias = { hostname, host: host(facts), hostZone: balancer?.zone ?? '' };
      return [{ do: 'balancer', region, what: { call: 'set-alias', zone: zone.id, alias } }];
    },
    remedies: ['Run the same once more: it goes on from here.'],
    overridable: 'Go on. Visitors come once the record stands.',
  };
}

function aliasBy(dns: AccountGoal, name: string, target: string): AliasAction {
  const plain = (text: string) => text.replace(/\.$/, '').toLowerCase();
  return { do: 'alias', ...dns, name: plain(name), target: plain(target) };
}

function settling(saying: string): Action {
  return { do: 'await', saying, everySeconds: 5, patienceSeconds: PROOF_PATIENCE_SECONDS };
}

function typeOf(hostname: string): string {
  return isBareDomain(hostname) ? 'ALIAS or ANAME' : 'CNAME';
}

/** A CNAME must be alone at its name, and a domain itself has other records (RFC 1034, 3.6.2). */
function remarks(hostname: string): readonly string[] {
  return isBareDomain(hostname)
    ? [
        `A CNAME can't stand at ${hostname} itself. Some companies have ALIAS, ANAME or "flattening" for that; where yours has none, take www.${hostname}, or let Route 53 run the domain's DNS.`,
      ]
    : ['Remove other records of that name: A, AAAA.'];
}

/** No dot at the end: most forms add the rest by themselves, or take the whole name. */
function typedIn(name: string, value: string, type: string, more: readonly string[]): Action {
  return {
    do: 'instruct',
    text: [
      'Log in at the company that runs the DNS of your domain, and add this record.',
      ...more,
    ].join(' '),
    fields: [
      { label: 'Type', value: type },
      { label: 'Name', value: name.replace(/\.$/, '') },
      { label: 'Value', value: value.replace(/\.$/, '') },
    ],
    ...{ everySeconds: 10, patienceSeconds: PROOF_PATIENCE_SECONDS },
  };
}
