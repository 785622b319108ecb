import type { Finding } from '../finding.ts';

/** The list of experiments that the Experiment Factory publishes. */
export type ExperimentLibraryFact =
  | { readonly is: 'there'; readonly experiments: readonly LibraryExperiment[] }
  /** It could not be had; what was in the way, in a sentence. */
  | { readonly is: 'unknown'; readonly says: string };

export interface LibraryExperiment {
  /** The builder knows it by this: `stroop`. */
  readonly name: string;
  /** `survey`, `memory`; its only description. */
  readonly tags: readonly string[];
}

/** What the builder itself reads (expfactory/defaults.py, EXPFACTORY_LIBRARY). */
export const EXPERIMENT_LIBRARY = 'https://expfactory.github.io/experiments/library.json';

export function libraryFinding(fact: ExperimentLibraryFact): Finding {
  if (fact.is === 'there')
    return { status: 'good', text: `The library has ${fact.experiments.length} experiments` };
  return {
    status: 'warning',
    text: 'The library of experiments could not be read',
    note: fact.says,
    advice: [
      'Type the names of the experiments instead. They are looked up when they are built, on the server.',
    ],
  };
}
