/** The commands by what one wants, in the order in which one comes to want it. */
export const COMMAND_GROUPS: readonly {
  readonly title: string;
  readonly names: readonly string[];
}[] = [
  {
    title: 'See how an app is',
    names: ['menu', 'status', 'doctor', 'logs', 'history'],
  },
  {
    title: 'Look after an app',
    names: ['upgrade', 'backup', 'restore', 'renew', 'stop', 'start', 'remove'],
  },
  {
    title: 'Change how it is set up',
    names: ['config', 'env', 'certificate', 'shell'],
  },
  {
    title: 'Take an app to other servers',
    names: ['move', 'grow', 'drain', 'shrink'],
  },
  {
    title: 'Begin with a new server, or with what runs already',
    names: ['launch', 'adopt', 'hosts'],
  },
  {
    title: 'For scripts and shells',
    names: ['questions', 'completion'],
  },
];
