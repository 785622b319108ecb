import { bestPrevious, restorePrevious } from '../../certificates/previous.ts';
import { isCovered, isStarred } from '../../dns/hostname.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { KeptCertificate } from '../../facts/certificates/kept-certificates.ts';
import { query } from '../../facts/facts.ts';
import { addressOf, type Goal, isPlain } from '../../goal.ts';
import { certificateFolder, renewalHoldFile } from '../../paths.ts';
import type { Question } from '../../questions/question.ts';
import type { Receipt } from '../../receipt.ts';
import { type Hold, holdFor, holdText } from '../../renewal/hold.ts';
import { takeUpCommand } from '../../renewal/take-up.ts';
import { type Check, HOLDS, lacks, type Step } from '../../steps/step.ts';
import { dayOf } from '../../text/day.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { certificateLooks, certificatesOf, certificatesQuery } from '../looks.ts';
import {
  certificateChoice,
  certificatesIn,
  chosenIn,
  nowIn,
  WHICH,
  wayToCertificates,
  whichOf,
} from '../questions.ts';

const which: Question = {
  id: WHICH,
  section: 'Certificate',
  kind: 'choice',
  title: 'Which certificate shall be put back?',
  hint: 'The present one is kept in its stead: the same way leads back.',
  help: [
    'When a certificate is renewed, the ones before it are kept on the server,',
    'three at most. Where the new one makes trouble, an earlier one can take',
    'its place again, as long as it has not ended.',
    '',
    'Only those are shown that are good for all names of the website. Visitors',
    'notice nothing: the web server takes it up without dropping anybody.',
    '',
    'For up to a week it is not renewed then, though it may be due.',
  ].join('\n'),
  when: (answers, facts) => fitting(certificatesIn(answers, facts), nowIn(facts)).length > 0,
  choices: (answers, facts) =>
    fitting(certificatesIn(answers, facts), nowIn(facts)).map(certificateChoice),
  suggestion: (answers, facts) => {
    const [best] = fitting(certificatesIn(answers, facts), nowIn(facts));
    return best && whichOf(best);
  },
};

/** An earlier certificate takes the place of the present one, which is kept in its stead. */
export const restoreTask: Task = {
  command: 'certificate restore',
  doing: 'Putting back a certificate of',
  heading: 'Certificates',
  looks: certificateLooks,
  questions: [which],
  script: [
    ...wayToCertificates('An earlier certificate takes the place of the present one.'),
    { ask: which },
  ],
  undertake,
};

/** Those that could serve the names of the present one, the newest first. */
function fitting(all: readonly KeptCertificate[], now: Date): readonly KeptCertificate[] {
  const present = all.find(({ stamp }) => stamp === null);
  const wanted = { names: present?.names ?? [], authority: present?.authority ?? '' };
  return all.filter((each) => whyUnfit(each, wanted, present, now) === null);
}

/** What keeps a certificate from being put back; null where nothing does. */
export function whyUnfit(
  one: KeptCertificate,
  wanted: { readonly names: readonly string[]; readonly authority: string },
  present: KeptCertificate | undefined,
  now: Date,
): string | null {
  const { stamp, serial, revoked, until, keyFits, names, authority } = one;
  if (stamp === null || serial === present?.serial) return 'It is the present one.';
  if (revoked !== null) return `It was revoked on ${dayOf(revoked)}.`;
  // The rules for going back by itself are the same.
  if (bestPrevious([{ stamp, names, until, keyFits }], [], now) === undefined)
    return keyFits ? `It has ended on ${dayOf(until)}.` : 'It and its key do not belong together.';
  const missing = wanted.names.filter((name) => !isCovered(name, names));
  if (missing.length > 0) return `It does not name ${missing.join(', ')}.`;
  // At the next visit it would be replaced at once.
  return authority === wanted.authority ? null : 'It is from another certificate authority.';
}

function undertake({ host, name, goal, facts, wishes, answers, author }: Occasion): Undertaking {
  const all = certificatesOf(facts, host, name);
  const present = all.find(({ stamp }) => stamp === null);
  const { use, directory } = goal.certificate;
  if (isPlain(goal.certificate) || use === 'app-client') throw noneFits(goal, []);
  const wanted = {
    names: goal.names,
    authority: use === undefined ? directory : (present?.authority ?? ''),
  };
  const reasons = all
    .filter(({ stamp }) => stamp !== null)
    .map((each) => ({ each, why: whyUnfit(each, wanted, present, author.at) }));
  const one = chosenIn(all, wishes);
  const fits = reasons.find(({ each }) => each === one);
  if (!one || fits?.why !== null) {
    const told = reasons.map(({ each, why }) => `Until ${dayOf(each.until)}: ${why ?? 'it fits.'}`);
    throw noneFits(goal, told);
  }
  const hold = use === undefined ? holdFor(one, author.at) : null;
  return {
    answers,
    steps: (steps, toServe) => {
      const first = restoring(toServe, one, hold, author.at);
      const takenUp = steps
        .filter(({ id }) => TAKES_UP.includes(id))
        .map((step) => ({ ...step, needs: [first.id] }));
      return [first, ...takenUp, served(toServe, one.serial, ids([first, ...takenUp]))];
    },
    receipt: (served, seen) => receiptOf(served, one, hold, certificatesOf(seen, host, name)),
  };
}

/** Steps of the whole job that let a web server read another certificate. */
const TAKES_UP: readonly string[] = ['app.certificate', 'site.open'];

function ids(steps: readonly Step[]): readonly string[] {
  return steps.map(({ id }) => id);
}

function restoring(goal: Goal, one: KeptCertificate, hold: Hold | null, at: Date): Step {
  const { host, install } = goal;
  const kept = certificatesQuery(host, install);
  const { stamp } = one;
  return {
    id: 'certificate.restore',
    title: `Put the certificate until ${dayOf(one.until)} back in its place; the present one is kept`,
    because: () =>
      hold
        ? `Until ${dayOf(hold.until)} it is not renewed: else the server would replace it within the hour.`
        : undefined,
    needs: [],
    sees: [kept],
    check: (facts) => {
      const present = facts.get(kept)?.find((each) => each.stamp === null);
      return present?.serial === one.serial && present.keyFits
        ? HOLDS
        : lacks('Another certificate lies in its place.');
    },
    actions: () => [
      ...(hold
        ? [
            {
              do: 'write',
              path: renewalHoldFile(install),
              mode: '600',
              content: [holdText(hold)],
            } as const,
          ]
        : []),
      {
        do: 'run',
        command: restorePrevious(certificateFolder(install), stamp ?? '', at),
        patienceSeconds: 60,
      },
    ],
    remedies: ['Run the same once more: what is done already is not done twice.'],
  };
}

/** The proof: a TLS handshake from the person's machine shows this certificate, under every name. */
function served(goal: Goal, serial: string, needs: readonly string[]): Step {
  const { names, front } = goal;
  const asked = names.filter((name) => !isStarred(name));
  const looks = asked.map((name) => {
    const { port } = new URL(addressOf(goal, name));
    return query('served', '', `${name} ${port || 443}`);
  });
  return {
    id: 'certificate.served',
    title: 'See from this computer that visitors get it',
    needs,
    sees: looks,
    check: (facts): Check => {
      const other = looks.findIndex((look) => facts.get(look)?.toUpperCase() !== serial);
      if (other < 0) return HOLDS;
      const look = looks[other];
      return look && facts.get(look)
        ? lacks(`Visitors of ${asked[other]} still get another certificate.`)
        : lacks(`${asked[other]} shows no certificate to this computer.`);
    },
    actions: () => [
      ...(front?.behind
        ? [{ do: 'run', command: takeUpCommand(goal), patienceSeconds: 60 } as const]
        : []),
      { do: 'await', saying: 'the web server', everySeconds: 0.5, patienceSeconds: 30 },
    ],
    remedies: [
      'npx setup-server certificate restore puts the one before back: it was kept.',
      'Where something stands between visitors and the server, it may have a certificate of its own.',
    ],
    overridable: 'Go on without this check.',
  };
}

function receiptOf(
  { names, install }: Goal,
  one: KeptCertificate,
  hold: Hold | null,
  now: readonly KeptCertificate[],
): Receipt {
  const before = now.find(({ stamp }) => stamp !== null);
  return {
    headline: `${names[0]} has its earlier certificate again, until ${dayOf(one.until)}`,
    ends: { name: names[0], until: one.until },
    lines: [
      { label: 'Certificate', text: `${certificateFolder(install)}, by ${one.issuer}` },
      ...(hold
        ? [
            {
              label: 'Renewal',
              text: `by itself again from ${dayOf(hold.until)} on, where it is due`,
            },
          ]
        : []),
      ...(before
        ? [
            {
              label: 'Undo',
              text: `npx setup-server certificate restore --install ${install} --which ${whichOf(before)}`,
            },
          ]
        : []),
    ],
  };
}

function noneFits({ names }: Goal, reasons: readonly string[]): ExpectedError {
  return new ExpectedError({
    code: 'restore.none-fits',
    what: `No earlier certificate of ${names[0]} can be put back.`,
    why: reasons.join(' ') || 'None was kept so far: they are kept when one is renewed.',
    next: ['npx setup-server renew --force gets a new one.'],
  });
}
