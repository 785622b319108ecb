import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import type { Device, Limits, Rights } from '../../containers/container.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { hostKindOf } from '../../hosts/index.ts';
import type { Question } from '../../questions/question.ts';
import { valuesIn } from '../../questions/several.ts';
import { asCapabilities, problemWithCapabilities } from '../capabilities.ts';
import { lines } from '../mounts.ts';
import { declaredBy } from './place.ts';

const USER = 'image.user';
const MEMORY = 'image.memory';
const CPUS = 'image.cpus';
const ADDED = 'image.capabilities';
const DROPPED = 'image.dropped';
const DEVICES = 'image.devices';
const GPUS = 'image.gpus';

const settings = { section: 'Settings', form: 'settings', expert: true, optional: true } as const;

/** As whom an image runs, how much of the server it may take, and what else it is let do. */
export const rightsQuestions: readonly Question[] = [
  {
    ...settings,
    id: USER,
    kind: 'text',
    title: 'User in the container',
    hint: (answers, facts) => {
      const own = declaredBy(answers, facts)?.user ?? '';
      return `Empty: the image's own${own === '' ? '' : `, ${own}`}.`;
    },
    help: [
      'The account that the application runs as inside its container, by',
      'name or number: --user in "docker run". Nearly every image sets the',
      'right one itself.',
      '',
      'A number is also who owns the folders that are made on the server',
      'for it.',
      '',
      'For example: 1000:1000',
    ].join('\n'),
    example: '1000:1000',
    problem: (user) =>
      /^[a-z0-9_][\w.-]*(:[a-z0-9_][\w.-]*)?$/i.test(user)
        ? undefined
        : 'A name or number, and a group after a colon on wish: 1000:1000',
  },
  {
    ...settings,
    id: MEMORY,
    kind: 'text',
    title: 'Most memory that it may take, in megabytes',
    hint: 'Empty: as much as there is. Where it wants more, it is ended and started again.',
    help: [
      'A limit keeps one application from taking the memory that others on',
      'the same server need. With too low a limit it stops again and again.',
      '',
      'For example: 512',
    ].join('\n'),
    example: '512',
    normalise: inMegabytes,
    problem: (size) =>
      /^\d{1,7}$/.test(size) && +size >= 6
        ? undefined
        : 'A whole number of megabytes, at least 6: 512',
  },
  {
    ...settings,
    id: CPUS,
    kind: 'text',
    title: 'Most processors that it may use',
    hint: 'Empty: all of them. 0.5 is half the time of one.',
    help: [
      'A limit leaves computing time for others on the same server. It may',
      'be a fraction: 1.5 is all of one processor and half of another.',
      '',
      'For example: 1.5',
    ].join('\n'),
    example: '1.5',
    normalise: (typed) => typed.trim().replace(',', '.'),
    problem: problemWithCpus,
  },
  {
    ...settings,
    id: ADDED,
    kind: 'text',
    title: 'Rights to add (Linux capabilities)',
    hint: 'Empty: those that every container has. Each one lets it do more to the server.',
    help: [
      'The page of the image names them, as --cap-add in "docker run". A',
      'VPN, say, needs NET_ADMIN. Take none that it does not ask for: some',
      'of them are as good as the whole server.',
      '',
      'For example: NET_ADMIN, SYS_TIME',
    ].join('\n'),
    example: 'NET_ADMIN, SYS_TIME',
    normalise: asCapabilities,
    problem: problemWithCapabilities,
  },
  {
    ...settings,
    id: DROPPED,
    kind: 'text',
    title: 'Rights to take away (Linux capabilities)',
    hint: 'Empty: none. ALL takes away all but those that are added above.',
    help: [
      'With fewer rights, a flaw in the application does less harm. Few',
      'images say which they can do without: --cap-drop in "docker run".',
      '',
      'For example: ALL',
    ].join('\n'),
    example: 'ALL',
    normalise: asCapabilities,
    problem: problemWithCapabilities,
  },
  {
    ...settings,
    id: DEVICES,
    kind: 'text',
    lines: true,
    title: 'Devices of the server that it may use',
    hint: 'One a line. They must be there when it starts.',
    help: [
      'A USB stick for a radio network, a graphics card or a serial port:',
      'the page of the image shows it behind --device in "docker run".',
      '',
      '/dev/ttyUSB0             the same name in the container',
      '/dev/ttyUSB0:/dev/radio  another name in there',
    ].join('\n'),
    example: '/dev/ttyUSB0',
    problem: problemWithDevices,
  },
  {
    ...{ section: 'Settings', form: 'settings', expert: true },
    id: GPUS,
    kind: 'confirm',
    title: 'Give it the graphics processors (GPUs)?',
    hint: "Only NVIDIA's, and all of them.",
    help: [
      'Programs that compute with a graphics processor, such as language',
      'models, need it: --gpus all in "docker run".',
      '',
      "The server must have one, with NVIDIA's driver and its container",
      'toolkit. setup-server does not install these: they depend on the card.',
    ].join('\n'),
    suggestion: () => false,
    problem: (yes, answers, facts) => (yes ? problemWithGpus(answers, facts) : undefined),
  },
];

/** What the answers give to the container beside its image. */
export function rightsIn(answers: Answers): {
  readonly user?: string;
  readonly limits?: Limits;
  readonly rights?: Rights;
} {
  const [user, memory, cpus] = [USER, MEMORY, CPUS].map((id) => textAnswer(answers, id));
  const add = valuesIn(textAnswer(answers, ADDED));
  const drop = valuesIn(textAnswer(answers, DROPPED));
  const devices = devicesIn(textAnswer(answers, DEVICES));
  const limits = {
    ...(memory ? { memoryMB: Number(memory) } : {}),
    ...(cpus ? { cpus: Number(cpus) } : {}),
  };
  const rights = {
    ...(add.length > 0 ? { add } : {}),
    ...(drop.length > 0 ? { drop } : {}),
    ...(devices.length > 0 ? { devices } : {}),
    ...(yesAnswer(answers, GPUS) ? { gpus: 'all' as const } : {}),
  };
  return {
    ...(user ? { user } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(Object.keys(rights).length > 0 ? { rights } : {}),
  };
}

/** `2g`, `512 MB`. */
function inMegabytes(typed: string): string {
  const [, number = '', unit = ''] =
    /^(\d+)\s*(g|gb|gib|m|mb|mib)?$/i.exec(typed.trim().toLowerCase()) ?? [];
  if (number === '') return typed.trim();
  return unit.startsWith('g') ? String(Number(number) * 1024) : number;
}

function problemWithCpus(text: string, answers: Answers, facts: Facts): string | undefined {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text) || Number(text) < 0.01) return 'A number, like 1.5';
  const cores = facts.get(query('system', hostKindOf(answers).address(answers)))?.cores;
  if (cores === undefined || Number(text) <= cores) return undefined;
  return `The server has ${cores === 1 ? 'one processor' : `${cores} processors`}.`;
}

function devicesIn(text: string): Device[] {
  return lines(text).map((line) => {
    const [host = '', container = host] = line.split(':');
    return { host, container };
  });
}

function problemWithDevices(text: string): string | undefined {
  const wrong = lines(text).find((line) => !/^\/dev\/[\w./-]+(:\/[\w./-]+)?$/.test(line));
  return wrong && `${wrong}: a device begins with /dev/, like /dev/ttyUSB0`;
}

function problemWithGpus(answers: Answers, facts: Facts): string | undefined {
  const docker = query('docker', hostKindOf(answers).address(answers));
  if (!facts.has(docker) || facts.get(docker)?.gpus) return undefined;
  return "NVIDIA's driver and container toolkit are not on the server. Say no for now; install them when Docker is there, and run setup-server again: https://docs.nvidia.com/datacenter/cloud-native/container-toolkit";
}
