import { expect } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, faults, type Host, type HostOptions, host, rangeUp } from '../range/range.ts';
import { only } from './messages.ts';
import {
  answersFor,
  newOperator,
  type Operator,
  type Ran,
  type Running,
  type Said,
} from './operator.ts';

/** The version of JATOS that a study begins with. */
export const FIRST = '3.10.3';
/** The version that it is upgraded to. */
export const NEXT = '3.10.4';
const UPLOADS = '/opt/jatos_data/result_uploads';

/** JATOS on a server, with what participants have sent: no upgrade may lose any of it. */
export interface Study {
  readonly server: Host;
  readonly operator: Operator;
  /** What commands need to know of the server. */
  readonly env: Readonly<Record<string, string>>;
  /** The words of the command `upgrade`. */
  readonly words: (...more: string[]) => string[];
  readonly upgrade: (...more: string[]) => Promise<Ran>;
  /** Starts an upgrade. */
  readonly begin: (version?: string) => Promise<Running>;
  /** Sets it up, or mends it, in this version. */
  readonly wholeJob: (version: string) => Promise<Ran>;
  /** What JATOS says of itself: a database that was not closed is dirty. */
  readonly told: () => Promise<Said>;
  /** It answers as this version, with the database that it had, and nothing that was sent is missing. */
  readonly expectToServe: (version: string, closed?: object) => Promise<void>;
  /** As before the upgrade, for the next test. */
  readonly backToFirst: () => Promise<void>;
}

export async function studyOn(name: string, options: HostOptions): Promise<Study> {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
  const server = await host(name, { suite: 'trixie', variant: 'docker', ...options });
  const hostname = `${name}.range.test`;
  await dns.set(hostname, server.address);
  const operator = await newOperator();
  const answers: Record<string, unknown> = {
    app: 'jatos',
    ...(await answersFor(server, hostname)),
  };
  const env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };

  const wholeJob = async (version: string) => {
    const file = await operator.answers({ ...answers, 'jatos.version': version });
    return await operator.run(['--answers', file, '--yes', '--json']);
  };
  const contents = async () => {
    const sums = `cd ${UPLOADS} && find . -type f -exec sha256sum {} + | sort | sha256sum`;
    return await server.exec(`docker exec jatos sh -c '${sums}'`);
  };

  expectDone(await wholeJob(FIRST));
  const participants = `for n in $(seq 300); do head -c 9000 /dev/urandom | base64 > ${UPLOADS}/$n.json; done`;
  await server.exec(`docker exec jatos sh -c '${participants}'`);
  const written = await contents();

  const words = (...more: string[]) => ['upgrade', hostname, ...more, '--yes', '--json'];
  const upgrade = (...more: string[]) => operator.run(words(...more), { env });
  const told = async () => {
    const { body } = await visitor(server.address).visit(`https://${hostname}/jatos`);
    const facts = /id="facts">(.*?)<\/script>/.exec(body)?.[1] ?? expect.fail(body);
    return JSON.parse(facts) as Said;
  };
  return {
    ...{ server, operator, env, words, upgrade, wholeJob, told },
    begin: (version = NEXT) => operator.start(words('--to', version), { env }),
    async expectToServe(version, closed = { dirty: false }) {
      const { version: now, versions, dirty } = await told();
      expect([now, (versions as string[])[0]]).toEqual([version, FIRST]);
      expect({ dirty }).toMatchObject(closed);
      expect(await contents()).toBe(written);
      expect(await server.exec('ls -A /var/lib/setup-server/jobs 2>/dev/null || true')).toBe('');
      expect(await server.succeeds('test -e /var/lib/setup-server/lock')).toBe(false);
    },
    async backToFirst() {
      await faults.heal(name);
      if (!(await server.succeeds('test -e /var/lib/setup-server/changes/jatos.json'))) return;
      expectDone(await upgrade('--undo'));
    },
  };
}

/** The codes of all that went wrong. */
export function troubles(ran: Ran): unknown[] {
  return troublesOf(ran).map(({ code }) => code);
}

function troublesOf(ran: Ran): Said[] {
  return [...only(ran, 'failed'), ...only(ran, 'trouble')].map((each) => each.trouble as Said);
}

/** It came to its end, and nothing went wrong. */
export function expectDone(ran: Ran): void {
  const { code, stderr } = ran;
  const problems = only(ran, 'problems');
  expect({ code, stderr, troubles: troublesOf(ran), problems }).toEqual({
    ...{ code: 0, stderr: '', troubles: [], problems: [] },
  });
}
