import { APP_COMMANDS } from './app-commands.ts';
import { ANSWERS, type Command, DOING, HELP, INSTALL, SET, SSH_CONFIG, VERSION } from './flags.ts';
import { LAUNCH } from './launch-command.ts';

export type { Command, Flag } from './flags.ts';

export const PURPOSE =
  'Takes a server of yours from nothing to a web application on https://, screen by screen.';

export const EXAMPLES: readonly { readonly line: string; readonly meaning: string }[] = [
  { line: 'npx setup-server', meaning: 'ask me, then do it' },
  { line: 'npx setup-server --answers study.yaml', meaning: 'ask only what is missing' },
  { line: 'npx setup-server --answers study.yaml --plan', meaning: 'show what would be done' },
  { line: 'npx setup-server --answers study.yaml --yes', meaning: 'do it without asking' },
];

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Every command and flag, once: parsing, help, shell completion and the documentation are made
 * from this.
 */
export const COMMANDS: readonly Command[] = [
  {
    name: '',
    summary: 'Set up a server, or come back to one.',
    flags: [
      ANSWERS,
      SET,
      {
        name: 'env-list',
        value: 'FILE',
        summary: "Take the app's settings from an env file, here or at s3://BUCKET/KEY.",
        completes: 'file',
      },
      {
        name: 'acme-directory',
        value: 'URL',
        summary: "Get the certificate from this ACME CA, not from Let's Encrypt.",
        answers: { 'certificate.authority': 'other', 'certificate.directory': null },
      },
      SSH_CONFIG,
      { name: 'plan', summary: 'Show what would be done, ask and change nothing.' },
      { name: 'yes', short: 'y', summary: 'Ask nothing; take the suggestion where one is honest.' },
      { name: 'json', summary: 'Print events as JSON lines; asks nothing.' },
      { name: 'ask', summary: 'Ask every question; answers given beforehand are suggestions.' },
      { name: 'plain', summary: 'Plain lines and numbered questions, no screens.' },
      HELP,
      VERSION,
    ],
  },
  {
    name: 'doctor',
    summary: 'Look at a server and all that was set up there; change nothing.',
    flags: [
      ANSWERS,
      SET,
      SSH_CONFIG,
      {
        name: 'ignore',
        value: 'ID',
        repeatable: true,
        summary: 'Do not count this check. May be repeated.',
      },
      {
        name: 'bundle',
        value: 'FILE',
        summary:
          'Write all that was seen to a file (.txt or .json) that may be mailed: what is secret is taken out.',
        completes: 'file',
      },
      { name: 'keep-addresses', summary: 'Leave e-mail and IP addresses in the file.' },
      { name: 'json', summary: 'Print checks as JSON lines; asks nothing.' },
      HELP,
    ],
    operand: { name: 'HOST', optional: true },
  },
  {
    name: 'status',
    summary: 'Say how your servers are: apps, websites, certificates, disk.',
    flags: [
      ANSWERS,
      SET,
      SSH_CONFIG,
      { name: 'json', summary: 'Print them as JSON lines; asks nothing.' },
      HELP,
    ],
    operand: { name: 'HOST', optional: true },
  },
  {
    name: 'renew',
    summary: 'Renew certificates that are due; nothing else is touched.',
    flags: [
      {
        name: 'install',
        short: 'i',
        value: 'NAME',
        repeatable: true,
        summary: 'Only that of this install, or website. May be repeated.',
      },
      { name: 'force', summary: 'Also where it is not due yet.' },
      {
        name: 'dry-run',
        summary: "Only rehearse it, at the authority's practice address.",
      },
      ...DOING,
      HELP,
    ],
    operand: { name: 'HOST', optional: true },
  },
  {
    name: 'certificate',
    summary: 'List certificates, revoke one, put one back, or change the account.',
    flags: [
      {
        name: 'install',
        short: 'i',
        value: 'NAME',
        summary: 'That of this install.',
      },
      {
        name: 'which',
        value: 'WHICH',
        summary: 'The certificate: present, or as list calls it.',
        answers: { 'certificate.which': null },
      },
      {
        name: 'reason',
        value: 'REASON',
        summary: 'Why it is revoked: key-compromise, superseded, no-longer-used, unspecified.',
        answers: { 'revoke.reason': null },
      },
      {
        name: 'change',
        value: 'WHAT',
        summary: 'What is changed of the account: email, key, deactivate.',
        answers: { 'account.change': null },
      },
      {
        name: 'confirm',
        value: 'WORD',
        summary: "Where it can't be taken back: revoke, or deactivate.",
        answers: { 'certificate.confirm': null },
      },
      ...DOING,
      HELP,
    ],
    operand: {
      name: 'ACTION',
      choices: ['list', 'revoke', 'restore', 'account'],
      object: '[HOST]',
    },
  },
  ...APP_COMMANDS,
  {
    name: 'env',
    summary: "Show an app's variables (env.list), save them, or change them.",
    flags: [
      INSTALL,
      {
        name: 'variable',
        short: 'e',
        value: 'NAME=VALUE',
        repeatable: true,
        summary: 'set: this one; NAME alone takes it from your shell. May be repeated.',
      },
      {
        name: 'remove',
        value: 'NAME',
        repeatable: true,
        summary: 'set: take this one out. May be repeated.',
      },
      {
        name: 'file',
        value: 'FILE',
        summary: 'import: from there; server:/PATH and container:NAME too. export: to there.',
        completes: 'file',
      },
      {
        name: 'rest',
        value: 'WHAT',
        summary: 'import: keep or remove those that the file does not have.',
        answers: { 'env.rest': null },
      },
      { name: 'running', summary: 'export: what the running container has.' },
      { name: 'show-secrets', summary: 'show: also what is secret.' },
      ...DOING,
      HELP,
    ],
    operand: {
      name: 'ACTION',
      choices: ['show', 'export', 'set', 'import', 'edit'],
      object: '[HOST]',
    },
  },
  {
    name: 'adopt',
    summary: 'Take over a container that somebody else started. It goes on running.',
    flags: [
      {
        name: 'container',
        short: 'c',
        value: 'NAME',
        summary: 'This one, by its name.',
        answers: { 'adopt.container': null },
      },
      {
        name: 'install',
        short: 'i',
        value: 'NAME',
        summary: 'What it is called from then on.',
        answers: { install: null },
      },
      ...DOING,
      HELP,
    ],
    operand: { name: 'HOST', optional: true },
  },
  LAUNCH,
  {
    name: 'hosts',
    summary: 'List the servers that this computer remembers, or forget one.',
    flags: [{ name: 'json', summary: 'As one JSON document.' }, HELP],
    operand: { name: 'ACTION', choices: ['forget'], optional: true, object: 'NAME' },
  },
  {
    name: 'questions',
    summary: 'List every question: the reference for answer files.',
    flags: [{ name: 'json', summary: 'As one JSON document.' }, HELP],
  },
  {
    name: 'completion',
    summary: 'Print the completion script for a shell.',
    flags: [HELP],
    operand: { name: 'SHELL', choices: SHELLS },
  },
];

/** Undefined where there is no command of that name. */
export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
