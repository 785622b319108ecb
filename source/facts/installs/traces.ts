import { ADDRESS_JOB } from '../../address/job.ts';
import { LABEL } from '../../containers/container.ts';
import { FRONT_NETWORK } from '../../front/container.ts';
import {
  ACCOUNTS,
  ADDRESS,
  ADDRESS_STATE,
  addressOrderFile,
  awayStateFile,
  CHALLENGES,
  CHANGES,
  certificateFolder,
  changeFile,
  FRONT_FOLDER,
  installFolder,
  LOG,
  loadedFile,
  RENEWAL,
  RENEWAL_STATE,
  renewalHoldFile,
  renewalOrderFile,
  renewalTakeUpFile,
  restingFile,
  restoredFile,
  siteFile,
  TIMETABLE,
  TIMETABLE_STATE,
  timetableCopyFile,
  timetableOrderFile,
  timetableStoreFile,
} from '../../paths.ts';
import { RENEWAL_JOB } from '../../renewal/job.ts';
import { sh } from '../../shell.ts';
import { TIMETABLE_JOB } from '../../timetable/job.ts';
import { askEngine } from '../docker/engine.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

/** The network of an install's own; of what all share, the one on which the web server reaches them. */
export function traceNetwork(install: string): string {
  return install === SHARED ? FRONT_NETWORK : `${FRONT_NETWORK}-${install}`;
}

/** What is on the host because of an install, but for its data and its images. */
export interface TracesFact {
  /** The names of containers that carry its label, running or not. */
  readonly containers: readonly string[];
  /** Whether the network of its own is there. */
  readonly network: boolean;
  /** Files and folders of ours that are about it. */
  readonly files: readonly string[];
  /** The images of all other containers, by the names that these were made with. */
  readonly usedImages: readonly string[];
  /** Logins that setup-server let use Docker, by its log, and that still may. Of what all share only. */
  readonly dockerUsers: readonly string[];
}

/** What all installs of a host share, as the subject: no install may be called that. */
export const SHARED = 'front';

const JOB_FILES = [RENEWAL_JOB, ADDRESS_JOB, TIMETABLE_JOB].flatMap((name) => [
  ...['service', 'timer'].map((kind) => `/etc/systemd/system/${name}.${kind}`),
  ...['hourly', '15min'].map((often) => `/etc/periodic/${often}/${name}`),
]);

/** Where something of an install lies, but for its copies and the log. */
export function tracePaths(install: string): readonly string[] {
  if (install === SHARED)
    return [
      ...JOB_FILES,
      ...[FRONT_FOLDER, ACCOUNTS, RENEWAL, ADDRESS, TIMETABLE],
      ...[CHALLENGES, RENEWAL_STATE, ADDRESS_STATE, TIMETABLE_STATE, CHANGES],
    ];
  return [
    ...[siteFile(install), `${siteFile(install)}.refused`, loadedFile(install)],
    certificateFolder(install),
    ...[renewalOrderFile(install), renewalTakeUpFile(install), renewalHoldFile(install)],
    ...[addressOrderFile(install), changeFile(install), restoredFile(install)],
    ...[timetableOrderFile(install), timetableCopyFile(install), restingFile(install)],
    ...[timetableStoreFile(install), awayStateFile(install)],
    installFolder(install),
  ];
}

const LET_IN = '"type":"started","step":"docker.group","title":"Let [a-z_][a-z0-9_.-]* use Docker"';

/** `id` with a name reads the list of accounts, and not what this login has. */
const lettingIn = sh`
  for each in $(grep -hEo ${LET_IN} ${LOG}/*.log* 2>/dev/null | cut -d ' ' -f 2 | sort -u); do
    if id -nG "$each" 2>/dev/null | grep -qw docker; then echo "member $each"; fi
  done
`;

export const tracesProbe: HostProbe<'traces'> = {
  fact: 'traces',
  slow: true,
  command: (install) => sh`
    for each in ${tracePaths(install)}; do [ ! -e "$each" ] || echo "file $each"; done
    said=$(${askEngine(sh`
      docker ps --all --filter ${`label=${LABEL.install}=${install}`} --format 'container {{.Names}}' &&
      docker network ls --filter ${`name=^${traceNetwork(install)}$`} --format 'network {{.Name}}' &&
      docker ps --all --format ${`image {{.Label "${LABEL.install}"}}:{{.Image}}`}
    `)}); code=$?
    printf '%s\n' "$said"
    ${install === SHARED ? lettingIn : sh`:`}
    exit $code
  `,
  parse: ({ code, stdout }, install) => {
    if (code !== 0 && code !== SAYS.absent) throw unreadable('traces', install, { code, stdout });
    const all = (kind: string) =>
      [...stdout.matchAll(new RegExp(`^${kind} (.*)$`, 'gm'))].map(([, value = '']) => value);
    const images = all('image').filter((each) => !each.startsWith(`${install}:`));
    return {
      containers: all('container'),
      network: all('network').includes(traceNetwork(install)),
      files: all('file').filter((path) => tracePaths(install).includes(path)),
      dockerUsers: all('member'),
      usedImages: [...new Set(images.map((each) => each.slice(each.indexOf(':') + 1)))],
    };
  },
};
