import type { PretendHost } from './pretend-host.ts';

/** A command of the host as it is recognised, and what it does there; throws where the real one fails. */
type Program = readonly [is: RegExp, does: (host: PretendHost) => void];

/** What the host of a distribution has: its package manager, what starts services, accounts. */
export type Programs = readonly Program[];

const ENGINE = 'docker';

/** Docker's own packages are in the lists that were fetched after its repository was told. */
const installEngine = (wanted: string) => (host: PretendHost) => {
  if (!host.listed.has(wanted)) throw new Error(`Unable to find a match: ${wanted}`);
  host.docker = { running: false, enabled: false };
};
const list =
  (...packages: readonly string[]) =>
  (host: PretendHost) => {
    for (const each of packages) host.listed.add(each);
  };
const finishInterrupted = (host: PretendHost) => {
  host.interrupted = false;
};
const startEngine = (host: PretendHost) => {
  if (!host.docker) throw new Error('docker: command not found');
  host.docker = { running: true, enabled: true };
};
const startTimer = (host: PretendHost) => {
  host.timer = 'active';
};
const startAddressTimer = (host: PretendHost) => {
  host.addressTimer = 'active';
};
const startTimetable = (host: PretendHost) => {
  host.timetableTimer = 'active';
};
const joinDocker = (host: PretendHost) => host.groups.add('docker');

const systemd: Programs = [
  [/^systemctl enable --now docker/, startEngine],
  [/^systemctl daemon-reload && systemctl enable --now \S+address\.timer$/, startAddressTimer],
  [/^systemctl daemon-reload && systemctl enable --now \S+timetable\.timer$/, startTimetable],
  [/^systemctl daemon-reload && systemctl enable --now \S+\.timer$/, startTimer],
];
const shadow: Programs = [[/usermod -aG docker /, joinDocker]];

const apt: Programs = [
  [
    /apt-get .*\bupdate\b/,
    (host) => {
      list('docker.io')(host);
      const source = host.files.has('/etc/apt/sources.list.d/docker.sources');
      if (host.dockerKey && source) list('docker-ce')(host);
    },
  ],
  [/apt-get .*\binstall .*docker-ce/, installEngine('docker-ce')],
  [/apt-get .*\binstall .*docker\.io/, installEngine('docker.io')],
  [
    /keyrings\/docker\.asc/,
    (host) => {
      host.dockerKey = true;
    },
  ],
  [/sources\.list\.d\/\*\.list/, () => {}],
  [/dpkg --configure -a/, finishInterrupted],
  [/apt-get .*\binstall .*systemd-timesyncd/, () => {}],
];

/** It fetches its lists by itself. */
const dnf: Programs = [
  [
    /^dnf -y install .*docker-ce/,
    (host) => {
      if (host.files.has('/etc/yum.repos.d/docker-ce.repo')) list('docker-ce')(host);
      installEngine('docker-ce')(host);
    },
  ],
  [
    /^dnf -y install docker$/,
    (host) => {
      list(ENGINE)(host);
      installEngine(ENGINE)(host);
    },
  ],
];

const zypper: Programs = [
  [/zypper --non-interactive refresh /, list(ENGINE)],
  [/zypper --non-interactive install docker /, installEngine(ENGINE)],
];

const apk: Programs = [
  [
    /community.* >> \/etc\/apk\/repositories/,
    (host) => {
      host.files.set('/etc/apk/repositories', { text: 'main, community', mode: '644' });
    },
  ],
  [
    /^apk .*update$/,
    (host) => {
      if (host.files.has('/etc/apk/repositories')) list(ENGINE)(host);
    },
  ],
  [/^apk .*add docker tar$/, installEngine(ENGINE)],
];

const pacman: Programs = [
  [
    /^pacman -Syu .*docker$/,
    (host) => {
      if (host.interrupted) throw new Error('unable to lock database');
      list(ENGINE)(host);
      installEngine(ENGINE)(host);
    },
  ],
  [/rm -f \/var\/lib\/pacman\/db\.lck/, finishInterrupted],
];

const openrc: Programs = [
  [/^rc-update add docker default/, startEngine],
  [/^each=\/etc\/periodic\/hourly\//, startTimer],
  [/^each=\/etc\/periodic\/15min\/\S+timetable/, startTimetable],
  [/^each=\/etc\/periodic\/15min\//, startAddressTimer],
];
const busybox: Programs = [[/addgroup \S+ docker$/, joinDocker]];

/** By the name of the package manager; what a distribution starts its services with goes with it. */
export const programsOf: Readonly<Record<string, Programs>> = {
  apt: [...apt, ...systemd, ...shadow],
  dnf: [...dnf, ...systemd, ...shadow],
  zypper: [...zypper, ...systemd, ...shadow],
  apk: [...apk, ...openrc, ...busybox],
  pacman: [...pacman, ...systemd, ...shadow],
};
