import { basename } from 'node:path';
import { type Receipt, receiptFileName, receiptText } from '../source/receipt.ts';
import { icsFileName, icsFor } from '../source/renewal/ics.ts';
import { saveFile } from './save-file.ts';

/** Saves the last page, and the certificate's end for a calendar; says under which names. */
export async function saveReceipt(
  folder: string,
  hostname: string,
  receipt: Receipt,
  now: Date,
): Promise<string> {
  const path = await saveFile(folder, receiptFileName({ names: [hostname] }), receiptText(receipt));
  const { ends } = receipt;
  if (!ends) return path;
  const calendar = await saveFile(folder, icsFileName(ends), icsFor(ends, now));
  return `${path}, with ${basename(calendar)}`;
}
