import type Docker from 'dockerode';
import { parseImage, placeOf, versionOf } from '../../image/reference.ts';
import type { RegistryLogin } from '../../image/source.ts';
import type { EngineVersion } from './api-version.ts';
import type { EngineClient, Inspection } from './client.ts';
import { EngineRefusal } from './engine-refusal.ts';
import { loadDockerode, settle, type Use } from './one-call.ts';
import { swarmCalls } from './swarm-calls.ts';

/** Seconds after which a call that should be quick is given up. */
const QUICK = 30;
const SLOW = 180;
const LAST_LINES = 1000;

/**
 * Docker's API over a local socket, through dockerode. `version` is a path prefix, `v1.41`;
 * without it calls are unversioned.
 */
export async function openClient(socketPath: string, version?: string): Promise<EngineClient> {
  const open = await loadDockerode(socketPath, version);
  const call = <T>(use: Use<T>, limitSeconds: number, signal?: AbortSignal) =>
    settle(open, use, limitSeconds, signal);
  /** A stream that may last: no limit of time, and its end is its reader's business. */
  const stream = (use: Use<unknown>, signal?: AbortSignal) =>
    settle(open, use, null, signal) as Promise<AsyncIterable<Uint8Array>>;

  return {
    version: (signal) =>
      call(
        async (docker): Promise<EngineVersion> => {
          const said = await docker.version();
          return {
            version: said.Version,
            apiVersion: said.ApiVersion,
            oldestApiVersion: said.MinAPIVersion ?? '',
            architecture: said.Arch,
          };
        },
        QUICK,
        signal,
      ),

    inspectContainer: (name, signal) =>
      orNull(
        call(
          async (docker) => {
            return inspectionOf(await docker.getContainer(name).inspect());
          },
          QUICK,
          signal,
        ),
      ),

    createContainer: (name, body, signal) =>
      call(
        async (docker) => {
          // `_query` and `_body` are docker-modem's: with plain options the whole body, secrets
          // included, would be put into the URL as well.
          const options = { _query: { name }, _body: body };
          return (await docker.createContainer(options as unknown as Docker.ContainerCreateOptions))
            .id;
        },
        SLOW,
        signal,
      ),

    connectNetwork: (id, network, signal) =>
      unlessConnected(
        call((docker) => docker.getNetwork(network).connect({ Container: id }), QUICK, signal),
      ),

    startContainer: (id, signal) =>
      unlessSo(call((docker) => docker.getContainer(id).start(), SLOW, signal)),

    stopContainer: (id, timeoutSeconds, signal) =>
      unlessSo(
        call(
          (docker) => docker.getContainer(id).stop({ t: timeoutSeconds }),
          timeoutSeconds + SLOW,
          signal,
        ),
      ),

    killContainer: async (id, signal) => {
      await unlessSo(
        call((docker) => docker.getContainer(id).kill(), QUICK, signal),
        409,
      );
      // Only this waits until it has ended.
      await unlessSo(call((docker) => docker.getContainer(id).stop({ t: 0 }), SLOW, signal));
    },

    lastWords: ({ id, startedAt }, signal) =>
      call(
        async (docker) => {
          const since = startedAt === '' ? {} : { since: unixTime(startedAt) };
          const options = { ...since, stdout: true, stderr: true, tail: LAST_LINES } as const;
          // A stream in frames, whose heads stand between whole lines and do not matter here.
          return (await docker.getContainer(id).logs({ ...options, follow: false })).toString();
        },
        QUICK,
        signal,
      ),

    renameContainer: (id, name, signal) =>
      call((docker) => docker.getContainer(id).rename({ name }), QUICK, signal),

    setRestartPolicy: (id, policy, signal) =>
      call(
        async (docker) => {
          const RestartPolicy = { Name: policy };
          await docker.getContainer(id).update({ RestartPolicy });
        },
        QUICK,
        signal,
      ),

    removeContainer: async (id, signal) => {
      await orNull(call((docker) => docker.getContainer(id).remove(), SLOW, signal));
    },

    execute: async (id, command, limitSeconds, signal) => {
      const orders = { Cmd: [...command], AttachStdout: true, AttachStderr: true };
      const exec = await call((docker) => docker.getContainer(id).exec(orders), QUICK, signal);
      await call(
        async (docker) => {
          for await (const _ of await docker.getExec(exec.id).start({}));
        },
        limitSeconds,
        signal,
      );
      const said = await call((docker) => docker.getExec(exec.id).inspect(), QUICK, signal);
      return said.ExitCode ?? 0;
    },

    imageArchitecture: (image, signal) =>
      orNull(
        call(
          async (docker) => (await docker.getImage(image).inspect()).Architecture,
          QUICK,
          signal,
        ),
      ),

    // Never without a tag: the engine would pull every one there is.
    pull: (image, signal, login) =>
      stream((docker) => {
        const wanted = { fromImage: parseImage(image).name, tag: versionOf(image) };
        // Goes into the header X-Registry-Auth, and nowhere else.
        return login
          ? docker.createImage(authorizationOf(image, login), wanted)
          : docker.createImage(wanted);
      }, signal),

    build: (image, context, signal) =>
      stream((docker) => docker.buildImage(context, { t: image, rm: true, forcerm: true }), signal),

    load: (archive, signal) => stream((docker) => docker.loadImage(archive, {}), signal),

    tag: async (image, name, signal) => {
      const to = { repo: parseImage(name).name, tag: versionOf(name) };
      await call((docker) => docker.getImage(image).tag(to), QUICK, signal);
    },

    ...swarmCalls((use, signal) => call(use, SLOW, signal)),
  };
}

/** As `docker login` keeps it (docs.docker.com/reference/api/engine, Authentication). */
function authorizationOf(image: string, { user, password }: RegistryLogin): Docker.AuthConfig {
  const serveraddress = placeOf(image).registry ?? 'https://index.docker.io/v1/';
  return { username: user, password: password.reveal(), serveraddress };
}

/** To the nanosecond: what it said before it was last started is none of it. */
function unixTime(rfc3339: string): number {
  const [, fraction = ''] = /\.(\d+)Z$/.exec(rfc3339) ?? [];
  // The engine reads a decimal text; a number has no room for the digits.
  return `${Math.floor(Date.parse(rfc3339) / 1000)}.${fraction.padEnd(9, '0')}` as unknown as number;
}

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return null;
    throw error;
  }
}

/** The engine refuses a second time, with 403 and these words (moby, daemon/container_operations.go). */
async function unlessConnected(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const so = error instanceof EngineRefusal && /already exists in network/.test(error.says);
    if (!so) throw error;
  }
}

/** 304: it is already so. 409 says the same of one that is to be killed. */
async function unlessSo(call: Promise<unknown>, status = 304): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof EngineRefusal && error.status === status)) throw error;
  }
}

function inspectionOf(said: Docker.ContainerInspectInfo): Inspection {
  const { State: state, Config: config } = said;
  const { StopTimeout } = config as { StopTimeout?: number };
  return {
    id: said.Id,
    name: said.Name.replace(/^\//, ''),
    status: state.Status as Inspection['status'],
    exitCode: state.ExitCode,
    startedAt: state.StartedAt ?? '',
    restartPolicy: said.HostConfig.RestartPolicy?.Name ?? '',
    labels: config.Labels ?? {},
    stopTimeoutSeconds: StopTimeout ?? null,
    volumes: said.Mounts.flatMap((mount) =>
      mount.Type === 'volume' && mount.Name
        ? [{ name: mount.Name, target: mount.Destination }]
        : [],
    ),
  };
}
