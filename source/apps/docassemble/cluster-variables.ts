import { textAnswer } from '../../answers/answers.ts';
import { problemWithRoles } from './roles.ts';
import { all, hostName, matches, pasteable } from './rules.ts';
import { type Asked, flag, idOf, secret, text } from './variable.ts';

const among = (answers: Parameters<typeof textAnswer>[0]) =>
  !['', 'all'].includes(textAnswer(answers, idOf('CONTAINERROLE')));

/** For a docassemble on several servers. */
export const clusterVariables: readonly Asked[] = [
  text('CONTAINERROLE', {
    title: 'What this server does for docassemble',
    hint: 'Empty: everything. Otherwise words with colons, for several servers.',
    help: [
      'docassemble can share its work among servers: one with the database and',
      'the like, any number that answer visitors. They meet in S3 or Azure.',
      'The one with the database is set up first.',
      '',
      'all   web   celery   sql   cron   redis   rabbitmq   log   mail',
      '',
      'For example: web:celery',
    ],
    example: 'web:celery',
    standard: 'all',
    normalise: (typed) => typed.trim().toLowerCase(),
    rule: problemWithRoles,
  }),
  text('SERVERHOSTNAME', {
    title: 'Name by which the other servers reach this one',
    hint: 'Empty: what the container finds out by itself.',
    help: ['A name in your own network.', '', 'For example: web1.internal.example.org'],
    example: 'web1.internal.example.org',
    when: among,
    rule: hostName,
  }),
  text('REDIS', {
    title: 'A Redis server of your own',
    hint: 'Empty: docassemble brings its own. Sessions are kept there.',
    help: [
      'The whole address. A password can be given on the Configuration page.',
      '',
      'For example: redis://redis.example.org',
    ],
    example: 'redis://redis.example.org',
    once: 'redis',
    rule: all(
      (value) =>
        /^[a-z]/i.test(value) && !value.includes('://')
          ? `Today it is a whole address: redis://${value}`
          : undefined,
      matches(
        /^rediss?:\/\/[A-Za-z0-9.-]+(:\d+)?(\/\d*)?$/,
        'The whole address: redis://redis.example.org',
      ),
    ),
  }),
  text('RABBITMQ', {
    title: 'A RabbitMQ server of your own',
    hint: 'Empty: docassemble brings its own. It hands out work.',
    help: [
      'The whole address. The name must be the one by which that server knows',
      'itself.',
      '',
      'For example: pyamqp://guest@queue.example.org//',
    ],
    example: 'pyamqp://guest@queue.example.org//',
    once: 'rabbitmq',
    rule: all(
      (value) =>
        /^[a-z]/i.test(value) && !value.includes('://')
          ? `Today it is a whole address: pyamqp://guest@${value}//`
          : undefined,
      matches(
        /^(py)?amqps?:\/\/([A-Za-z0-9_-]+@)?[A-Za-z0-9.-]+(:\d+)?\/\/?[A-Za-z0-9_-]*$/,
        'The whole address: pyamqp://guest@queue.example.org//',
      ),
      pasteable('#'),
    ),
  }),
  text('LOGSERVER', {
    title: 'Server that collects the logs',
    hint: 'Empty: none.',
    help: ['Its name in your own network.', '', 'For example: log.internal.example.org'],
    example: 'log.internal.example.org',
    once: 'log server',
    when: among,
    rule: all(hostName, pasteable('@')),
  }),
  flag('EC2', {
    title: 'Ask Amazon for the name of this server',
    hint: 'Only for several servers, and only where the metadata service answers without a token.',
    help: [
      'docassemble can find out its name at Amazon. It asks the old way',
      '(IMDSv1): a server that wants tokens, as new ones do, gives none, and',
      'docassemble then never starts.',
    ],
    standard: false,
    once: 'ec2',
    when: among,
  }),
  text('DASUPERVISORUSERNAME', {
    title: 'User for the remote control between servers',
    hint: 'Empty: none. For port 9001, by which the servers steer each other.',
    help: ['Letters and digits, set before the first start.', '', 'For example: steering'],
    example: 'steering',
    once: 'supervisor: username',
    when: among,
    rule: matches(/^[A-Za-z][A-Za-z0-9]*$/, 'Letters and digits, a letter first: steering'),
  }),
  secret('DASUPERVISORPASSWORD', {
    title: "That user's password",
    hint: 'Empty: what the server has already is kept.',
    help: ['Letters and digits, the same on each server.'],
    example: 'Letters and digits.',
    once: 'supervisor: password',
    when: (answers) => among(answers) && textAnswer(answers, idOf('DASUPERVISORUSERNAME')) !== '',
    rule: matches(/^[A-Za-z][A-Za-z0-9]*$/, 'Letters and digits, a letter first.'),
  }),
];
