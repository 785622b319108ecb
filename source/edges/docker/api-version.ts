import { ExpectedError } from '../../expected-error.ts';
import { OLDEST_API, OLDEST_ENGINE } from '../../facts/docker/docker.ts';

/** The newest version of the Engine API that this code was written for: Docker 25, and the oldest that Docker 29 speaks. */
const OURS = '1.44';

export interface EngineVersion {
  readonly version: string;
  readonly apiVersion: string;
  /** The oldest that it still speaks; '' where it does not say. */
  readonly oldestApiVersion: string;
  /** As Go names it: `amd64`, `arm64`. */
  readonly architecture: string;
}

/**
 * The API version to speak with an engine, as a path prefix: `v1.41`. Never newer than the engine,
 * never older than it allows. Throws an ExpectedError `docker.too-old`.
 */
export function agreedVersion({ version, apiVersion, oldestApiVersion }: EngineVersion): string {
  if (compare(apiVersion, OLDEST_API) < 0)
    throw new ExpectedError({
      code: 'docker.too-old',
      what: `Docker ${version} on this server is too old.`,
      why: `setup-server needs Docker ${OLDEST_ENGINE} or newer.`,
      next: ['Update Docker on the server, then run this again.'],
    });
  const newest = compare(apiVersion, OURS) < 0 ? apiVersion : OURS;
  return `v${compare(newest, oldestApiVersion) < 0 ? oldestApiVersion : newest}`;
}

function compare(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}
