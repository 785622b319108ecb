import { Secret } from '../secrets/secret.ts';
import { secretForms } from './secret-forms.ts';
import { HIDDEN, isSecretName, withoutSecretPatterns } from './secret-patterns.ts';
import { StandIns } from './stand-ins.ts';

/** What is known to be secret. */
export interface Known {
  readonly secrets: readonly Secret[];
  /** Names of settings whose values are secret, however short. */
  readonly names: readonly string[];
  /** Texts that mean a person or their computer, and what is shown for each. */
  readonly told: ReadonlyMap<string, string>;
  /** E-mail and IP addresses stay as they are. */
  readonly keepAddresses: boolean;
}

/** What may be a setting's value without being a secret: hidden only beside the setting's name. */
const COMMON =
  /^(true|false|yes|no|on|off|none|null|info|debug|warn(ing)?|error|trace|prod(uction)?|dev(elopment)?|local(host)?|https?|utf-?8|\d{1,5})$/i;

/** Takes out of texts what others must not see. One for a whole bundle, so that stand-ins agree. */
export class Hiding {
  readonly #forms: readonly string[];
  readonly #names: RegExp | undefined;
  readonly #told: readonly (readonly [string, string])[];
  readonly #standIns: StandIns | undefined;

  constructor({ secrets, names, told, keepAddresses }: Known) {
    const values = secrets.map((secret) => secret.reveal()).filter((value) => !COMMON.test(value));
    const forms = new Set(values.flatMap((value) => secretForms(value)));
    this.#forms = [...forms].sort((one, other) => other.length - one.length);
    const words = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    this.#names =
      words.length > 0
        ? new RegExp(
            `(?<![\\w-])((?:${words.join('|')})\\\\*["']?\\s*[=:]\\s*\\\\*["']?)[^\\s"'\\\\,;}]+`,
            'g',
          )
        : undefined;
    this.#told = [...told].filter(([text]) => text.length > 2);
    this.#standIns = keepAddresses ? undefined : new StandIns();
  }

  /** A text of one or more lines. */
  text(text: string): string {
    const known = this.#withoutKnown(text);
    const named = this.#names ? known.replace(this.#names, `$1${HIDDEN}`) : known;
    const clean = withoutSecretPatterns(named);
    const told = this.#told.reduce((left, [from, to]) => left.replaceAll(from, to), clean);
    return this.#standIns?.in(told) ?? told;
  }

  /** Lines that belong together: a key may go over several of them. */
  lines(lines: readonly string[]): readonly string[] {
    return this.text(lines.join('\n')).split('\n');
  }

  /** Any data: each text in it, and whatever stands under a name that says that it is secret. */
  data(value: unknown, name = ''): unknown {
    if (value instanceof Secret) return HIDDEN;
    if (typeof value === 'string')
      return isSecretName(name) && value !== '' ? HIDDEN : this.text(value);
    if (value instanceof Map) return this.data(Object.fromEntries(value), name);
    if (Array.isArray(value)) return value.map((each) => this.data(each, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [this.text(key), this.data(each, key)]),
    );
  }

  /** Whether a finished text has none of the known secrets, in any form: a last look. */
  isClean(text: string): boolean {
    return !this.#forms.some((form) => text.includes(form));
  }

  #withoutKnown(text: string): string {
    const clean = this.#forms.reduce(
      (left, form) => (left.includes(form) ? left.replaceAll(form, HIDDEN) : left),
      text,
    );
    return clean
      .split('\n')
      .map((line) => (line.length < CUT_FROM ? line : this.#withoutBeginning(line)))
      .join('\n');
  }

  /** A long line may have been cut in the middle of a secret. */
  #withoutBeginning(line: string): string {
    for (const form of this.#forms)
      for (let length = form.length - 1; length >= BEGINNING; length -= 1)
        if (line.endsWith(form.slice(0, length))) return line.slice(0, -length) + HIDDEN;
    return line;
  }
}

/** From this length on, lines of logs are cut. */
const CUT_FROM = 400;
const BEGINNING = 4;
