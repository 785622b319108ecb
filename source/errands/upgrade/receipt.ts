import { isBeside } from '../../changes/in-place.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { addressOf, type Goal } from '../../goal.ts';
import { duration } from '../../output/amounts.ts';
import { backupFolder } from '../../paths.ts';
import type { Receipt, ReceiptLine } from '../../receipt.ts';

/** What stands after an upgrade, and for how long there is a way back. */
export function upgradeReceipt(
  goal: Goal,
  before: string,
  facts: Facts,
  rested: number | null,
): Receipt {
  const { app, host, install, recipe } = goal;
  const backup = facts.get(query('change', host, install))?.backup;
  return {
    headline: `${app.label} is upgraded`,
    lines: [
      { label: 'Website', text: addressOf(goal) },
      { label: 'Version', text: recipe.container.image },
      { label: 'Before', text: `${before}; its image is kept` },
      ...(isBeside(goal) ? [NEVER_RESTED] : restedLine(rested)),
      ...(backup ? [{ label: 'Copy', text: backupFolder(install, backup) }] : []),
      ...elsewhereLine(recipe),
      {
        label: 'Do now',
        text: 'Look whether all is as it should be: sign in, open what matters to you.',
      },
      {
        label: 'Undo',
        text: recipe.elsewhere
          ? `not from here any more: the newer version has written to ${recipe.elsewhere}`
          : `npx setup-server upgrade --undo --install ${install} puts back image and data`,
      },
      {
        label: 'All well',
        text: `npx setup-server upgrade --keep --install ${install} lets the old image go`,
      },
    ],
  };
}

/** What no copy has, since it is not on the server. */
export function elsewhereLine({ elsewhere }: Pick<Goal['recipe'], 'elsewhere'>): ReceiptLine[] {
  if (elsewhere === undefined) return [];
  const text = `what lies in ${elsewhere}. Have earlier states kept there, too (versioning, backups).`;
  return [{ label: 'Not in it', text, tone: 'warning' }];
}

const NEVER_RESTED: ReceiptLine = {
  label: 'At rest',
  text: 'never: the new one was started beside it',
};

/** For how long visitors had to wait. */
export function restedLine(rested: number | null): ReceiptLine[] {
  return rested === null ? [] : [{ label: 'At rest', text: `for ${duration(rested)}` }];
}
