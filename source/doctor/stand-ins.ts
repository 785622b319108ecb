import { canonicalAddress, isPublic } from '../dns/address.ts';

/** Texts that stand for people's addresses: always the same one for the same address. */
export class StandIns {
  readonly #mails = new Map<string, string>();
  readonly #addresses = new Map<string, string>();

  /** The text with `mail-1` and `address-1` in place of e-mail addresses and public IP addresses. */
  in(text: string): string {
    return text
      .replace(MAIL, (found) =>
        numbered(this.#mails, found.replace(/%40/i, '@').toLowerCase(), 'mail'),
      )
      .replace(V4, (found) => this.#address(found, found.replaceAll('-', '.')))
      .replace(V6, (found) => this.#address(found, found.replace(/%3a/gi, ':')));
  }

  #address(found: string, written: string): string {
    const address = canonicalAddress(written);
    if (address === undefined || !isPublic(address)) return found;
    return numbered(this.#addresses, address, 'address');
  }
}

/**
 * `anna@example.org`, `anna@laptop`; percent-encoded too. Neither the user in `ssh://root@host`, nor
 * the digest of an image.
 */
const MAIL = /(?<![\w.+/-])[\w.+-]+(?:@|%40)(?!sha\d)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?/gi;
/** With dots; with hyphens, as providers name their machines by it. */
const V4 = /(?<![\d.])(?:\d{1,3}(?:\.\d{1,3}){3}|\d{1,3}(?:-\d{1,3}){3})(?![\d]|\.\d)/g;
const V6 = /(?<![0-9a-f:.])(?:[0-9a-f]{0,4}(?::|%3a)){2,7}[0-9a-f]{0,4}(?![0-9a-f:])/gi;

function numbered(known: Map<string, string>, key: string, kind: string): string {
  const stands = known.get(key) ?? `${kind}-${known.size + 1}`;
  known.set(key, stands);
  return stands;
}
