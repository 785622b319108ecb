import type { Action } from '../action.ts';
import { renderEnvFile, sameEnv } from '../containers/env-file.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { envFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { rescueAction, rescuesOf } from '../steps/app-move.ts';
import { type Author, recordWrite } from '../steps/record-write.ts';
import { type Rescue, rescueNote } from '../steps/rescue.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Adopted } from './adopted.ts';
import type { Adoption } from './adoption.ts';
import { dangersOf } from './dangers.ts';

/** Takes a container over, without stopping it: its data first, then its name, its restarts, its settings. */
export function adoptionSteps(goal: Goal, adoption: Adoption, author: Author): readonly Step[] {
  const wanted: Goal = { ...goal, adopted: { ...portOf(goal, adoption), ...adoption.adopted } };
  const rescues = rescuesOf(wanted).map((rescue, at) => rescued(wanted, rescue, at));
  const record = recordWrite(wanted, author);
  const before = [
    ...rescues,
    named(wanted, adoption),
    restarts(wanted),
    settings(wanted, adoption),
  ];
  const dangers = dangersOf(adoption.container, adoption.recognised);
  return [
    ...inOrder(before),
    {
      ...record,
      title: `Remember ${goal.app.label} as one that setup-server looks after`,
      because: () => 'It goes on running as it is. Nothing of it is stopped or changed for that.',
      ...(dangers.length > 0 && { foresees: () => ({ warns: dangers.join(' ') }) }),
      needs: before.map(({ id }) => id),
    },
  ];
}

/** Where visitors find it now. */
function portOf({ recipe }: Goal, { container: { ports } }: Adoption): Pick<Adopted, 'port'> {
  const web = ports.find(({ container }) => container === recipe.front.port);
  return web ? { port: web.host } : {};
}

/** One after another: what may be lost comes first. */
function inOrder(steps: readonly Step[]): Step[] {
  return steps.map((step, at) => ({
    ...step,
    needs: steps.slice(Math.max(0, at - 1), at).map(({ id }) => id),
  }));
}

/** Its own copy is made when it is replaced: this one is for the case that something happens before. */
function rescued({ host, app, adopted }: Goal, rescue: Rescue, at: number): Step {
  const note = query('textFile', host, rescueNote(rescue.volume));
  return {
    id: at === 0 ? 'adopt.rescue' : `adopt.rescue-${at + 1}`,
    title: `Copy ${rescue.target}, which lies in the container alone, to the volume ${rescue.volume}`,
    because: () =>
      `Whoever deletes the container deletes what ${app.label} keeps there. The copy is read back and compared. As ${app.label} goes on writing, it is made once more when the container is replaced.`,
    needs: [],
    sees: [note],
    check: (facts) =>
      (facts.get(note) ?? []).some((line) => line.startsWith(`${adopted?.container} `))
        ? HOLDS
        : lacks(`${rescue.target} is nowhere but in the container.`),
    actions: () => [rescueAction(rescue)],
    remedies: [
      'Nothing was changed. Look whether the disk of the server has room for a copy: df -h /var/lib/docker',
    ],
  };
}

function named({ host, install }: Goal, { container: { id, name } }: Adoption): Step {
  const container = query('container', host, install);
  return {
    id: 'adopt.name',
    title:
      name === install
        ? `Leave it its name, ${install}`
        : `Call the container ${install}, no longer ${name}`,
    needs: [],
    sees: [container],
    check: (facts) =>
      facts.get(container)?.id === id ? HOLDS : lacks(`The container is called ${name}.`),
    actions: () => [docker(sh`docker rename ${id} ${install}`)],
  };
}

function restarts({ host, install }: Goal): Step {
  const container = query('container', host, install);
  const returns = (facts: Facts) =>
    ['always', 'unless-stopped'].includes(facts.get(container)?.restart ?? '');
  return {
    id: 'adopt.restart',
    title: 'Have it started again by itself, also after a restart of the server',
    needs: [],
    sees: [container],
    check: (facts) =>
      returns(facts) ? HOLDS : lacks('It would stay away after a restart of the server.'),
    actions: () => [docker(sh`docker update --restart always ${install}`)],
  };
}

/** Once it is ours, what stands in env.list counts, and not what the container was started with. */
function settings({ host, install }: Goal, { container }: Adoption): Step {
  const path = envFile(install);
  const file = query('envFile', host, path);
  const record = query('record', host, install);
  const env = [...container.env].map(([name, value]) => ({ name, value }));
  return {
    id: 'settings.write',
    title:
      env.length === 0
        ? `Begin ${path}, for its settings`
        : `Keep its settings (${env.map(({ name }) => name).join(', ')}) in ${path}, which only root can read`,
    needs: [],
    sees: [file, record],
    check: (facts) => {
      const found = facts.get(file);
      if (!found) return lacks(`${path} is not there yet.`);
      if (found.mode !== '600') return lacks(`${path} can be read by others.`);
      const ours = facts.get(record)?.adopted?.container === container.id;
      return ours || sameEnv(found.entries, { env, unset: 'others' })
        ? HOLDS
        : lacks(`${path} has other settings.`);
    },
    actions: () => [{ do: 'write', path, mode: '600', content: renderEnvFile(env) }],
  };
}

function docker(command: ReturnType<typeof sh>): Action {
  return {
    do: 'run',
    command: sh`
      DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
      ${command}
    `,
    patienceSeconds: 60,
  };
}
