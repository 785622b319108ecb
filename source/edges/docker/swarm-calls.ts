import type Docker from 'dockerode';
import { Secret } from '../../secrets/secret.ts';
import type { EngineClient } from './client.ts';
import type { Use } from './one-call.ts';

type Call = <T>(use: Use<T>, signal: AbortSignal | undefined) => Promise<T>;

/** What Docker tells of a cluster that it manages, as far as we read it. */
interface Swarm {
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Labels?: Readonly<Record<string, string>> };
  readonly JoinTokens: { readonly Manager: string; readonly Worker: string };
}

/** Clusters of engines (docs.docker.com/reference/api/engine, Swarm). Their words go in bodies, never in an address. */
export function swarmCalls(
  call: Call,
): Pick<EngineClient, 'joinToken' | 'joinSwarm' | 'rotateJoinTokens'> {
  const inspect = async (docker: Docker): Promise<Swarm> => await docker.swarmInspect();
  return {
    joinToken: (role, signal) =>
      call(async (docker) => {
        const { JoinTokens: tokens } = await inspect(docker);
        return new Secret(role === 'manager' ? tokens.Manager : tokens.Worker);
      }, signal),

    joinSwarm: ({ manager, token, address }, signal) =>
      call(async (docker) => {
        await docker.swarmJoin({
          ListenAddr: '0.0.0.0:2377',
          AdvertiseAddr: address,
          DataPathAddr: address,
          RemoteAddrs: [manager],
          JoinToken: token.reveal(),
        });
      }, signal),

    rotateJoinTokens: (labels, signal) =>
      call(async (docker) => {
        const { Version: version, Spec: spec } = await inspect(docker);
        await docker.swarmUpdate({
          _query: {
            version: version.Index,
            ...{ rotateWorkerToken: true, rotateManagerToken: true },
          },
          _body: { ...spec, Labels: { ...spec.Labels, ...labels } },
        });
      }, signal),
  };
}
