import { quote } from '../../shell.ts';

/** What is wrong with a value, in words that help; undefined where nothing is. */
export type Rule = (value: string) => string | undefined;

/**
 * At its first start docassemble pastes each value with `sed` into config.yml, unquoted
 * (Docker/initialize.sh and config.yml.dist of docassemble 1.10). So a value may hold neither what
 * sed reads as the end of the value nor what YAML does not read as a plain text.
 */
export function pasteable(delimiter: '/' | '#' | '@'): Rule {
  return (value) => {
    if (/[\r\n]/.test(value)) return 'This must be a single line.';
    const found = [delimiter, '&', '\\'].find((character) => value.includes(character));
    if (found !== undefined) return `docassemble can't take a ${found} here.`;
    return problemInYaml(value);
  };
}

/** What a person may have meant as text and YAML 1.1 reads as a truth value, as nothing, or as a number. */
const NO_TEXT =
  /^(true|false|yes|no|on|off|y|n|null|~|[-+]?[0-9][0-9_]*(\.[0-9]*)?|0[xo][0-9a-f]+)$/i;

function problemInYaml(value: string): string | undefined {
  if (value !== value.trim()) return 'Without spaces at the beginning or end.';
  const [first = ''] = value;
  if (`!*&%@\`#{}[]|>'",?-:`.includes(first))
    return `docassemble can't take a ${first} at the beginning.`;
  if (/\s#/.test(value)) return "docassemble can't take a # after a space.";
  if (/:(\s|$)/.test(value)) return "docassemble can't take a colon before a space or at the end.";
  return undefined;
}

/** A text that docassemble does not take for a number or a truth value. */
export const isText: Rule = (value) =>
  NO_TEXT.test(value) ? `docassemble would not read "${value}" as text. Add a letter.` : undefined;

/** The first problem that one of the rules finds. */
export function all(...rules: readonly Rule[]): Rule {
  return (value) => {
    for (const rule of rules) {
      const problem = rule(value);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function matches(pattern: RegExp, otherwise: string): Rule {
  return (value) => (pattern.test(value) ? undefined : otherwise);
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): Rule {
  return (value) => {
    if (!/^\d{1,9}$/.test(value)) return `A whole number: ${least}`;
    return +value >= least && +value <= most ? undefined : `From ${least} to ${most}.`;
  };
}

/** A name within a database: docassemble puts it into SQL as it is. */
export const identifier: Rule = all(
  matches(
    /^[A-Za-z_][A-Za-z0-9_]{0,62}$/,
    'Letters, digits and underscores, a letter first: docassemble',
  ),
  isText,
);

export const hostName: Rule = matches(
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/,
  'Only the name, without https:// or a path: db.example.org',
);

/** Characters of a database password that docassemble's own documentation allows; a letter first keeps it a text for YAML. */
export const databasePassword: Rule = all(
  matches(/^[A-Za-z]/, 'docassemble wants it to begin with a letter.'),
  matches(/^[A-Za-z0-9_~/^*?!-]+$/, 'docassemble takes letters, digits and _ ~ / - ^ * ? ! in it.'),
  isText,
);

export function url(schemes: readonly string[], example: string): Rule {
  return (value) => {
    if (/\s/.test(value)) return `An address without spaces: ${example}`;
    const parsed = URL.canParse(value) ? new URL(value) : null;
    if (parsed === null || !schemes.includes(parsed.protocol.replace(/:$/, '')))
      return `The whole address: ${example}`;
    return parsed.password === '' ? undefined : 'Leave the password out of the address.';
  };
}

/** One line of the file that docassemble reads with a shell: `export NAME='value'`. */
export function exported(name: string, value: string): string {
  return `export ${name}=${quote(value)}\n`;
}
