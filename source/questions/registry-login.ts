import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import type { Facts, Query } from '../facts/facts.ts';
import { registryOf } from '../image/reference.ts';
import type { RegistryLogin } from '../image/source.ts';
import type { Question, Section } from './question.ts';

export const REGISTRY_USER = 'registry.user';
export const REGISTRY_TOKEN = 'registry.token';

/** Whether an answer is about how to log in to a registry. */
export function isAboutRegistry(id: string): boolean {
  return id.startsWith('registry.');
}

/** Those of the answers that say how to log in to a registry. */
export function registryAnswers(answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id]) => isAboutRegistry(id)));
}

/** The login that was answered; undefined where nobody logs in. */
export function loginIn(answers: Answers): RegistryLogin | undefined {
  const user = textAnswer(answers, REGISTRY_USER);
  const password = secretAnswer(answers, REGISTRY_TOKEN);
  return user === '' || !password || password.isEmpty ? undefined : { user, password };
}

/** For an image that its registry does not show to everybody. */
export function registryQuestions({
  section,
  imageOf,
  looks,
  otherwise,
}: {
  readonly section: Section;
  readonly imageOf: (answers: Answers, facts: Facts) => string;
  /** Those that tell of it. */
  readonly looks: (answers: Answers, facts: Facts) => readonly Query[];
  /** What else may be, and what no name means: sentences. */
  readonly otherwise: string;
}): readonly Question[] {
  const isHidden = (answers: Answers, facts: Facts) =>
    looks(answers, facts).some((each) => {
      const seen = each.fact === 'manifest' && facts.get(each as Query<'manifest'>);
      return seen && seen.is === 'hidden';
    });
  const asked = (answers: Answers, facts: Facts) =>
    looks(answers, facts).length > 0 &&
    (isHidden(answers, facts) || textAnswer(answers, REGISTRY_USER) !== '');
  const place = (answers: Answers, facts: Facts) => registryOf(imageOf(answers, facts));
  return [
    {
      id: REGISTRY_USER,
      section,
      form: 'registry',
      kind: 'text',
      title: (answers, facts) => `Your name at ${place(answers, facts)}`,
      hint: (answers, facts) =>
        `${place(answers, facts)} does not show this image to everybody. ${otherwise}`,
      help: [
        'Either the image is private, or there is none of that name: from',
        'outside both look the same.',
        '',
        'A private one is shown to people with an account who may read it.',
        'Give the name by which you log in on its website. It is told to the',
        "server's Docker for this download, and kept nowhere.",
        '',
        'For example: anna',
      ].join('\n'),
      optional: true,
      example: 'anna',
      when: asked,
      problem: (name) => (/[\s:]/.test(name) ? 'A name has neither spaces nor colons.' : undefined),
    },
    {
      id: REGISTRY_TOKEN,
      section,
      form: 'registry',
      kind: 'secret',
      title: 'An access token, or the password',
      hint: (answers, facts) => whereToFind(place(answers, facts)),
      help: [
        'A token is a password of its own that may do just one thing. Make',
        'one that may only read images, so that little is lost with it.',
        '',
        'It is told to Docker on the server for this download alone. Docker',
        'does not keep it, and what is logged in on the server stays as it is.',
        'You are asked again when another version is to be downloaded.',
      ].join('\n'),
      example: 'A token that may read the image.',
      when: (answers, facts) => asked(answers, facts) && textAnswer(answers, REGISTRY_USER) !== '',
      thenLook: looks,
    },
  ];
}

/** Where a person makes a token (the registries' own documentation, 2026). */
function whereToFind(registry: string): string {
  const [known] = PLACES.filter(([ends]) => registry === ends || registry.endsWith(`.${ends}`));
  return known ? `Made at ${known[1]}.` : 'Made on its website, mostly under access tokens.';
}

const PLACES: readonly (readonly [registry: string, where: string])[] = [
  ['Docker Hub', 'app.docker.com: Account settings, Personal access tokens, "Read-only"'],
  ['ghcr.io', 'github.com: Settings, Developer settings, Tokens (classic), "read:packages"'],
  ['gitlab.com', 'gitlab.com: the project, Settings, Repository, Deploy tokens, "read_registry"'],
  ['quay.io', 'quay.io: your organisation, Robot Accounts'],
  ['azurecr.io', 'portal.azure.com: the registry, Tokens'],
  ['amazonaws.com', 'a shell, as "aws ecr get-login-password"; the name is AWS'],
  ['pkg.dev', "console.cloud.google.com: a service account's key; the name is _json_key"],
];
