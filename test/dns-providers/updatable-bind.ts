import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TSIG_ALGORITHMS } from '../../source/dns/providers/edges.ts';
import { askingNameServers } from '../../source/edges/outside/ask-name-server.ts';
import { freePort } from '../acme/ca/listening.ts';

/**
 * A real BIND with `tiny.test`. There is a key for each algorithm, named like it; that of
 * hmac-sha256 may set the addresses of `study`, and each the text of `_acme-challenge.<its name>`.
 */
export interface UpdatableBind {
  /** Address and port, as a person types them. */
  readonly place: string;
  readonly secret: string;
  readonly stop: () => Promise<void>;
}

export async function startUpdatableBind(): Promise<UpdatableBind> {
  const folder = await mkdtemp(join(tmpdir(), 'bind-'));
  const port = await freePort();
  const secret = randomBytes(32).toString('base64');
  const keys = TSIG_ALGORITHMS.map(
    (name) => `key "${name}" { algorithm ${name}; secret "${secret}"; };`,
  );
  const grants = TSIG_ALGORITHMS.map(
    (name) => `grant ${name} name _acme-challenge.${name}.tiny.test. TXT;`,
  );
  await writeFile(
    join(folder, 'tiny.zone'),
    '$TTL 60\n@ SOA ns host 1 600 600 600 60\n@ NS ns\nns A 127.0.0.1\n',
  );
  const options = [
    `directory "${folder}"; pid-file none; session-keyfile none; dnssec-validation no;`,
    `listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; notify no;`,
  ];
  const configuration = [
    `options { ${options.join(' ')} };`,
    'controls { };',
    ...keys,
    'zone "tiny.test" { type primary; file "tiny.zone"; update-policy {',
    'grant hmac-sha256 name study.tiny.test. A AAAA;',
    ...grants,
    '}; };',
  ];
  const file = join(folder, 'named.conf');
  await writeFile(file, configuration.join('\n'));
  const child = spawn('named', ['-f', '-c', file], { stdio: 'ignore' });
  const stop = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null) {
      child.kill();
      await gone;
    }
    await rm(folder, { recursive: true });
  };
  const ask = askingNameServers(new AbortController().signal);
  const deadline = Date.now() + 20_000;
  while ((await ask(`127.0.0.1:${port}`, 'ns.tiny.test', 'A')).is !== 'found') {
    if (child.exitCode === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    await stop();
    throw new Error('BIND did not start.');
  }
  return { place: `127.0.0.1:${port}`, secret, stop };
}
