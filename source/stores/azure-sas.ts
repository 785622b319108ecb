import { createHmac } from 'node:crypto';
import type { Secret } from '../secrets/secret.ts';

/** A container of blobs at Azure, and the key to its storage account. */
export interface AzurePlace {
  readonly account: string;
  readonly container: string;
  /** In base64. */
  readonly key: Secret;
}

const VERSION = '2020-12-06';
const MINUTES = 10;

/**
 * The query that lets whoever has it list, read, write and delete in this container, for ten minutes:
 * the key itself need not leave this computer (a service SAS; learn.microsoft.com,
 * "Create a service SAS", version 2020-12-06).
 */
export function accessQuery({ account, container, key }: AzurePlace, at: Date): string {
  const until = new Date(at.getTime() + MINUTES * 60_000).toISOString().replace(/\.\d{3}/, '');
  const fields = { sp: 'rcwdl', se: until, sv: VERSION, sr: 'c' };
  const text = [
    ...[fields.sp, '', fields.se, `/blob/${account}/${container}`, '', '', '', VERSION, fields.sr],
    // No snapshot, no scope of encryption, no other headers of the answer.
    ...['', '', '', '', '', '', ''],
  ].join('\n');
  const secret = Buffer.from(key.reveal(), 'base64');
  const sig = createHmac('sha256', secret).update(text).digest('base64');
  return new URLSearchParams({ ...fields, sig }).toString();
}
