import { type Answers, textAnswer } from '../answers/answers.ts';
import { isDigest, versionOf as tagOf } from '../image/reference.ts';
import type { TextQuestion } from '../questions/question.ts';
import type { Versions } from './app.ts';

/** A published image of which one version is taken, until the person chooses another one. */
export interface PinnedImage {
  /** The app's id; the question is called after it. */
  readonly app: string;
  readonly label: string;
  /** As in `docker pull`, without a tag: `vaultwarden/server`. */
  readonly repository: string;
  /** The newest when it was last looked at. */
  readonly version: string;
  /** What the tag has behind the version: `-apache`. */
  readonly variant?: string;
  /** What must be known before a newer one is chosen: lines for `?`. */
  readonly warning: readonly string[];
  /** Where new ones are announced. */
  readonly announced: string;
}

/** Asks which version; behind "more settings". */
export function versionQuestion(pinned: PinnedImage): TextQuestion {
  const { label, version, warning, announced, repository } = pinned;
  return {
    id: idOf(pinned),
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: `Which version of ${label}?`,
    hint: 'It stays at this one until you choose a newer one.',
    help: [...warning, '', `New versions: ${announced}`, `For example: ${version}`].join('\n'),
    expert: true,
    example: version,
    suggestion: () => version,
    normalise: (typed) => {
      const text = typed.trim();
      const tag = text.startsWith(`${repository}:`) ? text.slice(repository.length + 1) : text;
      return withoutVariant(pinned, tag.replace(/^v(?=\d)/, ''));
    },
    problem: (value) =>
      /^\d[\w.-]{0,80}$/.test(value) || isDigest(value)
        ? undefined
        : `A version is like ${version}.`,
  };
}

/** How another version of it is asked for. */
export function versionsOf(pinned: PinnedImage): Versions {
  return {
    asked: idOf(pinned),
    answer: (image) => withoutVariant(pinned, tagOf(image)),
    warns: () => [pinned.warning.join(' ')],
  };
}

function withoutVariant({ variant = '' }: PinnedImage, tag: string): string {
  return variant !== '' && tag.endsWith(variant) ? tag.slice(0, -variant.length) : tag;
}

/** The image by the answers. A digest stands for what ran when somebody else's was taken over. */
export function imageOf(pinned: PinnedImage, answers: Answers): string {
  const { repository, variant = '' } = pinned;
  const version = versionOf(pinned, answers);
  return isDigest(version) ? `${repository}@${version}` : `${repository}:${version}${variant}`;
}

export function versionOf(pinned: PinnedImage, answers: Answers): string {
  return textAnswer(answers, idOf(pinned)) || pinned.version;
}

function idOf({ app }: Pick<PinnedImage, 'app'>): string {
  return `${app}.version`;
}
