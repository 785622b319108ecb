import { distributionFinding } from '../distributions/finding.ts';
import type { PublicAddresses } from '../dns/judge-name.ts';
import { addressesFinding } from './addresses.ts';
import { clockFinding } from './clock.ts';
import { connectionFinding } from './connection-finding.ts';
import { diskFinding } from './disk.ts';
import { dockerFinding } from './docker.ts';
import { type FactName, type Facts, type FactTypes, query, type Sighting } from './facts.ts';
import type { Finding, Needs } from './finding.ts';
import { firstBootFinding } from './first-boot.ts';
import { listenersFinding } from './listeners.ts';
import { loginFinding } from './login.ts';
import { manifestFinding } from './manifest.ts';
import { memoryFinding } from './memory.ts';
import { nameFinding } from './name-finding.ts';
import { packagesFinding } from './packages.ts';
import { reachFinding } from './reach.ts';
import { recordFinding } from './record-file.ts';

/** What findings may be judged against beside the app's needs. */
export interface Surroundings {
  /** Where the world reaches the host; names are compared with it. */
  readonly host?: PublicAddresses;
  /** All that was seen so far. The more is in it, the more exactly a fact can be judged. */
  readonly seen?: Facts;
  /** The host, as queries name it, for which that is judged which is seen from here. */
  readonly server?: string;
}

type Judge<Name extends FactName> = (
  value: FactTypes[Name],
  needs: Needs,
  subject: string,
  surroundings: Surroundings,
) => Finding | undefined;

/** The facts that are worth a line while we look; steps and the receipt tell of the others. */
const judges: { readonly [Name in FactName]?: Judge<Name> } = {
  connection: connectionFinding,
  login: loginFinding,
  system: distributionFinding,
  memory: memoryFinding,
  disk: diskFinding,
  listeners: listenersFinding,
  addresses: addressesFinding,
  clock: clockFinding,
  packages: packagesFinding,
  firstBoot: firstBootFinding,
  docker: dockerFinding,
  reach: (fact, _needs, url) => reachFinding(fact, url),
  record: recordFinding,
  manifest: (fact, _needs, image, { seen, server = '' }) =>
    manifestFinding(fact, image, {
      system: seen?.get(query('system', server)),
      disk: seen?.get(query('disk', server)),
    }),
  name: (fact, _needs, name, { host }) => nameFinding(fact, name, host),
};

/** Whether a fact means something to the person, good or bad. */
export function isJudged(fact: FactName): boolean {
  return fact in judges;
}

/** What a fact means for the person, in plain words; undefined where it is not worth a line. */
export function finding(
  { query: asked, value }: Sighting,
  needs: Needs,
  surroundings: Surroundings = {},
): Finding | undefined {
  const judge = judges[asked.fact] as Judge<FactName> | undefined;
  return judge?.(value, needs, asked.subject, surroundings);
}
