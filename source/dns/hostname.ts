import { domainToASCII, domainToUnicode } from 'node:url';
import { canonicalAddress } from './address.ts';

/** The name that was meant: without scheme, path, port and dots at the end; in the DNS's own letters. */
export function normaliseHostname(typed: string): string {
  const name = typed
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/^([^:[\]]+):\d+$/, '$1')
    .replace(/\.+$/, '');
  return /[^\0-\x7f]/.test(name) ? domainToASCII(name) || name : name;
}

/** The name as people read it: `müller.example` for `xn--mller-kva.example`. */
export function readableHostname(name: string): string {
  return (name.includes('xn--') && domainToUnicode(name)) || name;
}

/** As people read it, and as computers do where that differs: `müller.example (xn--mller-kva.example)`. */
export function bothForms(name: string): string {
  const readable = readableHostname(name);
  return readable === name ? name : `${readable} (${name})`;
}

/** Whether it stands for all names one level below: `*.example.org`. */
export function isStarred(name: string): boolean {
  return name.startsWith('*.');
}

/** Whether a certificate for these names is good for a name: by itself, or by a star (RFC 6125, 6.4.3). */
export function isCovered(name: string, names: readonly string[]): boolean {
  return names.includes(name) || names.includes(name.replace(/^[^.]+/, '*'));
}

/** The names that were meant by several, with spaces or commas between them. */
export function normaliseHostnames(typed: string): string {
  const names = typed.split(/[\s,;]+/).filter((name) => name !== '');
  return [...new Set(names.map(normaliseHostname))].join(' ');
}

/** What is wrong with further names, some with a star perhaps; undefined where nothing is. Wants them normalised. */
export function problemWithHostnames(names: string): string | undefined {
  for (const name of names.split(' ')) {
    const problem = problemWithHostname(name.replace(/^\*\./, ''));
    if (problem === undefined) continue;
    return name.includes('*')
      ? `${name}: a * stands only at the very front, as in *.study.example.org`
      : problem;
  }
  // A hundred is Let's Encrypt's limit (letsencrypt.org/docs/rate-limits); nobody types that many.
  return names.split(' ').length > 50 ? 'That are too many for one certificate.' : undefined;
}

/** What is wrong with the name of a public web site; undefined where nothing is. Wants it normalised. */
export function problemWithHostname(name: string): string | undefined {
  if (canonicalAddress(name) !== undefined) {
    return 'That is an address. A certificate is made out to a name, like study.example.org.';
  }
  if (name.includes('@')) return 'That looks like a mail address. Just the name: study.example.org';
  if (name.includes('*'))
    return 'A * stands for many names. Choose the main one: study.example.org.';
  if (/\s/.test(name)) return 'A name has no spaces in it.';
  if (name.includes('_'))
    return `A web site's name can't have an underscore. Try a hyphen: ${name.replaceAll('_', '-')}`;
  if (name === 'localhost' || name.endsWith('.localhost')) {
    return "localhost is every computer's name for itself. It needs a name that the world can look up.";
  }
  if (!name.includes('.'))
    return `"${name}" is only a part. The whole name is like study.example.org.`;
  return problemWithLabels(name.split('.')) ?? problemWithEnding(name);
}

function problemWithLabels(labels: readonly string[]): string | undefined {
  for (const label of labels) {
    if (label === '') return 'There are two dots in a row, or one at the start.';
    if (label.length > 63)
      return `"${label.slice(0, 20)}…" is too long: 63 characters between two dots.`;
    if (label.startsWith('-') || label.endsWith('-'))
      return `"${label}" can't begin or end with a hyphen.`;
    const odd = /[^a-z0-9-]/u.exec(label)?.[0];
    if (odd !== undefined) return `"${odd}" can't be in a name. Letters, digits and hyphens can.`;
  }
  if (labels.join('.').length > 253) return 'That is too long: a name has at most 253 characters.';
  if (/^\d+$/.test(labels.at(-1) ?? ''))
    return 'The last part of a name is not a number: study.example.org';
  return undefined;
}

function problemWithEnding(name: string): string | undefined {
  const local =
    /\.(local|internal|lan|home|home\.arpa|corp|intranet|localdomain|invalid|onion)$/.exec(name);
  if (local)
    return `Names that end in ${local[0]} exist only inside a network; no certificate can be had for them.`;
  // Reserved for examples (RFC 2606); our own texts use example.org.
  if (/(^|\.)example\.(com|net)$/.test(name))
    return 'example.com is only for examples; nobody can own it. Use a name of yours.';
  return undefined;
}

/**
 * Whether a name is one that is bought as a whole, `example.org` or `example.co.uk`, where people
 * also type `www.`. A rule of thumb, not the Public Suffix List: it only decides whether we ask.
 */
export function isBareDomain(name: string): boolean {
  const labels = name.split('.');
  if (labels.length === 2) return true;
  const [, second = '', top = ''] = labels;
  return (
    labels.length === 3 &&
    top.length === 2 &&
    /^(co|com|org|net|edu|ac|gov|or|ne|go|gob|gouv|sch|ltd|plc|me|id)$/.test(second)
  );
}
