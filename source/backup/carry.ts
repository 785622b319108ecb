import { backupFolder } from '../paths.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { SUMS } from './backup.ts';
import { unfinishedFolder } from './scripts.ts';

/** How much of a copy goes from one server to the other at a time. */
export const PIECE_BYTES = 4 * 1024 * 1024;

/** The files of a copy, `BYTES NAME`, a line each. */
export function piecesCommand(install: string, stamp: string): ShellCommand {
  return sh`cd ${backupFolder(install, stamp)} && for each in *; do echo "$(wc -c < "$each") $each"; done`;
}

/** One piece of a file, in base64. */
export function readPieceCommand(
  install: string,
  stamp: string,
  file: string,
  piece: number,
): ShellCommand {
  const path = `${backupFolder(install, stamp)}/${file}`;
  return sh`dd if=${path} bs=${String(PIECE_BYTES)} skip=${String(piece)} count=1 2>/dev/null | base64`;
}

/** Which files of the copy are here already, as `BYTES NAME`; what arrives is kept where it was cut off. */
export function arrivedCommand(install: string, stamp: string): ShellCommand {
  const part = unfinishedFolder(install, stamp);
  return sh`
    install -d -m 700 ${part} && cd ${part} || exit 1
    for each in *; do [ ! -f "$each" ] || echo "$(wc -c < "$each") $each"; done
  `;
}

/** Puts a piece, which comes by standard input in base64, at its place; what was there after it goes. */
export function writePieceCommand(
  install: string,
  stamp: string,
  file: string,
  piece: number,
): ShellCommand {
  const path = `${unfinishedFolder(install, stamp)}/${file}`;
  return sh`
    umask 077
    base64 -d | dd of=${path} bs=${String(PIECE_BYTES)} seek=${String(piece)} 2>/dev/null
  `;
}

/** Only a copy of which every archive has its sum gets its name. */
export function arrivedWholeCommand(install: string, stamp: string): ShellCommand {
  const part = unfinishedFolder(install, stamp);
  return sh`
    cd ${part} || exit 1
    sha256sum -c ${SUMS} || { echo 'The copy arrived damaged, and is fetched anew.' >&2; rm -rf ${part}; exit 1; }
    sync
    rm -rf ${backupFolder(install, stamp)} && mv ${part} ${backupFolder(install, stamp)}
  `;
}
