import { type Companion, companionHost } from '../apps/companion.ts';
import type { Recipe, RecipeFile } from '../apps/recipe.ts';
import { FRONT_NETWORK } from '../front/container.ts';
import { USUAL_PORTS } from '../front/ports.ts';
import type { Goal } from '../goal.ts';
import { certificateFolder, companionEnvFile, envFile } from '../paths.ts';
import { Secret } from '../secrets/secret.ts';
import { sha256 } from '../text/sha256.ts';
import type { ContainerSpec, Mount } from './container.ts';
import { LABEL, OPEN_FILES } from './container.ts';

/** The app's container, complete. */
export function appContainer(goal: Goal): ContainerSpec {
  const { install, recipe, adopted } = goal;
  const { companions = [] } = recipe;
  const networks = [
    ...(companions.length > 0 ? [installNetwork(install)] : []),
    ...(adopted?.networks ?? []),
  ].filter((name) => name !== FRONT_NETWORK);
  return {
    ...recipe.container,
    ...lasting(install),
    name: install,
    // Nobody visits what the copies work with.
    network: goal.cluster?.spread.stays ? sharedNetwork(install) : FRONT_NETWORK,
    ...(networks.length > 0 && { networks }),
    envFile: envFile(install),
    labels: { [LABEL.install]: install, ...filesLabel(recipe) },
    ...(adopted && { adopted: adopted.container }),
    ...withOwnTls(goal),
  };
}

/** Where HTTPS is its own business: its ports, and the certificate that we get for it. */
function withOwnTls({ install, recipe, certificate }: Goal) {
  const { tls, container } = recipe;
  if (!tls) return {};
  const { volumes, ports } = container;
  const folder = certificateFolder(install);
  const published = (host: number, inside: number) =>
    ({ host, container: inside, protocol: 'tcp' }) as const;
  const own = certificate.use === 'app-client' && tls.http !== undefined ? [tls.http] : [];
  return {
    // Single files: a restart looks up anew what lies there.
    volumes: tls.certificate
      ? [
          ...volumes,
          { source: `${folder}/fullchain.pem`, target: tls.certificate.chain, readOnly: true },
          { source: `${folder}/key.pem`, target: tls.certificate.key, readOnly: true },
        ]
      : volumes,
    ports: [
      ...ports,
      ...own.map((port) => published(USUAL_PORTS.http, port)),
      published(USUAL_PORTS.https, tls.https),
    ],
  };
}

/** A container that the app works with, complete. Only the app reaches it. */
export function companionContainer(install: string, companion: Companion): ContainerSpec {
  return {
    ...companion.container,
    ...lasting(install),
    name: companionHost(install, companion.name),
    ports: [],
    network: installNetwork(install),
    ...(companion.alias === undefined ? {} : { aliases: [companion.alias] }),
    envFile: companionEnvFile(install, companion.name),
  };
}

/** Those that are started before the app, and those that follow it. */
export function companionsOf({ companions = [] }: Pick<Recipe, 'companions'>) {
  return {
    before: companions.filter(({ follows }) => !follows),
    after: companions.filter(({ follows }) => follows),
  };
}

/** All containers of the install, in the order in which they start. */
export function containersOf(goal: Goal): readonly ContainerSpec[] {
  const { install, recipe } = goal;
  const { before, after } = companionsOf(recipe);
  const complete = (companion: Companion) => companionContainer(install, companion);
  return [...before.map(complete), appContainer(goal), ...after.map(complete)];
}

/** The network on which an app and its companions reach each other, and nobody else does. */
export function installNetwork(install: string): string {
  return `${FRONT_NETWORK}-${install}`;
}

/** The network on which copies of an app on several servers reach what they work with. */
export function sharedNetwork(install: string): string {
  return `${installNetwork(install)}-shared`;
}

/** Volumes that hold data; folders of the host are not among them. */
export function volumesOf({ volumes }: Pick<ContainerSpec, 'volumes'>): readonly Mount[] {
  return volumes.filter(({ source }) => !source.startsWith('/'));
}

function lasting(install: string) {
  return {
    restart: 'always',
    logs: { maxSizeMB: 10, files: 5 },
    openFiles: OPEN_FILES,
    labels: { [LABEL.install]: install },
  } as const;
}

/** A changed file is taken up by a new container. */
function filesLabel({ files = [] }: Recipe): Record<string, string> {
  const read = files.filter(({ once }) => !once);
  return read.length === 0 ? {} : { [LABEL.files]: sha256(read.map(textOfFile).join('\0')) };
}

/** What a file of a recipe holds, secrets included. */
export function textOfFile({ content }: Pick<RecipeFile, 'content'>): string {
  return content
    .map((part) => {
      if (typeof part === 'string') return part;
      return part instanceof Secret ? part.reveal() : part.text;
    })
    .join('');
}
