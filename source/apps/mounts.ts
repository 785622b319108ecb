import type { Mount } from '../containers/container.ts';
import { CONFIGURATION } from '../paths.ts';

/** The data folders of a container, one a line: `/data`, `name:/data`, `/host/folder:/data`, `/host/code:/code:ro`. */
export function parseMounts(text: string, install: string): Mount[] {
  return lines(text).map((line) => {
    const { source, target, readOnly } = parts(line);
    const from = source ?? volumeName(install, target);
    return { source: from, target, ...(readOnly && { readOnly }) };
  });
}

/** What is wrong with the lines; undefined where nothing is. */
export function problemWithMounts(text: string, install: string): string | undefined {
  const targets = new Set<string>();
  for (const line of lines(text)) {
    const problem = problemWithLine(line);
    if (problem !== undefined) return `${line}: ${problem}`;
    const { target } = parts(line);
    if (targets.has(target)) return `${line}: ${target} is there twice.`;
    targets.add(target);
  }
  const sources = parseMounts(text, install).map(({ source }) => source);
  const twice = sources.find((source, index) => sources.indexOf(source) !== index);
  return twice && `${twice} would hold two folders. Give one of them a name: other:/folder`;
}

function problemWithLine(line: string): string | undefined {
  if (withoutMode(line).split(':').length > 2) return 'One colon at most: name:/folder';
  const { source, target } = parts(line);
  if (!target.startsWith('/')) return 'a folder in the container begins with a slash: /data';
  if (target === '/') return "the whole container can't be kept, only folders in it.";
  if ([target, source ?? ''].some((path) => /(^|\/)\.\.?(\/|$)/.test(path)))
    return 'write the folder without . and ..';
  if (/[\s,]/.test(line)) return 'no spaces or commas in it.';
  if (source === undefined) return undefined;
  if (source === '/') return "the whole server can't be given to a container.";
  if (source.startsWith('/')) {
    return `${source}/`.startsWith(`${CONFIGURATION}/`)
      ? 'that folder holds keys and passwords.'
      : undefined;
  }
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(source)
    ? undefined
    : `"${source}" is neither a folder (/srv/files) nor a name (letters, digits, hyphens).`;
}

/** As `docker run --volume` takes it, a line may end in how it may be used. */
const MODE = /(:[^:]*):(ro|rw)$/;

function withoutMode(line: string): string {
  return line.replace(MODE, '$1');
}

function parts(written: string): {
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
} {
  const line = withoutMode(written);
  const readOnly = MODE.exec(written)?.[2] === 'ro';
  const at = line.indexOf(':');
  const target = line.slice(at + 1);
  const tidy = target.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  const source = at === -1 ? undefined : line.slice(0, at).replace(/(.)\/+$/, '$1');
  return { source, target: tidy, readOnly };
}

/** `/var/lib/ghost` of the install `blog`: `blog-var-lib-ghost`. */
function volumeName(install: string, target: string): string {
  return `${install}${target.replace(/[^a-zA-Z0-9_.-]+/g, '-')}`;
}

/** The lines that say something. */
export function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
