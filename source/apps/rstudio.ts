import type { Answers } from '../answers/answers.ts';
import type { OtherContainer } from '../facts/docker/other-containers.ts';
import type { App, Recognised } from './app.ts';
import { beforeFirstStart, firstPassword, secretEntry } from './first-start.ts';
import {
  imageOf,
  type PinnedImage,
  versionOf,
  versionQuestion,
  versionsOf,
} from './pinned-image.ts';
import { recognisePinned } from './pinned-recognise.ts';
import type { Recipe, Setting } from './recipe.ts';

const image: PinnedImage = {
  app: 'rstudio',
  label: 'R',
  repository: 'rocker/rstudio',
  version: '4.6.1',
  warning: [
    'The version of R, with the RStudio of its time. An analysis gives the',
    'same results only with the same version, so a change is yours to make.',
    'With another second number (4.6, 4.7) packages must be installed anew;',
    'those of the other one are kept for it.',
  ],
  announced: 'rocker-project.org',
};

const PASSWORD = 'rstudio.password';
const HOME = '/home/rstudio';
const PACKAGES = '/usr/local/lib/R/site-library';

const first = beforeFirstStart(homeVolume, [
  firstPassword({
    id: PASSWORD,
    title: 'A password for the user rstudio',
    opens: [
      'Whoever knows it sees your files there, and can have the server',
      'compute anything. All who work in this RStudio share it, and the',
      'files; for another group, set up another one.',
    ],
  }),
]);

/** RStudio Server as the Rocker Project publishes it (rocker-versioned2, scripts/init_userconf.sh). */
export const rstudio: App = {
  id: 'rstudio',
  label: 'RStudio',
  note: 'R in the browser, for analyses on the server',
  needs: { memoryMB: 2048, diskMB: 10_240 },
  ...first,
  questions: [...first.questions, versionQuestion(image)],
  versions: versionsOf(image),
  variables: {
    PASSWORD: { secret: true },
    DISABLE_AUTH: { leftOut: 'Everybody who knows the address could use the server as you.' },
    USER: { leftOut: 'The image is about to drop it; the user is called rstudio.' },
    DEFAULT_USER: { leftOut: 'The folders that are kept belong to the user rstudio.' },
    ROOT: {},
    USERID: {},
    GROUPID: {},
    UMASK: {},
    TZ: {},
    LANG: {},
  },
  recipe,
  recognises,
};

/** `docker run -d -p 8787:8787 -e PASSWORD=... rocker/rstudio`, as the Rocker Project has it. */
function recognises(container: OtherContainer): Recognised | undefined {
  // Without, it makes up another password each time it is made anew.
  if (!container.env.has('PASSWORD')) return undefined;
  return recognisePinned(rstudio, image, container, {
    data: [HOME, PACKAGES],
    without: ['DISABLE_AUTH', 'USER', 'DEFAULT_USER'],
  });
}

function recipe({ answers, install }: Setting): Recipe {
  const packages = packagesVolume(answers, install);
  return {
    container: {
      image: imageOf(image, answers),
      volumes: [
        { source: homeVolume(install), target: HOME },
        // Where its user installs packages. In the container they would go with it.
        { source: packages, target: PACKAGES },
      ],
      ports: [],
      // Sessions that are open are written to the home folder, and go on from there.
      stop: { command: ['rstudio-server', 'suspend-all'], timeoutSeconds: 60 },
    },
    env: secretEntry('PASSWORD', answers, PASSWORD),
    // Without a password it makes one up and writes it to its log; with this it wants none.
    unset: ['DISABLE_AUTH'],
    front: {
      port: 8787,
      bodyMB: 1024,
      timeoutSeconds: 300,
      buffering: false,
      // The terminal, and apps that are tried out.
      websocketTimeoutSeconds: 24 * 3600,
    },
    ready: { path: '/auth-sign-in', status: (status) => status === 200, patienceSeconds: 120 },
    first: ['Sign in as rstudio, with the password that was chosen at the first setup.'],
    data: `volume ${homeVolume(install)}; packages of R in ${packages}`,
  };
}

function homeVolume(install: string): string {
  return `${install}-home`;
}

/** Packages belong to a version of R, by its first two numbers. */
function packagesVolume(answers: Answers, install: string): string {
  const [series = ''] = /^\d+\.\d+/.exec(versionOf(image, answers)) ?? [];
  return `${install}-packages-${series}`;
}
