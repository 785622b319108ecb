import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { docker } from './engine.ts';
import { isThere } from './needs.ts';

type Inside = (...argv: string[]) => Promise<string>;

/** What the engine gives to a program, too. */
const environment = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
];

/**
 * Runs programs as root inside a container: by its namespaces where we may, since the engine takes ten times as much
 * of the machine for it; else by the engine.
 */
export function inside(container: string): Inside {
  const known = ways.get(container) ?? wayInto(container);
  ways.set(container, known);
  return known;
}

/** They remember the first process of a container. */
const ways = new Map<string, Inside>();

function wayInto(container: string): Inside {
  const byEngine: Inside = (...argv) => docker(['exec', container, ...argv]);
  let first: { id: string; pid: string } | undefined;
  return async (...argv) => {
    // Where it was started again, its first process is another one.
    if (!first || !(await isFirst(first))) first = await firstOf(container);
    if (!(await mayEnter()) || !(await isFirst(first))) return await byEngine(...argv);
    const into = ['-t', first.pid, '-m', '-u', '-i', '-n', '-p', '--', 'env', '-i', ...environment];
    const { stdout } = await execa('nsenter', [...into, ...argv], {
      stdin: 'ignore',
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  };
}

async function firstOf(container: string) {
  const format = '{{.Id}} {{.State.Pid}}';
  const [id = '', pid = ''] = (await docker(['inspect', '-f', format, container])).split(' ');
  return { id, pid };
}

/** Whether it is a process of this machine, and still that container's. */
async function isFirst({ id, pid }: { id: string; pid: string }): Promise<boolean> {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  return groups.includes(id);
}

let may: Promise<boolean> | undefined;

async function mayEnter(): Promise<boolean> {
  may ??= process.getuid?.() === 0 ? isThere('nsenter') : Promise.resolve(false);
  return await may;
}
