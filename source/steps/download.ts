import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import type { RegistryLogin } from '../image/source.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** One image, pulled to the host. */
export function download(
  { host }: Goal,
  id: string,
  image: string,
  label: string,
  needs: readonly string[],
  login?: RegistryLogin,
): Step {
  const seen = query('image', host, image);
  return {
    id,
    title: `Download ${label}`,
    needs,
    sees: [seen],
    check: (facts) => (facts.get(seen) ? HOLDS : lacks(`${image} is not on the server yet.`)),
    actions: () => [{ do: 'pull', image, ...(login && { login }) }],
  };
}
