import { describe, expect, it } from 'vitest';
import { judgeOutput } from '../../source/apply/judge-output.ts';

/**
 * What the package managers print, in their own words: apt and dpkg; dnf 4 (`dnf/cli`, librepo) and
 * dnf 5 (`libdnf5/base/transaction.cpp`); libzypp (`zypp/ZYppFactory.cc`, `zypp/media`); apk-tools
 * (`src/print.c`); pacman (`src/pacman`, `lib/libalpm/error.c`); dockerd.
 */
const SAID = {
  'docker.settings': [
    "Job for docker.service failed because the control process exited with error code.\nunable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}' looking for beginning of value",
  ],
  'docker.no-networks': [
    'Error response from daemon: all predefined address pools have been fully subnetted',
    'failed to start daemon: Error initializing network controller: error creating default "bridge" network: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  ],
  'docker.does-not-start': [
    'failed to start daemon: Error initializing network controller: error obtaining controller instance: failed to create NAT chain DOCKER: iptables failed',
  ],
  'packages.busy': [
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)',
    'E: Unable to lock directory /var/lib/apt/lists/',
    'dpkg: error: dpkg status database is locked by another process',
    'Transaction failed: Failed to obtain rpm transaction lock. Another transaction is in progress.',
    "error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)",
    'System management is locked by the application with pid 4242 (zypper).\nClose this application before trying again.',
    'ERROR: Unable to lock database: Resource temporarily unavailable\nERROR: Failed to open apk database: Resource temporarily unavailable',
    'error: failed to init transaction (unable to lock database)\nerror: could not lock database: File exists',
  ],
  'packages.interrupted': [
    "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.",
  ],
  'server.clock': [
    'E: Release file for http://deb.debian.org/debian/dists/bookworm-updates/InRelease is not valid yet (invalid for another 3h 5min 2s). Updates for this repository will not be applied.',
    "Errors during downloading metadata for repository 'docker-ce-stable':\n  - Curl error (60): SSL peer certificate or SSH remote key was not OK for https://download.docker.com/linux/rhel/9/x86_64/stable/repodata/repomd.xml [SSL certificate problem: certificate is not yet valid]",
  ],
  'server.disk-full': [
    "E: You don't have enough free space in /var/cache/apt/archives/.",
    'dpkg: error processing archive: cannot copy extracted data: No space left on device',
    'Error: Transaction test error:\n  installing package docker-ce-3:29.0.1-1.el9.x86_64 needs 92MB more space on the / filesystem',
    'error: failed to commit transaction (not enough free disk space)',
  ],
  'server.read-only': ['ERROR: Unable to lock database: Read-only file system'],
  'server.names': [
    "W: Failed to fetch http://deb.debian.org/debian/dists/bookworm/InRelease  Temporary failure resolving 'deb.debian.org'",
    '  - Curl error (6): Could not resolve hostname for https://mirrors.fedoraproject.org/metalink [Could not resolve host: mirrors.fedoraproject.org]',
    'WARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v3.22/main: DNS lookup error',
    'WARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v3.23/main: DNS: transient error (try again later)',
    "wget: bad address 'dl-cdn.alpinelinux.org'",
    "error: failed retrieving file 'core.db' from geo.mirror.pkgbuild.com : Could not resolve host: geo.mirror.pkgbuild.com",
  ],
  'server.temporary-files': [
    "Err:1 http://deb.debian.org/debian bookworm InRelease\n  Couldn't create temporary file /tmp/apt.conf.SIkk2g for passing config to apt-key\nE: The repository 'http://deb.debian.org/debian bookworm InRelease' is not signed.",
  ],
  'packages.signed-by': [
    'E: Conflicting values set for option Signed-By regarding source https://download.docker.com/linux/debian/ bookworm: /etc/apt/keyrings/docker.gpg != /etc/apt/keyrings/docker.asc',
  ],
  'packages.gone': [
    "E: The repository 'http://deb.debian.org/debian bullseye-updates Release' does not have a Release file.",
  ],
  'packages.not-registered': [
    'This system is not registered with an entitlement server. You can use "rhc" or "subscription-manager" to register.\nError: There are no enabled repositories in "/etc/yum.repos.d".',
  ],
  'packages.signature': [
    'Public key for docker-ce-29.0.1-1.el9.x86_64.rpm is not installed\nError: GPG check FAILED',
    'Transaction failed: Signature verification failed.',
    'W: GPG error: https://download.docker.com/linux/debian bookworm InRelease: The following signatures could not be verified because the public key is not available: NO_PUBKEY 7EA0A9C3F273FCD8',
    'ERROR: https://dl-cdn.alpinelinux.org/alpine/v3.22/community: UNTRUSTED signature',
    'error: docker: signature from "Morten Linderud <foxboron@archlinux.org>" is unknown trust\nerror: failed to commit transaction (invalid or corrupted package (PGP signature))',
  ],
  'packages.mirror': [
    'E: Failed to fetch http://deb.debian.org/debian/pool/main/d/docker.io/docker.io_20.10.deb  404  Not Found [IP: 151.101.2.132 80]',
    "Error: Failed to download metadata for repo 'docker-ce-stable': Cannot download repomd.xml: Cannot download repodata/repomd.xml: All mirrors were tried",
    'Error: Error downloading packages:\n  Curl error (28): Timeout was reached for https://mirror.example.org/containerd.io.rpm [Operation too slow.]',
    'Failed to download packages\n Librepo error: Cannot download Packages/d/docker.rpm: All mirrors were tried',
    ' No more mirrors to try - All mirrors were already tried without success',
    "Download (curl) error for 'https://download.opensuse.org/distribution/leap/16.0/repo/oss/repodata/repomd.xml':\nError code: Connection failed",
    "Timeout exceeded when accessing 'https://download.opensuse.org/update/leap/15.6/oss/media.1/media'.",
    'WARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v3.22/main: temporary error (try again later)',
    'ERROR: https://dl-cdn.alpinelinux.org/alpine/v3.22/main: network error (check Internet connection and firewall)',
    "error: failed retrieving file 'docker-1:29.0.1-1-x86_64.pkg.tar.zst' from mirror.example.org : The requested URL returned error: 404\nerror: failed to commit transaction (failed to retrieve some files)",
    'error: failed to synchronize all databases (download library error)',
    'curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to download.docker.com:443',
  ],
  'packages.conflict': [
    'Error: \n Problem: problem with installed package podman-docker-5:5.2.2-1.el9.noarch\n  - package docker-ce-cli-1:29.0.1-1.el9.x86_64 conflicts with podman-docker provided by podman-docker-5:5.2.2-1.el9.noarch',
    'Error: Transaction test error:\n  file /usr/bin/docker from install of docker-ce-cli-1:29.0.1-1.el9.x86_64 conflicts with file from package podman-docker-5:5.2.2-1.el9.noarch',
    'The following packages have unmet dependencies:\n containerd.io : Conflicts: containerd\nE: Unable to correct problems, you have held broken packages.',
    ':: docker and podman-docker are in conflict\nerror: unresolvable package conflicts detected',
  ],
  'packages.missing': [
    'E: Unable to locate package docker-ce',
    "E: Package 'docker-ce' has no installation candidate",
    'No match for argument: docker-ce\nError: Unable to find a match: docker-ce',
    "'docker' not found in package names. Trying capabilities.\nNo provider of 'docker' found.",
    'ERROR: unable to select packages:\n  docker (no such package):\n    required by: world[docker]',
    'error: target not found: docker',
  ],
} as const;

const all = Object.entries(SAID).flatMap(([code, texts]) => texts.map((text) => [text, code]));

/** What goes away by itself, or by what the step does when it is tried again. */
const PASSING = ['packages.busy', 'packages.interrupted', 'server.names', 'packages.mirror'];

describe('a failed command', () => {
  it.each(all)('that says: %s', (text, code) => {
    const trouble = judgeOutput(`Some line before\n${text}\nSome line after`);
    expect(trouble?.code).toBe(code);
    expect(trouble?.passing ?? false).toBe(PASSING.includes(code ?? ''));
    expect(trouble?.next?.length).toBeGreaterThan(0);
  });

  it.each([
    'Error: Unable to connect your screen',
    'docker: command not found',
    'Reading package lists...\nBuilding dependency tree...\nReading state information...',
    '(1/7) Installing containerd (2.1.5-r0)\nExecuting busybox-1.37.0-r18.trigger',
    'Last metadata expiration check: 0:03:11 ago on Sat Nov 21 05:00:00 2026.',
  ])('that says nothing known is shown as it is: %s', (text) => {
    expect(judgeOutput(text)).toBeUndefined();
  });
});
