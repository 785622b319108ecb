import type { Host } from '../range/range.ts';

/** The ids of containers, but for those of timers, which come and go. */
export const CONTAINERS =
  'docker ps -a --no-trunc --format \'{{.Label "setup-server.install"}} {{.ID}}\' | sed -n "/^renewal /!s/.* //p"';

/** What timers make and write whenever they look, for find. */
export const OF_TIMERS =
  '/var/lib/setup-server/\\(\\(timetable\\|renewal\\|address\\)\\(/.*\\)?\\|log/\\(timetable\\|renewal\\|address\\)\\.log.*\\|backups\\|changes\\)';

/** What is on the server, as far as a second run could disturb it. */
export async function traces(server: Host): Promise<string> {
  return await server.exec(
    [
      `docker inspect -f "{{.Id}} {{.Name}} {{.State.StartedAt}}" $(${CONTAINERS}) | sort`,
      'find /etc/setup-server -type f -exec stat -c "%n %Y %Z %s %a" {} + | sort',
      'docker volume ls -q; docker network ls -q --no-trunc; docker images -q --no-trunc | sort',
    ].join('; '),
  );
}

/** What a finished run leaves on a server: the same for two servers that were set up alike. */
export async function stateOf(server: Host, hostname: string): Promise<string[]> {
  const text = await server.exec(
    [
      // Whether anything had to be run as a job says nothing of the end; what is left in there does.
      `find /etc/setup-server /var/lib/setup-server -mindepth 1 ! -path "*/jobs" ! -regex "${OF_TIMERS}" -printf "%p %y %m %u\\n" | sort`,
      'cat /etc/setup-server/front/nginx.conf /etc/setup-server/front/sites/*.conf',
      'for list in /etc/setup-server/*/env.list; do sed "s/=.*//" "$list"; done',
      `docker inspect -f '{{.Name}} {{.State.Status}} {{.Config.Image}} {{index .Config.Labels "setup-server.spec"}}' $(${CONTAINERS}) | sort`,
      'docker volume ls -q | sort; docker network ls --format "{{.Name}}" | sort',
      'docker images --digests --format "{{.Repository}}:{{.Tag}} {{.Digest}}" | sort',
      'dpkg --audit',
    ].join('; '),
  );
  return text.replaceAll(hostname, 'HOSTNAME').split('\n');
}

/** A setting of an install, as it stands in its env.list. */
export async function settingOf(server: Host, install: string, name: string): Promise<string> {
  const list = await server.read(`/etc/setup-server/${install}/env.list`);
  const value = new RegExp(`^${name}=(.*)$`, 'm').exec(list)?.[1];
  if (value === undefined) throw new Error(`${name} is not in the env.list of ${install}.`);
  return value;
}
