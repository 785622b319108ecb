import { awayTask, fetchTask, sendTask } from '../../source/errands/away.ts';
import { backupTask } from '../../source/errands/backup.ts';
import { deleteCopyTask } from '../../source/errands/delete-copy.ts';
import { type BackupList, listBackups } from '../../source/errands/list-backups.ts';
import { scheduleTask } from '../../source/errands/schedule.ts';
import { backupLines } from '../../source/output/backup-lines.ts';
import { wrapped } from '../command-line/help.ts';
import type { Parsed } from '../command-line/parse.ts';
import type { ExitCode } from '../exit-code.ts';
import { inspect } from '../inspection.ts';
import { listAll } from '../listing.ts';
import type { World } from '../world.ts';
import { errand } from './errand.ts';

/** Copies an app's data, now or by a timetable; lists the copies of all apps, fetches one, or deletes one. */
export async function backup(parsed: Parsed, world: World): Promise<ExitCode> {
  switch (parsed.operand) {
    case 'make':
      return await errand(backupTask, parsed.object, parsed, world);
    case 'get': {
      const { getBackup } = await import('../backup-get.ts');
      return await inspect(parsed, world, getBackup);
    }
    case 'away':
      return await errand(awayTask, parsed.object, parsed, world);
    case 'send':
      return await errand(sendTask, parsed.object, parsed, world);
    case 'fetch':
      return await errand(fetchTask, parsed.object, parsed, world);
    case 'schedule':
      return await errand(scheduleTask, parsed.object, parsed, world);
    case 'delete':
      return await errand(deleteCopyTask, parsed.object, parsed, world);
    default:
      return await inspect(
        parsed,
        world,
        async (inspection) =>
          await listAll<BackupList>(inspection, {
            see: listBackups,
            unseen: (list) => ({ ...list, installs: [] }),
            tell: (list) => inspection.tell({ type: 'backups', ...list }),
            lines: (lists) => backupLines(lists, wrapped),
          }),
      );
  }
}
