import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { sendCommand } from '../source/backup/send.ts';
import { ExpectedError } from '../source/expected-error.ts';
import { query } from '../source/facts/facts.ts';
import { hostKindOf } from '../source/hosts/index.ts';
import type { Ending } from '../source/output/message.ts';
import { pickInstalls } from '../source/status/chosen-install.ts';
import { visitHost } from '../source/status/host-status.ts';
import { installNamed } from './commands/errand.ts';
import { type Entered, within } from './entering.ts';
import type { Inspection } from './inspection.ts';
import { authorOf } from './operator.ts';
import { withHost } from './way-in.ts';

/** Fetches a copy of an app's data to this computer. Changes nothing on the server. */
export async function getBackup(inspection: Inspection): Promise<Ending> {
  const { object } = inspection.parsed;
  const source = withHost(inspection.source, object, inspection.hosts);
  return await within({ ...inspection, source }, (entered) => fetchCopy(entered, inspection));
}

async function fetchCopy(entered: Entered, inspection: Inspection): Promise<Ending> {
  const { way, session } = entered;
  const { parsed, world, interruption, hosts, tell } = inspection;
  const signal = interruption.control.stop;
  const host = hostKindOf(way).address(way);
  const author = await authorOf(world);
  const visit = { look: session.look, host, way, author, purpose: 'renewal', signal } as const;
  const seen = await visitHost(visit, entered.facts);
  const named = parsed.values.get('install')?.[0] ?? installNamed(parsed.object, hosts);
  const [install, ...others] = pickInstalls(seen.installs, named, host, seen.facts);
  if (others.length > 0) throw severalApps([install, ...others].map(({ name }) => name));
  const { name } = install;
  let { facts } = seen;
  for await (const sighting of session.look([query('backups', host, name)], signal))
    facts = facts.with([sighting]);
  const copies = facts.get(query('backups', host, name)) ?? [];
  const wanted = parsed.values.get('copy')?.[0];
  const copy = copies.findLast(({ stamp }) => wanted === undefined || stamp === wanted);
  if (!copy) throw noCopy(name, wanted);
  const { stamp, sizeKB } = copy;
  const path = join(world.folder, `${install.status.names[0] ?? name}-${stamp}.tar`);
  if (await there(path)) throw thereAlready(path);
  tell({ type: 'note', text: `Fetching ${Math.ceil(sizeKB / 1024)} MB to ${path}` });
  // Loaded when it is needed: it brings the reading of archives along.
  const { receiveCopy } = await import('../source/edges/local/received-copy.ts');
  const lines = session.follow(host, sendCommand(name, stamp), signal);
  let quarter = 0;
  const bytes = await receiveCopy(path, lines, (got) => {
    const now = Math.floor((got / 1024 / Math.max(1, sizeKB)) * 4);
    if (now > quarter && now < 4) tell({ type: 'note', text: `${now * 25} % of it is here` });
    quarter = Math.max(quarter, now);
  });
  const megabytes = Math.ceil(bytes / 1024 / 1024);
  tell({
    type: 'receipt',
    headline: `The copy is on this computer: ${path}`,
    lines: [
      { label: 'Size', text: `${megabytes} MB, and every part of it has its sum` },
      {
        label: 'Mind',
        text: 'Passwords of the app are in it. Only you may read the file; keep it so.',
        tone: 'warning',
      },
      { label: 'Unpack', text: `tar -xf ${path}, then the .tar.gz files in it` },
    ],
  });
  return 'complete';
}

async function there(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

function severalApps(names: readonly string[]): ExpectedError {
  return new ExpectedError({
    code: 'install.several',
    what: 'Several apps run on this server, and one of them must be named.',
    next: names.map((name) => `--install ${name}`),
  });
}

function noCopy(install: string, wanted: string | undefined): ExpectedError {
  return new ExpectedError({
    code: 'backup.none',
    what:
      wanted === undefined ? `There is no copy of ${install} yet.` : `There is no copy ${wanted}.`,
    next: [
      wanted === undefined
        ? 'npx setup-server backup make makes one.'
        : 'npx setup-server backup list shows those that there are.',
    ],
  });
}

function thereAlready(path: string): ExpectedError {
  return new ExpectedError({
    code: 'backup.there',
    what: `${path} is there already.`,
    why: 'A copy never changes, so it is the same.',
    next: ['To fetch it once more, move that file away first.'],
  });
}
