import type { Needs } from '../finding.ts';

/** Whether an app takes an engine that came as this package; undefined is one installed by hand. */
export function takes(
  { dockerFrom }: Pick<Needs, 'dockerFrom'>,
  engine: { readonly package?: string },
): boolean {
  return dockerFrom !== 'docker' || engine.package !== 'docker.io';
}
