import type { HostFolder } from '../../image/source.ts';
import { STATE } from '../../paths.ts';
import { inOrder, sh } from '../../shell.ts';
import { sha256 } from '../../text/sha256.ts';
import type { OwnExperiments } from './own.ts';

type Own = Pick<OwnExperiments, 'ids' | 'sha256' | 'brought'>;

/** Its project is silent since October 2022, so this is not going to change under anybody. */
export const BUILDER = 'quay.io/vanessa/expfactory-builder:latest';

/** The last state of github.com/expfactory/expfactory (version 3.2.15). */
const COMMIT = '885b54583b696762782c7580c7d9ceed40278938';

/** Stands in a database's address where its password goes; only the server's env.list has that. */
export const PASSWORD_HERE = 'PASSWORD';
export const PASSWORD_VARIABLE = 'EXPFACTORY_DATABASE_PASSWORD';

/** Downloads a Linux of 2020 with its packages, so on a slow line it takes a while. */
const PATIENCE_SECONDS = 3600;

/** What makes the image of these experiments, in a folder of its own on the server. */
export function experimentsSource(
  install: string,
  experiments: readonly string[],
  own?: Own,
): HostFolder {
  const folder = `${STATE}/build/${install}`;
  return {
    from: 'host',
    folder,
    ...(own && { brought: own.brought }),
    files: [],
    prepare: [fetchBuilder(), writeRecipe(folder, experiments, own), patchRecipe(folder)],
    patienceSeconds: PATIENCE_SECONDS,
  };
}

/** What stands for the image's content: other experiments, another hash. In hex. */
export function contentOf(experiments: readonly string[], own?: Own): string {
  const brought = own ? [own.sha256, ...own.ids] : [];
  const parts = [BUILDER, patchRecipe('/').text, ...[...experiments].sort(), ...brought];
  return sha256(JSON.stringify(parts));
}

function fetchBuilder() {
  return sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    docker image inspect ${BUILDER} >/dev/null 2>&1 || docker pull ${BUILDER}
  `;
}

/**
 * The builder ends with 0 whatever happens, and leaves out the experiments that it does not know:
 * what it wrote has to be looked at (expfactory/cli/build.py).
 */
function writeRecipe(folder: string, library: readonly string[], own?: Own) {
  const recipe = `${folder}/Dockerfile`;
  const ids = own?.ids ?? [];
  const copies = ids.map((id) => sh`cp -r ${`${own?.brought.folder}/${id}`} ${`${folder}/${id}`}`);
  // It knows them as local by their path.
  const wanted = [...library, ...ids.map((id) => `/data/${id}`)];
  const experiments = [...library, ...ids];
  return sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    # It writes over no earlier recipe.
    rm -rf ${folder} && install -d -m 0755 ${folder} || exit
    ${copies.length > 0 ? inOrder(...copies) : sh`:`} || exit
    said=$(docker run --rm --userns host --volume ${`${folder}:/data:z`} ${BUILDER} build ${wanted} 2>&1); code=$?
    printf '%s\\n' "$said"
    [ "$code" = 0 ] || exit "$code"
    missing=
    for experiment in ${experiments}; do
      grep -Fqsx "LABEL EXPERIMENT_$experiment /scif/apps/$experiment" ${recipe} || missing="$missing $experiment"
    done
    case "$said" in
      *'not in library'*) [ -z "$missing" ] || { echo "Not in the library:$missing"; exit 1; } ;;
    esac
    [ -z "$missing" ] && [ -s ${folder}/startscript.sh ] || { echo 'The builder wrote no recipe.'; exit 1; }
  `;
}

/** Small changes without which it would not build, or not run, today. */
function patchRecipe(folder: string) {
  const recipe = `${folder}/Dockerfile`;
  const start = `${folder}/startscript.sh`;
  const fill = `EXPFACTORY_DATABASE = EXPFACTORY_DATABASE.replace(":${PASSWORD_HERE}@", ":%s@" % __import__("urllib.parse").parse.quote(os.environ.get("${PASSWORD_VARIABLE}", ""), safe=""))`;
  const pinned = `s|^RUN git clone .*/expfactory/expfactory *$|& \\&\\& git -C expfactory checkout --quiet ${COMMIT}|`;
  const library = `s#^RUN \\(python3 setup.py install\\)#RUN echo '${fill}' | tee -a expfactory/defaults.py\\nRUN python3 -m pip install "SQLAlchemy<2" \\&\\& \\1#`;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell reads it, on the server.
  const database = 's|^EXPFACTORY_DATABASE="filesystem"$|: "${EXPFACTORY_DATABASE:=filesystem}"|';
  return sh`
    # The same source for everybody, whatever is done to it later.
    sed -i ${pinned} ${recipe} || exit
    # SQLAlchemy 2 refuses an option that expfactory gives it. A password comes from the settings.
    sed -i ${library} ${recipe} || exit
    # The database comes from the settings; on a command line, everybody could read its password.
    sed -i ${database} ${start} || exit
    for change in ${COMMIT} 'SQLAlchemy<2' ${PASSWORD_VARIABLE}; do
      grep -Fq "$change" ${recipe} || { echo "The builder's recipe is not as expected."; exit 1; }
    done
    grep -Fq 'EXPFACTORY_DATABASE:=' ${start} || { echo "The builder's recipe is not as expected."; exit 1; }
  `;
}
