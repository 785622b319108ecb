import { logFile, RENEWAL_LOG } from '../../paths.ts';
import { sh } from '../../shell.ts';
import { asArray, asRecord, parseJson } from '../../text/untrusted-json.ts';
import { type HostProbe, unreadable } from '../probe.ts';

/** Something that was done with an install, by whom and when. */
export interface HistoryEntry {
  /** ISO 8601. */
  readonly at: string;
  /** `anna@laptop`; null for what the server did by itself. */
  readonly by: string | null;
  /** `cut-off`: its end was never noted, as a power cut or a lost connection leaves it. */
  readonly outcome: 'complete' | 'failed' | 'stopped' | 'cut-off';
  /** The titles of the steps that changed something, in order. */
  readonly did: readonly string[];
  /** What failed, and why; null where nothing did. */
  readonly trouble: string | null;
}

const MOST_LINES = 5000;
const [OURS, RENEWALS] = ['--ours', '--renewals'];

/** What our log has of it, without what commands printed; and renewals that nobody asked for. */
export const historyProbe: HostProbe<'history'> = {
  fact: 'history',
  slow: true,
  command: (install) => sh`
    echo ${OURS}
    cat ${`${logFile(install)}.1`} ${logFile(install)} 2>/dev/null | grep -E '"type":"(planned|started|finished|failed|done)"' | tail -n ${MOST_LINES}
    echo ${RENEWALS}
    cat ${`${RENEWAL_LOG}.1`} ${RENEWAL_LOG} 2>/dev/null | grep -F ${` ${install}: `} | tail -n ${MOST_LINES}
    exit 0
  `,
  parse: (reply, install) => {
    const [, ours, renewals] =
      new RegExp(`^${OURS}\n([\\s\\S]*?)^${RENEWALS}\n([\\s\\S]*)$`, 'm').exec(reply.stdout) ?? [];
    if (ours === undefined || renewals === undefined) throw unreadable('history', install, reply);
    const all = [...runsIn(ours.split('\n')), ...renewalsIn(renewals.split('\n'), install)];
    return all.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  },
};

/** Those that changed something, or failed. Runs come one after another: the lock sees to it. */
function runsIn(lines: readonly string[]): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  let open: HistoryEntry | undefined;
  let titles = new Map<string, string>();
  const close = () => {
    if (open && (open.did.length > 0 || open.trouble !== null)) entries.push(open);
    open = undefined;
  };
  for (const line of lines) {
    const event = asRecord(parseJson(line));
    const text = (key: string) => (typeof event[key] === 'string' ? event[key] : '');
    const title = () => titles.get(text('step')) || text('step');
    const at = text('at');
    if (Number.isNaN(Date.parse(at))) continue;
    // What is undone after a failure is planned once more, and belongs to the same run.
    if (event.type === 'planned' && !(open?.trouble != null && open.by === text('by'))) {
      close();
      open = { at, by: text('by'), outcome: 'cut-off', did: [], trouble: null };
      titles = new Map();
    }
    if (event.type === 'planned')
      for (const each of asArray(event.steps)) {
        const { step, title: name } = asRecord(each);
        if (typeof step === 'string' && typeof name === 'string') titles.set(step, name);
      }
    if (!open) continue;
    if (event.type === 'started') titles.set(text('step'), text('title'));
    if (event.type === 'finished') open = { ...open, did: [...open.did, title()] };
    if (event.type === 'failed') open = { ...open, trouble: troubleIn(event, title()) };
    if (event.type === 'done') {
      open = { ...open, outcome: outcomeIn(event.outcome) };
      close();
    }
  }
  close();
  return entries;
}

function troubleIn(event: Readonly<Record<string, unknown>>, title: string): string {
  const { what, why } = asRecord(event.trouble);
  const told = [what, why].filter((each) => typeof each === 'string').join(' ');
  return told === '' ? title : told;
}

function outcomeIn(outcome: unknown): HistoryEntry['outcome'] {
  return outcome === 'complete' || outcome === 'failed' || outcome === 'stopped'
    ? outcome
    : 'cut-off';
}

/** As `confirm` says it once visitors get a certificate that the server renewed. */
function renewalsIn(lines: readonly string[], install: string): HistoryEntry[] {
  return lines.flatMap((line): HistoryEntry[] => {
    const [at = '', who, ...said] = line.split(' ');
    const renewed = who === `${install}:` && said.join(' ').startsWith('visitors get the new');
    if (!renewed || Number.isNaN(Date.parse(at))) return [];
    const did = ['Renew the certificate by itself'];
    return [{ at, by: null, outcome: 'complete', did, trouble: null }];
  });
}
