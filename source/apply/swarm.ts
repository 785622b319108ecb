import type { JoinAction, RotateAction } from '../action.ts';
import { openEngine } from '../edges/docker/engine.ts';
import { EngineRefusal } from '../edges/docker/engine-refusal.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection } from '../hosts/host.ts';
import type { Connections } from '../session/connections.ts';

/** The words by which it joins are asked of the manager, and handed to the one that joins. */
export async function joinSwarm(
  connections: Pick<Connections, 'to'>,
  { host, manager, address, role }: JoinAction,
  signal: AbortSignal,
): Promise<void> {
  const [here, there] = await Promise.all([engineOf(host), engineOf(manager.host)]);
  const token = await there.joinToken(role, signal);
  try {
    await here.joinSwarm({ manager: manager.address, token, address }, signal);
  } catch (error) {
    throw error instanceof EngineRefusal ? refused(error, manager.address) : error;
  }

  async function engineOf(of: string) {
    return await openEngine(await (await connections.to(of)).dockerSocket(signal));
  }
}

export async function rotateTokens(
  connection: Connection,
  { labels }: RotateAction,
  signal: AbortSignal,
): Promise<void> {
  const engine = await openEngine(await connection.dockerSocket(signal));
  await engine.rotateJoinTokens(labels, signal);
}

/** Docker's own words may hold what it was given. */
function refused({ says }: EngineRefusal, manager: string): ExpectedError {
  const port = manager.replace(/^.*:/, '');
  const away = /deadline|timeout|timed out|refused|no route|unreachable/i.test(says);
  return new ExpectedError({
    code: away ? 'swarm.out-of-reach' : 'swarm.not-joined',
    what: 'This server could not join the cluster.',
    why: away
      ? `It does not reach ${manager}: a firewall in between is closed, most often the provider's own.`
      : 'Docker there refused it.',
    next: [
      `Open port ${port} (TCP) between these servers in the provider's firewall, and 7946/tcp, 7946/udp, 4789/udp too.`,
      'Then try again: what was done is kept.',
    ],
    detail: says.replaceAll(/SWMTKN-[\w-]+/g, '[secret]'),
  });
}
