import { TOPIC_LABELS, type Topic } from '../errands/config-questions.ts';
import type { ConfigList, InstallConfig, ListedAnswer } from '../errands/list-config.ts';
import { reachedAt } from '../hosts/index.ts';
import { hanging, type Wrap } from './doctor-lines.ts';
import { troubleLines } from './trouble-lines.ts';

/** What servers' apps were set up by, one app after another. */
export function configLines(lists: readonly ConfigList[], wrap: Wrap): string[] {
  return lists.flatMap((list, index) => [...(index > 0 ? [''] : []), ...listLines(list, wrap)]);
}

function listLines({ host, installs, trouble }: ConfigList, wrap: Wrap): string[] {
  const place = reachedAt(host);
  if (trouble)
    return [place, ...troubleLines(trouble).flatMap((line) => hanging(line, '  ', wrap))];
  if (installs.length === 0) return [`${place}: nothing was set up here.`];
  return installs.flatMap((each, index) => [
    ...(index > 0 ? [''] : []),
    ...installLines(each, wrap),
  ]);
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
