import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { ImageDeclarations } from '../../facts/docker/manifest-fact.ts';
import { isLocalPath } from '../../facts/docker/own-image.ts';
import { type Facts, type Query, query } from '../../facts/facts.ts';
import {
  isLoopback,
  normaliseImage,
  parseImage,
  placeOf,
  problemWithImage,
} from '../../image/reference.ts';
import { builtImage, type ImageSource } from '../../image/source.ts';
import { loginIn } from '../../questions/registry-login.ts';
import { sha256 } from '../../text/sha256.ts';
import { type Project, readProject } from '../compose.ts';
import type { Setting } from '../recipe.ts';
import { isRunLine, normaliseRunLine, readRunLine } from '../run-line.ts';

export const REFERENCE = 'image.reference';
/** The name of what was built or loaded, in the record: the folder or file may be another by now. */
export const BUILT = 'image.built';

/** What was asked for: an image, `latest` where no version was named; a path where it is one. */
export function reference(answers: Answers): string {
  const typed = textAnswer(answers, REFERENCE);
  if (!isRunLine(typed)) return withVersion(typed);
  const project = readRunLine(typed);
  return typeof project === 'string' ? '' : withVersion(project.web.image);
}

/** What the compose file, or the line that starts a container, asks for; undefined for anything else. */
export function projectOf(answers: Answers, facts: Facts): Project | undefined {
  const project = projectIn(textAnswer(answers, REFERENCE), facts);
  return typeof project === 'string' ? undefined : project;
}

/** What was meant by what was typed. */
export function normaliseReference(typed: string): string {
  if (isRunLine(typed)) return normaliseRunLine(typed);
  return isLocalPath(typed.trim()) ? typed.trim() : normaliseImage(typed);
}

/** What is wrong with what was typed; undefined where nothing is. */
export function problemWithReference(text: string, facts: Facts): string | undefined {
  const project = projectIn(text, facts);
  if (typeof project === 'string') return project;
  if (isLocalPath(text)) return undefined;
  return problemWithImage(isRunLine(text) ? (project?.web.image ?? '') : text);
}

function projectIn(text: string, facts: Facts): Project | string | undefined {
  if (isRunLine(text)) return readRunLine(text);
  const found = composeAt(text, facts);
  return found && readProject(found);
}

/** What tells of the image before anything is asked about it. */
export function imageLook(answers: Answers, facts: Facts): readonly Query[] {
  const typed = reference(answers);
  const image = imageOf(answers, facts);
  const file = isLocalPath(typed) && typed !== image ? [query('ownImage', '', typed)] : [];
  // With a login it is looked at once that is answered.
  const later = loginIn(answers) && registryLook(answers, facts).length > 0;
  return [...file, ...(later ? [] : lookAt(image))];
}

/** The same, where that is at a registry: a login can be asked for. */
export function registryLook(answers: Answers, facts: Facts): readonly Query<'manifest'>[] {
  return lookAt(imageOf(answers, facts)).filter((each) => isAbout(each, 'manifest'));
}

/** What the image says of itself; undefined where that is not known. */
export function declaredBy(answers: Answers, facts: Facts): ImageDeclarations | undefined {
  const image = imageOf(answers, facts);
  if (isLocalPath(image)) {
    const own = facts.get(query('ownImage', '', image));
    return own && own.is !== 'compose' ? own.declares : undefined;
  }
  const manifest = facts.get(query('manifest', '', image));
  if (manifest?.is !== 'there') return undefined;
  // They differ in their processors, hardly ever in this.
  return manifest.platforms.find(({ content }) => content !== null)?.content?.declares;
}

/**
 * The image's name on the server, and where it comes from. What was built or loaded is named after
 * its content; what the record asks for is what it was made from then.
 */
export function placeFor({ answers, facts, install }: Setting): {
  readonly image: string;
  readonly source?: ImageSource;
  readonly remembers?: Readonly<Record<string, string>>;
} {
  const image = imageOf(answers, facts);
  if (!isLocalPath(image)) {
    const login = loginIn(answers);
    return {
      image,
      ...(login && { source: { from: 'registry', login } }),
      // The file may be another by now, and a line says more than that.
      ...(image !== textAnswer(answers, REFERENCE) && { remembers: { [REFERENCE]: image } }),
    };
  }
  const own = facts.get(query('ownImage', '', image));
  const from = own?.is === 'archive' ? 'archive' : 'context';
  const content = own && own.is !== 'compose' ? own.sha256 : sha256(image);
  const built = textAnswer(answers, BUILT) || builtImage(install, content);
  return { image: built, source: { from, path: image }, remembers: { [BUILT]: built } };
}

/** What it is called in a sentence: `ghost:5.87`, `greeting` for `~/work/greeting`. */
export function calledBy(answers: Answers): string {
  const image = reference(answers);
  if (!isLocalPath(image)) return image;
  const parts = image.split(/[/\\]/).filter(Boolean);
  const [name = ''] = parts.filter((each) => !/\.ya?ml$/i.test(each)).slice(-1);
  return /^[.~]*$/.test(name) ? '' : name.replace(/\.(?:tar|tar\.gz|tgz)$/i, '');
}

/** The image, or the path of what it is made from: with a compose file, those that it names. */
export function imageOf(answers: Answers, facts: Facts): string {
  const typed = reference(answers);
  const project = projectOf(answers, facts);
  if (!project) return typed;
  const { image, build } = project.web;
  if (build === '') return withVersion(image);
  const folder = composeAt(typed, facts)?.folder ?? '';
  return /^[/~]/.test(build) ? build : `${folder}/${build.replace(/^(?:\.\/)+|^\.$/, '')}`;
}

function lookAt(image: string): readonly Query[] {
  if (isLocalPath(image)) return [query('ownImage', '', image)];
  if (image === '' || problemWithImage(image) !== undefined) return [];
  const { registry } = placeOf(image);
  // A registry on the server itself: from here, it would be another one.
  return registry !== null && isLoopback(registry) ? [] : [query('manifest', '', image)];
}

function composeAt(path: string, facts: Facts) {
  const found = isLocalPath(path) ? facts.get(query('ownImage', '', path)) : undefined;
  return found?.is === 'compose' ? found : undefined;
}

function withVersion(image: string): string {
  if (image === '' || isLocalPath(image)) return image;
  const { tag, digest } = parseImage(image);
  return tag === null && digest === null ? `${image}:latest` : image;
}

function isAbout<Name extends Query['fact']>(each: Query, fact: Name): each is Query<Name> {
  return each.fact === fact;
}
