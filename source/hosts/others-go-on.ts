import { ExpectedError } from '../expected-error.ts';
import type { RememberedHost } from '../facts/installs/remembered.ts';
import type { Goal } from '../goal.ts';

const AWAY: ReadonlySet<string> = new Set([
  ...['ssh.refused', 'ssh.timed-out', 'ssh.unreachable', 'ssh.hung-up'],
]);

/** The servers that answer without the first one; none where a part of the app runs there only. */
export function othersAlone({ cluster, recipe }: Pick<Goal, 'cluster' | 'recipe'>) {
  const anywhere = cluster?.spread.roles.every(({ runs }) => runs === 'copies') ?? false;
  return anywhere && (recipe.companions ?? []).length === 0 ? (cluster?.others ?? []) : [];
}

/** The first of several servers can't be reached: what that means for the others is told along. */
export function othersGoOn(error: unknown, host: RememberedHost | undefined): unknown {
  const spread = host?.installs.filter(({ alone = [] }) => alone.length > 0) ?? [];
  if (!(error instanceof ExpectedError) || !AWAY.has(error.code) || spread.length === 0)
    return error;
  const { trouble } = error;
  const told = spread.map(
    ({ app, alone = [] }) =>
      `${app} runs on ${alone.join(' and ')}, too: who comes in there is answered without this server. Until it is back, nothing can be changed, and the certificate is not renewed.`,
  );
  return new ExpectedError({
    ...trouble,
    why: [...(trouble.why === undefined ? [] : [trouble.why]), ...told].join('\n'),
    next: [
      'Start it again at its provider: then all goes on by itself.',
      ...(trouble.next ?? []),
      'If it is gone for good, set the app up on another server (npx setup-server), and take it to several from there. On each of those left: docker swarm leave --force',
    ],
  });
}
