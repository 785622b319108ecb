import { appOf } from '../apps/index.ts';
import { publicAddresses } from '../dns/judge-name.ts';
import { type FactName, query, type Sighting } from '../facts/facts.ts';
import type { Finding, Needs } from '../facts/finding.ts';
import { finding, isJudged } from '../facts/findings.ts';
import { FACT_WORDS, type HostFactName } from '../facts/probe.ts';
import { reachedAt } from '../hosts/index.ts';
import { type Check, detailsOf } from './check.ts';
import type { Examined } from './examine.ts';

/** What a server is judged by on which nothing was set up yet. */
const MODEST: Needs = { app: 'a small web app', memoryMB: 1024, diskMB: 5120 };

/** Facts that belong to one install: its steps tell of them. */
const OF_INSTALLS: ReadonlySet<FactName> = new Set([
  'record',
  'name',
  'website',
  'witness',
  'manifest',
  'image',
  'experimentLibrary',
]);

const GROUPS: Readonly<Partial<Record<FactName, string>>> = {
  docker: 'Docker',
  daemonConfig: 'Docker',
  disk: 'Docker',
  listeners: 'Network',
  portOwner: 'Network',
  addresses: 'Network',
  routes: 'Network',
  resolver: 'Network',
  reach: 'Network',
  firewall: 'Network',
  doors: 'Network',
};

/** The checks of a host are called as its facts, but for these. */
const IDS: Readonly<Partial<Record<FactName, string>>> = { listeners: 'ports', portOwner: 'port' };

/** Every fact of the host that means something, and every one that could not be had. */
export function hostChecks(examined: Examined): Check[] {
  const { host, facts, unseen } = examined;
  const judged = facts
    .sightings()
    .filter(({ query: { fact } }) => isJudged(fact) && !OF_INSTALLS.has(fact))
    .map((sighting): Check => {
      const addresses = publicAddresses(facts.get(query('addresses', host)), reachedAt(host));
      const needs = needsFor(sighting.query.fact, examined);
      const found = finding(sighting, needs, { host: addresses, seen: facts, server: host });
      const { status, text, note, advice } = found ?? nothingWrong(sighting);
      return {
        ...placeOf(sighting.query),
        status,
        text,
        ...(note === undefined ? {} : { note }),
        ...(advice === undefined ? {} : { advice }),
        details: detailsOf(sighting.value),
      };
    });
  const hidden = unseen
    .filter(({ query: { fact } }) => isJudged(fact) && !OF_INSTALLS.has(fact))
    .map(
      ({ query: asked, trouble }): Check => ({
        ...placeOf(asked),
        status: 'warning',
        text: trouble.what,
        ...(trouble.why === undefined ? {} : { note: trouble.why }),
        ...(trouble.next === undefined ? {} : { advice: trouble.next }),
        details: null,
      }),
    );
  return [...judged, ...hidden];
}

function placeOf({ fact, subject }: Sighting['query']) {
  const name = IDS[fact] ?? fact.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const short = URL.canParse(subject) ? new URL(subject).hostname : subject;
  const id = short === '' ? name : `${name}.${short}`;
  return { id, group: GROUPS[fact] ?? 'Server', ignored: false };
}

/** Most of what is as it should be is not worth a line while somebody waits; here it is. */
function nothingWrong({ query: { fact, subject } }: Sighting): Finding {
  const words = fact in FACT_WORDS ? FACT_WORDS[fact as HostFactName] : fact;
  return { status: 'good', text: `Nothing is wrong with ${words}${subject && ` (${subject})`}` };
}

/** The largest needs of all that was set up: of memory, or of room on the disk. */
function needsFor(fact: FactName, { installs }: Examined): Needs {
  const needs = installs.flatMap((install): Needs[] => {
    if (!('goal' in install)) return [];
    const { id, label } = install.goal.app;
    return [{ app: label, ...appOf(id).needs }];
  });
  const size = (each: Needs) => (fact === 'disk' ? each.diskMB : each.memoryMB);
  return needs.sort((one, other) => size(other) - size(one))[0] ?? MODEST;
}
