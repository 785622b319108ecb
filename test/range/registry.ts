import { readFile, writeFile } from 'node:fs/promises';
import { type App, imagesOf } from './apps.ts';
import {
  container,
  pauseService,
  resumeService,
  runService,
  startService,
  stopService,
} from './containers.ts';
import { docker } from './engine.ts';
import { ensureImage, tagOf } from './image.ts';
import { inside } from './inside.ts';
import { oneAtATime } from './lock.ts';
import { addresses, inCache, type Say } from './places.ts';

const pushedFile = inCache('pushed.json');

export async function runRegistry(image: string): Promise<void> {
  // dockerd takes 127.0.0.0/8 for safe without TLS: that is where the range pushes.
  await runService('registry', 'registry', image, {
    options: ['-v', 'range-registry:/data', '-p', '127.0.0.1::5000'],
  });
}

async function pushAddress(): Promise<string> {
  return (await docker(['port', container('registry'), '5000/tcp'])).split('\n')[0] ?? '';
}

/** Builds and pushes what is not there yet. */
export async function pushApps(apps: App[], say: Say): Promise<void> {
  const missing = await missingImages(apps);
  if (!missing.length) return;
  await oneAtATime('push', async () => {
    for (const { recipe, references } of await missingImages(apps)) {
      const image = await ensureImage(recipe, say);
      for (const reference of references) await push(image, reference);
      await remember(references, await tagOf(recipe));
      // The registry has it now; kept here it would take its place twice.
      await docker(['rmi', image]).catch(() => '');
    }
  });
}

async function missingImages(apps: App[]) {
  const pushed = await pushedImages();
  const missing = [];
  for (const app of apps) {
    for (const image of await imagesOf(app)) {
      const tag = await tagOf(image.recipe);
      if (image.references.some((reference) => pushed[reference] !== tag)) missing.push(image);
    }
  }
  return missing;
}

async function pushedImages(): Promise<Record<string, string>> {
  if (!(await docker(['volume', 'ls', '-q', '-f', 'name=^range-registry$']))) return {};
  return JSON.parse(await readFile(pushedFile, 'utf8').catch(() => '{}'));
}

async function remember(references: string[], tag: string): Promise<void> {
  const pushed = await pushedImages();
  for (const reference of references) pushed[reference] = tag;
  await writeFile(pushedFile, JSON.stringify(pushed));
}

async function push(image: string, reference: string): Promise<void> {
  const local = `${await pushAddress()}/${reference}`;
  await docker(['tag', image, local]);
  await docker(['push', '-q', local]);
  await docker(['rmi', local]);
}

/** Pushes what images are made from, and says by which name a host has it. Several suites want the same at once. */
export async function pushBase(image: string, name: string): Promise<string> {
  const reference = `range/${name}:latest`;
  await oneAtATime('push', () => push(image, reference));
  return reference;
}

export const registry = {
  address: addresses.registry,
  push,
  stop: () => stopService('registry'),
  start: () => startService('registry'),
  pause: () => pauseService('registry'),
  resume: () => resumeService('registry'),
  /** A request below /v2/, by the way that the range pushes. */
  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`http://${await pushAddress()}/v2/${path}`, init);
    if (response.ok) return response;
    throw new Error(`The registry answers ${response.status}: ${await response.text()}`);
  },
  /** Every request that was made, as `METHOD PATH`. */
  async requests(): Promise<string[]> {
    const log = await inside(container('registry'))('cat', '/var/log/pulls.log').catch(() => '');
    return log
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).request)
      .map(({ method, uri }) => `${method} ${uri}`);
  },
};
