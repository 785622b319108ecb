import type { Trouble } from '../expected-error.ts';

interface Known {
  readonly says: RegExp;
  readonly trouble: Trouble;
}

/** Failures of package managers that people meet, by what they print (with LC_ALL=C). */
const KNOWN: readonly Known[] = [
  {
    says: /Could not get lock|Unable to acquire the dpkg frontend lock|dpkg status database is locked|Unable to lock directory/,
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
    says: /not valid yet|is not yet valid/,
    trouble: {
      code: 'server.clock',
      what: "The server's clock is wrong.",
      why: 'It lies in the past, so what it downloads seems to come from the future.',
      next: ['On the server: timedatectl set-ntp true. Then try again.'],
    },
  },
  {
    says: /No space left on device|You don't have enough free space/,
    trouble: {
      code: 'server.disk-full',
      what: "The server's disk is full.",
      next: ['Make room, or take a server with a larger disk, then try again.'],
    },
  },
  {
    says: /Temporary failure resolving|Could not resolve host|Name or service not known/,
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
    says: /Failed to fetch|Connection timed out|Connection refused|Unable to connect to/,
    trouble: {
      code: 'packages.mirror',
      what: 'A package could not be downloaded to the server.',
      why: 'The mirror is busy, or a firewall stops the server.',
      next: ['Try again in some minutes.'],
      passing: true,
    },
  },
];

/** What a command's output means, where it is one of the known failures. */
export function judgeOutput(output: string): Trouble | undefined {
  return KNOWN.find(({ says }) => says.test(output))?.trouble;
}
