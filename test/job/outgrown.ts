import { expect } from 'vitest';
import { dns, type Host, type HostOptions, host } from '../range/range.ts';
import { wrong } from './messages.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

/** An app on the first of two servers, and the way to both of them. */
export interface Outgrown {
  readonly servers: readonly [Host, Host];
  readonly operator: Operator;
  /** What an errand with the first server alone must be told. */
  readonly alone: Readonly<Record<string, string>>;
  /** The same for both. */
  readonly env: Readonly<Record<string, string>>;
  /** The answers by which it was set up. */
  readonly file: string;
  /** The command that takes it to the second one. */
  readonly growing: (...more: readonly string[]) => string[];
  readonly grow: (...more: readonly string[]) => Promise<Ran>;
  readonly remove: () => Promise<void>;
}

/** Sets an app up on one of two new servers, by these answers and those that everybody must give. */
export async function outgrown(
  hostname: string,
  [one, other]: readonly [string, string],
  answersOf: (operator: Operator) => object | Promise<object>,
  options: HostOptions = {},
): Promise<Outgrown> {
  const fresh = (name: string) =>
    host(name, { suite: 'trixie', variant: 'docker', disk: 'tmpfs', ...options });
  const servers = await Promise.all([fresh(one), fresh(other)]);
  const [first, second] = servers;
  await dns.set(hostname, first.address);
  const operator = await newOperator(options.hosts === undefined ? {} : { hosts: options.hosts });
  const answers = await answersFor(first, hostname);
  const ofSecond = await answersFor(second, hostname);
  const alone = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
  const env = {
    ...alone,
    SETUP_SERVER_SWARM_FINGERPRINTS: String(ofSecond['ssh.fingerprint']),
  };
  const file = await operator.answers({ ...answers, ...(await answersOf(operator)) });
  expect(wrong(await operator.run(['--answers', file, '--yes', '--json']))).toEqual([]);
  const growing = (...more: readonly string[]) => [
    ...['grow', hostname, '--yes', '--json', '--servers', `root@${second.address}`],
    ...['--set', 'swarm.open=yes', ...more],
  ];
  return {
    ...{ servers, operator, alone, env, file, growing },
    grow: (...more) => operator.run(growing(...more), { env }),
    async remove() {
      await dns.del(hostname);
      await Promise.all(servers.map((each) => each.remove()));
    },
  };
}
