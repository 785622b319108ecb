/**
 * Where things lie on the server. Only names: nothing here looks at a disk.
 * `/etc/setup-server` holds what cannot be seen and must be kept; `/var/lib/setup-server` what comes and goes.
 */
export const CONFIGURATION = '/etc/setup-server';
export const STATE = '/var/lib/setup-server';

/** Whether a folder on the server is one that we made. */
export function isOurs(path: string): boolean {
  return [CONFIGURATION, STATE].some((folder) => `${path}/`.startsWith(`${folder}/`));
}

/** The ACME account keys, one file for each CA; mode 0700. */
export const ACCOUNTS = `${CONFIGURATION}/accounts`;
/** Served as `/.well-known/acme-challenge/` for any name; the front's workers read it, so mode 0755. */
export const CHALLENGES = `${STATE}/challenges`;
/** A folder: making it is taking the lock. */
export const LOCK = `${STATE}/lock`;
export const LOG = `${STATE}/log`;
/** Commands that outlive the connection leave their output and exit code here. */
export const JOBS = `${STATE}/jobs`;

/** Copies of installs' data and settings, a folder for each install; mode 0700. */
export const BACKUPS = `${STATE}/backups`;
/** What is being done to an install's data and was not ended yet, a file for each install; mode 0700. */
export const CHANGES = `${STATE}/changes`;

/** What renews certificates without anybody: the program, and what it renews; mode 0700. */
export const RENEWAL = `${CONFIGURATION}/renewal`;
/** How that went, and the certificates that were replaced last. */
export const RENEWAL_STATE = `${STATE}/renewal`;
/** Who is told when a renewal fails; mode 0600. */
export const NOTIFY_FILE = `${RENEWAL}/notify.json`;
/** What was done with an install, by whom: one JSON line an event. The one before it ends in `.1`. */
export function logFile(install: string): string {
  return `${LOG}/${install}.log`;
}

export const RENEWAL_LOG = `${LOG}/renewal.log`;

/** What keeps names at the server's own address: the script, and for each install which names; mode 0700. */
export const ADDRESS = `${CONFIGURATION}/address`;
/** How that went. */
export const ADDRESS_STATE = `${STATE}/address`;
export const ADDRESS_LOG = `${LOG}/address.log`;

/** What copies apps' data by a timetable: the script, and for each install when and how; mode 0700. */
export const TIMETABLE = `${CONFIGURATION}/timetable`;
/** How that went. */
export const TIMETABLE_STATE = `${STATE}/timetable`;
export const TIMETABLE_LOG = `${LOG}/timetable.log`;

/** Everything the front web server reads, mounted read-only into its container. */
export const FRONT_FOLDER = `${CONFIGURATION}/front`;
export const FRONT_CONFIGURATION = `${FRONT_FOLDER}/nginx.conf`;

/** Who may reach the ports by which servers of a cluster talk; mode 0700. */
export const CLUSTER = `${CONFIGURATION}/cluster`;

/** Names below `/etc/setup-server` that are ours, so no install may be called that. */
export const RESERVED_INSTALLS: readonly string[] = [
  'front',
  'accounts',
  'renewal',
  'address',
  'timetable',
  'cluster',
];

/** Holds all that belongs to one install alone. */
export function installFolder(install: string): string {
  return `${CONFIGURATION}/${install}`;
}

/** What the server remembers of an install. */
export function recordFile(install: string): string {
  return `${installFolder(install)}/install.json`;
}

/** The app's environment, in Docker's env-file format; mode 0600. */
export function envFile(install: string): string {
  return `${installFolder(install)}/env.list`;
}

/** Changes of an app's own configuration, on their way into its container; mode 0600, and gone after that. */
export function lateFile(install: string): string {
  return `${installFolder(install)}/configuration.new`;
}

/** The environment of a container that the app works with; mode 0600. */
export function companionEnvFile(install: string, companion: string): string {
  return `${installFolder(install)}/${companion}.env.list`;
}

/** Holds what the first account is made from, while it is made; mode 0600. */
export function firstAccountFile(install: string): string {
  return `${installFolder(install)}/first-account`;
}

/** What the app reads of its own files. */
export function filesFolder(install: string): string {
  return `${installFolder(install)}/files`;
}

/** What an app that runs on several servers is deployed from. */
export function clusterFolder(install: string): string {
  return `${installFolder(install)}/cluster`;
}

/** By which it is known whether settings are the same, without their being told; mode 0600. */
export function marksKeyFile(install: string): string {
  return `${clusterFolder(install)}/marks.key`;
}

/** What the front serves for an install. */
export function siteFile(install: string): string {
  return `${FRONT_FOLDER}/sites/${install}.conf`;
}

/** Holds `fullchain.pem` and `key.pem`. */
export function certificateFolder(install: string): string {
  return `${CERTIFICATES}/${install}`;
}

/** The certificate, and those above it. */
export function certificateFile(install: string): string {
  return `${certificateFolder(install)}/fullchain.pem`;
}

/** Of which install a file is the certificate; null for any other file. */
export function installOfCertificate(path: string): string | null {
  const install = path.slice(CERTIFICATES.length + 1).split('/')[0] ?? '';
  return install !== '' && path === certificateFile(install) ? install : null;
}

/** All certificates that the front serves, a folder for each install. */
export const CERTIFICATES = `${FRONT_FOLDER}/certificates`;

/** What is renewed for an install, and by what means; mode 0600. */
export function renewalOrderFile(install: string): string {
  return `${RENEWAL}/installs/${install}.json`;
}

/** What must be run on the server once a renewed certificate lies in its place. */
export function renewalTakeUpFile(install: string): string {
  return `${RENEWAL}/installs/${install}.take-up`;
}

/** Which names of an install follow the server's address, and by which account; mode 0600. */
export function addressOrderFile(install: string): string {
  return `${ADDRESS}/installs/${install}.json`;
}

/** When an install's data are copied by themselves, and how many copies stay; mode 0600. */
export function timetableOrderFile(install: string): string {
  return `${TIMETABLE}/installs/${install}.json`;
}

/** What does so on the host. */
export function timetableCopyFile(install: string): string {
  return `${TIMETABLE}/installs/${install}.copy`;
}

/** Where an install's copies are sent, with the key to it; mode 0600. */
export function timetableStoreFile(install: string): string {
  return `${TIMETABLE}/installs/${install}.store`;
}

/** Which of them lie there, as the server saw it last. */
export function awayStateFile(install: string): string {
  return `${TIMETABLE_STATE}/away/${install}.json`;
}

/** Until when a certificate that was put back is not to be renewed. */
export function renewalHoldFile(install: string): string {
  return `${RENEWAL}/installs/${install}.held`;
}

/** Which of an install's certificates were revoked from here: `SERIAL TIME REASON` a line. */
export function revokedFile(install: string): string {
  return `${certificateFolder(install)}/revoked`;
}

/** Where a renewal is rehearsed: forgotten when the server starts anew. With '' all of it. */
export function rehearsalFolder(stamp: string): string {
  return `/run/setup-server/rehearsal${stamp && `/${stamp}`}`;
}

/** The directory URL of the CA that issued the certificate beside it. */
export function authorityFile(install: string): string {
  return `${certificateFolder(install)}/authority`;
}

/** The last page, as text. */
export function receiptFile(install: string): string {
  return `${installFolder(install)}/receipt.txt`;
}

/** Says what the front had read when it last took up the site. */
export function loadedFile(install: string): string {
  return `${FRONT_FOLDER}/sites/${install}.loaded`;
}

/** All copies of an install's data. */
export function backupsFolder(install: string): string {
  return `${BACKUPS}/${install}`;
}

/** One of them, by when it was made. */
export function backupFolder(install: string, stamp: string): string {
  return `${backupsFolder(install)}/${stamp}`;
}

/** The change of the install's image or data that is under way, or can still be undone. */
export function changeFile(install: string): string {
  return `${CHANGES}/${install}.json`;
}

/** Names the copy whose data were put back in the course of that change. */
export function restoredFile(install: string): string {
  return `${CHANGES}/${install}.restored`;
}

/** Names the containers that the timetable has stopped, and that are to be started again. */
export function restingFile(install: string): string {
  return `${CHANGES}/${install}.resting`;
}
