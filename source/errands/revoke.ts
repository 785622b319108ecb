import { textAnswer } from '../answers/answers.ts';
import { authorityOf } from '../certificates/account-files.ts';
import { previousFolder } from '../certificates/previous.ts';
import {
  REVOCATION_REASONS,
  type RevocationReason,
  type RevocationWords,
} from '../certificates/revocation.ts';
import { dayOf } from '../day.ts';
import { ExpectedError } from '../expected-error.ts';
import type { KeptCertificate } from '../facts/kept-certificates.ts';
import type { Goal } from '../goal.ts';
import { certificateFile, certificateFolder, revokedFile } from '../paths.ts';
import type { Question } from '../questions/question.ts';
import type { Receipt } from '../receipt.ts';
import { renewalSteps } from '../status/renewal-steps.ts';
import { certificateOrder } from '../steps/certificate-obtain.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import {
  accountAt,
  certificateLooks,
  certificatesOf,
  certificatesQuery,
  withSerial,
} from './looks.ts';
import {
  certificateChoice,
  certificatesIn,
  chosenIn,
  confirmation,
  nowIn,
  PRESENT,
  WHICH,
  wayToCertificates,
} from './questions.ts';

const REASON = 'revoke.reason';
const REPLACE = 'revoke.replace';

const which: Question = {
  id: WHICH,
  section: 'Certificate',
  kind: 'choice',
  title: 'Which certificate shall be revoked?',
  hint: 'The authority says to all the world then that it is not to be trusted any more.',
  help: [
    'To revoke a certificate means to declare it void before it ends. That is',
    'right where somebody else may have its key: with it, they can pass',
    'themselves off as your website.',
    '',
    'The present one is what visitors get. The ones before it lie on the',
    'server for a while; whoever stole a backup has their keys, too.',
    '',
    'It frees no limits, and it cannot be taken back.',
  ].join('\n'),
  choices: (answers, facts) =>
    certificatesIn(answers, facts)
      .filter((each) => whyNotRevocable(each, nowIn(facts)) === null)
      .map(certificateChoice),
};

const reason: Question = {
  id: REASON,
  section: 'Certificate',
  kind: 'choice',
  title: 'Why is it revoked?',
  hint: 'The authority publishes the reason.',
  help: [
    'The reason is a word that stands beside the certificate in the public',
    'list of revoked ones. With the first one, the authority also refuses',
    'every other certificate for the same key.',
  ].join('\n'),
  choices: () => REVOCATION_REASONS.map(({ value, label, note }) => ({ value, label, note })),
};

const replace: Question = {
  id: REPLACE,
  section: 'Certificate',
  kind: 'choice',
  title: 'Shall there be a new certificate first?',
  hint: 'Without one, browsers turn visitors away as soon as they hear of it.',
  help: [
    'A new certificate with a new key is got and taken up before the present',
    'one is revoked: visitors notice nothing.',
    '',
    'Without a new one, visitors are warned of your website, some at once and',
    'some after days. The server itself may get a new one after some hours,',
    'as authorities ask for that; switch that off by giving the website up.',
  ].join('\n'),
  when: (answers) => textAnswer(answers, WHICH) === PRESENT,
  choices: () => [
    { value: 'new', label: 'Yes, and then revoke this one', note: 'visitors notice nothing' },
    { value: 'none', label: 'No, only revoke it', note: 'browsers turn visitors away' },
  ],
  suggestion: () => 'new',
};

const confirm = confirmation(
  'revoke',
  (answers) => {
    if (textAnswer(answers, WHICH) !== PRESENT)
      return 'Visitors have another one. It cannot be taken back.';
    return textAnswer(answers, REPLACE) === 'none'
      ? 'Browsers will turn visitors away, until there is a new one. It cannot be taken back.'
      : 'Visitors get the new one first. It cannot be taken back.';
  },
  'Before anything is done, you see all of it once more, and can leave.',
);

const questions = [which, reason, replace, confirm];

/** A certificate is declared void by the CA that issued it; before that a new one takes its place. */
export const revokeTask: Task = {
  command: 'certificate revoke',
  doing: 'Revoking a certificate of',
  heading: 'Certificates',
  looks: certificateLooks,
  questions,
  script: [
    ...wayToCertificates('You choose which of its certificates after that.'),
    ...questions.map((ask) => ({ ask })),
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

/** What keeps one from being revoked from here; null where nothing does. */
export function whyNotRevocable(
  { authority, revoked, until }: KeptCertificate,
  now: Date,
): string | null {
  if (revoked !== null) return `It was revoked on ${dayOf(revoked)}.`;
  if (Date.parse(until) <= now.getTime()) return `It has ended on ${dayOf(until)}.`;
  if (!URL.canParse(authority))
    return 'It was not got by setup-server: where it is from, it can be revoked, too.';
  return null;
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
