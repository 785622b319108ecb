import { TOPIC_LABELS, type Topic } from '../errands/config-questions.ts';
import type { ConfigList, InstallConfig, ListedAnswer } from '../errands/list-config.ts';
import { hanging, type Wrap } from './doctor-lines.ts';
import { apart, serverLines } from './server-lines.ts';

/** What servers' apps were set up by, one app after another. */
export function configLines(lists: readonly ConfigList[], wrap: Wrap): string[] {
  return serverLines(lists, wrap, ({ installs }) =>
    apart(installs, (each) => installLines(each, wrap)),
  );
}

function installLines({ install, app, names, answers }: InstallConfig, wrap: Wrap): string[] {
  const topics = Object.keys(TOPIC_LABELS) as Topic[];
  return [
    `${app} at ${names.join(', ') || install} (${install})`,
    ...topics.flatMap((topic) => {
      const own = answers.filter((each) => each.topic === topic);
      if (own.length === 0) return [];
      return [`  ${TOPIC_LABELS[topic]}`, ...own.flatMap((each) => answerLines(each, wrap))];
    }),
  ];
}

function answerLines({ id, value }: ListedAnswer, wrap: Wrap): string[] {
  return hanging(`${id}: ${shown(value)}`, '    ', wrap);
}

function shown(value: ListedAnswer['value']): string {
  if (value === null) return '(hidden)';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === '' ? '(empty)' : value.replaceAll('\n', '; ');
}
