import { type Answers, textAnswer } from '../../source/answers/answers.ts';
import { beginInterview } from '../../source/answers/begin.ts';
import { chosenAnswers } from '../../source/errands/menu/chosen-answers.ts';
import { MENU } from '../../source/errands/menu/entries.ts';
import { entryIn, MenuErrand, menuScript } from '../../source/errands/menu/menu.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import type { Ending } from '../../source/output/message.ts';
import { questions } from '../../source/script.ts';
import { WHICH_INSTALL, whichInstall } from '../../source/status/renewal-script.ts';
import { recalled } from '../begun.ts';
import type { Parsed } from '../command-line/parse.ts';
import { errandByScreens } from '../errand-by-screens.ts';
import { errandInLines } from '../errand-in-lines.ts';
import type { ErrandJob } from '../errand-job.ts';
import type { ExitCode } from '../exit-code.ts';
import { forgetting } from '../forgetting.ts';
import { andOn, growing } from '../growing.ts';
import type { Inspection } from '../inspection.ts';
import { refused } from '../job.ts';
import { readingIn } from '../menu-pages.ts';
import { authorOf } from '../operator.ts';
import { type RenewalJob, withInstall } from '../renewal-job.ts';
import { undertake } from '../undertake.ts';
import { withHost } from '../way-in.ts';
import type { World } from '../world.ts';
import { installNamed } from './errand.ts';
import { openShell } from './shell.ts';

/** How an app is, and what can be done with it: by screens or by lines. */
export async function menu(parsed: Parsed, world: World): Promise<ExitCode> {
  const stopped = 'Stopped. Run setup-server menu again to go on.';
  return await undertake(parsed, world, stopped, async (undertaken) => {
    const { mode } = undertaken;
    if (mode !== 'lines' && mode !== 'screens') throw noPerson();
    const given = await undertaken.gather([...questions, whichInstall]);
    const known = await recalled(world);
    const source = withHost(given, parsed.operand, known.hosts);
    const [install = installNamed(parsed.operand, known.hosts)] =
      parsed.values.get('install') ?? [];
    const meant = install === undefined ? source : withInstall(source, install);
    const job = { parsed, world, source: meant, ...undertaken, ...known };
    const wrong = refused(job);
    if (wrong !== undefined) return wrong;
    return mode === 'lines' ? await menuInLines(job) : await menuByScreens(job);
  });
}

async function menuInLines(job: RenewalJob): Promise<Ending> {
  // What is no work of steps has a command of its own, which writes lines anyway.
  const all = MENU.filter(({ begin }) => begin);
  const part = menuJob(job, menuScript(all));
  const ending = await errandInLines(job, () => part);
  return await andOn(ending, job, part, (next, other) =>
    other ? errandInLines(next, () => other) : menuInLines(next),
  );
}

/** The menu on screens; what is chosen from it, too. */
export async function menuByScreens(job: RenewalJob): Promise<Ending> {
  let left: Answers | undefined;
  const part: ErrandJob = {
    ...menuJob(job, menuScript()),
    leavesFor: (answers) => {
      const chosen = entryIn(answers);
      return chosen !== undefined && !chosen.begin;
    },
    reads: (session, typed, answers) => readingIn(job.world, session, typed, answers),
    onLeaving: (answers) => {
      left = answers;
    },
  };
  const ending = await errandByScreens(job, part, () => 'app');
  return left
    ? await inTheTerminal(job, left)
    : await andOn(ending, job, part, (next, other) =>
        other ? errandByScreens(next, other, () => 'app') : menuByScreens(next),
      );
}

function menuJob({ world, source }: RenewalJob, script: ErrandJob['script']): ErrandJob {
  const errand = new MenuErrand(() => authorOf(world));
  const part: ErrandJob = {
    doing: (answers) => entryIn(answers)?.doing ?? '',
    heading: 'Your apps',
    script,
    errand: forgetting(errand, world, () => errand.chosen === 'remove'),
  };
  const { answers: given } = beginInterview(script, source.given);
  return growing(part, world, (answers) => chosenAnswers(answers, given));
}

/** A shell needs the whole terminal, after the screens have ended. */
async function inTheTerminal(job: RenewalJob, answers: Answers): Promise<Ending> {
  const install = textAnswer(answers, WHICH_INSTALL);
  const parsed: Parsed = {
    ...{ command: job.parsed.command, object: undefined },
    operand: hostKindOf(answers).address(answers),
    switches: new Set(),
    values: new Map(install === '' ? [] : [['install', [install]]]),
  };
  const inspection: Inspection = { ...job, parsed, json: false, asks: true };
  return await job.interruption.unlessLeft(openShell(inspection));
}

function noPerson(): ExpectedError {
  return new ExpectedError({
    code: 'menu.no-person',
    what: 'The menu asks what shall be done, and nobody can be asked here.',
    next: [
      'npx setup-server status says how your servers are.',
      'What can be done has commands of its own: npx setup-server --help.',
    ],
  });
}
