import type { Moto } from '../dns-providers/moto.ts';
import { answersFor, newOperator, type Operator, type Ran } from '../job/operator.ts';
import { dns, type Host, host } from '../range/range.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

interface Wanted {
  /** Of the host that waits to be taken for the new machine. */
  readonly called: string;
  /** The same of those for further ones. */
  readonly beside?: readonly string[];
  readonly options?: Partial<Parameters<typeof host>[1]>;
  /** The website's name. */
  readonly hostname: string;
  /** Where that leads, where it is not the machine itself; null for nowhere yet. */
  readonly leadsTo?: string | null;
  /** What the person's user at Amazon may do. */
  readonly policy: string;
  /** What is there before anybody's key is checked. */
  readonly before?: (moto: Moto) => Promise<void>;
  readonly answers: Readonly<Record<string, unknown>>;
}

export interface NewMachine {
  readonly server: Host;
  readonly others: readonly Host[];
  readonly moto: Moto;
  readonly operator: Operator;
  /** How the person's programs get into the account. */
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly run: (args?: readonly string[]) => Promise<Ran>;
  readonly remove: () => Promise<void>;
}

/** A host, and Amazon that gives it as the machine that is launched there, for a person with an account. */
export async function newMachine(wanted: Wanted): Promise<NewMachine> {
  const { called, beside = [], options, hostname, leadsTo, policy, before, answers } = wanted;
  const [server, ...others] = await Promise.all(
    [called, ...beside].map((each) =>
      host(each, { suite: 'trixie', variant: 'cloud', ...options }),
    ),
  );
  if (!server) throw new Error('There is no host.');
  const all = [server, ...others];
  const moto = await startMotoEc2(...all.map(({ address }) => address));
  const key = await moto.keyOf('setup-server', policy);
  await before?.(moto);
  await moto.checkKeys();
  if (leadsTo === null) await dns.del(hostname);
  else await dns.set(hostname, leadsTo ?? server.address);
  const operator = await newOperator();
  const env = {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: key.id,
    AWS_SECRET_ACCESS_KEY: key.secret,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const { 'ssh.fingerprint': fingerprint } = await answersFor(server, hostname);
  const file = await operator.answers({
    ...{ 'host.kind': 'ec2', 'ssh.fingerprint': fingerprint },
    ...answers,
  });
  const args = ['--answers', file, '--yes', '--json'];
  return {
    ...{ server, others, moto, operator, env, args },
    run: (words = args) => operator.run(words, { env }),
    async remove() {
      await dns.del(hostname);
      await moto.stop();
      await Promise.all(all.map((each) => each.remove()));
    },
  };
}
