import { type Facts, query } from './facts/facts.ts';
import { tokensIn, tokensQuery } from './facts/installs/tokens.ts';
import { answerQuery } from './facts/network/answer.ts';
import { passOnPlain, passOnSecure } from './front/passing-on.ts';
import { addressOf, type Goal, isPlain } from './goal.ts';
import { ADDRESS_LOG, backupsFolder, certificateFile, envFile, TIMETABLE_LOG } from './paths.ts';
import type { CertificateEnd } from './renewal/ics.ts';
import { certificateText, tellingText } from './renewal/receipt.ts';
import type { Secret } from './secrets/secret.ts';
import { quote } from './shell.ts';
import { belowOf } from './steps/front-passed-on.ts';
import { WITHOUT_CERTIFICATE } from './steps/site-open.ts';
import { dayOf } from './text/day.ts';
import { timetableInWords } from './timetable/timetable.ts';

/** The last page: what stands now, where things are, what to do first. */
export interface Receipt {
  /** "JATOS answers at https://study.example.org". */
  readonly headline: string;
  /** Labelled lines, in order: "Do now", "Your data", … */
  readonly lines: readonly ReceiptLine[];
  /** When the certificate ends, for a calendar; absent where it was not seen. */
  readonly ends?: CertificateEnd;
  /** Those that still let somebody in: shown and saved only where the person wishes it. */
  readonly tokens?: readonly Secret[];
}

export interface ReceiptLine {
  readonly label: string;
  readonly text: string;
  readonly tone?: 'warning';
}

/** What must be looked at for a receipt. */
export function receiptQueries(goal: Goal) {
  const { host, install, recipe } = goal;
  const login = recipe.defaultLogin;
  return {
    certificate: query('certificate', host, certificateFile(install)),
    image: query('image', host, recipe.container.image),
    renewal: query('renewal', host),
    ...(recipe.tokens && { tokens: tokensQuery(host, install, recipe.tokens.list) }),
    ...(login && { signIn: answerQuery(host, install, recipe.front.port, login) }),
  };
}

/** Pure: from what was wanted and what was seen; or only what stays true when nobody writes it anew. */
export function receiptFor(goal: Goal, facts: Facts, which: 'now' | 'lasting' = 'now'): Receipt {
  const { app, names, install, recipe } = goal;
  const queries = receiptQueries(goal);
  const certificate = facts.get(queries.certificate);
  const digest = facts.get(queries.image)?.digest;
  const tokens =
    which === 'now' && queries.tokens ? tokensIn(facts.get(queries.tokens)) : undefined;
  return {
    headline: `${app.label} answers at ${addressOf(goal)}${recipe.below ?? ''}`,
    lines: [
      ...signInLines(goal, facts),
      ...recipe.first.map((text) => ({ label: 'Do first', text })),
      ...tokenLines(goal),
      { label: 'Your data', text: recipe.data },
      ...copyLines(goal),
      { label: 'Settings', text: envFile(install) },
      ...certificateLines(goal, facts, which),
      ...addressLines(goal),
      ...passingLines(goal),
      {
        label: 'Version',
        text: `${recipe.container.image}${digest ? ` (${shortDigest(digest)})` : ''}`,
      },
      {
        label: 'Again',
        text: 'npx setup-server looks whether all is well, and mends what is not. npx setup-server menu: upgrades, copies, settings, logs.',
      },
      {
        label: 'Remove it',
        text: `npx setup-server remove --install ${install} asks whether your data are to go, too. Nothing else deletes them.`,
      },
    ],
    ...(tokens && tokens.active.length > 0 && { tokens: tokens.active }),
    ...(certificate &&
      !['none', 'app-client', 'balancer'].includes(goal.certificate.use ?? '') && {
        ends: { name: names[0], until: certificate.until },
      }),
  };
}

/** As a text file, for the server and for the person's own computer. */
export function receiptText(receipt: Receipt): string {
  const width = Math.max(...receipt.lines.map(({ label }) => label.length)) + 2;
  const lines = receipt.lines.map(({ label, text }) => `${label.padEnd(width)}${text}`);
  return [receipt.headline, '', ...lines, ''].join('\n');
}

/** The tokens as a text file, one a line, for the person's own computer only. */
export function tokensText(tokens: readonly Secret[]): string {
  return tokens.map((token) => `${token.reveal()}\n`).join('');
}

/** The name of the file that the tokens are saved as. */
export function tokensFileName({ names }: Pick<Goal, 'names'>): string {
  return `${names[0]}-tokens.txt`;
}

/** The name of the file it is saved as on the person's own computer. */
export function receiptFileName(goal: Pick<Goal, 'names'>): string {
  return `${goal.names[0]}-receipt.txt`;
}

/** What keeps visitors coming in where another web server stands in front. */
function passingLines(goal: Goal): ReceiptLine[] {
  const { front, names, install, reachedAt, certificate } = goal;
  if (!front?.behind) return [];
  const below = belowOf(goal);
  const all = [
    passOnPlain(front, names, reachedAt, below),
    ...(isPlain(certificate) ? [] : [passOnSecure(front, names, install, below)]),
  ];
  return all.flatMap(({ program, within, lines }) => [
    ...(within === undefined ? [] : [{ label: `In ${program}`, text: `within ${within}:` }]),
    ...lines.map((text) => ({ label: `In ${program}`, text })),
  ]);
}

/** How tokens are seen and made by hand: in the app's container, or in one of its copies. */
export function tokenLines({ install, recipe, cluster }: Goal): ReceiptLine[] {
  if (!recipe.tokens) return [];
  const { list, make } = recipe.tokens.byHand;
  const copy = `$(docker ps -qf label=com.docker.swarm.service.name=${install}_app | head -n 1)`;
  const inside = `docker exec ${cluster ? copy : quote(install)}`;
  const where = cluster ? 'on a server with a copy of it' : 'on the server';
  return [
    { label: 'Tokens', text: `To see them, ${where}: ${inside} ${list}` },
    { label: 'More tokens', text: `Ten more, ${where}: ${inside} ${make}` },
  ];
}

function copyLines({ timetable, install }: Goal): ReceiptLine[] {
  if (!timetable) return [];
  const text = `of the data are made ${timetableInWords(timetable)}, in ${backupsFolder(install)} on the same server. How that goes: ${TIMETABLE_LOG}`;
  return [{ label: 'Copies', text }];
}

function addressLines({ follows, names }: Goal): ReceiptLine[] {
  if (!follows) return [];
  const text = `may change. The server looks every few minutes, and sets ${names.join(' and ')} anew. How that goes: ${ADDRESS_LOG}`;
  return [{ label: 'Its address', text }];
}

const BALANCED_CERTIFICATE =
  'the load balancer in front has it, and whoever set that up sees that it is renewed. Let nobody but the balancer reach port 80 of this server.';

/** Who shows a certificate that this server gets for a balancer. */
function handedLines({ certificate: { handsTo } }: Goal): ReceiptLine[] {
  if (handsTo === undefined) return [];
  const text = `It shows the certificate: this server puts every new one in the place of ${handsTo}, by itself. Let nobody but the balancer reach port 80 here.`;
  return [{ label: 'Load balancer', text }];
}

function certificateLines(goal: Goal, facts: Facts, which: 'now' | 'lasting'): ReceiptLine[] {
  const label = 'Certificate';
  switch (goal.certificate.use) {
    case 'none':
      return [{ label, text: `none. ${WITHOUT_CERTIFICATE}`, tone: 'warning' }];
    case 'balancer':
      return [{ label, text: BALANCED_CERTIFICATE, tone: 'warning' }];
    case 'app-client':
      return [{ label, text: `${goal.app.label} gets and renews it by itself.` }];
    case 'own-files':
      return [{ label, text: ownCertificateText(goal, facts), tone: 'warning' }];
    default:
      return [
        { label, text: certificateText(goal, facts, which) },
        ...handedLines(goal),
        { label: 'If it fails', text: tellingText(goal, facts, which) },
      ];
  }
}

/** The one on the server changes only when the page is written anew. */
function ownCertificateText(goal: Goal, facts: Facts): string {
  const certificate = facts.get(receiptQueries(goal).certificate);
  const until = certificate ? `until ${dayOf(certificate.until)}` : 'not seen';
  return `your own (${certificateFile(goal.install)}), ${until}. Nothing renews it: run setup-server again with the next one before then.`;
}

function signInLines(goal: Goal, facts: Facts): ReceiptLine[] {
  const login = goal.recipe.defaultLogin;
  const { signIn } = receiptQueries(goal);
  if (!login) return [];
  const answer = signIn && facts.get(signIn);
  if (answer && login.verdict(answer) === 'open') {
    const text = `Sign in as ${login.user} with the password ${login.password}, and change it: everyone knows it.`;
    return [{ label: 'Do now', text, tone: 'warning' }];
  }
  const text = `As ${login.user}, with the password that you chose. The one that everyone knows does not work.`;
  return [{ label: 'Sign in', text }];
}

/** `name@sha256:…` as `sha256:` and twelve digits, the length that Docker prints; the record has it whole. */
export function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf('@') + 1).slice(0, 'sha256:'.length + 12);
}
