/** How a registry wants to be asked: the first of its WWW-Authenticate challenges that we know. */
export type Challenge =
  /** By a token, which the realm gives out (distribution.github.io, Token Authentication). */
  | {
      readonly scheme: 'bearer';
      readonly realm: string;
      readonly service: string | null;
      readonly scope: string | null;
    }
  | { readonly scheme: 'basic' };

/** Reads the header (RFC 9110, 11.6.1); null where nothing in it is known to us. */
export function readChallenge(header: string | undefined): Challenge | null {
  for (const [, scheme = '', rest = ''] of (header ?? '').matchAll(SCHEME)) {
    const parameters = new Map(
      [...rest.matchAll(PARAMETER)].map(([, name = '', quoted, bare]) => [
        name.toLowerCase(),
        quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1'),
      ]),
    );
    const realm = parameters.get('realm');
    if (/^bearer$/i.test(scheme) && realm !== undefined) {
      const service = parameters.get('service') ?? null;
      return { scheme: 'bearer', realm, service, scope: parameters.get('scope') ?? null };
    }
    if (/^basic$/i.test(scheme)) return { scheme: 'basic' };
  }
  return null;
}

const PARAMETER = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
/** A word that no "=" follows, and all the parameters behind it. */
const SCHEME =
  /([\w-]+)(?:\s+((?:[\w-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,"]+)\s*,?\s*)*)|\s*(?:,|$))/g;
