import { type Facts, query } from '../facts/facts.ts';
import { siteConfiguration } from '../front/configuration.ts';
import { checkFrontCommand, takeUpFrontCommand } from '../front/container.ts';
import { publicPort } from '../front/ports.ts';
import { addressOf, type Goal, isBehindBalancer, isPlain } from '../goal.ts';
import { certificateFile, loadedFile, siteFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { sha256 } from '../text/sha256.ts';
import { frontConfigurationFile } from './front.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from './known-file.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** What must hold before the front can serve the names. */
export function comesBefore({ certificate }: Goal): string {
  if (isPlain(certificate)) return 'front.start';
  return certificate.use === 'own-files' ? 'certificate.place' : 'certificate.obtain';
}

/** What plain HTTP means, for those who chose it. */
export const WITHOUT_CERTIFICATE =
  'Without a certificate everything can be read and changed on its way, passwords too. Only right behind something that has one.';

/** The step after which visitors get in, or are told that they can't. */
export function opening({
  certificate,
  stopped,
  asItWas,
}: Pick<Goal, 'certificate' | 'stopped' | 'asItWas'>): string {
  if (certificate.use !== 'app-client' && !asItWas) return 'site.open';
  return stopped ? 'app.stopped' : 'app.ready';
}

/** The front serves the names with their certificate, and hands everything on to the app. */
export function siteOpen(goal: Goal): Step {
  const { recipe, stopped, moved } = goal;
  const { use, servedBy } = goal.certificate;
  return {
    id: 'site.open',
    title: stopped
      ? `Tell visitors of ${addressOf(goal)} that it ${moved ? 'moves to another server' : 'was stopped by its owner'}`
      : `Open ${addressOf(goal)}`,
    ...(use === 'none' && { because: () => WITHOUT_CERTIFICATE }),
    needs: [
      comesBefore(goal),
      ...(stopped ? [] : [servedBy === 'app' ? 'app.certificate' : 'app.ready']),
      ...(recipe.defaultLogin && !stopped ? ['login.close'] : []),
      ...(recipe.account && !stopped ? ['app.account'] : []),
    ],
    ...leadingTo(goal, goal.install),
  };
}

/** Where one was started beside the app, visitors are led back before that one goes. */
export function siteBack(goal: Goal): Step {
  return {
    id: 'site.back',
    title: `Lead visitors of ${addressOf(goal)} to the ${goal.app.label} that they had`,
    needs: [comesBefore(goal)],
    ...leadingTo(goal, goal.install),
  };
}

/** The front hands visitors on to this container: what that looks at, and what it does. */
export function leadingTo(goal: Goal, container: string): Pick<Step, 'sees' | 'check' | 'actions'> {
  const { host, install, names, recipe, front, stopped, moved } = goal;
  const { use, servedBy, handsTo } = goal.certificate;
  const certificate = query('certificate', host, certificateFile(install));
  const site: KnownFile = {
    path: siteFile(install),
    text: siteConfiguration({
      ...{ install, names, container, front: recipe.front },
      port: publicPort(front),
      ...(isPlain(goal.certificate) && { plain: true }),
      ...(isBehindBalancer(goal.certificate) && { balanced: recipe.ready }),
      ...(servedBy === 'app' && { securedByApp: true }),
      ...(stopped && { stopped: true }),
      ...(moved && { moved: true }),
    }),
    mode: '644',
  };
  // One's own may be given a longer chain, and be the same certificate.
  const chain = query('file', host, certificateFile(install));
  const elsewhere = servedBy === 'app' || handsTo !== undefined;
  const read = use === 'own-files' ? [chain] : use || elsewhere ? [] : [certificate];
  const since = (facts: Facts) => {
    if (elsewhere) return undefined;
    if (use === undefined) return facts.get(certificate)?.from;
    return use === 'own-files' ? facts.get(chain)?.sha256 : undefined;
  };
  /** Written after a reload that worked: a file alone does not tell whether nginx has read it. */
  const loaded = (facts: Facts): KnownFile => ({
    path: loadedFile(install),
    text: loadedText(frontConfigurationFile(front).text, site.text, since(facts)),
    mode: '644',
  });
  return {
    sees: [...read, fileQuery(host, site), fileQuery(host, { path: loadedFile(install) })],
    check: (facts) => {
      const written = checkFile(facts, host, site);
      if (!written.holds) return written;
      return checkFile(facts, host, loaded(facts)).holds
        ? HOLDS
        : lacks('The web server has not taken it up yet.');
    },
    actions: (facts) => [
      writeFile(site),
      {
        do: 'run',
        patienceSeconds: 30,
        // A site that nginx refuses is put aside, so that the others survive its next start.
        command: sh`${checkFrontCommand()} || { mv ${site.path} ${`${site.path}.refused`}; exit 1; }; ${takeUpFrontCommand()}`,
      },
      writeFile(loaded(facts)),
    ],
  };
}

/** Stands for what the front had read: its configuration, the site's, and since when the certificate is valid. */
export function loadedText(front: string, site: string, from: string | undefined): string {
  return `${sha256([front, site, from].join('\n'))}\n`;
}
