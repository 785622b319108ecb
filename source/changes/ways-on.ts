import type { Change } from './change.ts';

/** What ends an upgrade, or the putting back of a copy, that was begun. `place`: how its server is reached. */
export function waysOn({ arriving }: Pick<Change, 'arriving'>, place: string): readonly string[] {
  if (arriving)
    return [`npx setup-server restore ${place} --file FILE, with the same file, finishes it.`];
  return [
    `npx setup-server upgrade ${place} finishes it.`,
    `npx setup-server upgrade ${place} --undo puts back what was there before.`,
  ];
}
