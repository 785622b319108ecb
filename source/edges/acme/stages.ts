import type { ProgressEvent } from '../../event.ts';

/** Where an order stands, as a person is told. */
export type Stage =
  | 'calling'
  | 'ordering'
  | 'proving'
  | 'checking'
  | 'validating'
  /** By records, as the three above are by files. */
  | 'recording'
  | 'spreading'
  | 'resolving'
  | 'issuing'
  | 'keeping';

/** A stage as one line of progress. */
export function stage(
  at: Stage,
  authority: string,
  names: readonly string[],
  rehearsal = false,
): Pick<ProgressEvent, 'text' | 'fraction'> {
  const text = sentence(at, authority, inWords(names));
  return {
    text: rehearsal ? `Rehearsal: ${uncapitalised(text, authority)}` : text,
    fraction: null,
  };
}

/** "a.example", "a.example and b.example", "a.example and 2 more names". */
export function inWords(names: readonly string[]): string {
  if (names.length <= 2) return names.join(' and ');
  return `${names[0]} and ${names.length - 1} more names`;
}

function sentence(at: Stage, authority: string, names: string): string {
  switch (at) {
    case 'calling':
      return `Introducing this server to ${authority}`;
    case 'ordering':
      return `Asking ${authority} for a certificate for ${names}`;
    case 'proving':
      return `Putting the proof that ${authority} asks for on the server`;
    case 'checking':
      return `Looking whether ${names} shows the proof`;
    case 'validating':
      return `${authority} is looking at port 80 of ${names}`;
    case 'recording':
      return `Putting the proof that ${authority} asks for into the DNS of ${names}`;
    case 'spreading':
      return `Waiting until all name servers of ${names} show the proof`;
    case 'resolving':
      return `${authority} is looking at the DNS of ${names}`;
    case 'issuing':
      return `${authority} is making the certificate`;
    case 'keeping':
      return 'Writing the certificate and its key on the server';
  }
}

function uncapitalised(text: string, authority: string): string {
  return text.startsWith(authority) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
