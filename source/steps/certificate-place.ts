import type { Action } from '../action.ts';
import { keepPresent } from '../certificates/previous.ts';
import { isCovered } from '../dns/hostname.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import {
  authorityFile,
  certificateFile,
  certificateFolder,
  renewalHoldFile,
  renewalOrderFile,
  renewalTakeUpFile,
} from '../paths.ts';
import { sh } from '../shell.ts';
import { sha256 } from '../text/sha256.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from './known-file.ts';
import { type Check, HOLDS, hopeless, lacks, type Step } from './step.ts';

/** The person's own certificate lies where the front reads it. */
export function certificatePlace({ host, install, names, certificate }: Goal, now: Date): Step {
  const { own } = certificate;
  const path = certificateFile(install);
  const folder = certificateFolder(install);
  const found = query('certificate', host, path);
  const file = fileQuery(host, { path });
  /** So that an authority that is asked later does not take it for its own. */
  const note: KnownFile = { path: authorityFile(install), text: 'own files\n', mode: '644' };
  const check = (facts: Facts): Check => {
    const present = facts.get(found);
    const ours = checkFile(facts, host, note);
    if (!present || !ours.holds) {
      if (own) return lacks('Your certificate is not on the server yet.');
      return hopeless('Your certificate is not on the server: give its two files.');
    }
    if (own && facts.get(file)?.sha256 !== sha256(own.chain)) {
      return lacks('The server has another certificate.');
    }
    const missing = names.filter((name) => !isCovered(name, present.names));
    if (missing.length > 0)
      return hopeless(`Your certificate does not cover ${missing.join(', ')}.`);
    return present.keyFits ? HOLDS : lacks('The certificate and its key do not belong together.');
  };
  return {
    id: 'certificate.place',
    title: `Put your own certificate for ${names.join(' and ')} on the server`,
    because: () => 'Nothing renews it: give setup-server the next one before it ends.',
    needs: ['front.start'],
    sees: [found, file, fileQuery(host, note)],
    check,
    actions: (): Action[] =>
      own === undefined
        ? []
        : [
            { do: 'run', command: keepPresent(folder, now), patienceSeconds: 60 },
            { do: 'write', path: `${folder}/key.pem`, mode: '600', content: [own.key] },
            { do: 'write', path, mode: '644', content: [own.chain] },
            writeFile(note),
          ],
    remedies: ['Run setup-server again with the files of your certificate.'],
  };
}

/** Where an authority was asked before, nothing may go on renewing. */
export function renewalEnd({ host, install }: Goal): Step {
  const files = [renewalOrderFile(install), renewalTakeUpFile(install), renewalHoldFile(install)];
  const sees = files.map((path) => fileQuery(host, { path }));
  return {
    id: 'renewal.end',
    title: 'See that nothing gets another certificate by itself',
    needs: ['server.ready'],
    sees,
    check: (facts) =>
      sees.some((each) => facts.get(each))
        ? lacks('The certificate from before would be renewed.')
        : HOLDS,
    actions: () => [{ do: 'run', command: sh`rm -f ${files}`, patienceSeconds: 30 }],
  };
}
