import type { RememberedHost, RememberedInstall } from '../facts/installs/remembered.ts';
import { stripControl } from '../text/plain-text.ts';
import { asRecord, parseJson } from '../text/untrusted-json.ts';
import { LOCAL } from './local.ts';
import { asSshAddress } from './ssh-address.ts';

const FORMAT = 1;

/** The file's text; `readRemembered` reads it back. */
export function rememberedText(hosts: readonly RememberedHost[]): string {
  return `${JSON.stringify({ format: FORMAT, hosts }, null, 2)}\n`;
}

/** What the file holds. An entry that nobody can use is left out, the others stay. */
export function readRemembered(
  text: string,
): { readonly hosts: RememberedHost[] } | { readonly problem: 'newer' | 'garbled' } {
  const file = asRecord(parseJson(text));
  if (typeof file.format === 'number' && file.format > FORMAT) return { problem: 'newer' };
  if (file.format !== FORMAT || !Array.isArray(file.hosts)) return { problem: 'garbled' };
  return { hosts: file.hosts.flatMap((each) => hostIn(each) ?? []) };
}

function hostIn(value: unknown): RememberedHost | undefined {
  const { address, lastUsed, installs } = asRecord(value);
  if (typeof address !== 'string' || typeof lastUsed !== 'string') return undefined;
  if (address !== LOCAL && asSshAddress(address) === null) return undefined;
  if (Number.isNaN(Date.parse(lastUsed)) || !Array.isArray(installs)) return undefined;
  return { address, installs: installs.flatMap((each) => installIn(each) ?? []), lastUsed };
}

function installIn(value: unknown): RememberedInstall | undefined {
  const { install, app, names, until, others, alone } = asRecord(value);
  if (typeof install !== 'string' || typeof app !== 'string' || !Array.isArray(names))
    return undefined;
  const ends = typeof until === 'string' && !Number.isNaN(Date.parse(until));
  return {
    ...{ install, app: stripControl(app), names: textsIn(names), ...(ends && { until }) },
    ...serversIn({ others, alone }),
  };
}

function serversIn(
  lists: Readonly<Record<string, unknown>>,
): Pick<RememberedInstall, 'others' | 'alone'> {
  const read = Object.entries(lists).map(
    ([name, list]) => [name, Array.isArray(list) ? textsIn(list) : []] as const,
  );
  return Object.fromEntries(read.filter(([, servers]) => servers.length > 0));
}

/** They go to the terminal as they are. */
function textsIn(list: readonly unknown[]): string[] {
  return list.filter((each) => typeof each === 'string').map(stripControl);
}
