import type { Goal } from '../goal.ts';
import type { Item } from '../interview.ts';
import { wayToInstall, whichInstall } from '../status/renewal-script.ts';

/** The way to an app that was set up. */
export function wayToApp(hint: string): readonly Item[] {
  return wayToInstall({
    ...whichInstall,
    title: 'Which app?',
    hint,
    help: [
      'These are the apps that setup-server has set up on that server.',
      '',
      'Before anything is done, you see all of it once more, and can leave.',
    ].join('\n'),
  });
}

/** Where the app itself shows the certificate, the renewal must know whether it runs. */
export function renewalOfApp({ certificate }: Goal): readonly string[] {
  return certificate.servedBy === 'app' ? ['renewal.write'] : [];
}
