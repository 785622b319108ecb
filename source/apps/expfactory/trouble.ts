import type { KnownOutput } from '../../text/known-output.ts';

const LIBRARY = 'https://expfactory.github.io/experiments';

/** What goes wrong while an image of experiments is put together; see `experimentsSource`. */
export const expfactoryOutput: readonly KnownOutput[] = [
  {
    says: /^Not in the library: (.+)$/m,
    trouble: (found) => ({
      code: 'expfactory.no-such-experiment',
      what: `The library has no experiment of this name: ${(found[1] ?? '').split(' ').join(', ')}.`,
      why: 'It was written in another way, or was taken out of the library.',
      next: [
        `Look it up at ${LIBRARY}, and change your choice of experiments.`,
        'Nothing was changed: what ran before still runs.',
      ],
    }),
  },
  {
    says: /^The builder wrote no recipe\.$/m,
    trouble: {
      code: 'expfactory.no-recipe',
      what: 'The builder of the Experiment Factory did not do its work.',
      why: 'Its last lines below are its own. Most often the server could not read the library.',
      next: [`On the server: curl -I ${LIBRARY}/library.json. Then try again.`],
    },
  },
  {
    says: /^The builder's recipe is not as expected\.$/m,
    trouble: {
      code: 'expfactory.other-recipe',
      what: 'The builder of the Experiment Factory writes another recipe than the one that is known here.',
      why: 'Its image was changed. Until that is looked at, nothing is built from it.',
      next: ['Look for a newer setup-server: npx setup-server@latest'],
    },
  },
];
