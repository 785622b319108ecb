import { type Command, DOING, HELP } from './flags.ts';

/** What is made at a cloud company, and deleted again. */
export const LAUNCH: Command = {
  name: 'launch',
  summary: 'Make a server (s3: a bucket) at a provider, or delete one made so.',
  flags: [
    {
      name: 'remove',
      value: 'NAME',
      summary: 'Delete the server of this name, and all that was made for it.',
      answers: {
        ...{ 'ec2.name': null, 'digitalocean.name': null, 'hetzner.name': null },
        's3.bucket': null,
      },
    },
    {
      name: 'confirm',
      value: 'NAME',
      summary: "Its name once more: it can't be taken back.",
      answers: {
        ...{ 'ec2.confirm': null, 'digitalocean.confirm': null, 'hetzner.confirm': null },
        's3.confirm': null,
      },
    },
    {
      name: 'write',
      value: 'FOLDER',
      summary: 'Make nothing, but write files into this folder (CloudFormation, user data).',
      answers: { 'ec2.folder': null },
    },
    {
      name: 'delete-bucket',
      value: 'NAME',
      summary: 'Delete its bucket of this name, too, with all that is in it.',
      answers: { 'ec2.bucket-confirm': null, 's3.bucket-confirm': null },
    },
    {
      name: 'delete-copies',
      value: 'NAME',
      summary: 'Keep no copy of its database of this name.',
      answers: { 'ec2.database-confirm': null },
    },
    ...DOING,
    HELP,
  ],
  operand: { name: 'PROVIDER', choices: ['ec2', 'digitalocean', 'hetzner', 's3'] },
};
