import { RENEWAL, RENEWAL_STATE } from '../../paths.ts';
import { readHold } from '../../renewal/hold.ts';
import { RENEWAL_JOB } from '../../renewal/job.ts';
import { badOf } from '../../renewal/notices.ts';
import {
  type Bad,
  freshState,
  type InstallState,
  type RenewalState,
  readState,
} from '../../renewal/state.ts';
import { sh } from '../../shell.ts';
import { stripControl } from '../../text/plain-text.ts';
import type { Finding } from '../finding.ts';
import { askTimer, readTimer, type TimerState } from '../machine/timer.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

export interface RenewalFact extends RenewalState {
  readonly timer: TimerState;
  /** When this was seen, by our clock (ISO 8601). */
  readonly seenAt: string;
  /** What came of the last test message; null where none was sent. */
  readonly tested: Tested | null;
}

export interface Tested {
  /** SHA-256 of the file that said where to. */
  readonly of: string;
  readonly ok: boolean;
  /** What went wrong. */
  readonly says: string;
}

const STATE = '--state';
const TESTED = '--tested';
const HELD = '--held';

/** Null where nothing was set up to renew certificates. */
export const renewalProbe: HostProbe<'renewal'> = {
  fact: 'renewal',
  slow: true,
  command: () => sh`
    [ -d ${RENEWAL} ] || exit ${SAYS.absent}
    ${askTimer(RENEWAL_JOB, 'hourly')}
    echo ${TESTED}
    cat ${`${RENEWAL_STATE}/notified.json`} 2>/dev/null
    echo ${HELD}
    for each in ${`${RENEWAL}/installs`}/*.held; do
      [ ! -f "$each" ] || echo "$(basename "$each" .held) $(head -n 1 "$each")"
    done
    echo ${STATE}
    cat ${`${RENEWAL_STATE}/state.json`} 2>/dev/null
    :
  `,
  parse: (reply, subject, { after }) => {
    if (reply.code === SAYS.absent) return null;
    const [before = '', text] = reply.stdout.split(`${STATE}\n`);
    if (reply.code !== 0 || text === undefined) throw unreadable('renewal', subject, reply);
    const [above = '', held = ''] = before.split(`${HELD}\n`);
    const [timer = '', tested = ''] = above.split(`${TESTED}\n`);
    const state = readState(text);
    return {
      ...state,
      installs: withHolds(state.installs, held),
      tested: readTested(tested),
      timer: readTimer(timer),
      seenAt: new Date(after * 1000).toISOString(),
    };
  },
};

/** `INSTALL {…}` a line. What the program noted of it may be older than the file. */
function withHolds(installs: RenewalState['installs'], text: string): RenewalState['installs'] {
  const holds = text.split('\n').flatMap((line) => {
    const at = line.indexOf(' ');
    const [install, held] = [line.slice(0, at), readHold(line.slice(at + 1))];
    return held
      ? [[install, { ...(installs[install] ?? freshState(install)), held }] as const]
      : [];
  });
  return { ...installs, ...Object.fromEntries(holds) };
}

function readTested(text: string): Tested | null {
  try {
    const { of, ok, says } = JSON.parse(text) as Partial<Tested>;
    if (typeof of !== 'string') return null;
    return { of, ok: ok === true, says: typeof says === 'string' ? stripControl(says) : '' };
  } catch {
    return null;
  }
}

/** More than the longest pause between two looks. */
const SILENT_HOURS = 48;

export function renewalFinding(fact: RenewalFact | null): Finding | undefined {
  if (fact === null) return undefined;
  const now = new Date(fact.seenAt);
  const states = Object.values(fact.installs);
  const bad = states.flatMap((state) => badOf(state, now).map((about) => ({ about, state })));
  const worst = ['ended', 'late', 'failing'].flatMap((about) =>
    bad.filter((each) => each.about === about),
  )[0];
  if (worst) return troubled(worst.about, worst.state);
  if (fact.timer === 'inactive') {
    return {
      status: 'warning',
      text: 'Nothing starts the renewal of certificates',
      note: 'its timer is off',
      advice: [`On the server: systemctl enable --now ${RENEWAL_JOB}.timer`],
    };
  }
  const silent = now.getTime() - Date.parse(fact.lookedAt) > SILENT_HOURS * 3600 * 1000;
  if (states.length > 0 && silent) {
    return {
      status: 'warning',
      text: 'The renewal of certificates has not looked for days',
      note: `last on ${fact.lookedAt.slice(0, 10)}`,
      advice: [`On the server: journalctl -u ${RENEWAL_JOB} -n 50`],
    };
  }
  const next = states.flatMap(({ due }) => (due ? [due.at] : [])).sort()[0];
  return {
    status: 'good',
    text: 'Certificates renew by themselves',
    ...(next && { note: `next on ${next.slice(0, 10)}` }),
    quiet: true,
  };
}

function troubled(about: Bad, { name, certificate, lastTry }: InstallState): Finding {
  const until = certificate?.until.slice(0, 10);
  const says = lastTry?.outcome === 'failed' ? lastTry.says : undefined;
  const text = {
    ended: `The certificate of ${name} has ended`,
    late: `The certificate of ${name} should have been renewed by now`,
    failing: `The certificate of ${name} could not be renewed`,
  }[about];
  return {
    status: about === 'ended' ? 'stops' : 'warning',
    text,
    note: [until && about !== 'ended' ? `it ends on ${until}` : until, says]
      .filter(Boolean)
      .join('; '),
    advice: [
      'npx setup-server renews it now, and shows what is in the way.',
      `On the server: systemctl start ${RENEWAL_JOB}; journalctl -u ${RENEWAL_JOB} -n 50`,
    ],
  };
}
