import {
  EXPERIMENT_LIBRARY,
  type ExperimentLibraryFact,
  type LibraryExperiment,
} from '../../facts/installs/experiment-library.ts';
import { stripControl } from '../../text/plain-text.ts';
import { asArray, asRecord, parseJson } from '../../text/untrusted-json.ts';
import { request } from './http-request.ts';
import { inPlainWords } from './plain-words.ts';

const LIMIT_SECONDS = 8;
/** It had 140 experiments in 30 kB in 2022. */
const MAX_BYTES = 5_000_000;
const NAME = /^[A-Za-z0-9_-]{1,100}$/;

/** The library as it is published now. Never throws but for the signal: its names can be typed, too. */
export async function lookAtLibrary(
  signal: AbortSignal,
  address = EXPERIMENT_LIBRARY,
): Promise<ExperimentLibraryFact> {
  const url = new URL(address);
  try {
    const reply = await request({ url, limitSeconds: LIMIT_SECONDS, maxBytes: MAX_BYTES }, signal);
    if (reply.status !== 200)
      return { is: 'unknown', says: `${url.hostname} answers with status ${reply.status}.` };
    const experiments = experimentsIn(parseJson(reply.body));
    return experiments.length > 0
      ? { is: 'there', experiments }
      : { is: 'unknown', says: `What ${url.hostname} sends is no list of experiments.` };
  } catch (error) {
    signal.throwIfAborted();
    return { is: 'unknown', says: inPlainWords(error, url, LIMIT_SECONDS).says };
  }
}

function experimentsIn(body: unknown): LibraryExperiment[] {
  const found = asArray(body).flatMap((item): LibraryExperiment[] => {
    const { name, tags } = asRecord(item);
    if (typeof name !== 'string' || !NAME.test(name)) return [];
    const words = asArray(tags).filter((tag): tag is string => typeof tag === 'string');
    return [{ name, tags: words.map(stripControl) }];
  });
  const byName = new Map(found.map((each) => [each.name, each]));
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}
