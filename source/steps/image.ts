import type { Action } from '../action.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { parseImage } from '../image/reference.ts';
import type { Brought, HostFolder, ImageSource } from '../image/source.ts';
import { inOrder, sh } from '../shell.ts';
import { download } from './download.ts';
import { HOLDS, hopeless, lacks, type Step } from './step.ts';

/** The id of the step that puts an app's image on the host. */
export function imageStepId(source: ImageSource | undefined): string {
  switch (source?.from) {
    case 'context':
    case 'host':
      return 'app.build';
    case 'archive':
      return 'app.load';
    default:
      return 'app.download';
  }
}

/** Where an app is called by its own name, which version of it: what is behind the number says nothing to most. */
function withVersion(label: string, image: string): string {
  const [number] = /^\d+(?:\.\d+)+/.exec(parseImage(image).tag ?? '') ?? [];
  return number === undefined || image.startsWith(label) ? label : `${label} ${number}`;
}

/** The app's image on the host: pulled, built or loaded, as its source says. */
export function appImage(goal: Goal, needs: readonly string[]): Step {
  const { host, app, recipe } = goal;
  const { source, container } = recipe;
  const { image } = container;
  const id = imageStepId(source);
  if (source === undefined || source.from === 'registry')
    return download(goal, id, image, withVersion(app.label, image), needs, source?.login);
  const seen = query('image', host, image);
  const brought = source.from === 'host' ? source.brought : undefined;
  const kept = brought && query('folder', host, brought.folder);
  const isLost = (facts: Facts) => kept !== undefined && !facts.get(kept) && !brought?.from;
  return {
    id,
    title: titleFor(source, app.label),
    needs,
    sees: kept ? [seen, kept] : [seen],
    check: (facts) => {
      if (facts.get(seen)) return HOLDS;
      return isLost(facts)
        ? hopeless(`The server does not have the folder of ${brought?.what} any more.`, [
            'Run setup-server again, and say where it lies on your computer.',
          ])
        : lacks(`The server does not have ${image} yet.`);
    },
    actions: (facts) =>
      isLost(facts)
        ? []
        : [...(kept && !facts.get(kept) ? bring(brought) : []), ...actionsFor(source, image)],
  };
}

/** By Docker's own way, which every connection to a host has. Moved into its place as a whole. */
function bring({ image, folder, from }: Brought): readonly Action[] {
  if (!from) return [];
  const [box, arrived, half] = ['setup-server-bringing', `${folder}.arrived`, `${folder}.new`];
  const copies = from.folders.map((each) => {
    const target = `${half}/${each.to}`;
    return sh`install -d -m 0755 ${target} && cp -r ${`${arrived}/${each.from}/.`} ${target}`;
  });
  const unpack = sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    rm -rf ${arrived} ${half} ${folder} && install -d -m 0755 ${half} || exit
    docker rm -f ${box} >/dev/null 2>&1
    docker create --name ${box} ${image} none >/dev/null || exit
    docker cp ${`${box}:/content`} ${arrived}; code=$?
    docker rm ${box} >/dev/null; docker rmi ${image} >/dev/null
    [ "$code" = 0 ] || exit "$code"
    ${inOrder(...copies)} &&
    rm -rf ${arrived} && mv ${half} ${folder}
    for each in "$(dirname ${folder})"/*; do [ "$each" = ${folder} ] || rm -rf "$each"; done
  `;
  return [
    { do: 'build', image, path: from.path, dockerfile: 'FROM scratch\nCOPY content /content\n' },
    { do: 'run', command: unpack, patienceSeconds: 600 },
  ];
}

type Own = Exclude<ImageSource, { from: 'registry' }>;

function titleFor(source: Own, label: string): string {
  switch (source.from) {
    case 'context':
      return `Build ${label} on the server, from ${source.path} on this computer`;
    case 'archive':
      return `Put ${label} on the server, from ${source.path} on this computer`;
    case 'host':
      return `Build ${label} on the server`;
  }
}

function actionsFor(source: Own, image: string): readonly Action[] {
  switch (source.from) {
    case 'context':
      return [{ do: 'build', image, path: source.path }];
    case 'archive':
      return [{ do: 'load', image, path: source.path }];
    case 'host':
      return buildThere(source, image);
  }
}

function buildThere({ folder, files, prepare, patienceSeconds }: HostFolder, image: string) {
  const build = sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    docker build --tag ${image} ${folder}
  `;
  return [
    ...files.map(({ path, content }): Action => {
      return { do: 'write', path: `${folder}/${path}`, mode: '644', content: [content] };
    }),
    ...[...prepare, build].map((command): Action => {
      return { do: 'run', command, patienceSeconds, detached: true };
    }),
  ];
}
