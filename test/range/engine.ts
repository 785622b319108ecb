import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { execa } from 'execa';
import { inCache } from './places.ts';

export const ownSocket = inCache('engine', 'docker.sock');

let found: string | undefined;

/** The address of the engine the range lives in; '' is whatever the docker command uses by itself. */
export async function engineAddress(): Promise<string> {
  if (found !== undefined) return found;
  const named = process.env.RANGE_DOCKER_HOST;
  if (named) found = named;
  else found = (await socketAnswers(ownSocket)) ? `unix://${ownSocket}` : '';
  return found;
}

export function forgetEngine(): void {
  found = undefined;
}

export async function engineAnswers(): Promise<boolean> {
  try {
    await docker(['version', '--format', '{{.Server.Version}}'], { timeout: 10_000 });
    return true;
  } catch {
    forgetEngine();
    return false;
  }
}

export type DockerOptions = { input?: string; timeout?: number; env?: Record<string, string> };

export async function docker(args: string[], options: DockerOptions = {}): Promise<string> {
  const { stdout } = await execa('docker', args, {
    env: { ...options.env, ...(await engineEnvironment()) },
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    ...(options.timeout ? { timeout: options.timeout, killSignal: 'SIGKILL' } : {}),
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

export async function engineEnvironment(): Promise<Record<string, string>> {
  const address = await engineAddress();
  return {
    DOCKER_BUILDKIT: '0',
    DOCKER_CLI_HINTS: 'false',
    ...(address && { DOCKER_HOST: address }),
  };
}

export async function dockerSucceeds(args: string[]): Promise<boolean> {
  return docker(args).then(
    () => true,
    () => false,
  );
}

export async function imageExists(tag: string): Promise<boolean> {
  return dockerSucceeds(['image', 'inspect', '--format', '.', tag]);
}

export async function containersWith(...filters: string[]): Promise<string[]> {
  const names = await docker([
    'ps',
    '-a',
    '--format',
    '{{.Names}}',
    ...filters.flatMap((filter) => ['--filter', filter]),
  ]);
  return names.split('\n').filter(Boolean);
}

export function socketAnswers(socketPath: string): Promise<boolean> {
  if (!existsSync(socketPath)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const request = get({ socketPath, path: '/_ping', timeout: 3000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
    request.on('timeout', () => request.destroy());
  });
}
