import type { Finding } from '../finding.ts';
import { diskSize } from '../machine/sizes.ts';

/** A folder of experiments on the person's computer. Anything else is an ExpectedError of the look. */
export interface OwnExperimentsFact {
  /** Of its content. */
  readonly sha256: string;
  readonly files: number;
  readonly bytes: number;
  readonly experiments: readonly OwnExperiment[];
}

export interface OwnExperiment {
  /** As its config.json calls it. */
  readonly id: string;
  /** Where it lies in the folder: `my-task`; `.` where it is the folder itself. */
  readonly folder: string;
}

export function ownExperimentsFinding({ experiments, bytes }: OwnExperimentsFact): Finding {
  const size = diskSize(Math.ceil(bytes / 1024 / 1024));
  return {
    status: 'good',
    text: `Your own: ${experiments.map(({ id }) => id).join(', ')}`,
    note: size,
  };
}

/**
 * What its builder wants in config.json (expfactory/validator/experiments.py), in a sentence;
 * undefined where it would take it.
 */
export function problemWithConfig(config: unknown): string | undefined {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    return 'is no JSON object.';
  const fields = config as Readonly<Record<string, unknown>>;
  const missing = ['name', 'exp_id', 'url', 'description'].filter(
    (field) => typeof fields[field] !== 'string',
  );
  if (missing.length > 0) return `lacks ${missing.join(', ')} (a text each).`;
  if (!Number.isInteger(fields.time)) return 'lacks time (a whole number, in minutes).';
  if (!/^[a-z0-9][a-z0-9_-]{0,99}$/.test(String(fields.exp_id)))
    return `has the exp_id "${fields.exp_id}". Only small letters, digits, - and _ are taken.`;
  return undefined;
}
