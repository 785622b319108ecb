import type { ContentPart } from '../secrets/content.ts';
import { Secret } from '../secrets/secret.ts';

/**
 * Data with secrets in it, for files that only root may read. In the file a secret is the object
 * `{"secret": "…"}`; an empty one stands for one that is not known here, and is taken from the file.
 */
export type Sealed =
  | string
  | number
  | boolean
  | null
  | Secret
  | readonly Sealed[]
  | { readonly [key: string]: Sealed | undefined };

/** As the content of a file, JSON with one value a line. */
export function sealedContent(value: Sealed): readonly ContentPart[] {
  return [...parts(value, ''), '\n'];
}

/** The same as one text: as it stands in the file. */
export function sealedText(value: Sealed): Secret {
  const texts = sealedContent(value).map((part) => (part instanceof Secret ? part.reveal() : part));
  return new Secret(texts.join(''));
}

/** Reads what `sealedContent` wrote; undefined where it is no JSON. */
export function readSealed(text: string): Sealed | undefined {
  try {
    return JSON.parse(text, (_, value) =>
      isRecord(value) && typeof value.secret === 'string' && Object.keys(value).length === 1
        ? new Secret(value.secret)
        : value,
    );
  } catch {
    return undefined;
  }
}

/**
 * The data that is wanted, with the secrets that are only known to the file. Those are kept only
 * where all that stands beside them is as it was: a password goes to no other server.
 */
export function withKeptSecrets(wanted: Sealed, found: Sealed | undefined): Sealed {
  if (Array.isArray(wanted)) {
    const others = Array.isArray(found) ? found : [];
    return wanted.map((each, index) => withKeptSecrets(each, others[index]));
  }
  if (!isRecord(wanted) || !isRecord(found)) return wanted;
  const same = sameOpenly(wanted, found);
  return Object.fromEntries(
    Object.entries(wanted).map(([key, value]) => {
      const kept = found[key];
      if (!(value instanceof Secret)) return [key, value && withKeptSecrets(value, kept)];
      return [key, value.isEmpty && same && kept instanceof Secret ? kept : value];
    }),
  );
}

/** Whether the file holds what is wanted. */
export function sameSealed(one: Sealed, other: Sealed | undefined): boolean {
  return other !== undefined && sealedText(one).equals(sealedText(other));
}

function sameOpenly(one: Fields, other: Fields): boolean {
  const open = (fields: Fields) =>
    JSON.stringify(Object.entries(fields).filter(([, each]) => !(each instanceof Secret)));
  return open(one) === open(other);
}

type Fields = { readonly [key: string]: Sealed | undefined };

function isRecord(value: unknown): value is Fields {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret)
  );
}

function parts(value: Sealed, indent: string): ContentPart[] {
  const deeper = `${indent}  `;
  // JSON escapes what it must, and is secret as a whole.
  if (value instanceof Secret) {
    return ['{"secret": ', new Secret(JSON.stringify(value.reveal())), '}'];
  }
  if (Array.isArray(value)) {
    return lines(
      '[',
      value.map((each) => parts(each, deeper)),
      ']',
      indent,
    );
  }
  if (!isRecord(value)) return [JSON.stringify(value)];
  const fields = Object.entries(value).flatMap(([key, each]) =>
    each === undefined ? [] : [[`${JSON.stringify(key)}: `, ...parts(each, deeper)]],
  );
  return lines('{', fields, '}', indent);
}

function lines(
  begin: string,
  all: readonly ContentPart[][],
  end: string,
  indent: string,
): ContentPart[] {
  if (all.length === 0) return [begin + end];
  const inside = all.flatMap((each, index) => [`${index === 0 ? '' : ','}\n${indent}  `, ...each]);
  return [begin, ...inside, `\n${indent}${end}`];
}
