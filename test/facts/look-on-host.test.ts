import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ExpectedError } from '../../source/expected-error.ts';
import { type Facts, type FactTypes, query, Facts as SeenFacts } from '../../source/facts/facts.ts';
import { lookOnHost } from '../../source/facts/look-on-host.ts';
import type { ConnectionFact } from '../../source/facts/network/connection.ts';
import type { Connection, Reply } from '../../source/hosts/host.ts';
import type { ShellCommand } from '../../source/shell.ts';

const host = 'ssh://ubuntu@203.0.113.7:22';
const never = new AbortController().signal;

type Run = (command: ShellCommand, root: boolean) => Promise<Reply>;

/** A connection that does this with each command, and how often it was asked. */
function connectionAs(user: string, run: Run) {
  const trips: { root: boolean; text: string }[] = [];
  const fact: ConnectionFact = { open: true, user, fingerprint: null };
  const connection: Connection = {
    fact,
    run: async (command, { root = false } = {}) => {
      trips.push({ root, text: command.text });
      return await run(command, root);
    },
    attach: async () => 0,
    output: () => Promise.reject(new Error('not here')),
    dockerSocket: () => Promise.reject(new Error('not here')),
    reconnect: async () => {},
    close: async () => {},
  };
  return { connection, trips };
}

const here: Run = (command) =>
  new Promise((resolve) => {
    const child = spawn('sh', ['-c', command.text], { stdio: ['ignore', 'pipe', 'ignore'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
    });
    child.on('close', (code) => resolve({ code: code ?? 255, stdout, stderr: '' }));
  });

async function look(connection: Connection, names: readonly (keyof FactTypes)[]) {
  let facts: Facts = new SeenFacts();
  let error: unknown;
  try {
    const queries = names.map((fact) => query(fact, host));
    for await (const sighting of lookOnHost(connection, queries, never)) {
      facts = facts.with([sighting]);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { facts, error };
}

const codeOf = (error: unknown) => (error instanceof ExpectedError ? error.code : error);

describe('looking at a host', () => {
  it('takes one round trip for all that root may see', async () => {
    const { connection, trips } = connectionAs('root', here);
    const { facts, error } = await look(connection, ['system', 'login', 'memory', 'packages']);
    expect(error).toBeUndefined();
    expect(facts.sightings().map(({ query }) => query.fact)).toEqual([
      'system',
      'login',
      'memory',
      'packages',
    ]);
    expect(trips.map(({ root }) => root)).toEqual([false]);
  });

  it('asks as root through sudo, but who we are as ourselves, at the same time', async () => {
    const { connection, trips } = connectionAs('ubuntu', here);
    const { error } = await look(connection, ['memory', 'login', 'clock']);
    expect(error).toBeUndefined();
    expect(trips.map(({ root, text }) => [root, text.includes('id -Gn')])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('sees as the user what it may not see as root', async () => {
    const { connection, trips } = connectionAs('ubuntu', async (command, root) =>
      root ? { code: 1, stdout: '', stderr: 'sudo: a password is required' } : here(command, root),
    );
    const { facts, error } = await look(connection, ['memory']);
    expect(error).toBeUndefined();
    expect(facts.has(query('memory', host))).toBe(true);
    expect(trips.map(({ root }) => root)).toEqual([true, false]);
  });

  it('sees as the user, too, where becoming root is refused by an error', async () => {
    const { connection } = connectionAs('ubuntu', async (command, root) => {
      if (root) throw new ExpectedError({ code: 'ssh.no-root', what: 'No root.' });
      return here(command, root);
    });
    expect((await look(connection, ['memory'])).error).toBeUndefined();
  });

  it('does not go on without root because the connection was lost', async () => {
    const { connection, trips } = connectionAs('ubuntu', async () => {
      throw new ExpectedError({ code: 'ssh.connection-lost', what: 'Lost.', passing: true });
    });
    expect(codeOf((await look(connection, ['memory'])).error)).toBe('ssh.connection-lost');
    expect(trips).toHaveLength(1);
  });

  it('gives all other facts before it says that one cannot be had', async () => {
    const { connection } = connectionAs('root', async (command, root) => {
      const reply = await here(command, root);
      return { ...reply, stdout: reply.stdout.replace('MemTotal', 'Nothing') };
    });
    const { facts, error } = await look(connection, ['memory', 'clock', 'system']);
    expect(facts.sightings().map(({ query }) => query.fact)).toEqual(['clock', 'system']);
    expect(codeOf(error)).toBe('look.memory');
    expect((error as ExpectedError).trouble.passing).toBe(true);
  });

  it('takes nothing for absent in a reply that never came', async () => {
    const { connection } = connectionAs('root', async () => ({ code: 1, stdout: '', stderr: '' }));
    const { facts, error } = await look(connection, ['docker', 'container']);
    expect([facts.sightings(), codeOf(error)]).toEqual([[], 'look.docker']);
  });

  it('asks the same only once', async () => {
    const { connection, trips } = connectionAs('root', here);
    await look(connection, ['clock', 'clock']);
    expect(trips[0]?.text.match(/date \+%s/g)).toHaveLength(1);
  });

  it('uses another marker each time, so that nothing there can foresee it', async () => {
    const { connection, trips } = connectionAs('root', here);
    await look(connection, ['clock']);
    await look(connection, ['clock']);
    const [one, other] = trips.map(({ text }) => /[0-9a-f]{32}/.exec(text)?.[0]);
    expect(one).toBeDefined();
    expect(one).not.toBe(other);
  });

  it('refuses what is not seen on a host', async () => {
    const { connection } = connectionAs('root', here);
    expect((await look(connection, ['website'])).error).toBeInstanceOf(TypeError);
  });
});
