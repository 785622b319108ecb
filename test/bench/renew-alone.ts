import { readFile } from 'node:fs/promises';
import { Ledger } from '../../source/edges/renewal/ledger.ts';
import { look, type Round } from '../../source/edges/renewal/look.ts';
import { renew } from '../../source/edges/renewal/renew.ts';
import { readOrderText } from '../../source/renewal/order.ts';

// What the renewal program does on a server, with its folders elsewhere: `renew-alone ORDER STATE-FOLDER`.
const [orderFile = '', folder = ''] = process.argv.slice(2);
const order = readOrderText(await readFile(orderFile, 'utf8'));
if (!order) throw new Error(`${orderFile} is no order.`);
const now = () => new Date();
const round: Round = {
  ...{ orders: [order], folder, now, forced: true },
  ledger: await Ledger.open(folder, now),
  say: (line) => console.log(line),
  signal: new AbortController().signal,
};
if (await look(round)) await renew(round);
process.exitCode = round.ledger.of(order.install)?.unconfirmed ? 0 : 1;
