import type { BackupList, InstallBackups, ListedBackup } from '../errands/list-backups.ts';
import { keptWhen } from '../errands/questions.ts';
import { WHY } from '../errands/restore/copy.ts';
import { hanging, type Wrap } from './doctor-lines.ts';
import { apart, serverLines } from './server-lines.ts';

/** The copies of apps' data on servers, one server after another. */
export function backupLines(lists: readonly BackupList[], wrap: Wrap): string[] {
  return serverLines(lists, wrap, ({ installs }) =>
    apart(installs, (each) => installLines(each, wrap)),
  );
}

function installLines({ install, names, copies }: InstallBackups, wrap: Wrap): string[] {
  const title = `${names.join(', ') || install} (${install})`;
  const none = `no copy yet: npx setup-server backup make --install ${install}`;
  return [
    title,
    ...(copies.length === 0
      ? hanging(none, '  ', wrap)
      : copies.flatMap((each) => copyLines(each, wrap))),
  ];
}

function copyLines({ copy, why, by, image, sizeKB, here, away }: ListedBackup, wrap: Wrap) {
  const who = by === '' ? '' : `, by ${by}`;
  const also = here ? `also in the bucket ${away}` : `only in the bucket ${away}`;
  const parts = [`${WHY[why]}${who}`, `${Math.ceil(sizeKB / 1024)} MB`, image];
  const text = [...parts, away === null ? '' : also].filter(Boolean).join('; ');
  return [`  ${keptWhen(copy)} (--copy ${copy})`, ...hanging(text, '    ', wrap)];
}
