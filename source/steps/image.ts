import type { Action } from '../action.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import type { HostFolder, ImageSource } from '../image-source.ts';
import { sh } from '../shell.ts';
import { download } from './download.ts';
import { HOLDS, lacks, type Step } from './step.ts';

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

/** The app's image on the host: pulled, built or loaded, as its source says. */
export function appImage(goal: Goal, needs: readonly string[]): Step {
  const { host, app, recipe } = goal;
  const { source, container } = recipe;
  const { image } = container;
  const id = imageStepId(source);
  if (source === undefined || source.from === 'registry')
    return download(goal, id, image, app.label, needs, source?.login);
  const seen = query('image', host, image);
  return {
    id,
    title: titleFor(source, app.label),
    needs,
    sees: [seen],
    check: (facts) => (facts.get(seen) ? HOLDS : lacks(`The server does not have ${image} yet.`)),
    actions: () => actionsFor(source, image),
  };
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
