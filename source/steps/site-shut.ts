import type { OpenAtFirst } from '../apps/open-at-first.ts';
import { containersOf } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { checkFrontCommand, FRONT_CONTAINER, takeUpFrontCommand } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import { envFile, loadedFile, siteFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { comesAlong, placesToFill } from './folder-fill.ts';
import { fileQuery } from './known-file.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** Where the app is about to begin with an empty database, it is open for a while to whoever comes. */
export function siteShut(goal: Goal, { why, follows }: OpenAtFirst): Step {
  const { host, install, app, recipe, stopped } = goal;
  const site = fileQuery(host, { path: siteFile(install) });
  const loaded = fileQuery(host, { path: loadedFile(install) });
  const settings = query('envFile', host, envFile(install));
  const keeping = containersOf(goal).map((spec) => ({
    container: query('container', host, spec.name),
    places: spec.volumes
      .filter(({ readOnly }) => !readOnly)
      .map(({ source, target }) => {
        const place = query(source.startsWith('/') ? 'folder' : 'volume', host, source);
        return { source, target, place };
      }),
  }));
  const lost = (facts: Facts) =>
    keeping.some(
      ({ container, places }) =>
        facts.get(container) === null && places.some(({ place }) => facts.get(place) === null),
    );
  const along = placesToFill(goal);
  /** Its data are to lie elsewhere from now on, where nobody knows what there is. */
  const elsewhere = (facts: Facts) =>
    keeping.some(({ container, places }) =>
      facts
        .get(container)
        ?.mounts.some(
          (mount) =>
            !comesAlong(along, mount) &&
            places.some(({ source, target }) => mount.target === target && mount.source !== source),
        ),
    );
  /** Another database, of which nobody knows what is in it. */
  const moved = (facts: Facts) => {
    const written = facts.get(settings)?.entries;
    return (
      written !== undefined &&
      follows.some((name) => {
        const wanted = recipe.env.find((entry) => entry.name === name)?.value;
        // What the recipe does not speak of stays as it is written.
        const stays = recipe.unset !== 'others' && !recipe.unset.includes(name);
        if (wanted === undefined && stays) return false;
        return (written.get(name)?.reveal() ?? '') !== (wanted ?? '');
      })
    );
  };
  return {
    id: 'site.shut',
    title: `Keep visitors out while ${app.label} begins with an empty database`,
    needs: ['server.ready'],
    sees: [
      site,
      loaded,
      settings,
      ...keeping.flatMap(({ container, places }) => [
        container,
        ...places.map(({ place }) => place),
      ]),
    ],
    check: (facts) =>
      !stopped &&
      (facts.get(site) || facts.get(loaded)) &&
      (lost(facts) || moved(facts) || elsewhere(facts))
        ? lacks(why)
        : HOLDS,
    actions: () => [
      {
        do: 'run',
        patienceSeconds: 30,
        // Where the front does not run, nobody gets in.
        command: sh`
          rm -f ${siteFile(install)}
          runs=$(docker container inspect --format '{{.State.Running}}' ${FRONT_CONTAINER} 2>/dev/null)
          [ "$runs" != true ] || { ${checkFrontCommand()} && ${takeUpFrontCommand()}; } || exit
          rm -f ${loadedFile(install)}`,
      },
    ],
  };
}
