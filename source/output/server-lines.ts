import type { ServerList } from '../errands/servers/server-list.ts';
import { reachedAt } from '../hosts/index.ts';
import { hanging, type Wrap } from './doctor-lines.ts';
import { troubleLines } from './trouble-lines.ts';

/** Lists of servers, one after another, with an empty line between; `lines` of one that has apps, and could be looked at. */
export function serverLines<List extends ServerList<unknown>>(
  lists: readonly List[],
  wrap: Wrap,
  lines: (list: List) => readonly string[],
): string[] {
  return apart(lists, (list) => {
    const place = reachedAt(list.host);
    if (list.trouble)
      return [place, ...troubleLines(list.trouble).flatMap((line) => hanging(line, '  ', wrap))];
    return list.installs.length === 0 ? [`${place}: nothing was set up here.`] : lines(list);
  });
}

/** The lines of each, with an empty one between. */
export function apart<Part>(
  parts: readonly Part[],
  lines: (part: Part) => readonly string[],
): string[] {
  return parts.flatMap((part, index) => [...(index > 0 ? [''] : []), ...lines(part)]);
}
