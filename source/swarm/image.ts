import { ExpectedError } from '../expected-error.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { isLoopback, placeOf, problemWithImage } from '../image/reference.ts';
import { isPulled } from '../image/source.ts';
import { download } from '../steps/download.ts';
import { HOLDS, hopeless, lacks, type Step } from '../steps/step.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { idOn, onHost } from './on-host.ts';

/**
 * By what all servers start the same image: by its digest, where each of them can download it; else by
 * its id, with which Docker asks no registry (moby, daemon/cluster/executor/container/adapter.go, pullImage).
 * What was settled before is kept, unless the others could not download it.
 */
export function imageOnAll(goal: Goal, settled: string, facts: Facts): string {
  const { host, recipe } = goal;
  const { image } = recipe.container;
  if (isById(settled)) return settled;
  const there = facts.get(query('image', host, settled || image));
  if (canDownload(goal, facts)) {
    const [, digest] = there?.digest?.split('@') ?? [];
    if (settled !== '') return settled;
    if (digest !== undefined) return `${image.replace(/@.*$/s, '')}@${digest}`;
  }
  if (there) return there.id;
  throw notThere(goal, settled || image);
}

/** By what the first server starts just the image that it has by that name, and asks no registry. */
export function imageThereBy(goal: Goal, image: string, facts: Facts): string {
  const there = facts.get(query('image', goal.host, image));
  if (!there) throw notThere(goal, image);
  const [, digest] = there.digest?.split('@') ?? [];
  return digest === undefined ? there.id : `${image.replace(/@.*$/s, '')}@${digest}`;
}

function notThere({ app }: Goal, image: string): ExpectedError {
  return new ExpectedError({
    code: 'swarm.no-image',
    what: `The image of ${app.label} is not on the first server any more.`,
    why: `It is to be the same one as before, and it was there by the name ${image}.`,
    next: ['npx setup-server puts it there again. Then try once more.'],
  });
}

/** Whether an image is one that the first server gives to the others. */
export function isById(image: string): boolean {
  return image.startsWith('sha256:');
}

/** Whether its registry gives it to everybody, or to whoever logs in now. */
function canDownload({ host, install, recipe: { source } }: Goal, facts: Facts): boolean {
  if (!isPulled(source)) return false;
  const login = source?.from === 'registry' && source.login;
  return Boolean(login) || !manifestsOf(host, install, facts).some(isHidden(facts));
}

/** What its registry tells of the image that runs on one server; nothing where it is of none. */
export function manifestsOf(
  host: string,
  install: string,
  facts: Facts,
): readonly Query<'manifest'>[] {
  const image = facts.get(query('container', host, install))?.image ?? '';
  if (image === '' || isById(image) || problemWithImage(image) !== undefined) return [];
  const { registry } = placeOf(image);
  return registry !== null && isLoopback(registry) ? [] : [query('manifest', '', image)];
}

function isHidden(facts: Facts) {
  return (each: Query<'manifest'>) => facts.get(each)?.is === 'hidden';
}

/** The app's image on a further server: downloaded there, or brought from the first one. */
export function imageThere(
  goal: Goal,
  cluster: Cluster,
  node: ClusterNode,
  needs: readonly string[],
): Step {
  const { app, recipe } = goal;
  const { image } = cluster;
  if (isById(image)) return imageCarried(goal, cluster, node, needs);
  const login = recipe.source?.from === 'registry' ? recipe.source.login : undefined;
  const there = { ...goal, host: node.host };
  const [step] = onHost(node, [download(there, 'app.download', image, app.label, [], login)]);
  if (!step) throw new Error('There is no step.');
  return { ...step, needs };
}

/** The id of that step. */
export function imageStepOn({ image }: Pick<Cluster, 'image'>, node: ClusterNode): string {
  return idOn(isById(image) ? 'app.carry' : 'app.download', node);
}

function imageCarried(
  { app, recipe }: Goal,
  { image: id, nodes }: Cluster,
  { host, name }: ClusterNode,
  needs: readonly string[],
): Step {
  const [first] = nodes;
  const { image } = recipe.container;
  const here = query('image', first.host, id);
  const there = query('image', host, id);
  return {
    id: idOn('app.carry', { name }),
    title: `${name}: Bring ${app.label} there from ${first.name}`,
    because: (facts) =>
      `${whyNot(recipe.source)} It goes through this computer, packed; unpacked it has ${megabytes(facts.get(here)?.sizeBytes ?? 0)} MB.`,
    needs,
    sees: [here, there],
    check: (facts) => {
      if (facts.get(there)) return HOLDS;
      return facts.get(here)
        ? lacks(`${name} does not have that image yet.`)
        : hopeless(`${first.name} does not have the image ${id} any more.`, [
            'npx setup-server puts it there again. Then try once more.',
          ]);
    },
    actions: (facts) =>
      facts.get(here) ? [{ do: 'carry-image', from: first.host, to: host, id, image }] : [],
    remedies: [
      `Does the image arrive, and yet is not the same? Then the Dockers keep images in two ways: compare \`docker info\`, "Storage Driver", on ${first.name} and ${name}.`,
    ],
  };
}

function whyNot(source: Goal['recipe']['source']): string {
  return isPulled(source)
    ? 'Its registry does not give it to everybody.'
    : 'No registry has it: it was built on the first server, or brought there.';
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}
