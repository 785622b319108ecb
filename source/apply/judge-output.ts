import { expfactoryOutput } from '../apps/expfactory/trouble.ts';
import type { Trouble } from '../expected-error.ts';
import type { KnownOutput } from '../text/known-output.ts';

/**
 * Failures of package managers that people meet, by what they print with LC_ALL=C: apt and dpkg,
 * dnf 4 and 5 with rpm and librepo, zypper, apk, pacman. Asked only of commands that failed: the
 * exit code comes first. The more telling ones come first: a mirror that is out of reach is also
 * what a wrong clock or a broken name resolution looks like.
 */
const KNOWN: readonly KnownOutput[] = [
  ...expfactoryOutput,
  {
    says: /unable to configure the Docker daemon with file/,
    trouble: {
      code: 'docker.settings',
      what: "There is a mistake in Docker's settings on the server, so it does not start.",
      why: 'They stand in /etc/docker/daemon.json. We did not write that file.',
      next: [
        'On the server: dockerd --validate. It names the mistake.',
        'Repair the file, or move it away, then try again.',
      ],
    },
  },
  {
    says: /all predefined address pools have been fully subnetted|could not find an available, non-overlapping IPv4 address pool/,
    trouble: {
      code: 'docker.no-networks',
      what: 'Docker has no network addresses left on the server.',
      why: 'It takes them from 172.17 to 172.31 and from 192.168. All of them are used, by networks of its own or by those that the server reaches.',
      next: [
        'On the server: docker network prune. It removes networks that no container uses. Then try again.',
        'Or give it others in /etc/docker/daemon.json: "default-address-pools": [{"base": "10.210.0.0/16", "size": 24}]. Then restart Docker and try again.',
      ],
    },
  },
  {
    says: /failed to start daemon|Error starting daemon/,
    trouble: {
      code: 'docker.does-not-start',
      what: 'Docker does not start on the server.',
      why: 'The last lines below are its own, and name the cause.',
      next: [
        'If it tells of iptables, modules or the kernel: restart the server at its provider, then try again.',
        'If it tells of overlay, cgroups or permissions: this kind of virtual server cannot run Docker; take another.',
      ],
    },
  },
  {
    says: /Could not get lock|Unable to acquire the dpkg frontend lock|dpkg status database is locked|Unable to lock directory|Failed to obtain rpm transaction lock|can't create transaction lock|System management is locked|Unable to lock database: (?:Resource temporarily|Try again)|unable to lock database/,
    trouble: {
      code: 'packages.busy',
      what: 'Another program is using the package manager.',
      why: 'Fresh servers install their own updates in their first minutes.',
      next: ['Wait some minutes and try again. Nothing is lost.'],
      passing: true,
    },
  },
  {
    says: /dpkg was interrupted/,
    trouble: {
      code: 'packages.interrupted',
      what: 'An earlier installation on this server was interrupted.',
      next: ['Try again: it is repaired first.'],
      passing: true,
    },
  },
  {
    says: /not valid yet|is not yet valid|certificate is not yet valid/,
    trouble: {
      code: 'server.clock',
      what: "The server's clock is wrong.",
      why: 'It lies in the past, so what it downloads seems to come from the future.',
      next: ['On the server: timedatectl set-ntp true. Then try again.'],
    },
  },
  {
    says: /No space left on device|You don't have enough free space|not enough free disk space|needs \S+ ?[KMG]?B more space on|At least \S+ more space needed|Disk Requirements:|not enough space left/i,
    trouble: {
      code: 'server.disk-full',
      what: "The server's disk is full.",
      next: ['Make room, or take a server with a larger disk, then try again.'],
    },
  },
  {
    says: /Read-only file system/,
    trouble: {
      code: 'server.read-only',
      what: "The server's disk cannot be written to.",
      why: 'Its system made it read-only, often after an error of the disk.',
      next: ['Restart the server at its provider. If it stays so, take another one.'],
    },
  },
  {
    says: /Temporary failure resolving|Could not resolve host|Name or service not known|DNS lookup error|DNS: (?:transient error|name does not exist)|bad address|Resolving timed out/,
    trouble: {
      code: 'server.names',
      what: 'The server cannot look up names on the Internet.',
      why: 'Its name resolution (DNS) does not work, or a firewall stops it.',
      next: ['Try again. If it stays so, ask your provider about DNS on this server.'],
      passing: true,
    },
  },
  {
    says: /Conflicting values set for option Signed-By/,
    trouble: {
      code: 'packages.signed-by',
      what: "Docker's package source is listed twice on this server.",
      why: 'An older guide or script wrote /etc/apt/sources.list.d/docker.list.',
      next: [
        'On the server: mv /etc/apt/sources.list.d/docker.list /root/docker.list.old. Then try again.',
      ],
    },
  },
  {
    says: /does not have a Release file|no longer has a Release file/,
    trouble: {
      code: 'packages.gone',
      what: 'A list of packages is no longer where the server looks for it.',
      why: "Either its system is too old, and its packages were moved away; or another program's source went.",
      next: [
        'The lines below name it. On the server, it stands in /etc/apt/sources.list or in /etc/apt/sources.list.d.',
        'Or take a server with Debian 13.',
      ],
    },
  },
  {
    says: /This system is not registered|not registered with an entitlement server|is not registered to Red Hat Subscription Management/,
    trouble: {
      code: 'packages.not-registered',
      what: 'This Red Hat system is not registered.',
      why: 'Without that it gets no packages, and Docker needs some of them.',
      next: ['On the server: subscription-manager register. Then try again.'],
    },
  },
  {
    // apt checks signatures as a user of its own, and then calls the list unsigned.
    says: /Couldn't create temporary file \/tmp\//,
    trouble: {
      code: 'server.temporary-files',
      what: 'Programs cannot write temporary files on the server.',
      why: 'The folder /tmp is full, or is not open to everybody as it must be.',
      next: ['On the server: chmod 1777 /tmp, and df -h /tmp for its room. Then try again.'],
    },
  },
  {
    says: /GPG check FAILED|GPG signature verification|Signature verification (?:failed|error)|NO_PUBKEY|is not signed|Public key for .* is not installed|UNTRUSTED signature|BAD signature|invalid or corrupted package|unknown trust/,
    trouble: {
      code: 'packages.signature',
      what: 'A package is not signed by whom it should be.',
      why: "Most often the server's list of keys is too old. It could also have been tampered with on its way, so it was not installed.",
      next: [
        "Update the server's own packages first (on Arch Linux: pacman -Sy archlinux-keyring), then try again.",
      ],
    },
  },
  {
    says: /Failed to fetch|Connection timed out|Connection refused|Unable to connect to|Network is unreachable|Failed to download metadata|Cannot download|Error downloading packages|No more mirrors to try|All mirrors were tried|Cannot find a valid baseurl|Curl error|Download \(curl\) error|Error retrieving metadata|Timeout exceeded when accessing|Valid metadata not found|temporary error \(try again later\)|network error \(check Internet connection|could not connect to server|operation timed out|remote server returned error|failed retrieving file|failed to synchronize|failed to retrieve some files|curl: \(\d+\)/i,
    trouble: {
      code: 'packages.mirror',
      what: 'A package could not be downloaded to the server.',
      why: 'The mirror is busy, or a firewall stops the server.',
      next: ['Try again in some minutes.'],
      passing: true,
    },
  },
  {
    says: /conflicts with (?:file from package|\S+ provided by)|conflicting requests|installed package \S+ (?:conflicts|obsoletes)|are in conflict|unresolvable package conflicts|exists in filesystem|trying to overwrite|unmet dependencies|have held broken packages|breaks: |conflicts: |\(\d+\) conflicts/i,
    trouble: {
      code: 'packages.conflict',
      what: "A package on this server stands in Docker's way.",
      why: 'It is not removed for you: something may need it.',
      next: [
        'The lines below name it. Remove it if nothing needs it (often podman-docker, runc or an older docker), then try again.',
        'Or take a fresh server.',
      ],
    },
  },
  {
    says: /No match for argument|Unable to locate package|has no installation candidate|No provider of|Unable to find a match|No package \S+ available|no such package|target not found|Package '.*' not found/,
    trouble: {
      code: 'packages.missing',
      what: 'The server does not find the package that it should install.',
      why: 'Its lists of packages are incomplete: a source is switched off, or too old for its system.',
      next: [
        'The lines below name the package. Switch its source on, or take a server with Debian 13.',
      ],
    },
  },
];

/** What a failed command's output means, where it is one of the known failures. */
export function judgeOutput(output: string): Trouble | undefined {
  for (const { says, trouble } of KNOWN) {
    const found = says.exec(output);
    if (found) return typeof trouble === 'function' ? trouble(found) : trouble;
  }
  return undefined;
}
