import { type Answers, installOf, textAnswer } from '../answers/answers.ts';
import type { Mount } from '../containers/container.ts';
import type { Facts } from '../facts/facts.ts';
import { registryOf } from '../image/reference.ts';
import { REGISTRY_USER } from '../questions/registry-login.ts';
import type { App } from './app.ts';
import { splitWords } from './command-words.ts';
import { envOf } from './compose.ts';
import { parseBeside } from './image/beside.ts';
import { besideIn } from './image/compose.ts';
import { ENV, ENV_FILE, environment } from './image/env.ts';
import { calledBy, declaredBy, imageOf, placeFor, projectOf } from './image/place.ts';
import { imageQuestions } from './image/questions.ts';
import { imageReadiness } from './image/ready.ts';
import { recogniseImage } from './image/recognise.ts';
import { rightsIn } from './image/rights.ts';
import { parseMounts } from './mounts.ts';
import { parsePorts } from './ports.ts';
import type { Recipe, RecipeFolder, Setting } from './recipe.ts';

/** Any image: what a recipe would know is asked instead. */
export const image: App = {
  id: 'image',
  label: 'Your own Docker image',
  called: calledBy,
  note: 'from Docker Hub, another registry, or a folder of yours',
  needs: { memoryMB: 512, diskMB: 4096 },
  questions: imageQuestions,
  onlyFirst: [REGISTRY_USER, ENV_FILE],
  privateImages,
  versions: { asked: 'image.reference', answer: (image) => image },
  lines: ENV,
  keepsNothing: (answers) => answers['image.folders'] === '' && besideIn(answers) === '',
  recipe,
  recognises: recogniseImage,
};

/** The application's, and what stands beside it in the same registry. */
function privateImages(answers: Answers, facts: Facts): readonly string[] {
  const image = imageOf(answers, facts);
  const beside = parseBeside(besideIn(answers), installOf(answers), () => []);
  return [image, ...beside.map((each) => each.container.image).filter(isBesideAs(image))];
}

/** Whether another image is in the same registry, so that one login opens both. */
function isBesideAs(image: string): (other: string) => boolean {
  return (other) => registryOf(other) === registryOf(image);
}

function recipe(setting: Setting): Recipe {
  const { answers, install } = setting;
  const { image, source, remembers } = placeFor(setting);
  const project = projectOf(answers, setting.facts);
  const login = source?.from === 'registry' ? source.login : undefined;
  const companions = parseBeside(besideIn(answers), install, (name) => {
    const service = project?.beside.find((each) => each.name === name);
    return service ? envOf(service) : [];
  }).map((each) => (login && isBesideAs(image)(each.container.image) ? { ...each, login } : each));
  const command = splitWords(textAnswer(answers, 'image.command'));
  const entrypoint = splitWords(textAnswer(answers, 'image.entrypoint'));
  const workdir = textAnswer(answers, 'image.workdir');
  const volumes = parseMounts(textAnswer(answers, 'image.folders'), install);
  const folders = foldersFor(volumes, textAnswer(answers, 'image.user') || declaredUser(setting));
  const port = Number(textAnswer(answers, 'image.port') || '80');
  return {
    container: {
      image,
      ...(command.length > 0 ? { command } : {}),
      ...(entrypoint.length > 0 ? { entrypoint } : {}),
      ...(workdir === '' ? {} : { workdir }),
      volumes,
      ports: parsePorts(textAnswer(answers, 'image.ports')),
      ...rightsIn(answers),
      stop: { timeoutSeconds: 30 },
    },
    ...(source && { source }),
    ...(remembers && { remembers }),
    ...environment(answers, setting.facts, project),
    ...(companions.length > 0 && { companions }),
    ...(folders.length > 0 && { folders }),
    front: {
      port,
      bodyMB: Number(textAnswer(answers, 'image.upload') || '100'),
      timeoutSeconds: 300,
      // It may stream; an answer that is held back looks broken.
      buffering: false,
      websocketTimeoutSeconds: 3600,
    },
    ready: imageReadiness(textAnswer(answers, 'image.health') || '/', port),
    first: [],
    data:
      volumes.length === 0
        ? 'none: what the app writes is lost when it is replaced'
        : volumes.map(kept).join(', '),
  };
}

function kept({ source, target }: Mount): string {
  return source.startsWith('/') ? `folder ${source}` : `volume ${source} (${target})`;
}

function declaredUser({ answers, facts }: Setting): string {
  return declaredBy(answers, facts)?.user ?? '';
}

/** What Docker puts on the server by itself, or what is none of ours. */
const OTHERS = /^\/(?:dev|etc|proc|run|sys|var\/run)(?:\/|$)/;

/**
 * Folders of the server that are not there yet: Docker would make them for root, and who is not
 * root in the container could not write there. Of a name, we don't know the number.
 */
function foldersFor(volumes: readonly Mount[], user: string): RecipeFolder[] {
  const [, owner, group = owner] = /^(\d+)(?::(\d+))?$/.exec(user) ?? [];
  if (owner === undefined || owner === '0') return [];
  return volumes
    .filter(({ source }) => source.startsWith('/') && !OTHERS.test(source))
    .map(({ source }) => ({
      path: source,
      owner: `${owner}:${group}`,
      mode: '755',
      asFound: true,
    }));
}
