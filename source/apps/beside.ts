import type { NeighbourFact } from '../facts/neighbours.ts';
import { apps } from './index.ts';

/** How much memory the other apps of a server want, in megabytes. */
export function memoryBeside(others: readonly NeighbourFact[] = []): number {
  const wanted = others.map(
    ({ record }) => apps.find(({ id }) => id === record.app)?.needs.memoryMB,
  );
  return wanted.reduce((sum: number, each = 0) => sum + each, 0);
}
