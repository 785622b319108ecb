import type { Foreseen } from '../certificates/forecast.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { BackupFact } from '../facts/installs/backups.ts';
import type { RecordFact } from '../facts/installs/record.ts';
import type { Goal } from '../goal.ts';
import { versionOf } from '../image/reference.ts';
import { versionsAfter } from '../image/versions.ts';
import { momentOf } from '../text/day.ts';

/**
 * What is not on the server is in no copy. A version after the one in the copy may have changed it since, and an older
 * one may find nothing in it that it can read, and leave its own in its place.
 */
export function dataElsewhere(goal: Goal, backup: BackupFact, facts: Facts): Foreseen | undefined {
  const { host, install, app, recipe, revision } = goal;
  const { elsewhere } = recipe;
  const begun = facts.get(query('change', host, install))?.state === 'begun';
  // What is finished, or undone, was decided when it was begun; what is moved has one version.
  if (elsewhere === undefined || revision?.kind !== 'restore' || begun) return undefined;
  const now = madeFrom(
    facts.get(query('container', host, install)),
    facts.get(query('record', host, install)),
    app.id,
  );
  const copied = backup.images.find(({ container }) => container === install);
  const then = madeFrom(copied && { ...copied, imageId: copied.id }, backup.record, app.id);
  const when = momentOf(backup.at);
  const same = now && then && isSame(now, then);
  if (!now || !then || same === undefined)
    return {
      warns: `What lies in ${elsewhere} is in no copy, and stays as it is. If a newer version of ${app.label} than the one in this copy has worked with it, this one may spoil it: leave, and set up the newer one there.`,
    };
  const isNewer = versionsAfter(versionOf(now.image), [versionOf(then.image)]).length > 0;
  if (same || isNewer) return undefined;
  const was = then.image === now.image ? `another ${then.image} than now` : then.image;
  return {
    stops: {
      code: 'restore.data-elsewhere',
      what: `This copy of ${app.label} can't be put back from here: it was made with ${was}.`,
      why: `Data of ${app.label} lie in ${elsewhere}, as ${now.image} has written them since. They are in no copy. An older version may not be able to read them, and may leave its own in their place.`,
      next: [
        `Is it a setting that you want back? npx setup-server config --install ${install}`,
        `To go back all the same: npx setup-server stop --install ${install}. Then put back what lies in ${elsewhere} as it was on ${when}, where that was kept.`,
        `Then set up the version from then with npx setup-server: ${then.image}`,
      ],
    },
  };
}

/** What an app ran from; '' and null for what is not known. */
interface Made {
  readonly image: string;
  readonly imageId: string;
  readonly digest: string | null;
}

/** Where it runs on several servers, its own container may be gone: what is remembered tells as well. */
function madeFrom(
  container: Pick<Made, 'image' | 'imageId'> | null | undefined,
  record: RecordFact | null | undefined,
  app: string,
): Made | undefined {
  if (container) return { image: container.image, imageId: container.imageId, digest: null };
  if (!record || record.damage !== undefined || record.app !== app) return undefined;
  return { image: record.image, imageId: '', digest: record.digest };
}

/** Undefined where that is not known: by the same name there may be another image by now. */
function isSame(one: Made, other: Made): boolean | undefined {
  if (one.imageId !== '' && other.imageId !== '') return one.imageId === other.imageId;
  if (one.digest !== null && other.digest !== null) return one.digest === other.digest;
  return one.image === other.image ? undefined : false;
}
