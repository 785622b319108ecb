import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frontScript, PLACES } from '../../source/swarm/front-scripts.ts';

describe('the places that a front leads visitors to who stay with one copy', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'front-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What its functions write, with programs that say this. */
  function found(programs: Readonly<Record<string, string>>) {
    for (const name of ['getent', 'nslookup']) {
      const says = programs[name];
      const text = says === undefined ? 'exit 127' : `cat <<'END'\n${says}\nEND`;
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const [functions = ''] = frontScript('$remote_addr').split('\ntrap ');
    const script = `${functions.replace(PLACES, join(folder, 'places'))}
find_places app:80 && cat "$places.new"`;
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    return spawnSync('sh', ['-c', script], { env, encoding: 'utf8' }).stdout;
  }

  const two = `upstream sticky_app {
  hash $remote_addr consistent;
  server 10.0.1.12:80;
  server 10.0.1.5:80;
}
`;

  it('are all copies, each once, in the same order on every server', () => {
    const lines = ['10.0.1.5 STREAM app', '10.0.1.5 DGRAM', '10.0.1.12 STREAM', '10.0.1.12 RAW'];
    expect(found({ getent: lines.join('\n') })).toBe(two);
    expect(found({ getent: lines.reverse().join('\n') })).toBe(two);
  });

  it('are found by BusyBox where there is nothing else', () => {
    const says = `Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\nNon-authoritative answer:\nName:\tapp\nAddress: 10.0.1.5\nName:\tapp\nAddress: 10.0.1.12`;
    expect(found({ nslookup: says })).toBe(two);
  });

  it('are none where nobody answers by that name: those from before stay', () => {
    expect(found({})).toBe('');
    expect(found({ nslookup: "** server can't find app: NXDOMAIN" })).toBe('');
  });
});
