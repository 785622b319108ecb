import { type Answers, textAnswer } from '../answers/answers.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { ImageDeclarations } from '../facts/manifest-fact.ts';
import { isLocalPath } from '../facts/own-image.ts';
import { isLoopback, parseImage, placeOf, problemWithImage } from '../image-reference.ts';
import { builtImage, type ImageSource } from '../image-source.ts';
import { loginIn } from '../questions/registry-login.ts';
import { sha256 } from '../sha256.ts';
import type { Setting } from './app.ts';

export const REFERENCE = 'image.reference';

/** The image that was asked for, `latest` where no version was named; a path where it is one. */
export function reference(answers: Answers): string {
  const text = textAnswer(answers, REFERENCE);
  if (text === '' || isLocalPath(text)) return text;
  const { tag, digest } = parseImage(text);
  return tag === null && digest === null ? `${text}:latest` : text;
}

/** What tells of the image before anything is asked about it. */
export function imageLook(answers: Answers): readonly Query[] {
  const image = reference(answers);
  if (isLocalPath(image)) return [query('ownImage', '', image)];
  if (image === '' || problemWithImage(image) !== undefined) return [];
  const { registry } = placeOf(image);
  // A registry on the server itself: from here, it would be another one.
  return registry !== null && isLoopback(registry) ? [] : [query('manifest', '', image)];
}

/** What the image says of itself; undefined where that is not known. */
export function declaredBy(answers: Answers, facts: Facts): ImageDeclarations | undefined {
  const image = reference(answers);
  if (isLocalPath(image)) return facts.get(query('ownImage', '', image))?.declares;
  const manifest = facts.get(query('manifest', '', image));
  if (manifest?.is !== 'there') return undefined;
  // They differ in their processors, hardly ever in this.
  return manifest.platforms.find(({ content }) => content !== null)?.content?.declares;
}

/**
 * The image's name on the server, and where it comes from. What was built or loaded is named after
 * its content; without the folder or file at hand, it is what the server remembers.
 */
export function placeFor({ answers, facts, install, host }: Setting): {
  readonly image: string;
  readonly source?: ImageSource;
} {
  const image = reference(answers);
  if (!isLocalPath(image)) {
    const login = loginIn(answers);
    return { image, ...(login && { source: { from: 'registry', login } }) };
  }
  const own = facts.get(query('ownImage', '', image));
  if (own) {
    return { image: builtImage(install, own.sha256), source: { from: own.is, path: image } };
  }
  const remembered = facts.get(query('record', host, install))?.image;
  return {
    image: remembered ?? builtImage(install, sha256(image)),
    source: { from: 'context', path: image },
  };
}

/** What it is called in a sentence: `ghost:5.87`, `greeting` for `~/work/greeting`. */
export function calledBy(answers: Answers): string {
  const image = reference(answers);
  if (!isLocalPath(image)) return image;
  const [name = ''] = image.split(/[/\\]/).filter(Boolean).slice(-1);
  return /^[.~]*$/.test(name) ? '' : name.replace(/\.(?:tar|tar\.gz|tgz)$/i, '');
}
