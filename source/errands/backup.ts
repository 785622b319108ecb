import { COPY } from '../changes/revision.ts';
import type { Facts } from '../facts/facts.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { backupFolder } from '../paths.ts';
import type { Receipt } from '../receipt.ts';
import { copiedOnSeveral } from './backup-on-several.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { stepsOfApp } from './of-app.ts';
import { wayToApp } from './running.ts';
import { elsewhereLine, restedLine } from './upgrade/receipt.ts';

/** A copy of an app's data and settings on the server. */
export const backupTask: Task = {
  command: 'backup make',
  doing: 'Copying',
  heading: 'Copy',
  questions: [],
  script: wayToApp('It rests while its data are copied, and runs again by itself.'),
  looks: (host, install) => [query('backups', host, install), query('change', host, install)],
  onSeveral: true,
  undertake,
};

function undertake(occasion: Occasion): Undertaking {
  const { answers, goal } = occasion;
  const wished = { ...answers, [COPY]: true };
  if (goal.cluster) return { ...copiedOnSeveral(occasion), answers: wished, receipt: receiptOf };
  return {
    answers: wished,
    steps: stepsOfApp,
    receipt: receiptOf,
  };
}

function receiptOf(goal: Goal, facts: Facts, rested: number | null): Receipt {
  const { host, install, app, recipe } = goal;
  const copy = facts.get(query('backups', host, install))?.at(-1);
  return {
    headline: recipe.elsewhere
      ? `What ${app.label} has on the server is copied`
      : `The data of ${app.label} are copied`,
    lines: [
      ...(copy
        ? [
            { label: 'Copy', text: backupFolder(install, copy.stamp) },
            { label: 'Size', text: `${Math.ceil(copy.sizeKB / 1024)} MB, read back and whole` },
          ]
        : []),
      ...elsewhereLine(recipe),
      ...restedLine(rested),
      { label: 'Again', text: `npx setup-server restore --install ${install} puts it back` },
      {
        label: 'Mind',
        text: `It lies on the same server. To have one here, too: npx setup-server backup get --install ${install}`,
        tone: 'warning',
      },
    ],
  };
}
