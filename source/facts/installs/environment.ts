import { Secret } from '../../secrets/secret.ts';
import { sh } from '../../shell.ts';
import { askEngine, readObjects } from '../docker/engine.ts';
import { type HostProbe, SAYS } from '../probe.ts';

/** What a container was given besides what its image has by itself. */
export interface EnvironmentFact {
  readonly entries: ReadonlyMap<string, Secret>;
}

const OF_CONTAINER = '{"name":{{json .Name}},"env":{{json .Config.Env}}}';
const OF_IMAGE = '{"declares":{{json .Config.Env}}}';

/** Not `slow`: what is asked aside waits in a file, and secrets shall lie in no other file. */
export const environmentProbe: HostProbe<'environment'> = {
  fact: 'environment',
  command: (name) =>
    askEngine(sh`
      docker container inspect --format ${OF_CONTAINER} -- ${name}
      docker container inspect --format '{{.Image}}' -- ${name} 2>/dev/null | while read -r image; do
        docker image inspect --format ${OF_IMAGE} -- "$image" 2>/dev/null
      done
      :
    `),
  parse: (reply, name) => {
    if (reply.code === SAYS.absent) return null;
    const told = readObjects('environment', name, reply);
    // The engine takes the beginning of an id for a name, too.
    const found = told.find((each) => each.name === `/${name}`);
    if (!found) return null;
    const declared = told.flatMap(({ declares }) => linesIn(declares));
    const given = linesIn(found.env).filter((line) => !declared.includes(line));
    return { entries: new Map(given.map(pairOf)) };
  },
};

function linesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function pairOf(line: string): readonly [string, Secret] {
  const [name = '', ...rest] = line.split('=');
  return [name, new Secret(rest.join('='))];
}
