import { rm } from 'node:fs/promises';
import { authorityBeside } from '../../apply/certificate.ts';
import { textAccount } from '../../dns/providers/text-account.ts';
import type { RenewalOrder } from '../../renewal/order.ts';
import { Secret } from '../../secrets/secret.ts';
import { lookAtText } from '../acme/look-at-text.ts';
import type { CertificateWorld } from '../acme/world.ts';
import { dnsEdges } from '../dns/open-edges.ts';
import { textOf, writeFiles } from './files.ts';

/** The server seen from itself: folders of this machine. */
export function folderWorld({ certificate, dns }: RenewalOrder): CertificateWorld {
  return {
    async read(path) {
      const text = await textOf(path);
      return text === null ? null : new Secret(text);
    },
    async write(files) {
      const all = [...files, ...authorityBeside(files, certificate)];
      await writeFiles(
        all.map(({ path, mode, content }) => ({
          path,
          mode,
          text: content instanceof Secret ? content.reveal() : content,
        })),
      );
    },
    async remove(paths) {
      for (const path of paths) await rm(path, { force: true });
    },
    // What a server sees of its own name says little about what others see (hairpin NAT), so that
    // is left to the CA.
    lookAtChallenge: async () => [],
    ...(dns && { records: { ...textAccount(dns, dnsEdges), lookAtText } }),
  };
}
