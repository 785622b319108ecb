import { X509Certificate } from 'node:crypto';
import type { Facts } from '../../facts/facts.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';
import type { BalancerAction, BalancerCall } from './action.ts';
import { type BalancerFact, type BalancerGoal, balancerQuery, NO_BALANCER } from './balancer.ts';
import { balancerProof } from './dns-steps.ts';

/** The certificate that the balancer is to show, by its ARN; undefined where there is none yet. */
export function shownBy(
  { certificate }: Pick<BalancerGoal, 'certificate'>,
  there: BalancerFact,
): string | undefined {
  return (certificate ? there.imported : there.certificate)?.id;
}

/** Amazon makes the certificate, or is given one. */
export function certificateSteps(goal: BalancerGoal): Step[] {
  return goal.certificate
    ? [certificateImport(goal, goal.certificate)]
    : [certificateRequest(goal), balancerProof(goal)];
}

function certificateRequest({ name, region, hostname }: BalancerGoal): Step {
  const seen = balancerQuery(region, name);
  const at = (facts: Facts): BalancerFact => facts.get(seen) ?? NO_BALANCER;
  const call = (what: BalancerCall): BalancerAction => ({ do: 'balancer', region, what });
  return {
    id: 'balancer.certificate',
    title: `Ask Amazon for a certificate for ${hostname}`,
    because: () =>
      'It is free. Amazon renews it by itself, as long as the record that proves the name stands.',
    needs: ['balancer.group'],
    sees: [seen],
    check: (facts) => {
      const { certificate } = at(facts);
      if (!certificate) return lacks('There is none yet.');
      return certificate.issued || certificate.record
        ? HOLDS
        : lacks('Amazon has not said yet how the name is proved.');
    },
    actions: (facts) => [
      ...at(facts).dead.map(({ id }) => call({ call: 'delete-certificate', certificate: id })),
      ...(at(facts).certificate
        ? []
        : [
            call({
              ...{ call: 'request-certificate', name, hostname },
              group: at(facts).group?.id ?? '',
            }),
          ]),
      {
        ...{ do: 'await', saying: 'Amazon to say how the name is proved' },
        ...{ everySeconds: 2, patienceSeconds: 120 },
      },
    ],
  };
}

function certificateImport(
  { name, region, hostname }: BalancerGoal,
  wanted: NonNullable<BalancerGoal['certificate']>,
): Step {
  const seen = balancerQuery(region, name);
  const at = (facts: Facts): BalancerFact => facts.get(seen) ?? NO_BALANCER;
  const call = (what: BalancerCall): BalancerAction => ({ do: 'balancer', region, what });
  const own = wanted.by === 'files' ? wanted : null;
  const serial = own && serialOf(own.chain);
  return {
    id: 'balancer.import',
    title: own
      ? `Give Amazon your certificate for ${hostname}`
      : `Give Amazon a certificate for ${hostname}, which that of the server replaces`,
    because: () =>
      own
        ? 'Nothing renews it: launch the server once more with the next files, before it ends.'
        : 'This one is made here and good for nothing else. The server gets a real one, and puts it in this place; so it does whenever it has renewed it.',
    needs: ['balancer.group'],
    sees: [seen],
    check: (facts) => {
      const { imported } = at(facts);
      if (!imported) return lacks('There is none yet.');
      return serial === null || imported.serial === serial
        ? HOLDS
        : lacks('Amazon has another one.');
    },
    actions: (facts) => [
      ...at(facts).dead.map(({ id }) => call({ call: 'delete-certificate', certificate: id })),
      call({
        ...{ call: 'import-certificate', name, hostname, pair: own },
        replaces: at(facts).imported?.id ?? null,
      }),
    ],
    ...(own && {
      remedies: [
        'Amazon puts a certificate in the place of another only where the keys of both are of one kind and size (RSA 2048, P-256).',
      ],
    }),
  };
}

function serialOf(chain: string): string {
  return plainSerial(new X509Certificate(chain).serialNumber);
}

/** `0A:1b` and `a1b` are the same number. */
export function plainSerial(text: string): string {
  return text.replaceAll(':', '').replace(/^0+/, '').toLowerCase();
}
