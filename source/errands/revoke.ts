import { textAnswer } from '../answers/answers.ts';
import { authorityOf } from '../certificates/account-files.ts';
import { previousFolder } from '../certificates/previous.ts';
import {
  REVOCATION_REASONS,
  type RevocationReason,
  type RevocationWords,
} from '../certificates/revocation.ts';
import { ExpectedError } from '../expected-error.ts';
import type { KeptCertificate } from '../facts/certificates/kept-certificates.ts';
import type { Goal } from '../goal.ts';
import { certificateFile, certificateFolder, revokedFile } from '../paths.ts';
import type { Receipt } from '../receipt.ts';
import { renewalSteps } from '../status/renewal-steps.ts';
import { certificateOrder } from '../steps/certificate-obtain.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { dayOf } from '../text/day.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import {
  accountAt,
  certificateLooks,
  certificatesOf,
  certificatesQuery,
  withSerial,
} from './looks.ts';
import { chosenIn, wayToCertificates } from './questions.ts';
import { REASON, REPLACE, revokeQuestions, whyNotRevocable } from './revoke-questions.ts';

/** A certificate is declared void by the CA that issued it; before that a new one takes its place. */
export const revokeTask: Task = {
  command: 'certificate revoke',
  doing: 'Revoking a certificate of',
  heading: 'Certificates',
  looks: certificateLooks,
  questions: revokeQuestions,
  script: [
    ...wayToCertificates('You choose which of its certificates after that.'),
    ...revokeQuestions.map((ask) => ({ ask })),
  ],
  undertake,
};

function undertake(occasion: Occasion): Undertaking {
  const { host, name, goal, facts, wishes, answers, author } = occasion;
  const certificates = certificatesOf(facts, host, name);
  const one = chosenIn(certificates, wishes);
  if (!one) throw nothingToRevoke(goal, certificates, author.at);
  if (!accountAt(facts, host, one.authority)) throw noAccount(authorityOf(one.authority));
  const why = REVOCATION_REASONS.find(({ value }) => value === textAnswer(wishes, REASON));
  if (!why) throw new TypeError('A revocation needs a reason.');
  const anew = one.stamp === null && textAnswer(wishes, REPLACE) === 'new';
  const wish = {
    ...({
      install: name,
      name: goal.names[0],
      does: 'renew',
      until: one.until,
      due: null,
    } as const),
    why: 'The present one is revoked after that.',
  };
  return {
    answers,
    steps: (all, wanted) => {
      const before = anew ? renewalSteps(all, wanted, wish, { before: one.from, stamp: name }) : [];
      return [
        ...before,
        revocation(
          wanted,
          one,
          why.value,
          before.map(({ id }) => id),
        ),
      ];
    },
    receipt: (wanted, seen) => receiptOf(wanted, one, why, certificatesOf(seen, host, name)),
  };
}

function revocation(
  goal: Goal,
  one: KeptCertificate,
  reason: RevocationReason,
  needs: readonly string[],
): Step {
  const { host, install } = goal;
  const authority = authorityOf(one.authority);
  return {
    id: 'certificate.revoke',
    title: `Revoke the certificate until ${dayOf(one.until)} at ${authority} (${one.serial})`,
    because: () => "This can't be taken back. Browsers hear of it within hours or days.",
    needs,
    sees: [certificatesQuery(host, install)],
    check: (facts) =>
      withSerial(facts, host, install, one.serial)?.revoked
        ? HOLDS
        : lacks('It is not revoked yet.'),
    actions: (facts) => {
      // After a new one was put in place, it lies among those before.
      const { stamp } = withSerial(facts, host, install, one.serial) ?? one;
      const folder = certificateFolder(install);
      const order = certificateOrder(goal);
      const { root: _, ...elsewhere } = order;
      return [
        {
          do: 'revoke',
          order: {
            ...(one.authority === order.directory ? order : elsewhere),
            directory: one.authority,
            folder: stamp === null ? folder : `${previousFolder(folder)}/${stamp}`,
          },
          ...{ reason, serial: one.serial, note: revokedFile(install) },
        },
      ];
    },
    remedies: ['Run the same once more: what is done already is not done twice.'],
  };
}

function receiptOf(
  { names, install }: Goal,
  one: KeptCertificate,
  { label }: RevocationWords,
  now: readonly KeptCertificate[],
): Receipt {
  const present = now.find(({ stamp }) => stamp === null);
  const still = present?.serial === one.serial;
  return {
    headline: `The certificate of ${names[0]} until ${dayOf(one.until)} is revoked`,
    ...(present && !still && { ends: { name: names[0], until: present.until } }),
    lines: [
      { label: 'Reason', text: label },
      { label: 'Serial', text: one.serial },
      still
        ? {
            label: 'Visitors',
            text: 'still get it, and are turned away. npx setup-server renew --force gets a new one.',
            tone: 'warning',
          }
        : {
            label: 'Visitors',
            text: present
              ? `get another one: ${certificateFile(install)}, until ${dayOf(present.until)}, by ${present.issuer}`
              : 'get none.',
          },
    ],
  };
}

function nothingToRevoke(
  { names }: Goal,
  all: readonly KeptCertificate[],
  now: Date,
): ExpectedError {
  return new ExpectedError({
    code: 'revoke.nothing',
    what: `There is no certificate of ${names[0]} that could be revoked from here.`,
    why:
      all
        .map(
          (each) =>
            `Until ${dayOf(each.until)}: ${whyNotRevocable(each, now) ?? 'it was not chosen.'}`,
        )
        .join(' ') || 'There is none on the server.',
    next: ['npx setup-server certificate list shows what is there.'],
  });
}

function noAccount(authority: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.no-account',
    what: `This server has no account at ${authority} any more.`,
    why: 'A certificate is revoked by the account that got it.',
    next: [`Ask ${authority} on its website how to revoke one without its account.`],
  });
}
