import { sh } from '../../shell.ts';
import { askEngine, readObjects } from '../docker/engine.ts';
import { lastLines } from '../files/log-lines.ts';
import { type HostProbe, SAYS } from '../probe.ts';

const LINES = 40;

/** On a manager: what the copy wrote that failed last, on whichever server. */
export const copyLogProbe: HostProbe<'copyLog'> = {
  fact: 'copyLog',
  slow: true,
  command: (service) =>
    askEngine(sh`
      ids=$(docker service ps --quiet --no-trunc --filter desired-state=shutdown -- ${service} 2>&1) ||
      { echo "no such object: $ids"; exit 1; }
      [ -n "$ids" ] || { echo no such object; exit 1; }
      last=$(docker inspect --type task --format ${'{{.Status.State}} {{json .Status.Timestamp}} {{.ID}}'} $ids 2>/dev/null |
        sed -n ${'s/^\\(failed\\|rejected\\|complete\\) //p'} | sort | tail -n 1 | cut -d ' ' -f 2)
      [ -n "$last" ] || { echo no such object; exit 1; }
      timeout 20 docker service logs --raw --tail ${LINES} "$last" || [ $? = 124 ]
    `),
  parse: (reply, service) => {
    if (reply.code === SAYS.absent) return null;
    if (reply.code === 0) return lastLines(reply.stdout, LINES);
    readObjects('copyLog', service, reply);
    return null;
  },
};
