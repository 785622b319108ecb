import type { Goal } from '../../goal.ts';
import type { Receipt } from '../../receipt.ts';

/** What stands when an upgrade can not be undone any more. */
export function keptReceipt({ app, install }: Goal): Receipt {
  return {
    headline: `The upgrade of ${app.label} stays`,
    lines: [
      { label: 'Old image', text: 'is not kept any more' },
      {
        label: 'Copies',
        text: `npx setup-server backup list shows them; ${install} is not touched`,
      },
    ],
  };
}
