import { useState } from 'react';
import type { FactName } from '../source/facts/facts.ts';
import { duration, useElapsed } from './parts/clock.tsx';
import { findingLines } from './parts/findings.ts';
import { ScrolledLines } from './parts/lines.tsx';
import { Page, useRoom } from './parts/page.tsx';
import type { LookPhase } from './phase.ts';
import { type ScreenProps, topOf, trailAt } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { scrolled } from './text/page.ts';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';
import { sectionOf } from './wizard-state.ts';

/** What is being looked at, in words; several facts of one word are named once. */
const NAMES: Readonly<Partial<Record<FactName, string>>> = {
  connection: 'the way in',
  login: 'the way in',
  system: 'its system',
  memory: 'memory',
  disk: 'disk',
  listeners: 'ports',
  addresses: 'addresses',
  clock: 'clock',
  packages: 'package manager',
  firstBoot: 'first start',
  docker: 'Docker',
  daemonConfig: 'Docker',
  virtualisation: 'the kind of machine',
  fileSystems: 'disk',
  selinux: 'its system',
  restart: 'its system',
  portOwner: 'ports',
  firewall: 'firewall',
  routes: 'what it can reach',
  resolver: 'what it can reach',
  timeSync: 'clock',
  reach: 'what it can reach',
  certificate: 'certificate',
  record: 'what was set up before',
  neighbours: 'what was set up before',
  envFile: 'settings',
  image: 'the image',
  manifest: 'the image',
  name: 'the name',
  dnssec: 'the name',
  caa: 'the name',
  wildcard: 'the name',
  registration: 'the name',
  dnsAccount: 'the DNS account',
  ec2Account: 'your account',
  ec2Allowed: 'your account',
  ec2Machine: 'your account',
  ec2Role: 'your account',
  ec2Database: 'your account',
  s3Bucket: 'your account',
  s3User: 'your account',
  providerAccount: 'your account',
  providerMachine: 'your account',
  ownCertificate: 'your certificate',
  ownImage: 'what is to be set up',
  ownExperiments: 'your own experiments',
  website: 'the website',
};

/** Facts arrive one by one; what is still missing is named. */
export function LookingScreen(props: ScreenProps<LookPhase | { at: 'prepare' }>) {
  const { phase, state, control, wizard } = props;
  const paint = usePaint();
  const [began] = useState(control.now);
  const [offset, setOffset] = useState<number | null>(null);
  const elapsed = useElapsed(control.now, began);
  const looking = phase.at === 'look' ? phase : undefined;
  const ended = looking?.ended ?? false;
  const stopping = looking?.findings.filter(({ status }) => status === 'stops') ?? [];
  const section = trailAt(props, sectionOf(state));
  const hints = [
    ...(ended
      ? [
          {
            key: 'Enter',
            does: stopping.length > 0 ? 'go on all the same' : 'continue',
            short: 'go on',
          },
        ]
      : []),
    ...(ended ? [{ key: 'r', does: 'look again' }] : []),
    ...(state.interview.confirmed.length > 0
      ? [{ key: 'Esc', does: 'change an answer', short: 'back' }]
      : []),
    { key: '^C', does: 'leave' },
  ];
  const { width, height } = useRoom({ section, hints });
  const target = wizard.target(state.interview.answers);
  const advice = [...new Set(stopping.flatMap((found) => found.advice ?? []))];
  const remedy = advice.length > 0 ? STOPS : `${STOPS} ${MEND}`;
  const bullets = advice.flatMap((each) => wrap(`${SIGNS.bullet} ${each}`, width, '  '));
  const lines = [
    ...wrap(titleOf(phase.at, target), width).map((line) => paint('strong', line)),
    '',
    ...findingLines(looking?.findings ?? [], width, paint),
    ...(ended ? [] : pendingLines(looking, elapsed, width).map((line) => paint('quiet', line))),
    ...(stopping.length > 0 ? ['', ...wrap(remedy, width), ...bullets] : []),
  ];
  const scroll = scrolled(lines, height, offset ?? Number.MAX_SAFE_INTEGER);
  useKeys('screen', (key) => {
    if (key.key === 'escape') control.dispatch({ type: 'went-back' });
    else if (key.key === 'enter' && ended) control.dispatch({ type: 'submitted' });
    else if (key.key === 'text' && key.text === 'r' && ended)
      control.dispatch({ type: 'retried', now: control.now() });
    else if (key.key === 'up') setOffset(Math.max(0, scroll.offset - 1));
    else if (key.key === 'down') setOffset(scroll.offset + 1);
    else return false;
    return true;
  });
  return (
    <Page top={topOf(props)} section={section} hints={hints}>
      {() => <ScrolledLines scroll={scroll} />}
    </Page>
  );
}

const STOPS = 'This will not work as it is.';
const MEND = 'Change it on the server and look again, or change an answer.';

const PREPARING = 'what is installed, what runs, where the name leads';

function titleOf(at: 'look' | 'prepare', target: string): string {
  if (at === 'prepare')
    return target === ''
      ? 'Looking at what is left to do'
      : `Looking at what is left to do on ${target}`;
  return target === '' ? 'Looking' : `Looking at ${target}`;
}

function pendingLines(looking: LookPhase | undefined, elapsed: number, width: number): string[] {
  const since = elapsed < 3 ? '' : ` (${duration(elapsed)})`;
  const seen = new Set(looking?.sightings.map(({ query }) => query));
  const left = looking?.queries.filter((query) => !seen.has(query)) ?? [];
  const names = new Set(left.map(({ fact }) => NAMES[fact] ?? 'the rest'));
  const what = looking === undefined ? PREPARING : [...names].join(', ') || 'the rest';
  return wrap(`${SIGNS.pending} ${what}${since}`, width, '  ');
}
