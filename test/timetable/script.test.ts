import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { renewalBundle } from '../../bin/bundle/bundle.ts';
import { awayToSeal, readAwayState } from '../../source/backup/away.ts';
import { CONFIGURATION, STATE } from '../../source/paths.ts';
import { sealedText } from '../../source/renewal/sealed.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { timetableScript } from '../../source/timetable/run-script.ts';

const STAMP = '2026-11-20T03-40-10Z';

/** A service that keeps what it is given, and looks at no signature. */
class Store {
  readonly objects = new Map<string, Buffer>();
  readonly #server: Server = createServer(async (asked, reply) => {
    const { pathname, searchParams } = new URL(asked.url ?? '/', 'http://store');
    const key = decodeURIComponent(pathname.slice('/copies/'.length));
    const found = this.objects.get(key);
    if (asked.method === 'PUT') {
      this.objects.set(key, await buffer(asked));
      reply.setHeader('ETag', '"x"');
    } else if (asked.method === 'DELETE') this.objects.delete(key);
    else if (key === '') {
      const prefix = searchParams.get('prefix') ?? '';
      const keys = [...this.objects.keys()].filter((each) => each.startsWith(prefix));
      reply.write(keys.map((each) => `<Key>${each}</Key>`).join(''));
    } else if (found) reply.write(found);
    else reply.statusCode = 404;
    reply.end();
  });

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let bundle: string;
let root: string;
let store: Store;

/** A server's folders below one of our own. */
const at = (path: string) => join(root, path);
const moved = (text: string) =>
  text.replaceAll(CONFIGURATION, at(CONFIGURATION)).replaceAll(STATE, at(STATE));
const write = (path: string, text: string, mode = 0o600) => {
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), text);
  chmodSync(at(path), mode);
};
const copies = () => readdirSync(at(`${STATE}/backups/study`)).sort();
const away = () => {
  const path = at(`${STATE}/timetable/away/study.json`);
  return readAwayState(existsSync(path) ? readFileSync(path, 'utf8') : '');
};
const next = () => Number(readFileSync(at(`${STATE}/timetable/next`), 'utf8'));

beforeAll(async () => {
  const { outputFiles } = await renewalBundle(fileURLToPath(new URL('../..', import.meta.url)));
  bundle = outputFiles[0]?.text ?? '';
});

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'timetable-'));
  store = new Store();
  const endpoint = await store.open();
  write('bin/docker', DOCKER, 0o755);
  write(`${CONFIGURATION}/renewal/renewal.mjs`, moved(bundle));
  write(`${CONFIGURATION}/study/install.json`, '{}');
  const order = { install: 'study', label: 'Study', every: 'day', time: '03:00', zone: 'UTC' };
  const rest = { keep: { daily: 1, weekly: 1 }, since: '2026-11-01T00:00:00Z' };
  write(`${CONFIGURATION}/timetable/installs/study.json`, JSON.stringify({ ...order, ...rest }));
  const place = { endpoint, region: 'auto', bucket: 'copies', accessKeyId: 'a' };
  const goal = { place: { ...place, secretAccessKey: new Secret('s') }, folder: 'study.example' };
  write(
    `${CONFIGURATION}/timetable/installs/study.store`,
    sealedText(awayToSeal({ ...goal, recipient: '' })).reveal(),
  );
  write(`${CONFIGURATION}/timetable/installs/study.copy`, moved(COPY));
  const text = moved(timetableScript('node')).replace(
    /PATH=\S+/,
    `PATH=${at('bin')}:${process.env.PATH}`,
  );
  write(`${CONFIGURATION}/timetable/run`, text);
});

afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

/** What starts our program: here, without a container. */
const DOCKER = `#!/bin/sh
case $1 in
  run) while [ "$1" != --entrypoint ]; do shift; done; shift 3; exec node "$@";;
  ps) echo there;;
esac
`;

/** As the wizard writes it, but of an app without a container. */
const COPY = `
folder=${STATE}/backups/study/\${2:-}
case $1 in
  check|rest) [ ! -e ${STATE}/full ] || { echo 'There is no room.' >&2; exit 1; };;
  running) echo study;;
  wake) echo "$2" > ${STATE}/woken;;
  copy)
    mkdir -p "$folder" && cd "$folder"
    echo data > data-1.tar.gz; sha256sum data-1.tar.gz > SHA256SUMS
    echo '{"format":1,"install":"study","why":"schedule"}' > backup.json;;
esac
`;

async function run(...words: string[]): Promise<{ code: number; said: string }> {
  const child = spawn('sh', [at(`${CONFIGURATION}/timetable/run`), ...words]);
  const [said, [code]] = await Promise.all([buffer(child.stdout), once(child, 'close')]);
  return { code, said: said.toString() };
}

it('copies what is due, starts it again, and sends the copy away', async () => {
  expect(await run()).toMatchObject({ code: 0 });
  const [copy = ''] = copies();
  expect(copies()).toHaveLength(1);
  expect(readFileSync(at(`${STATE}/woken`), 'utf8')).toBe('study\n');
  expect([...store.objects.keys()].sort()).toEqual(
    ['SHA256SUMS', 'backup.json', 'copy.json', 'data-1.tar.gz'].map(
      (name) => `setup-server/study.example/${copy}/${name}`,
    ),
  );
  expect(away()).toMatchObject({ says: '', copies: [{ stamp: copy, encrypted: false }] });
  expect(next()).toBeGreaterThan(Date.now() / 1000);
  expect(existsSync(at(`${STATE}/lock`))).toBe(false);
  // Until then, nothing at all is done.
  expect((await run()).said).toBe('');
});

it('keeps as many there as on the server, and none that was sent by wish goes', async () => {
  for (const [stamp, why] of [
    ['2026-11-01T03-00-00Z', 'schedule'],
    ['2026-11-02T03-00-00Z', 'wish'],
  ]) {
    const mark = { format: 1, install: 'study', stamp, why, encrypted: false };
    const files = [{ name: 'backup.json', bytes: 1, sha256: 'x' }];
    store.objects.set(
      `setup-server/study.example/${stamp}/copy.json`,
      Buffer.from(JSON.stringify({ ...mark, files })),
    );
    store.objects.set(`setup-server/study.example/${stamp}/backup.json`, Buffer.from('{}'));
  }
  // One of the last day is kept, and one of the last week: the same.
  expect(await run()).toMatchObject({ code: 0 });
  expect(away().copies.map(({ stamp }) => stamp)).toEqual(['2026-11-02T03-00-00Z', ...copies()]);
  expect([...store.objects.keys()].some((key) => key.includes('2026-11-01'))).toBe(false);
});

it('sends one by wish, and fetches it back where it is gone', async () => {
  const folder = `${STATE}/backups/study/${STAMP}`;
  write(`${folder}/backup.json`, '{"format":1,"install":"study","why":"wish"}');
  write(`${folder}/data-1.tar.gz`, 'data\n');
  const sum = '6667b2d1aab6a00caa5aee5af8ad9f1465e567abf1c209d15727d57b3e8f6e5f';
  write(`${folder}/SHA256SUMS`, `${sum}  data-1.tar.gz\n`);
  expect(await run('--send', 'study', STAMP)).toMatchObject({ code: 0 });
  rmSync(at(folder), { recursive: true });
  write(`${STATE}/timetable/identity`, 'AGE-SECRET-KEY-1X\n');
  const fetched = await run('--fetch', 'study', STAMP);
  expect(fetched.code, fetched.said).toBe(0);
  expect(copies()).toEqual([STAMP]);
  expect(readFileSync(at(`${folder}/data-1.tar.gz`), 'utf8')).toBe('data\n');
  for (const left of ['identity', 'fetched'])
    expect(existsSync(at(`${STATE}/timetable/${left}`))).toBe(false);
});

it.each(['../../x', 'x; touch /tmp/x', '2026-11-20T03-40-10Z'])(
  'fetches nothing that is not there, wherever it is said to be: %s',
  async (stamp) => {
    mkdirSync(at(`${STATE}/backups/study`), { recursive: true });
    expect(await run('--fetch', 'study', stamp)).toMatchObject({ code: 1 });
    expect(copies()).toEqual([]);
  },
);

it('tries again within the hour where the store is away, and the copy stays', async () => {
  store.close();
  const { code, said } = await run();
  expect(code, said).toBe(1);
  expect(copies()).toHaveLength(1);
  expect(away().says).toContain('does not answer');
  expect(next() - Date.now() / 1000).toBeLessThan(3700);
}, 200_000);

it('looks again after a clock that was years ahead was put right, and sends the copies of now', async () => {
  const ahead = '2038-01-19T03-14-07Z';
  write(`${STATE}/timetable/next`, `${Date.parse('2038-01-20') / 1000}\n`);
  const installs = {
    study: { last: { at: '2038-01-19T03:14:07Z', restedSeconds: 1 }, told: false },
  };
  write(`${STATE}/timetable/state.json`, JSON.stringify({ lookedAt: 'then', installs }));
  const made = `${STATE}/backups/study/${ahead}`;
  write(`${made}/backup.json`, '{"format":1,"install":"study","why":"schedule"}');
  utimesSync(at(`${STATE}/timetable/next`), 2 ** 31, 2 ** 31);
  // Whether it is due by now depends on the time of day; that it looks does not.
  expect((await run()).code).toBe(0);
  expect(next()).toBeLessThan(Date.now() / 1000 + 25 * 3600);
  await run('--now', 'study');
  const [copy = ''] = copies();
  expect(copies().length).toBeGreaterThan(1);
  expect(away().copies.map(({ stamp }) => stamp)).toContain(copies().at(-2));
  expect(copy).not.toBe(ahead);
  expect(copies()).toContain(ahead);
});

it('leaves no key to copies where a restart of the server came between', async () => {
  const [key, fresh] = [`${STATE}/timetable/identity`, `${STATE}/timetable/fetched/study`];
  write(key, 'AGE-SECRET-KEY-1');
  write(`${fresh}/x`, 'just now');
  await run();
  expect([key, fresh].map((path) => existsSync(at(path)))).toEqual([true, true]);
  utimesSync(at(key), 1, 1);
  utimesSync(at(`${STATE}/timetable/fetched`), 1, 1);
  rmSync(at(`${STATE}/timetable/next`));
  await run();
  expect([key, fresh].map((path) => existsSync(at(path)))).toEqual([false, false]);
});

it('does not stop an app that there is no room for, and says so', async () => {
  write(`${STATE}/full`, '');
  expect(await run()).toMatchObject({
    code: 1,
    said: expect.stringContaining('There is no room.'),
  });
  expect(existsSync(at(`${STATE}/woken`))).toBe(false);
  const state = readFileSync(at(`${STATE}/timetable/state.json`), 'utf8');
  expect(JSON.parse(state).installs.study.trouble.says).toBe('There is no room.');
});

it('starts what a power cut left at rest, unless its owner has stopped it since', async () => {
  write(`${STATE}/timetable/next`, `${Math.floor(Date.now() / 1000) + 3600}\n`);
  write(`${STATE}/changes/study.resting`, 'study\n');
  await run();
  expect(existsSync(at(`${STATE}/woken`))).toBe(true);
  expect(existsSync(at(`${STATE}/changes/study.resting`))).toBe(false);
  // Two at once, under one and the same lock.
  rmSync(at(`${STATE}/woken`));
  write(`${STATE}/changes/study.resting`, 'study\n');
  write(`${STATE}/changes/gone.resting`, 'gone\n');
  await run();
  expect(existsSync(at(`${STATE}/woken`))).toBe(true);
  expect(readdirSync(at(`${STATE}/changes`))).toEqual([]);
  rmSync(at(`${STATE}/woken`));
  write(`${STATE}/changes/study.resting`, 'study\n');
  write(`${CONFIGURATION}/study/install.json`, '{"answers": {"stopped": "2026-11-20T10:00:00Z"}}');
  await run();
  expect(existsSync(at(`${STATE}/woken`))).toBe(false);
  expect(existsSync(at(`${STATE}/changes/study.resting`))).toBe(false);
});

it.each([
  ['begun', { state: 'begun', kind: 'restore' }],
  ['left the server', { state: 'done', kind: 'move', move: { role: 'left', peer: 'b' } }],
])('does not start what a power cut left at rest where a change has %s', async (_how, change) => {
  write(`${STATE}/timetable/next`, '99999999999\n');
  write(`${STATE}/changes/study.resting`, 'study\n');
  write(`${STATE}/changes/study.json`, JSON.stringify(change));
  await run();
  expect(existsSync(at(`${STATE}/woken`))).toBe(false);
  expect(existsSync(at(`${STATE}/changes/study.resting`))).toBe(false);
});

it('copies nothing while a command of a run that was cut off goes on', async () => {
  const job = at(`${STATE}/jobs/0123456789abcdef`);
  write(`${STATE}/jobs/0123456789abcdef/output`, '');
  // As `asJob` leaves it: its folder is among its arguments.
  const left = spawn('sh', ['-c', 'echo $$ > "$1/pid"; while :; do sleep 0.05; done', 'job', job]);
  write(
    'bin/sleep',
    `#!/bin/sh\n[ "$1" != 3 ] || touch ${at('waits')}\nexec /bin/sleep 0.05\n`,
    0o755,
  );
  try {
    await vi.waitUntil(
      () => existsSync(join(job, 'pid')) && readFileSync(join(job, 'pid')).length > 0,
      60_000,
    );
    const running = run();
    await vi.waitUntil(() => existsSync(at('waits')), 60_000);
    expect(existsSync(at(`${STATE}/lock`))).toBe(false);
    expect(existsSync(at(`${STATE}/backups/study`))).toBe(false);
    left.kill();
    expect(await running).toMatchObject({ code: 0 });
    expect(copies()).toHaveLength(1);
  } finally {
    left.kill();
  }
});

it('by its timer does not wait long for the wizard, whose own steps wait for it', async () => {
  write(`${STATE}/lock/holder`, '{"by":"anna@laptop","machine":"x","process":1,"since":""}');
  write(
    'bin/sleep',
    `#!/bin/sh\n[ "$1" != 3 ] || printf x >> ${at('waits')}\nexec /bin/sleep 0.05\n`,
    0o755,
  );
  expect((await run()).said).toContain('Tried again later.');
  expect(readFileSync(at('waits'), 'utf8').length).toBeLessThan(15);
  expect(existsSync(at(`${STATE}/backups/study`))).toBe(false);
  // Still due.
  rmSync(at(`${STATE}/lock`), { recursive: true });
  expect(await run()).toMatchObject({ code: 0 });
  expect(copies()).toHaveLength(1);
});
