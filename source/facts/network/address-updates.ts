import { isFailing } from '../../address/decide.ts';
import { ADDRESS_JOB } from '../../address/job.ts';
import { type AddressState, readAddressState } from '../../address/state.ts';
import type { PublicAddresses } from '../../dns/judge-name.ts';
import { ADDRESS, ADDRESS_STATE } from '../../paths.ts';
import { sh } from '../../shell.ts';
import type { Finding } from '../finding.ts';
import { askTimer, readTimer, type TimerState } from '../machine/timer.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

export interface AddressUpdatesFact extends AddressState {
  readonly timer: TimerState;
  /** When this was seen, by our clock (ISO 8601). */
  readonly seenAt: string;
}

const STATE = '--state';

/** Null where no name was to follow the server's address. */
export const addressUpdatesProbe: HostProbe<'addressUpdates'> = {
  fact: 'addressUpdates',
  slow: true,
  command: () => sh`
    [ -d ${ADDRESS} ] || exit ${SAYS.absent}
    ${askTimer(ADDRESS_JOB, 'every-few-minutes')}
    echo ${STATE}
    cat ${`${ADDRESS_STATE}/state.json`} 2>/dev/null
    :
  `,
  parse: (reply, subject, { after }) => {
    if (reply.code === SAYS.absent) return null;
    const [timer = '', state] = reply.stdout.split(`${STATE}\n`);
    if (reply.code !== 0 || state === undefined) throw unreadable('addressUpdates', subject, reply);
    return {
      ...readAddressState(state),
      timer: readTimer(timer),
      seenAt: new Date(after * 1000).toISOString(),
    };
  },
};

/** Where the world reaches an install's server, as the server itself learnt it. Both empty where it did not yet. */
export function learntAddresses(
  fact: AddressUpdatesFact | null | undefined,
  install: string,
): PublicAddresses {
  const { v4 = [], v6 = [] } = fact?.installs[install]?.set ?? {};
  return { v4, v6 };
}

/** More than the longest pause between two looks, with all that a slow machine needs. */
const SILENT_MINUTES = 60;

export function addressUpdatesFinding(fact: AddressUpdatesFact | null): Finding | undefined {
  const followed = Object.values(fact?.installs ?? {});
  const names = followed.flatMap((each) => each.names);
  if (fact === null || names.length === 0) return undefined;
  const failing = followed.find(isFailing);
  if (failing) {
    return {
      status: 'warning',
      text: `${failing.names.join(' and ')} could not be set to the server's address`,
      ...(failing.trouble && { note: failing.trouble.says }),
      advice: [
        'npx setup-server sets it now, and shows what is in the way.',
        `On the server: systemctl start ${ADDRESS_JOB}; journalctl -u ${ADDRESS_JOB} -n 50`,
      ],
    };
  }
  const silent = Date.parse(fact.seenAt) - Date.parse(fact.lookedAt) > SILENT_MINUTES * 60_000;
  if (fact.timer === 'inactive' || silent) {
    return {
      status: 'warning',
      text: `Nothing keeps ${names.join(' and ')} at the server's address`,
      note: fact.timer === 'inactive' ? 'its timer is off' : `it last looked at ${fact.lookedAt}`,
      advice: [
        'npx setup-server puts it right.',
        `On the server: systemctl enable --now ${ADDRESS_JOB}.timer`,
      ],
    };
  }
  return {
    status: 'good',
    text: `${names.join(' and ')} ${names.length > 1 ? 'follow' : 'follows'} the server's address`,
    quiet: true,
  };
}
