import { type Facts, query } from '../facts/facts.ts';
import { siteConfiguration } from '../front/configuration.ts';
import { checkFrontCommand, takeUpFrontCommand } from '../front/container.ts';
import { publicPort, siteAddress } from '../front/ports.ts';
import type { Goal } from '../goal.ts';
import { certificateFile, loadedFile, siteFile } from '../paths.ts';
import { sha256 } from '../sha256.ts';
import { sh } from '../shell.ts';
import { frontConfigurationFile } from './front.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from './known-file.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** The front serves the names with their certificate, and hands everything on to the app. */
export function siteOpen({ host, install, names, recipe, front }: Goal): Step {
  const certificate = query('certificate', host, certificateFile(install));
  const site: KnownFile = {
    path: siteFile(install),
    text: siteConfiguration({
      ...{ install, names, container: install, front: recipe.front },
      port: publicPort(front),
    }),
    mode: '644',
  };
  /** Written after a reload that worked: a file alone does not tell whether nginx has read it. */
  const loaded = (facts: Facts): KnownFile => ({
    path: loadedFile(install),
    text: `${sha256([frontConfigurationFile(front).text, site.text, facts.get(certificate)?.from].join('\n'))}\n`,
    mode: '644',
  });
  const check = (facts: Facts): Check => {
    const written = checkFile(facts, host, site);
    if (!written.holds) return written;
    return checkFile(facts, host, loaded(facts)).holds
      ? HOLDS
      : lacks('The web server has not taken it up yet.');
  };
  return {
    id: 'site.open',
    title: `Open ${siteAddress(names[0], front)}`,
    needs: ['certificate.obtain', 'app.ready'],
    sees: [certificate, fileQuery(host, site), fileQuery(host, { path: loadedFile(install) })],
    check,
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
