import { fingerprintOfLine } from '../hosts/host-key-fingerprint.ts';

/**
 * The keys by which a machine proves who it is, as they are noted beside it at its provider; each an ed25519 key
 * as known_hosts has it: `AAAAC3NzaC1lZDI1NTE5AAAAI…`.
 */
export interface HostKeys {
  /** What it was made with: only for the first contact, since it stands in what every program there may read. */
  readonly first: string | null;
  /** What it made itself. */
  readonly own: string | null;
}

/** What is shown in place of the key that a machine is made with. */
export const GIVEN_KEY =
  '# with a host key that is made here, kept nowhere, and replaced at first contact:';

/** Of a machine that was made without. */
export const NO_HOST_KEYS: HostKeys = { first: null, own: null };

/** What stands before the 32 bytes of every key of this kind (RFC 8709, 4). */
const BEFORE = Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0 ', 'latin1');
const KIND = 'ed25519_';

/** The key as those 32 bytes. */
export function hostKeyOf(bytes: Buffer): string {
  return Buffer.concat([BEFORE, bytes]).toString('base64');
}

/**
 * How a key is noted: a tag may have letters, digits, `:`, `-` and `_`, a label 63 characters, letters or digits at
 * either end. The last letter stands for four bits, so it is always one.
 */
export function noteOf(key: string): string {
  const bytes = Buffer.from(key, 'base64').subarray(BEFORE.length);
  return `${KIND}${bytes.toString('base64url')}`;
}

/** The key that is noted so; null where it is none. */
export function keyNoted(note: string): string | null {
  if (!note.startsWith(KIND) || !/^[\w-]{43}$/.test(note.slice(KIND.length))) return null;
  return hostKeyOf(Buffer.from(note.slice(KIND.length), 'base64url'));
}

/** Where on a machine they are noted, by the name of tag or label. */
const NAMES = { first: 'setup-server-first', own: 'setup-server-own' } as const;

/** Notes as names and values. */
export function notesOf(keys: HostKeys): readonly (readonly [string, string])[] {
  return ([...Object.entries(NAMES)] as ['first' | 'own', string][]).flatMap(([which, name]) => {
    const key = keys[which];
    return key === null ? [] : [[name, noteOf(key)] as const];
  });
}

/** Whether something of that name is such a note. */
export function isNote(name: string): boolean {
  return name === NAMES.first || name === NAMES.own;
}

/** What is noted. */
export function keysNoted(notes: ReadonlyMap<string, string>): HostKeys {
  const { first, own } = NAMES;
  return {
    first: keyNoted(notes.get(first) ?? ''),
    own: keyNoted(notes.get(own) ?? ''),
  };
}

/** Those that it may show. */
export function shownBy({ first, own }: HostKeys): readonly string[] {
  return [first, own].flatMap((key) => key ?? []);
}

/** `SHA256:…` of the key that it made itself; undefined where none is noted. */
export function ownFingerprint({ own }: HostKeys): string | undefined {
  return (own !== null && fingerprintOfLine(own)) || undefined;
}
