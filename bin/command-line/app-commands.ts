import {
  ANSWERS,
  type Command,
  DOING,
  type Flag,
  HELP,
  INSTALL,
  SET,
  SSH_CONFIG,
} from './flags.ts';

const COPY: Flag = {
  name: 'copy',
  value: 'COPY',
  summary: 'The copy, as backup list calls it.',
  answers: { 'backup.copy': null, 'backup.there': null },
};

const HOST: Command['operand'] = { name: 'HOST', optional: true };

/** What every command takes that changes something, around flags of its own. */
const doing = (...own: readonly Flag[]) => [INSTALL, ...own, ...DOING, HELP];

/** What can be done with an app that was set up. */
export const APP_COMMANDS: readonly Command[] = [
  {
    name: 'menu',
    summary: 'Come back to an app: how it is, and what can be done with it.',
    flags: [
      INSTALL,
      ANSWERS,
      SET,
      SSH_CONFIG,
      { name: 'plain', summary: 'Plain lines and numbered questions, no screens.' },
      HELP,
    ],
    operand: HOST,
  },
  {
    name: 'config',
    summary: 'Show what an app was set up by, or change any answer; all of it is shown first.',
    flags: doing(),
    operand: { name: 'ACTION', choices: ['show', 'set'], object: '[HOST]' },
  },
  {
    name: 'stop',
    summary: 'Stop an app its own safe way; visitors are told, its data stay.',
    flags: doing(),
    operand: HOST,
  },
  {
    name: 'start',
    summary: 'Start an app that was stopped.',
    flags: doing(),
    operand: HOST,
  },
  {
    name: 'remove',
    summary: 'Remove an app from its server; its data stay, unless its name is typed.',
    flags: doing({
      name: 'data',
      value: 'NAME',
      summary: "Delete its data, too, for good: the app's name on the server.",
      answers: { 'remove.data': null },
    }),
    operand: HOST,
  },
  {
    name: 'logs',
    summary: 'Show what apps and the web server have written; secrets are hidden.',
    flags: [
      INSTALL,
      { name: 'follow', short: 'f', summary: 'Go on with what is written from now on.' },
      {
        name: 'since',
        value: 'WHEN',
        summary: 'Only what is newer: 30m, 2h, 3d, or 2026-11-21T08:30.',
      },
      { name: 'search', value: 'TEXT', summary: 'Only lines with this text, in any case.' },
      { name: 'lines', short: 'n', value: 'NUMBER', summary: 'So many, the last ones; 200.' },
      ANSWERS,
      SET,
      SSH_CONFIG,
      { name: 'json', summary: 'Print them as JSON lines; asks nothing.' },
      HELP,
    ],
    operand: HOST,
  },
  {
    name: 'history',
    summary: 'Say who did what with an app, and when, as the server has noted it.',
    flags: [
      INSTALL,
      ANSWERS,
      SET,
      SSH_CONFIG,
      { name: 'json', summary: 'Print it as JSON lines; asks nothing.' },
      HELP,
    ],
    operand: HOST,
  },
  {
    name: 'upgrade',
    summary: 'Take another version of an app, with a copy of its data and a way back.',
    flags: doing(
      {
        name: 'to',
        value: 'VERSION',
        summary: 'This version; same: the newest image of the one in use.',
        answers: { 'upgrade.to': null },
      },
      {
        name: 'undo',
        summary: 'Put back image and data as they were before the upgrade.',
        answers: { 'upgrade.how': 'undo' },
      },
      {
        name: 'keep',
        summary: 'All is well: let the old image go.',
        answers: { 'upgrade.how': 'keep' },
      },
    ),
    operand: HOST,
  },
  {
    name: 'move',
    summary: 'Move an app to another server, with data, settings and name; it can come back.',
    flags: doing(
      {
        name: 'to',
        value: 'HOST',
        summary: 'The other server: where it goes, or where it came from.',
      },
      {
        name: 'undo',
        summary: 'Bring it back to the old server, with its data as they were.',
        answers: { 'move.how': 'undo' },
      },
      {
        name: 'confirm',
        summary: 'It stays where it is now; nothing is deleted by that.',
        answers: { 'move.how': 'confirm' },
      },
    ),
    operand: HOST,
  },
  {
    name: 'grow',
    summary: 'Take an app to several servers, which become a cluster (Docker Swarm).',
    flags: doing(
      {
        name: 'servers',
        value: 'LIST',
        summary: 'The other servers: "root@203.0.113.8 root@203.0.113.9".',
        answers: { 'swarm.hosts': null },
      },
      {
        name: 'write',
        value: 'FOLDER',
        summary: 'Change nothing, but write files by which Amazon ECS runs the app.',
        answers: { 'ecs.folder': null },
      },
    ),
    operand: HOST,
  },
  {
    name: 'drain',
    summary: 'Empty a server of several, to work on it; the others do its work meanwhile.',
    flags: doing(
      {
        name: 'server',
        value: 'SERVER',
        summary: 'Which one, as status calls it.',
        answers: { 'servers.which': null },
      },
      {
        name: 'undo',
        summary: 'Take it in again.',
        answers: { 'servers.how': 'again' },
      },
    ),
    operand: HOST,
  },
  {
    name: 'shrink',
    summary: 'Take an app on several servers back to the first of them.',
    flags: doing(),
    operand: HOST,
  },
  {
    name: 'shell',
    summary: 'Open a shell in the container of an app, in your terminal.',
    flags: [
      INSTALL,
      {
        name: 'container',
        value: 'NAME',
        summary: 'In this one of its containers: front, or that of a database.',
      },
      ANSWERS,
      SET,
      SSH_CONFIG,
      { name: 'plan', summary: 'Only say what would be run on the server.' },
      HELP,
    ],
    operand: HOST,
  },
  {
    name: 'backup',
    summary: "Copy an app's data on the server, now or by itself; list, fetch or delete.",
    flags: doing(
      COPY,
      {
        name: 'every',
        value: 'SPAN',
        summary: 'schedule: nightly, weekly, or never.',
        answers: { 'backup.timetable': null },
      },
      {
        name: 'at',
        value: 'TIME',
        summary: 'schedule: when, and by whose clocks: "03:00 Europe/Berlin".',
        answers: { 'backup.time': null },
      },
    ),
    operand: {
      name: 'ACTION',
      choices: ['make', 'schedule', 'away', 'send', 'fetch', 'list', 'get', 'delete'],
      object: '[HOST]',
    },
  },
  {
    name: 'restore',
    summary: "Put back a copy of an app's data, with settings and version.",
    flags: doing(COPY, {
      name: 'file',
      value: 'FILE',
      summary: 'The copy in this file of this computer, on any server, a new one too.',
      completes: 'file',
      answers: { 'restore.file': null },
    }),
    operand: HOST,
  },
];
