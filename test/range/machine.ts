import { readFile, writeFile } from 'node:fs/promises';
import { withTheHand } from './containers.ts';
import { inCache, network } from './places.ts';

const watchers = '/proc/sys/fs/inotify/max_user_instances';
const enoughWatchers = 1024;
const formerFile = inCache('former-inotify-instances');

/** What the range changes on the machine itself; `restoreMachine` takes it back. */
export async function prepareMachine(): Promise<void> {
  await closeTheWayOut();
  await allowManyHosts();
}

export async function restoreMachine(): Promise<void> {
  await withTheHand('ip', 'route', 'del', 'blackhole', network.subnet).catch(() => '');
  const former = await readFile(formerFile, 'utf8').catch(() => '');
  if (former) await setWatchers(former);
}

/** While the bridge is down, a packet for a test host must not leave this machine. */
async function closeTheWayOut(): Promise<void> {
  const route = ['ip', 'route', 'replace', 'blackhole', network.subnet, 'metric', '4096'];
  await withTheHand(...route).catch(() => '');
}

/** Each systemd takes some of what root may watch; with the usual 128, the tenth host or so dies at boot. */
async function allowManyHosts(): Promise<void> {
  const now = (await withTheHand('cat', watchers)).trim();
  if (Number(now) >= enoughWatchers) return;
  await writeFile(formerFile, now, { flag: 'wx' }).catch(() => {});
  await setWatchers(String(enoughWatchers)).catch(() => '');
}

async function setWatchers(value: string): Promise<void> {
  await withTheHand('sh', '-c', `echo ${value} > ${watchers}`);
}
