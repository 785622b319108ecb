import { STAMP } from '../../certificates/previous.ts';
import { certificateFolder } from '../../paths.ts';
import { sh } from '../../shell.ts';
import type { CertificateFact } from '../objects.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';
import { leafIn, readCertificate, readKey, serialOf } from './certificate.ts';

/** One of an install's certificates on the host, and what was noted beside it. */
export interface KeptCertificate extends CertificateFact {
  /** The folder below `previous` that keeps it; null for the present one. */
  readonly stamp: string | null;
  /** Hexadecimal, in capitals. */
  readonly serial: string;
  /** What kind of key it has: `ECDSA P-256`, `RSA 2048`. */
  readonly key: string;
  /** The directory URL of the CA that issued it, or what stands there for a person's own files; '' where nothing does. */
  readonly authority: string;
  /** When it was revoked from here (ISO 8601); null where it was not. */
  readonly revoked: string | null;
}

const [ONE, KEY, AUTHORITY, REVOKED] = ['--certificate', '--key', '--authority', '--revoked'];

/** The present one first, then the kept ones, the newest first. What is no certificate is left out. */
export const keptCertificatesProbe: HostProbe<'keptCertificates'> = {
  fact: 'keptCertificates',
  slow: true,
  command: (install) => sh`
    cd -- ${certificateFolder(install)} 2>/dev/null || exit ${SAYS.absent}
    for each in fullchain.pem previous/*/fullchain.pem; do
      [ -f "$each" ] || continue
      folder=$(dirname "$each")
      echo ${ONE} "$(basename "$folder")"
      cat "$each"; echo; echo ${KEY}
      if [ ! -f "$folder/key.pem" ]; then echo missing
      elif ! command -v openssl >/dev/null 2>&1; then echo unknown
      else openssl pkey -in "$folder/key.pem" -passin pass: -pubout
      fi
      echo ${AUTHORITY}
      [ ! -f "$folder/authority" ] || cat "$folder/authority"
    done
    echo ${REVOKED}
    [ ! -f revoked ] || cat revoked
  `,
  parse: (reply, install) => {
    if (reply.code === SAYS.absent) return [];
    const [all = '', notes] = reply.stdout.split(`${REVOKED}\n`);
    if (reply.code !== 0 || notes === undefined) {
      throw unreadable('keptCertificates', install, reply);
    }
    const revoked = readRevoked(notes);
    return all
      .split(`${ONE} `)
      .flatMap((part) => {
        const found = readOne(part);
        return found ? [{ ...found, revoked: revoked.get(found.serial) ?? null }] : [];
      })
      .sort((one, other) => newest(one, other));
  },
};

/** The file that notes which of an install's certificates were revoked: `SERIAL TIME REASON` a line. */
function readRevoked(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^([0-9A-F]+) (\d{4}-\d\d-\d\dT[\d:.]+Z) /gm);
  return new Map([...lines].map(([, serial = '', at = '']) => [serial, at]));
}

function readOne(part: string): Omit<KeptCertificate, 'revoked'> | null {
  const [folder = '', ...rest] = part.split('\n');
  const [chain = '', beside = ''] = rest.join('\n').split(`${KEY}\n`);
  const [key = '', authority = ''] = beside.split(`${AUTHORITY}\n`);
  const leaf = leafIn(chain);
  if (!leaf || (folder !== '.' && !STAMP.test(folder))) return null;
  const stamp = folder === '.' ? null : folder;
  const told = { serial: serialOf(leaf), key: readKey(leaf), authority: authority.trim() };
  return { ...readCertificate(leaf, key.trim()), ...told, stamp };
}

function newest(one: { stamp: string | null }, other: { stamp: string | null }): number {
  if (one.stamp === null) return -1;
  if (other.stamp === null) return 1;
  return one.stamp < other.stamp ? 1 : -1;
}
