import { type ShellCommand, sh } from '../shell.ts';

/** How many certificates before the present one are kept. */
export const PREVIOUS_KEPT = 3;

/** What belongs to one certificate, in the order in which it is put in place. */
const FILES = ['key.pem', 'fullchain.pem', 'authority'];

/** One that was kept: its folder's name, and what can be seen of it. */
export interface PreviousCertificate {
  readonly stamp: string;
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly until: string;
  readonly keyFits: boolean;
}

/** What such a folder is called. */
export const STAMP = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;

/** The folder of one kept at a time: `…/previous/2031-02-03T04-05-06Z`, so that names sort by age. */
export function stampOf(at: Date): string {
  return at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

export function previousFolder(folder: string): string {
  return `${folder}/previous`;
}

/** Which of the kept ones there is no more room for: all but the newest. */
export function tooOld(stamps: readonly string[], kept = PREVIOUS_KEPT): readonly string[] {
  return [...stamps].sort().reverse().slice(kept);
}

/** The newest one that could serve the names now; undefined where there is none. */
export function bestPrevious(
  kept: readonly PreviousCertificate[],
  names: readonly string[],
  now: Date,
): PreviousCertificate | undefined {
  return [...kept]
    .sort((a, b) => (a.stamp < b.stamp ? 1 : -1))
    .find(
      (one) =>
        one.keyFits &&
        Date.parse(one.until) > now.getTime() &&
        names.every((name) => one.names.includes(name)),
    );
}

/**
 * Copies the present certificate into a folder of its own, and removes the oldest. Nothing happens
 * where there is none. As root.
 */
export function keepPresent(folder: string, at: Date): ShellCommand {
  return sh`
    umask 077
    cd ${folder} 2>/dev/null && [ -f key.pem ] && [ -f fullchain.pem ] || exit 0
    ${copyPresent(folder, at)}
    ${removeOldest(folder)}
  `;
}

/**
 * Puts a kept certificate in the place of the present one, file by file; the present one is kept in
 * its stead, so that nothing is lost. As root. Exit code 90: it is not there. Its files count as
 * written now: an app that reads them when it starts is to be started anew.
 */
export function restorePrevious(folder: string, stamp: string, at: Date): ShellCommand {
  const from = `${previousFolder(folder)}/${stamp}`;
  return sh`
    umask 077
    [ -f ${from}/key.pem ] && [ -f ${from}/fullchain.pem ] || exit 90
    cd ${folder} || exit
    for file in ${FILES}; do [ ! -f ${from}/"$file" ] || { cp -p ${from}/"$file" "$file.new" && touch "$file.new"; } || exit; done
    if [ -f key.pem ] && [ -f fullchain.pem ]; then
      ${copyPresent(folder, at)}
    fi
    for file in ${FILES}; do [ ! -f "$file.new" ] || mv "$file.new" "$file" || exit; done
    rm -rf ${from}
    ${removeOldest(folder)}
  `;
}

/** In the certificate's folder. Whole, or not at all. */
function copyPresent(folder: string, at: Date): ShellCommand {
  const all = previousFolder(folder);
  const stamp = stampOf(at);
  return sh`
    mkdir -p ${all} && rm -rf ${all}/.new && mkdir ${all}/.new || exit
    for file in ${FILES}; do [ ! -f "$file" ] || cp -p "$file" ${all}/.new/ || exit; done
    rm -rf ${all}/${stamp} && mv ${all}/.new ${all}/${stamp} || exit
  `;
}

function removeOldest(folder: string): ShellCommand {
  const all = previousFolder(folder);
  return sh`ls -1 ${all} | sort -r | tail -n +${PREVIOUS_KEPT + 1} | while read -r old; do rm -rf ${all}/"$old"; done`;
}
