import type { Role, Spread } from '../../apps/spread.ts';
import type { Goal } from '../../goal.ts';
import type { TaskSize } from './fargate.ts';
import { domainOf, type EcsPart } from './wanted.ts';

/** What goes on at Amazon as what the copies work with. */
const SHARED = 'backend';

/** What an app consists of there, as on several servers of one's own. One that does not know it is a single part. */
export function ecsParts(
  { install, recipe }: Goal,
  spread: Spread | undefined,
  size: TaskSize,
): readonly [EcsPart, ...EcsPart[]] {
  const { container } = recipe;
  if (!spread) return [{ name: 'app', once: false, size, container, environment: new Map() }];
  const { stays, roles } = spread;
  const [first, ...others] = roles;
  const part = (role: Role): EcsPart => ({
    ...{ name: role.name, once: role.runs === 'once', size },
    container: {
      ...container,
      ...(role.command && { command: role.command }),
      ...(role.stop && { stop: role.stop }),
    },
    environment: openIn(role.env),
    ...(role.ready && { well: role.ready.command }),
    ...(role.patterns && { patterns: role.patterns }),
  });
  const all = [part(first), ...others.map(part)] as const;
  if (!stays) return all;
  const found = `${SHARED}.${domainOf({ install })}`;
  const own = stays.nameIn === undefined ? [] : [[stays.nameIn, found] as const];
  const shared: EcsPart = {
    ...{ name: SHARED, once: true, size, container, well: stays.ready, found },
    environment: new Map([...openIn(stays.env), ...own]),
  };
  return [shared, ...all];
}

/** No role has a secret of its own. */
function openIn(env: Role['env'] = []): Map<string, string> {
  return new Map(
    env.map(({ name, value }) => {
      if (typeof value !== 'string') throw new TypeError(`${name} of a role is not open.`);
      return [name, value];
    }),
  );
}
