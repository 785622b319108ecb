import { type CertificateList, listCertificates } from '../source/errands/list.ts';
import { certificateLines } from '../source/output/certificate-lines.ts';
import { wrapped } from './command-line/help.ts';
import type { Parsed } from './command-line/parse.ts';
import type { ExitCode } from './exit-code.ts';
import { inspect } from './inspection.ts';
import { listAll } from './listing.ts';
import type { World } from './world.ts';

/** Says which certificates and accounts each server has. Changes nothing. */
export async function listOfCertificates(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(
    parsed,
    world,
    async (inspection) =>
      await listAll<CertificateList>(inspection, {
        see: listCertificates,
        unseen: (list) => ({ ...list, installs: [], accounts: [] }),
        tell: (list) => inspection.tell({ type: 'certificates', ...list }),
        lines: (lists) => certificateLines(lists, wrapped),
      }),
  );
}
