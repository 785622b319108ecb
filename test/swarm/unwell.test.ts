import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { siteConfiguration } from '../../source/front/configuration.ts';
import { carrierScript } from '../../source/swarm/front-scripts.ts';
import { UNWELL_SCRIPT } from '../../source/swarm/unwell.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unwell-'));
  mkdirSync(join(folder, 'served'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(join(folder, 'served', name), 'utf8');

/** In the folder, where nobody waits. */
function ran(script: string, rest: string) {
  const here = script
    .replace('cd /served', `cd ${folder}/served`)
    .replaceAll(/(?<= )\/(?=(site|nginx)\.conf)/g, `${folder}/`)
    .replace(/^sleep 120$/m, rest)
    .replace(/^while :.*$/m, '');
  expect(spawnSync('sh', ['-c', here, 'sh', 'study'], { encoding: 'utf8' }).stderr).toBe('');
}

it('a server that is not well for balancers answers visitors as ever, and is well again afterwards', () => {
  const site = siteConfiguration({
    ...{ install: 'study', names: ['study.example.org'], container: 'app', plain: true },
    front: {
      ...{ port: 80, bodyMB: 1, buffering: true, timeoutSeconds: 60, websocketTimeoutSeconds: 60 },
    },
    balanced: { path: '/', status: (code) => code < 500, patienceSeconds: 60 },
  });
  writeFileSync(join(folder, 'site.conf'), site);
  writeFileSync(join(folder, 'nginx.conf'), 'events {}\n');
  ran(carrierScript(false), '');
  const [before, stamp] = [read('sites/study.conf'), read('stamp')];
  expect(before).toBe(site);
  ran(UNWELL_SCRIPT, 'exit');
  expect(read('stamp')).not.toBe(stamp);
  expect(
    read('sites/study.conf')
      .split('\n')
      .filter((line) => !site.includes(line)),
  ).toEqual(['  location = /setup-server-health { return 503;']);
  ran(UNWELL_SCRIPT, ':');
  expect([read('sites/study.conf'), read('stamp')]).toEqual([before, stamp]);
});
