import { randomBytes } from 'node:crypto';
import { aptInstall, aptSetUp } from '../range/debian.ts';
import { docker } from '../range/engine.ts';
import { ensureImage } from '../range/image.ts';
import { network, type Say } from '../range/places.ts';

/** Moto answers as Route 53 does; Debian 13 has it, Debian 12 has not. */
export interface Moto {
  readonly endpoint: string;
  /** A new user's access key; the policy, as JSON, says what it may do. */
  readonly keyOf: (user: string, policy: string) => Promise<{ id: string; secret: string }>;
  /** What a server is given for some hours that has a role with this policy. */
  readonly keysOfRole: (role: string, policy: string) => Promise<RoleKeys>;
  /** From now on every key is checked, and what it may do. */
  readonly checkKeys: () => Promise<void>;
  /** Runs a program in Python beside it, which has Amazon's SDK there (boto3); what it writes. */
  readonly python: (program: string, ...words: readonly string[]) => Promise<string>;
  /** What it wrote to its standard output. */
  readonly said: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface RoleKeys {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
}

const PORT = 5000;

/** Moto's own server, and one with what a program has changed of it. */
const SERVER = ['-m', 'moto.server'];

export async function startMoto(say: Say = () => {}, program?: string): Promise<Moto> {
  const image = await ensureImage(
    {
      name: 'moto',
      from: 'trixie',
      lines: [
        await aptSetUp('trixie'),
        // Its server imports all services, and so wants what any of them wants.
        aptInstall(
          'python3-moto python3-flask python3-flask-cors python3-docker',
          'python3-openapi-spec-validator python3-yaml python3-xmltodict python3-setuptools',
        ),
      ],
    },
    say,
  );
  const name = `range-moto-${randomBytes(4).toString('hex')}`;
  await docker([
    ...['run', '-d', '--rm', '--name', name, '--label', 'range=moto', '--network', network.name],
    ...[image, 'python3', ...(program === undefined ? SERVER : ['-c', program])],
    ...['-H', '0.0.0.0', '-p', String(PORT)],
  ]);
  const address = await docker([
    ...['inspect', '--format', `{{(index .NetworkSettings.Networks "${network.name}").IPAddress}}`],
    name,
  ]);
  const endpoint = `http://${address.trim()}:${PORT}`;
  const stop = async () => {
    await docker(['rm', '-f', name]);
  };
  await untilItAnswers(endpoint).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    endpoint,
    keyOf: (user, policy) => makeKey(endpoint, user, policy),
    keysOfRole: (role, policy) => assumeRole(endpoint, role, policy),
    checkKeys: async () => {
      await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' });
    },
    python: async (program, ...words) =>
      await docker(['exec', ...['-e', `PORT=${PORT}`], name, 'python3', '-c', program, ...words]),
    said: async () => await docker(['logs', name]),
    stop,
  };
}

async function untilItAnswers(endpoint: string): Promise<void> {
  const deadline = Date.now() + 300_000;
  for (;;) {
    const answered = await fetch(`${endpoint}/moto-api/data.json`).then(
      (reply) => reply.ok,
      () => false,
    );
    if (answered) return;
    if (Date.now() > deadline) throw new Error('Moto does not answer.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function makeKey(endpoint: string, UserName: string, PolicyDocument: string) {
  await iam(endpoint, { Action: 'CreateUser', UserName });
  const policy = { PolicyName: 'only', PolicyDocument };
  await iam(endpoint, { Action: 'PutUserPolicy', UserName, ...policy });
  const made = await iam(endpoint, { Action: 'CreateAccessKey', UserName });
  return { id: field(made, 'AccessKeyId'), secret: field(made, 'SecretAccessKey') };
}

async function assumeRole(endpoint: string, RoleName: string, PolicyDocument: string) {
  const trust = { AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' };
  const made = await iam(endpoint, { Action: 'CreateRole', RoleName, ...trust });
  await iam(endpoint, {
    ...{ Action: 'PutRolePolicy', RoleName, PolicyName: 'only', PolicyDocument },
  });
  const form = { Action: 'AssumeRole', RoleSessionName: 'server', RoleArn: field(made, 'Arn') };
  const assumed = await ask(endpoint, 'sts', { Version: '2011-06-15', ...form });
  return {
    ...{ id: field(assumed, 'AccessKeyId'), secret: field(assumed, 'SecretAccessKey') },
    token: field(assumed, 'SessionToken'),
  };
}

function field(text: string, name: string): string {
  return new RegExp(`<${name}>([^<]+)`).exec(text)?.[1] ?? '';
}

async function iam(endpoint: string, form: Record<string, string>): Promise<string> {
  return await ask(endpoint, 'iam', { Version: '2010-05-08', ...form });
}

/** Moto tells the service from the credential's scope, and checks no signature before it is told to. */
async function ask(
  endpoint: string,
  service: string,
  form: Record<string, string>,
): Promise<string> {
  const scope = `any/20260101/us-east-1/${service}/aws4_request`;
  const reply = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}` },
    body: new URLSearchParams(form),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
  return text;
}
