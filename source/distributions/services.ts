import { sh } from '../shell.ts';
import type { HowOften, Repeated, RepeatedJob, ServiceManager } from './distribution.ts';

/**
 * systemd starts nothing that failed several times within a minute until it is told to forget that.
 * The end of the log, and of what it depends on, goes along with a failure: systemctl itself says only that there was one.
 */
export const systemd: ServiceManager = {
  startDocker: sh`
    systemctl enable --now docker ||
    { systemctl reset-failed docker.service; systemctl start docker; } &&
    docker version >/dev/null ||
    { journalctl -u docker.socket -u containerd -u docker -n 30 -o cat --no-pager >&2; false; }
  `,
  dockerLog: 'journalctl -u docker -n 50',
  // Its socket would wake it again.
  stopDocker: sh`systemctl stop docker.socket docker.service`,
  restart: (service) => sh`systemctl enable ${service} && systemctl restart ${service}`,
  repeat: timer,
};

/** rc-service(8) does not wait until the engine answers. */
export const openrc: ServiceManager = {
  startDocker: sh`
    rc-update add docker default &&
    rc-service docker --ifstopped start &&
    for _ in $(seq 60); do docker version >/dev/null 2>&1 && break; sleep 1; done &&
    docker version >/dev/null ||
    { tail -n 30 /var/log/docker.log >&2; false; }
  `,
  dockerLog: 'tail -n 50 /var/log/docker.log',
  stopDocker: sh`rc-service docker stop`,
  restart: (service) => sh`rc-update add ${service} default && rc-service ${service} restart`,
  repeat: ({ name, script, often }) => ({
    files: [],
    // BusyBox's crond runs what is in there, if it may be executed.
    start: sh`
      each=${`${periodicFolder(often)}/${name}`}
      install -d ${periodicFolder(often)} &&
      printf '#!/bin/sh\\nexec sh %s\\n' ${script} > "$each.new" && chmod 755 "$each.new" && mv "$each.new" "$each" &&
      rc-update add crond default && rc-service crond --ifstopped start
    `,
    stop: sh`rm -f ${`${periodicFolder(often)}/${name}`}`,
    now: `sh ${script}`,
  }),
};

/** What BusyBox's crond looks through as Alpine sets it up. */
export function periodicFolder(often: HowOften): string {
  return { hourly: '/etc/periodic/hourly', 'every-few-minutes': '/etc/periodic/15min' }[often];
}

const CALENDAR = {
  hourly: { after: '2min', when: 'hourly', spread: '30min', words: 'every hour' },
  'every-few-minutes': {
    ...{ after: '30s', when: '*:0/5', spread: '1min', words: 'every five minutes' },
  },
} as const satisfies Record<HowOften, unknown>;

/** Persistent: what was missed while the machine was off is made up for (systemd.timer(5)). */
function timer({ name, does, script, often, mayTake = '1h' }: RepeatedJob): Repeated {
  const { after, when, spread, words } = CALENDAR[often];
  const unit = (kind: string, text: string) =>
    ({ path: `/etc/systemd/system/${name}.${kind}`, mode: '644', text }) as const;
  return {
    files: [
      unit(
        'service',
        `# Written by setup-server, which also overwrites it.
[Unit]
Description=${does}
Wants=network-online.target
After=network-online.target docker.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=/bin/sh ${script}
TimeoutStartSec=${mayTake}
`,
      ),
      unit(
        'timer',
        `# Written by setup-server, which also overwrites it.
[Unit]
Description=${does}, looked after ${words}

[Timer]
OnBootSec=${after}
OnCalendar=${when}
RandomizedDelaySec=${spread}
Persistent=true

[Install]
WantedBy=timers.target
`,
      ),
    ],
    start: sh`systemctl daemon-reload && systemctl enable --now ${`${name}.timer`}`,
    stop: sh`
      systemctl disable --now ${`${name}.timer`} 2>/dev/null
      rm -f ${['service', 'timer'].map((kind) => `/etc/systemd/system/${name}.${kind}`)} &&
      systemctl daemon-reload
    `,
    now: `systemctl start ${name}`,
  };
}
