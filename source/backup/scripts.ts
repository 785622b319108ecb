import {
  backupFolder,
  backupsFolder,
  CHANGES,
  certificateFolder,
  installFolder,
  restoredFile,
} from '../paths.ts';
import { inLines, type ShellCommand, sh } from '../shell.ts';
import {
  archiveOf,
  type BackupSource,
  CERTIFICATE_ARCHIVE,
  SETTINGS_ARCHIVE,
  SUMS,
} from './backup.ts';

/** Where a copy grows until it is complete. */
export function unfinishedFolder(install: string, stamp: string): string {
  return `${backupFolder(install, stamp)}.part`;
}

/** Shell function `delete_copy FOLDER`. It loses its name first: half of one that stays behind must not be taken for a copy. */
export const DELETE_COPY = sh`
  delete_copy() { rm -rf "$1.part" && { [ ! -e "$1" ] || mv "$1" "$1.part"; } && rm -rf "$1.part"; }
`;

/** A copy goes for good. */
export function deleteCommand(install: string, stamp: string): ShellCommand {
  return sh`
    ${DELETE_COPY}
    delete_copy ${backupFolder(install, stamp)}
  `;
}

/** The copy's folder, for root alone; what an earlier attempt left there goes, and what a power cut left of others. */
export function makeFolder(install: string, stamp: string): ShellCommand {
  const [all, part] = [backupsFolder(install), unfinishedFolder(install, stamp)];
  return sh`rm -rf ${part} && install -d -m 700 ${all} ${part} && find ${all} -maxdepth 1 -name '*.part' -mtime +1 -exec rm -rf {} +`;
}

/**
 * Packs everything into the copy's folder. Each archive is read back: it must be what was written,
 * and hold as many entries as there are files. Only then does the copy get its name.
 */
export function packCommand(
  install: string,
  stamp: string,
  sources: readonly BackupSource[],
): ShellCommand {
  return sh`
    part=${unfinishedFolder(install, stamp)}
    ${packing(install, sources)}
    mv "$part" ${backupFolder(install, stamp)}
  `;
}

/** The same, into the folder `$part`, which is still to get its name. */
export function packing(install: string, sources: readonly BackupSource[]): ShellCommand {
  const packed = [
    sh`pack ${SETTINGS_ARCHIVE} ${installFolder(install)}`,
    sh`[ ! -e ${certificateFolder(install)} ] || pack ${CERTIFICATE_ARCHIVE} ${certificateFolder(install)}`,
    ...sources.map((each, index) => sh`${placeOf(each)} && pack ${archiveOf(index)} "$place"`),
  ];
  return sh`
    umask 077
    cd "$part" || exit 1
    fail() {
      echo "The copy could not be made: $1" >&2; df -h "$part" >&2
      # Half a copy is of no use to anybody, and takes the room that the app needs.
      cd / && rm -rf "$part"
      exit 1
    }
    ${PLACES}
    ${TAR}
    pack() {
      if [ -f "$2" ]; then cd "\${2%/*}/" && what=./\${2##*/}; else cd "$2" && what=.; fi || fail "$2 is not there."
      count=$(find "$what" ! -type s -print0 | tr -cd '\\0' | wc -c)
      { tar $options -cf - "$what" || : > "$part/failed"; } | gzip -1 | tee "$part/$1" | sha256sum | sed "s|-\$|$1|" > "$part/sum"
      cd "$part" || exit 1
      [ ! -e failed ] || fail "$2 could not be read as a whole."
      sha256sum -c sum >/dev/null || fail "$1 is not what was written. Is the disk full?"
      held=$({ gzip -dc "$1" || : > failed; } | { tar -tf - || : > failed; } | wc -l)
      [ ! -e failed ] && [ "$held" -eq "$count" ] || fail "$1 does not hold all $count entries."
      cat sum >> ${SUMS} && rm sum || fail 'the disk is full.'
      echo "$1: $count entries, $(du -h "$1" | cut -f 1)"
    }
    : > ${SUMS}
    ${inLines(packed)}
    # These files alone, where sync can: all else would wait for the image that was just downloaded, while the app rests.
    sync "$part"/* "$part" 2>/dev/null || sync
  `;
}

/**
 * Puts a copy's data and settings back, in the place of what is there now. Notes that it was done
 * as the last thing, so that it is done from the beginning where it was cut off.
 */
export function unpackCommand(
  install: string,
  stamp: string,
  sources: readonly BackupSource[],
): ShellCommand {
  const certificate = certificateFolder(install);
  const archives = [SETTINGS_ARCHIVE, ...sources.map((_, index) => archiveOf(index))];
  const unpacked = [
    sh`unpack ${SETTINGS_ARCHIVE} ${installFolder(install)}`,
    // The one that is there may have been renewed since.
    sh`[ -e ${certificate} ] || [ ! -e ${CERTIFICATE_ARCHIVE} ] || unpack ${CERTIFICATE_ARCHIVE} ${certificate}`,
    ...sources.map(
      (each, index) =>
        sh`${madeFor(each)} && ${placeOf(each)} && replace ${archiveOf(index)} "$place"`,
    ),
  ];
  return sh`
    umask 077
    cd ${backupFolder(install, stamp)} || exit 1
    fail() { echo "The copy could not be put back: $1" >&2; exit 1; }
    ${PLACES}
    ${TAR}
    empty() {
      # A disk that is mounted within stays as an empty folder.
      [ ! -d "$1" ] || find "$1" -mindepth 1 -maxdepth 1 -exec rm -rf {} + ||
        [ -z "$(find "$1" -mindepth 1 ! -type d | head -n 1)" ] || fail "$1 could not be emptied."
    }
    unpack() {
      mkdir -p "$2" && gzip -dc "$1" | tar $options -xpf - -C "$2" || fail "$1 could not be unpacked."
      echo "$1: put back"
    }
    replace() {
      # A single file, which somebody mounted, is replaced by itself; what lies beside it stays.
      case $(gzip -dc "$1" | tar -tf - | head -n 1) in
        ./) empty "$2" && unpack "$1" "$2" ;;
        *) unpack "$1" "\${2%/*}/" ;;
      esac
    }
    sha256sum -c ${SUMS} || fail 'it was changed since it was made.'
    for each in ${archives}; do grep -qE "^[0-9a-f]{64}  $each\$" ${SUMS} || fail "it has no $each."; done
    ${inLines(unpacked)}
    sync
    install -d -m 700 ${CHANGES}
    echo ${stamp} > ${restoredFile(install)}
  `;
}

/** Four lines: where it is shown, who keeps it, what kind of file system with which options, and of what. */
const VOLUME =
  '{{.Mountpoint}}{{println}}{{.Driver}}{{println}}{{with .Options}}{{.type}},{{.o}},{{println}}{{.device}}{{end}}';

/**
 * Asks the host's own engine where a volume lies, whatever DOCKER_HOST says there. One that is gone is not made: a copy
 * of nothing would in time take the place of those that hold data. For the same reason it is told where Docker shows a
 * volume only while a container runs with it: at rest, its folder is empty (`--opt device=…`, drivers of others).
 */
export const PLACES = sh`
  DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
  volume() {
    seen=$(docker volume inspect --format ${VOLUME} "$1") || fail "Docker does not tell where the volume $1 is."
    part_of() { printf '%s\\n' "$seen" | sed -n "$1p"; }
    place=$(part_of 1) driver=$(part_of 2) kind=$(part_of 3) device=$(part_of 4)
    # Without a device, it is a folder of Docker's own.
    case $driver,\${device:+$kind} in
      local, | local,tmpfs,*) ;;
      local,*,bind,* | local,*,rbind,*) place=$device ;;
      *) fail "The volume $1 lies outside of the server's own disk ($driver\${device:+, $device}), and is only seen while the app runs." ;;
    esac
    [ -n "$place" ] || fail "Docker does not tell where the volume $1 is."
  }
`;

/** What GNU tar keeps besides, where there is GNU tar. */
const TAR = sh`
  options=
  for each in --numeric-owner --acls --xattrs --xattrs-include='*' --sparse; do
    if tar $options $each -cf /dev/null -T /dev/null 2>/dev/null; then options="$options $each"; fi
  done
`;

/** Sets `place` to where a source lies, past links: what they are is not what is in it. Needs `PLACES`. */
export function placeOf({ kind, source }: BackupSource): ShellCommand {
  return kind === 'volume'
    ? sh`volume ${source}`
    : sh`{ place=$(readlink -f ${source} 2>/dev/null) || place=${source}; }`;
}

/** A volume that is gone is made anew for what is put back there. */
function madeFor({ kind, source }: BackupSource): ShellCommand {
  return kind === 'volume'
    ? sh`{ docker volume create ${source} >/dev/null || fail 'a volume could not be made.'; }`
    : sh`true`;
}
