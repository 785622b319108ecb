import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { debian } from '../../source/distributions/debian.ts';
import { Facts } from '../../source/facts/facts.ts';
import { portsBetween } from '../../source/swarm/ports.ts';
import { three } from './example-cluster.ts';

const [, second] = three.nodes;
if (!second) throw new Error('There is one server only.');

const script = portsBetween(three, second, debian)
  .actions(new Facts())
  .flatMap((action) =>
    action.do === 'write' && action.path.endsWith('/ports') ? [action.content.join('')] : [],
  )
  .join('');

/** A place where iptables and firewall-cmd are programs that note how they are called, and by which process. */
function place() {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-ports-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}`);
    chmodSync(join(folder, name), 0o755);
  };
  // There is no rule of ours yet.
  const note = `echo "$PPID $0 $*" | sed -E 's|^([0-9]+) .*/|\\1 |' >> ${folder}/calls`;
  for (const name of ['iptables', 'ip6tables'])
    program(name, `${note}\ncase " $* " in *" -D "*|*" -X "*) exit 1 ;; esac\n`);
  program('firewall-cmd', `${note}\n`);
  const text = script
    .replace(/^export PATH=/m, `export PATH=${folder}:`)
    .replaceAll('/run/', `${folder}/`);
  const path = join(folder, 'ports');
  writeFileSync(path, text);
  return { path, calls: () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') };
}

function calls(...words: string[]) {
  const { path, calls: noted } = place();
  const { status, stderr } = spawnSync('sh', [path, ...words], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return noted().map((call) => call.replace(/^\d+ /, ''));
}

describe('the ports between servers', () => {
  it('are open to the others, and to nobody else', () => {
    const rules = calls()
      .filter((call) => call.startsWith('iptables') && / -[AI] /.test(call))
      .map((call) => call.replace('iptables -w ', ''));
    expect(rules).toEqual([
      '-A SETUP-SERVER-CLUSTER -i lo -j ACCEPT',
      '-A SETUP-SERVER-CLUSTER -s 10.0.0.7 -j ACCEPT',
      '-A SETUP-SERVER-CLUSTER -s 10.0.0.9 -j ACCEPT',
      '-A SETUP-SERVER-CLUSTER -j DROP',
      '-I INPUT -p tcp -m multiport --dports 2377,7946 -j SETUP-SERVER-CLUSTER',
      '-I INPUT -p udp -m multiport --dports 7946,4789 -j SETUP-SERVER-CLUSTER',
      '-A SETUP-SERVER-ENCRYPTED -s 10.0.0.7 -j ACCEPT',
      '-A SETUP-SERVER-ENCRYPTED -s 10.0.0.9 -j ACCEPT',
      '-I INPUT -p esp -j SETUP-SERVER-ENCRYPTED',
    ]);
  });

  it('are closed over IPv6', () => {
    const rules = calls().filter((call) => /^ip6tables -w -A/.test(call));
    expect(rules).toEqual([
      'ip6tables -w -A SETUP-SERVER-CLUSTER -i lo -j ACCEPT',
      'ip6tables -w -A SETUP-SERVER-CLUSTER -j DROP',
    ]);
  });

  it('are told to firewalld, too, which has tables of its own', () => {
    expect(calls()).toContain(
      'firewall-cmd --quiet --add-rich-rule=rule family=ipv4 source address=10.0.0.9 port port=4789 protocol=udp accept',
    );
    expect(calls()).toContain(
      'firewall-cmd --quiet --add-rich-rule=rule family=ipv4 source address=10.0.0.9 protocol value=esp accept',
    );
  });

  it('are set by one after another, where the timer starts it just when we do', async () => {
    const { path, calls: noted } = place();
    const ends = [1, 2, 3].map(() => once(spawn('sh', [path], { stdio: 'ignore' }), 'close'));
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0]);
    const processes = noted().map((call) => call.split(' ')[0]);
    const changes = processes.filter((each, index) => each !== processes[index - 1]);
    expect(changes.length).toBe(new Set(processes).size);
  });

  it('stay forgotten where the timer had started it just before, and it waited', async () => {
    const { path, calls: noted } = place();
    const lock = join(dirname(path), 'setup-server-cluster-ports.lock');
    const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; read -r _'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(holder.stdout, 'data');
    const late = spawn('sh', [path], { stdio: 'ignore' });
    const waits = () =>
      readdirSync(`/proc/${late.pid}/fd`).some(
        (fd) => readlinkSync(`/proc/${late.pid}/fd/${fd}`) === lock,
      );
    await expect.poll(waits).toBe(true);
    rmSync(path);
    holder.stdin.end('go on\n');
    const [code] = await once(late, 'close');
    expect(code).toBe(0);
    expect(noted).toThrow(/ENOENT/);
  });

  it('are forgotten without a trace', () => {
    const { path, calls: noted } = place();
    expect(spawnSync('sh', [path, 'forget']).status).toBe(0);
    const done = noted();
    expect(existsSync(path)).toBe(false);
    expect(done.some((call) => / -[AI] /.test(call))).toBe(false);
    expect(done.filter((call) => call.includes('--remove-rich-rule')).length).toBe(10);
  });
});
