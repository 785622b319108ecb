import { type BackedUpImage, isStamp } from '../backup/backup.ts';
import { asArray, asRecord } from '../text/untrusted-json.ts';

/** The format of the file. A newer one is never written over. */
export const CHANGE_FORMAT = 2;

/**
 * A change of what an install's data may be read and written by: noted on the server before it
 * begins, so that a run that was cut off is either finished or undone, and nothing else is done.
 */
export interface Change {
  readonly format: number;
  readonly kind: 'upgrade' | 'restore' | 'move';
  /** `done`: an upgrade, or a move, that can still be undone. */
  readonly state: 'begun' | 'done';
  /** The copy of the data from just before; null where none was made. */
  readonly backup: string | null;
  /** For `restore`: the copy whose data are put back; null where the data were not touched. */
  readonly restoring: string | null;
  /** What the containers were made from before. */
  readonly from: readonly BackedUpImage[];
  /** What they are to be made from, by container. */
  readonly to: Readonly<Record<string, string>>;
  /** Of `restore`: the copy is of another server, or of several, and came from a file. Only the same once more ends that. */
  readonly arriving?: true;
  /** Of a move: which part this server has in it. */
  readonly move?: MovePart;
  /** When it began (ISO 8601). */
  readonly at: string;
  readonly by: string;
}

/**
 * `left`: the app went from here to the peer, and must not run here. `taken`: it came here from the
 * peer. `returned`: it came, and went back; it must not run here either.
 */
export interface MovePart {
  readonly role: 'left' | 'taken' | 'returned';
  /** The other server, as it is reached. */
  readonly peer: string;
}

/** Undefined for what is no such note. */
export function readChange(value: unknown): Change | undefined {
  const told = asRecord(value);
  const text = (key: string) => (typeof told[key] === 'string' ? told[key] : '');
  const stamp = (key: string) => (isStamp(text(key)) ? text(key) : null);
  const [kind, state] = [text('kind'), text('state')];
  if (typeof told.format !== 'number') return undefined;
  if (kind !== 'upgrade' && kind !== 'restore' && kind !== 'move') return undefined;
  if (state !== 'begun' && state !== 'done') return undefined;
  const move = readPart(told.move);
  if (kind === 'move' && !move) return undefined;
  const to = Object.entries(asRecord(told.to));
  return {
    ...{ format: told.format, kind, state },
    ...{ backup: stamp('backup'), restoring: stamp('restoring') },
    from: readImages(told.from),
    to: Object.fromEntries(
      to.filter((each): each is [string, string] => typeof each[1] === 'string'),
    ),
    ...(told.arriving === true && { arriving: true }),
    ...(move && { move }),
    ...{ at: text('at'), by: text('by') },
  };
}

const ROLES: readonly MovePart['role'][] = ['left', 'taken', 'returned'];

function readPart(value: unknown): MovePart | undefined {
  const told = asRecord(value);
  const role = ROLES.find((each) => each === told.role);
  return role && typeof told.peer === 'string' ? { role, peer: told.peer } : undefined;
}

/** The images in a note or in a copy's `backup.json`. */
export function readImages(value: unknown): BackedUpImage[] {
  return asArray(value).flatMap((each) => {
    const { container, image, id, digest } = asRecord(each);
    return typeof container === 'string' && typeof image === 'string' && typeof id === 'string'
      ? [{ container, image, id, digest: typeof digest === 'string' ? digest : null }]
      : [];
  });
}
