import type { RecipeFile, RecipeFolder } from '../apps/recipe.ts';
import { appContainer, textOfFile, volumesOf } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { filesFolder } from '../paths.ts';
import { sh } from '../shell.ts';
import { sha256 } from '../text/sha256.ts';
import { fileQuery } from './known-file.ts';
import { type Check, HOLDS, hopeless, lacks, type Step } from './step.ts';

/** The files that the app reads lie on the server; those for its first start only until then. */
export function appFiles(goal: Goal): Step[] {
  const { host, install, app, recipe } = goal;
  const files = recipe.files ?? [];
  if (files.length === 0) return [];
  const container = query('container', host, install);
  const kept = volumesOf(appContainer(goal)).map(({ source }) => query('volume', host, source));
  const placeOf = ({ path }: RecipeFile) => `${filesFolder(install)}/${path}`;
  const seen = (file: RecipeFile) => fileQuery(host, { path: placeOf(file) });
  const started = (facts: Facts) =>
    [container, ...kept].some((each) => facts.get(each) !== null && facts.has(each));
  const checkOne = (facts: Facts, file: RecipeFile): Check => {
    if (file.once && started(facts)) return HOLDS;
    const found = facts.get(seen(file));
    if (!found) return lacks(`${placeOf(file)} is not there yet.`);
    if (found.sha256 !== sha256(textOfFile(file)))
      return lacks(`${placeOf(file)} is not up to date.`);
    return found.mode === file.mode ? HOLDS : lacks(`${placeOf(file)} has other permissions.`);
  };
  const once = files.some((file) => file.once);
  return [
    {
      id: 'app.files',
      title: `Put files for ${app.label} into ${filesFolder(install)}`,
      // A volume shows that it was started before; there is none to ask for without Docker.
      needs: once ? ['docker.start'] : ['server.ready'],
      sees: [...files.map(seen), ...(once ? [container, ...kept] : [])],
      check: (facts) =>
        files.map((file) => checkOne(facts, file)).find(({ holds }) => !holds) ?? HOLDS,
      actions: (facts) =>
        files
          .filter((file) => !checkOne(facts, file).holds)
          .map((file) => ({
            do: 'write',
            path: placeOf(file),
            mode: file.mode,
            content: file.content,
            ...(file.owner && { owner: file.owner }),
          })),
    },
  ];
}

/** Folders of the server in which the app keeps data, with whom it runs as for an owner. */
export function appFolders({ host, app, recipe }: Goal): Step[] {
  const folders = recipe.folders ?? [];
  if (folders.length === 0) return [];
  const seen = ({ path }: RecipeFolder) => query('folder', host, path);
  const checkOne = (facts: Facts, folder: RecipeFolder): Check => {
    const { path, owner } = folder;
    const found = facts.get(seen(folder));
    if (!found) return lacks(`The folder ${path} is not there yet.`);
    if (found.owner === owner || folder.asFound) return HOLDS;
    // Who else reads what lies in it, we can't know.
    return hopeless(
      `The folder ${path} belongs to the account ${found.owner}, and ${app.label} runs as ${owner}.`,
      [
        `If nothing else uses it, on the server: chown -R ${owner} ${path}`,
        'Or choose another folder.',
      ],
    );
  };
  return [
    {
      id: 'app.folders',
      title: `Make ${folders.length > 1 ? 'the folders' : 'the folder'} ${folders.map(({ path }) => path).join(', ')}`,
      needs: ['server.ready'],
      sees: folders.map(seen),
      check: (facts) =>
        folders.map((folder) => checkOne(facts, folder)).find(({ holds }) => !holds) ?? HOLDS,
      actions: (facts) =>
        folders.flatMap(({ path, owner, mode }) => {
          const [user = '0', group = '0'] = owner.split(':');
          return facts.get(query('folder', host, path))
            ? []
            : [
                {
                  do: 'run',
                  command: sh`install -d -m ${mode} -o ${user} -g ${group} ${path}`,
                  patienceSeconds: 30,
                } as const,
              ];
        }),
    },
  ];
}
