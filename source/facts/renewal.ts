import { RENEWAL, RENEWAL_STATE } from '../paths.ts';
import { RENEWAL_JOB } from '../renewal/job.ts';
import { badOf } from '../renewal/notices.ts';
import { type Bad, type InstallState, type RenewalState, readState } from '../renewal/state.ts';
import { sh } from '../shell.ts';
import type { Finding } from './finding.ts';
import { type HostProbe, SAYS, unreadable } from './probe.ts';

export interface RenewalFact extends RenewalState {
  /** Whether something starts it again and again: a timer of systemd, or cron. */
  readonly timer: 'active' | 'inactive';
  /** When this was seen, by our clock (ISO 8601). */
  readonly seenAt: string;
}

const STATE = '--state';

/** Null where nothing was set up to renew certificates. */
export const renewalProbe: HostProbe<'renewal'> = {
  fact: 'renewal',
  slow: true,
  command: () => sh`
    [ -d ${RENEWAL} ] || exit ${SAYS.absent}
    if [ -d /run/systemd/system ]; then
      echo "timer $(systemctl is-active ${`${RENEWAL_JOB}.timer`} 2>/dev/null) $(systemctl is-enabled ${`${RENEWAL_JOB}.timer`} 2>/dev/null)"
    elif [ -x ${`/etc/periodic/hourly/${RENEWAL_JOB}`} ] && rc-service crond status >/dev/null 2>&1; then
      echo 'timer active enabled'
    fi
    echo ${STATE}
    cat ${`${RENEWAL_STATE}/state.json`} 2>/dev/null
    :
  `,
  parse: (reply, subject, { after }) => {
    if (reply.code === SAYS.absent) return null;
    const [before = '', text] = reply.stdout.split(`${STATE}\n`);
    if (reply.code !== 0 || text === undefined) throw unreadable('renewal', subject, reply);
    return {
      ...readState(text),
      timer: /^timer active enabled$/m.test(before) ? 'active' : 'inactive',
      seenAt: new Date(after * 1000).toISOString(),
    };
  },
};

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
