import { ADDRESS_LOG } from '../paths.ts';
import type { Message } from '../renewal/message.ts';
import { ADDRESS_JOB } from './job.ts';
import type { FollowedNames } from './state.ts';

/** What a person is told of names that do not follow the server, or do so again. */
export function addressMessage(
  install: string,
  news: 'failing' | 'works-again',
  { names, set, trouble, failures }: FollowedNames,
): Message {
  const [name = install] = names;
  const leads = [...(set?.v4 ?? []), ...(set?.v6 ?? [])].join(' and ');
  const details = { install, name, address: leads, failures, code: trouble?.code ?? null };
  if (news === 'works-again') {
    return {
      event: 'address.works-again',
      title: `${name}: the name follows the server's address again`,
      lines: [`All is well. ${name} leads to ${leads}.`],
      bad: false,
      details,
    };
  }
  return {
    event: 'address.failing',
    title: `${name}: the name could not be set to the server's address`,
    lines: [
      ...(trouble ? [trouble.says] : []),
      leads === ''
        ? 'It was never set by the server.'
        : `It was last set to ${leads}. If the address has changed since, visitors do not get through.`,
      'The server goes on trying. npx setup-server on your own computer shows what is in the way.',
      `On the server: systemctl start ${ADDRESS_JOB}; tail ${ADDRESS_LOG}`,
    ],
    bad: true,
    details,
  };
}
