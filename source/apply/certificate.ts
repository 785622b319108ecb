import type { CertificateAction, CertificateOrder } from '../certificates/certificate-action.ts';
import { keepPresent } from '../certificates/previous.ts';
import type { TextAccount } from '../dns/providers/text-account.ts';
import { lookAtChallenge } from '../edges/acme/look-at-challenge.ts';
import { lookAtText } from '../edges/acme/look-at-text.ts';
import { obtainCertificate } from '../edges/acme/obtain-certificate.ts';
import type { CertificateWorld, HostFile } from '../edges/acme/world.ts';
import { lookAtCaa } from '../edges/outside/look-at-caa.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection } from '../hosts/host.ts';
import type { Telling } from '../run.ts';
import { Secret } from '../secrets/secret.ts';
import { sh } from '../shell.ts';
import { authorityText } from '../steps/certificate-obtain.ts';
import { putAside, putInPlace } from './write-file.ts';

/**
 * Gets a certificate; its files, the challenges and the account's key lie on the host. By dns-01
 * the proofs are set through `account`.
 */
export async function* obtain(
  connection: Connection,
  { order }: CertificateAction,
  signal: AbortSignal,
  account?: TextAccount,
): AsyncGenerator<Telling> {
  const world = worldOn(connection, order);
  const records = account && { ...account, lookAtText };
  yield* obtainCertificate(order, { ...world, ...(records && { records }) }, signal);
}

/** `folder` is where a certificate is written, if one is. */
type Place = Pick<CertificateOrder, 'accounts' | 'directory' | 'unseen'> & {
  readonly folder?: string;
};

/** The host as a certificate needs it: files to read, write and remove. */
export function worldOn(connection: Connection, order: Place): CertificateWorld {
  return {
    // What is seen from within is left to the CA to judge.
    lookAtChallenge: order.unseen ? async () => [] : lookAtChallenge,
    lookAtCaa,
    async read(path, readSignal) {
      const options = { root: true, signal: readSignal, timeoutSeconds: 30 };
      const reply = await connection.run(sh`[ -e ${path} ] || exit 90; cat ${path}`, options);
      if (reply.code === 0) return new Secret(reply.stdout);
      if (reply.code === 90) return null;
      throw new ExpectedError({
        code: 'file.not-read',
        what: `${path} on the server could not be read.`,
        detail: reply.stderr.trim(),
      });
    },
    async write(files, writeSignal) {
      const all = [...files, ...authorityBeside(files, order)];
      for (const file of all) {
        // Only root may see at which authorities there are accounts.
        const folderMode = file.path.startsWith(`${order.accounts}/`) ? '700' : '755';
        await putAside(connection, { ...file, folderMode }, writeSignal);
      }
      const { folder } = order;
      if (folder !== undefined && replacesCertificate(files, order)) {
        const options = { root: true, signal: writeSignal, timeoutSeconds: 60 };
        const kept = await connection.run(keepPresent(folder, new Date()), options);
        if (kept.code !== 0) throw notKept(folder, kept.stderr);
      }
      await putInPlace(
        connection,
        all.map(({ path }) => path),
        writeSignal,
      );
    },
    async remove(paths, removeSignal) {
      const options = { root: true, signal: removeSignal, timeoutSeconds: 30 };
      await connection.run(sh`rm -f ${paths}`, options);
    },
  };
}

/** With a new certificate goes the note of who issued it. */
export function authorityBeside(files: readonly HostFile[], order: Place): HostFile[] {
  const content = authorityText(order.directory);
  return replacesCertificate(files, order)
    ? [{ path: `${order.folder}/authority`, mode: '644', content }]
    : [];
}

function replacesCertificate(files: readonly HostFile[], { folder }: Place): boolean {
  return folder !== undefined && files.some(({ path }) => path === `${folder}/fullchain.pem`);
}

function notKept(folder: string, stderr: string): ExpectedError {
  return new ExpectedError({
    code: 'file.not-written',
    what: `The certificate before this one could not be kept in ${folder}/previous.`,
    why: /No space left/.test(stderr) ? "The server's disk is full." : 'The server refused it.',
    detail: stderr.trim(),
  });
}
