import { type Facts, isOf } from '../facts/facts.ts';
import { apps } from './index.ts';

/** How much memory the other apps of a server want, in megabytes, as far as it was seen which there are. */
export function memoryBeside(facts: Facts, host: string, install: string): number {
  const seen = facts
    .sightings()
    .flatMap((each) => (isOf(each, 'neighbours') && each.query.host === host ? each.value : []));
  const others = new Map(seen.map((each) => [each.install, each.record.app]));
  others.delete(install);
  const wanted = [...others.values()].map(
    (app) => apps.find(({ id }) => id === app)?.needs.memoryMB ?? 0,
  );
  return wanted.reduce((sum, each) => sum + each, 0);
}
