import type { WriteAction } from '../action.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection, Reply } from '../hosts/host.ts';
import type { ContentPart } from '../secrets/content.ts';
import { Secret } from '../secrets/secret.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { generate } from './generate.ts';

/** Writes a file as root, in one trip: whole or not at all. Content goes through standard input only. */
export async function writeFile(
  connection: Connection,
  { path, mode, content, owner }: WriteAction,
  signal: AbortSignal,
): Promise<void> {
  const secret = content.some(isSecret);
  const text = content.map(textOf).join('');
  const file = { path, mode, content: secret ? new Secret(text) : text, ...(owner && { owner }) };
  const placed = sh`${asideOf(file)} && mv ${aside(path)} ${path}`;
  await hand(connection, file, secret ? sh`${placed} && ${onDisk(path)}` : placed, signal);
}

/** What was made up is known nowhere else, and data are made with it next: a power cut must not leave it empty. */
function onDisk(path: string): ShellCommand {
  // Where it can't do that for single files, it does for all.
  return sh`{ sync ${path} ${folderOf(path)} 2>/dev/null || sync; }`;
}

function isSecret(part: ContentPart): boolean {
  if (part instanceof Secret) return true;
  return typeof part === 'object' && 'generate' in part && part.public !== true;
}

export interface WholeFile {
  readonly path: string;
  readonly mode: '600' | '644';
  readonly content: string | Secret;
  /** Of its folder, where that is made; 755 unless told. */
  readonly folderMode?: '700' | '755';
  /** See `WriteAction.owner`. */
  readonly owner?: string;
}

/** Writes a file beside the place where it belongs. */
export async function putAside(
  connection: Connection,
  file: WholeFile,
  signal: AbortSignal,
): Promise<void> {
  await hand(connection, file, asideOf(file), signal);
}

/** Moves files that were put aside to their places, one after another. */
export async function putInPlace(
  connection: Connection,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const pairs = paths.flatMap((path) => [aside(path), path]);
  const reply = await connection.run(
    sh`set -- ${pairs}; while [ $# -gt 0 ]; do mv "$1" "$2" || exit; shift 2; done`,
    { root: true, signal, timeoutSeconds: 60 },
  );
  refuse(paths.join(', '), reply);
}

/** What a connection that breaks leaves is too short: `cat` cannot tell that from the end. */
function asideOf({ path, mode, content, folderMode = '755', owner }: WholeFile): ShellCommand {
  const folder = folderOf(path);
  const bytes = Buffer.byteLength(content instanceof Secret ? content.reveal() : content);
  return sh`
    umask 077
    [ -d ${folder} ] || install -d -m ${folderMode} ${folder} || exit
    cat > ${aside(path)} && [ "$(wc -c < ${aside(path)})" -eq ${bytes} ] ${owner ? sh`&& chown ${owner} ${aside(path)} ` : sh``}&& chmod ${mode} ${aside(path)}`;
}

async function hand(
  connection: Connection,
  { path, mode, content }: WholeFile,
  command: ShellCommand,
  signal: AbortSignal,
): Promise<void> {
  if (content instanceof Secret && mode !== '600') {
    throw new TypeError(`${path} holds a secret and must be 600.`);
  }
  const options = { root: true, stdin: content, signal, timeoutSeconds: 60 };
  refuse(path, await connection.run(command, options));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function aside(path: string): string {
  return `${path}.new`;
}

function refuse(path: string, { code, stderr }: Reply): void {
  if (code === 0) return;
  throw new ExpectedError({
    code: 'file.not-written',
    what: `${path} could not be written.`,
    why: /No space left/.test(stderr) ? "The server's disk is full." : 'The server refused it.',
    detail: stderr.trim(),
  });
}

function textOf(part: ContentPart): string {
  if (typeof part === 'string') return part;
  if (part instanceof Secret) return part.reveal();
  if ('copiedFrom' in part) throw new TypeError(`${part.name} was not looked up.`);
  return 'program' in part ? part.text : generate(part);
}
