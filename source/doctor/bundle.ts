import type { Action } from '../action.ts';
import type { Answers } from '../answers/answers.ts';
import { type FactName, query } from '../facts/facts.ts';
import { planMessage } from '../output/plan-lines.ts';
import { envFile } from '../paths.ts';
import { Secret } from '../secrets/secret.ts';
import { type Check, detailsOf } from './check.ts';
import type { Examined } from './examine.ts';
import { Hiding } from './hide.ts';
import { textQueries } from './queries.ts';
import { secretSettings } from './secret-settings.ts';

/** What is told of the person's own computer. */
export interface Teller {
  /** `anna@laptop`: hidden. */
  readonly by: string;
  /** The person's own folder: hidden. */
  readonly home: string;
  readonly made: Date;
  /** `setup-server 0.1.0`, `Node 22.11.0`, `Linux 6.1.0 x64`. */
  readonly versions: readonly string[];
}

/** Facts that are told elsewhere; and what this computer remembers of other servers. */
const APART: ReadonlySet<FactName> = new Set(['log', 'textFile', 'remembered']);

export interface BundleOptions {
  /** E-mail and IP addresses stay. */
  readonly keepAddresses: boolean;
  /** What the person typed while we came in, passwords among it. */
  readonly typed: readonly Secret[];
  readonly way: Answers;
  readonly describe: (action: Action) => readonly string[];
}

/** Everything that somebody needs who is asked for help, and nothing that is secret. */
export interface Bundle {
  readonly about: readonly string[];
  readonly host: string;
  readonly checks: unknown;
  readonly facts: unknown;
  readonly plans: unknown;
  /** Files and logs of the server, by path or container: their last lines. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** Gives the bundle, and whether a finished text of it is free of everything known to be secret. */
export function bundleOf(
  examined: Examined,
  checks: readonly Check[],
  teller: Teller,
  options: BundleOptions,
): { readonly bundle: Bundle; readonly isClean: (text: string) => boolean } {
  const { facts, host, installs, unseen } = examined;
  const hiding = hidingFor(examined, teller, options);
  const lines = textsOf(examined).map(([title, text]) => [title, hiding.lines(text)] as const);
  const seen = facts
    .sightings()
    .filter(({ query: { fact } }) => !APART.has(fact))
    .map(({ query: asked, value }) => ({ ...asked, value: detailsOf(value) }));
  const planned = installs.flatMap((install) =>
    'planned' in install ? [planMessage(install, options.describe)] : [],
  );
  const bundle: Bundle = {
    about: [
      ...aboutLines(options.keepAddresses),
      '',
      ...teller.versions,
      teller.made.toISOString(),
    ],
    host: hiding.text(host),
    // Their details are the facts.
    checks: hiding.data(checks.map(({ details: _, ...check }) => check)),
    facts: hiding.data([...seen, ...unseen]),
    plans: hiding.data(planned),
    texts: Object.fromEntries(lines),
  };
  return { bundle, isClean: (text) => hiding.isClean(text) };
}

/** As a text to read and to send. */
export function bundleText({ about, host, checks, facts, plans, texts }: Bundle): string {
  const data = (value: unknown) => JSON.stringify(value, null, 2).split('\n');
  const sections: [string, readonly string[]][] = [
    ['setup-server: support bundle', about],
    ['Server', [host]],
    ['Checks', data(checks)],
    ['Facts', data(facts)],
    ['Plans', data(plans)],
    ...Object.entries(texts),
  ];
  return sections.flatMap(([title, lines]) => [`== ${title} ==`, '', ...lines, '']).join('\n');
}

/** What is not in a bundle, and what still is. */
export function aboutLines(keepAddresses: boolean): string[] {
  return [
    'Read this file before you send it.',
    'Taken out: settings (env.list), passwords, keys, tokens, cookies, what follows',
    '? in web addresses, and everything that looks as if a machine had made it up.',
    keepAddresses
      ? 'E-mail and IP addresses are in it, as you chose.'
      : 'E-mail and public IP addresses are replaced: mail-1, address-1.',
    'Still in it: names of websites, servers, users, images, files and programs,',
    'and what apps wrote to their logs besides.',
  ];
}

function textsOf({ host, facts, installs }: Examined): [string, readonly string[]][] {
  const { files, logs } = textQueries(
    host,
    installs.map(({ name }) => name),
  );
  const unknown = installs.filter(({ name }) => !facts.has(settingsOf(host, name)));
  return [...files, ...logs].flatMap((asked): [string, readonly string[]][] => {
    const title = asked.fact === 'log' ? `log of ${asked.subject.split(' ')[0]}` : asked.subject;
    const lines = facts.get(asked);
    // Where its settings could not be read, nobody knows what of its log is secret.
    if (unknown.length > 0 && lines)
      return [[title, ['Left out: the settings could not be read.']]];
    return lines ? [[title, lines]] : [];
  });
}

function hidingFor(examined: Examined, teller: Teller, options: BundleOptions): Hiding {
  const { facts, host, installs } = examined;
  const settings = installs.flatMap((install) =>
    secretSettings(host, install.name, 'goal' in install ? install.goal : undefined, facts),
  );
  const authors = installs.map(({ name }) => facts.get(query('record', host, name))?.by ?? '');
  const people = [...new Set([teller.by, ...authors])];
  const told = people.map((by, index): [string, string] => [by, `person-${index + 1}`]);
  const given = Object.values(options.way).filter((answer) => answer instanceof Secret);
  return new Hiding({
    secrets: [...options.typed, ...given, ...settings.map(([, value]) => value)],
    names: settings.map(([name]) => name),
    told: new Map([...told, [teller.home, '~']]),
    keepAddresses: options.keepAddresses,
  });
}

function settingsOf(host: string, install: string) {
  return query('envFile', host, envFile(install));
}
