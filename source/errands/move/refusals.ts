import { ExpectedError } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { ChangeFact } from '../../facts/installs/change.ts';
import type { Goal } from '../../goal.ts';
import { reachedAt } from '../../hosts/index.ts';
import { certificateFile } from '../../paths.ts';
import { dayOf } from '../../text/day.ts';

/** Throws for an app of which not all can go with it. */
export function refuseToMove({ app, adopted, follows, cluster }: Goal): void {
  if (adopted) throw cannot(app.label, 'It began with a container that somebody else had started.');
  if (cluster) throw cannot(app.label, 'It runs on several servers.');
  if (follows)
    throw cannot(app.label, 'The old server sets its name to its own address, again and again.', [
      'First let its address be fixed: npx setup-server config set --set address.kind=fixed',
    ]);
}

const DAY_MS = 24 * 3600 * 1000;

/** Throws where a new one would be needed on the way, while the name still leads to the old server. */
export function refuseEndingCertificate(
  { host, install, app, certificate }: Goal,
  facts: Facts,
  now: Date,
): void {
  if (certificate.use !== undefined || certificate.wishes?.proof === 'dns-01') return;
  const found = facts.get(query('certificate', host, certificateFile(install)));
  if (found && Date.parse(found.until) > now.getTime() + DAY_MS) return;
  throw new ExpectedError({
    code: 'move.certificate',
    what: found
      ? `The certificate of ${app.label} ends on ${dayOf(found.until)}.`
      : `${app.label} has no certificate.`,
    why: 'It goes along, so that the website is there by HTTPS before its name leads to the new server.',
    next: ['npx setup-server renew --force gets a new one. Then move it.'],
  });
}

/** Both ways lead to one server. */
export function sameServer({ app, reachedAt }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'move.same',
    what: `${app.label} is on ${reachedAt} already.`,
    next: ['Name the other server: --to root@203.0.113.8'],
  });
}

/** It is at work on the other one. */
export function alreadyMoved({ app }: Goal, { move }: ChangeFact): ExpectedError {
  return new ExpectedError({
    code: 'move.done',
    what: `${app.label} was moved to ${move?.peer ?? 'another server'} already.`,
    next: [
      `If all is well there: npx setup-server move ${move?.peer ?? 'HOST'} --confirm`,
      'Else bring it back: the same as now, with --undo.',
    ],
  });
}

/** To go on with it could take data that came since. */
export function undoBegun({ app }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'move.undo-begun',
    what: `${app.label} is on its way back already.`,
    why: 'That was cut off, and must come to its end first.',
    next: ['The same as now, with --undo, finishes it.'],
  });
}

/** Nothing has been noted. */
export function notMoved({ app }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'move.none',
    what: `No move of ${app.label} is noted on that server.`,
    why: 'None was begun, or it was confirmed already.',
    next: ['npx setup-server status says where it runs.'],
  });
}

/** It must have come to its end before. */
export function notYet({ app, reachedAt }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'move.unfinished',
    what: `The move of ${app.label} has not come to its end yet.`,
    next: [`Go on with it first: npx setup-server move ${reachedAt}`],
  });
}

/** The old server can't tell how it is on the new one. */
export function confirmThere({ app }: Goal, { move }: ChangeFact): ExpectedError {
  const peer = move?.peer ?? 'HOST';
  return new ExpectedError({
    code: 'move.confirm-there',
    what: `${app.label} is not on that server any more.`,
    why: 'A move is confirmed where the app runs now.',
    next: [`npx setup-server move ${peer} --confirm`],
  });
}

/** The data of what is there would be replaced. */
export function takenThere({ app, install }: Goal, host: string): ExpectedError {
  return new ExpectedError({
    code: 'move.taken',
    what: `${reachedAt(host)} has something of its own called ${install}.`,
    why: `Its data would be replaced by those of ${app.label}.`,
    next: [
      'Move it to another server.',
      `Or remove that one first: npx setup-server remove ${reachedAt(host)} --install ${install}`,
    ],
  });
}

function cannot(app: string, why: string, next: readonly string[] = []): ExpectedError {
  return new ExpectedError({
    code: 'move.impossible',
    what: `${app} can't be moved like this.`,
    why,
    next: [
      ...next,
      'By hand: set it up on the new server, and put the data of a copy there (npx setup-server backup get).',
    ],
  });
}
