import type { ContainerSpec } from '../../containers/container.ts';
import { ExpectedError, type Trouble } from '../../expected-error.ts';
import type { EngineRefusal } from './engine-refusal.ts';

type Told = Omit<Trouble, 'detail' | 'cause'>;

interface Known {
  readonly says: RegExp;
  readonly trouble: (spec: ContainerSpec, match: RegExpMatchArray) => Told;
}

/** What the engine and the OCI runtime say where a container can't be made or started. */
const KNOWN: readonly Known[] = [
  { says: /no space left on device/i, trouble: diskFull },
  {
    says: /Bind for \S*?:(\d+) failed: port is already allocated|listen (?:tcp|udp)[46]? \S*?:(\d+): bind: address already in use|address already in use/i,
    trouble: portTaken,
  },
  { says: /cannot assign requested address/i, trouble: noSuchAddress },
  { says: /exec format error/i, trouble: otherArchitecture },
  {
    says: /exec: "([^"]*)": (?:executable file not found|no such file)|(?:exec|stat) (\S+): no such file or directory/i,
    trouble: noSuchCommand,
  },
  {
    says: /exec: "([^"]*)": permission denied|exec (\S+): permission denied/i,
    trouble: notExecutable,
  },
  {
    says: /error mounting|mount a directory onto a file|bind source path|invalid volume|invalid mount/i,
    trouble: badVolume,
  },
  { says: /could not select device driver/i, trouble: noGpu },
  { says: /error gathering device information.*"([^"]+)"/i, trouble: noDevice },
  { says: /range of CPUs is from (\S+) to (\S+?),/i, trouble: tooManyCpus },
  { says: /unable to find (user|group) ([^:\s]+)/i, trouble: noSuchUser },
  { says: /no such image/i, trouble: noImage },
  {
    says: /all predefined address pools|pool overlaps|non-overlapping IPv4 address pool/i,
    trouble: noSubnet,
  },
  { says: /network (\S+) not found|could not find .*network/i, trouble: noNetwork },
  { says: /cannot allocate memory/i, trouble: noMemory },
];

/** A container that can't be made or started, in plain words. Codes: `container.*`, `server.*`, `docker.refused`. */
export function startTrouble(refusal: EngineRefusal, spec: ContainerSpec): ExpectedError {
  for (const { says, trouble } of KNOWN) {
    const match = refusal.says.match(says);
    if (match) return asError(trouble(spec, match), refusal);
  }
  const what = `Docker could not start ${spec.name}.`;
  return asError({ code: 'docker.refused', what, next: ['Try again.'] }, refusal);
}

function asError(trouble: Told, refusal: EngineRefusal): ExpectedError {
  return new ExpectedError({ ...trouble, detail: refusal.says, cause: refusal });
}

function diskFull({ name }: ContainerSpec): Told {
  return {
    code: 'server.disk-full',
    what: `The server's disk is full: ${name} could not be started.`,
    next: ['See what takes the space, on the server: df -h, docker system df'],
  };
}

function portTaken(spec: ContainerSpec, [, allocated, bound]: RegExpMatchArray): Told {
  const port = allocated ?? bound ?? spec.ports[0]?.host;
  return {
    code: 'container.port-taken',
    what:
      port === undefined
        ? 'A port that is needed is in use by another program on the server.'
        : `Port ${port} of the server is in use by another program.`,
    next: [
      `See which, on the server: ss -ltnp 'sport = :${port ?? 80}' and docker ps --filter publish=${port ?? 80}`,
      'Stop that program, or choose another port. Then try again.',
    ],
  };
}

function noSuchAddress({ ports }: ContainerSpec): Told {
  const addresses = ports.flatMap(({ address }) => (address === undefined ? [] : [address]));
  return {
    code: 'container.address',
    what: `The server has no address ${addresses.join(' or ')}.`,
    next: [
      'See which it has, on the server: ip address',
      'Choose one of them, or leave the address out.',
    ],
  };
}

function otherArchitecture({ image }: ContainerSpec): Told {
  return {
    code: 'container.architecture',
    what: `${image} can't run on this server.`,
    why: 'Most likely it is made for another kind of processor.',
    next: [
      "See both, on the server: uname -m, and docker image inspect --format '{{.Architecture}}' " +
        image,
    ],
  };
}

function noSuchCommand({ image }: ContainerSpec, [, exec, path]: RegExpMatchArray): Told {
  return {
    code: 'container.command-missing',
    what: `There is no program "${exec ?? path}" in ${image}.`,
    next: [
      'Check the command and how it is written, or leave it empty to use the one of the image.',
    ],
  };
}

function notExecutable({ image }: ContainerSpec, [, exec, path]: RegExpMatchArray): Told {
  return {
    code: 'container.command-refused',
    what: `"${exec ?? path}" in ${image} is not a program that may be run.`,
    next: ['Check the command, or make the file executable in the image.'],
  };
}

function badVolume({ volumes }: ContainerSpec): Told {
  return {
    code: 'container.volume',
    what: 'One of the volumes could not be attached.',
    why: 'A folder was given where the image has a file, or a path is not written in full.',
    next: [`Check: ${volumes.map(({ source, target }) => `${source} at ${target}`).join(', ')}`],
  };
}

function noGpu({ name }: ContainerSpec): Told {
  return {
    code: 'container.gpu',
    what: `Docker on the server knows no graphics processor that it could give to ${name}.`,
    why: "NVIDIA's driver and its container toolkit are needed for that.",
    next: [
      'Install both on the server, by https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html',
      'Or answer no to the question about graphics processors.',
    ],
  };
}

function noDevice(_: ContainerSpec, [, device]: RegExpMatchArray): Told {
  return {
    code: 'container.device',
    what: `The server has no device ${device}.`,
    next: [
      'See which there are, on the server: ls /dev',
      'Change the devices in the settings, or plug it in. Then try again.',
    ],
  };
}

function tooManyCpus(_: ContainerSpec, [, least, most]: RegExpMatchArray): Told {
  return {
    code: 'container.cpus',
    what: `The server has ${Number(most)} processors, and at least ${least} of one must be given.`,
    next: ['Change the limit for the processors in the settings.'],
  };
}

function noSuchUser({ image }: ContainerSpec, [, kind, name]: RegExpMatchArray): Told {
  return {
    code: 'container.user',
    what: `There is no ${kind} "${name}" in ${image}.`,
    next: ["Give a number, like 1000, or leave it empty to use the image's own."],
  };
}

function noImage({ image }: ContainerSpec): Told {
  return {
    code: 'container.image-missing',
    what: `${image} is not on the server any more.`,
    next: ['Try again: it is downloaded first.'],
  };
}

function noNetwork({ network }: ContainerSpec): Told {
  return {
    code: 'container.network-missing',
    what: `Docker's network "${network}" is gone.`,
    next: ['Try again: it is made first.'],
  };
}

function noSubnet(): Told {
  return {
    code: 'docker.no-subnet',
    what: 'Docker has no free addresses for another network.',
    next: ['Remove networks that are not in use, on the server: docker network prune'],
  };
}

function noMemory({ name }: ContainerSpec): Told {
  return {
    code: 'server.memory',
    what: `The server has too little free memory to start ${name}.`,
    next: ['Stop what is not needed, add swap, or choose a larger server.'],
  };
}
