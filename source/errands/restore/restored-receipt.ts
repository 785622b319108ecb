import type { BackupFact } from '../../facts/installs/backups.ts';
import { addressOf, type Goal } from '../../goal.ts';
import { backupFolder } from '../../paths.ts';
import type { Receipt } from '../../receipt.ts';
import { momentOf } from '../../text/day.ts';
import { restedLine } from '../upgrade/receipt.ts';

/** What stands after the data of a copy were put back. */
export function restoredReceipt(
  goal: Goal,
  copy: BackupFact | undefined,
  why: 'undo' | 'wish',
  rested: number | null,
): Receipt {
  const { app, install, recipe } = goal;
  const when = copy && momentOf(copy.at);
  return {
    headline:
      why === 'undo'
        ? `The upgrade of ${app.label} is undone`
        : `The data of ${app.label} are back`,
    lines: [
      { label: 'Website', text: addressOf(goal) },
      { label: 'Version', text: recipe.container.image },
      {
        label: recipe.elsewhere ? 'Settings' : 'Data',
        text: when ? `as they were on ${when}` : 'were not touched',
      },
      ...(recipe.elsewhere ? [{ label: 'Data', text: `those in ${recipe.elsewhere}` }] : []),
      ...restedLine(rested),
      ...(copy && why === 'wish'
        ? [
            {
              label: 'Before',
              text: `What was there until now is copied, too: npx setup-server restore --install ${install} puts it back.`,
            },
          ]
        : []),
      ...(copy
        ? [{ label: 'Copy', text: `${backupFolder(install, copy.stamp)}, until you delete it` }]
        : []),
    ],
  };
}
