import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { type AddressOrder, readAddressOrderText } from '../source/address/order.ts';
import { followAddress } from '../source/edges/address/follow.ts';
import { confirm } from '../source/edges/renewal/confirm.ts';
import { textOf } from '../source/edges/renewal/files.ts';
import { handOverNow } from '../source/edges/renewal/hand-over.ts';
import { Ledger } from '../source/edges/renewal/ledger.ts';
import { look, type Round } from '../source/edges/renewal/look.ts';
import { renew } from '../source/edges/renewal/renew.ts';
import { tell, tellTest } from '../source/edges/renewal/tell.ts';
import { lookWhatIsDue, noteCopies } from '../source/edges/timetable/copies.ts';
import { fetchOne, sendDue, sendOne } from '../source/edges/timetable/sending.ts';
import {
  ADDRESS,
  ADDRESS_STATE,
  BACKUPS,
  NOTIFY_FILE,
  RENEWAL,
  RENEWAL_STATE,
  TIMETABLE,
  TIMETABLE_STATE,
} from '../source/paths.ts';
import { EXIT } from '../source/renewal/exit.ts';
import { type RenewalOrder, readOrderText } from '../source/renewal/order.ts';
import { readTimetableOrderText, type TimetableOrder } from '../source/timetable/order.ts';

/**
 * Runs on the server, in a container, for the script of `runScript`:
 * `renewal.mjs (look|renew|confirm|hand-over|tell|test-notice) [--force] [INSTALL…]`. The installs are those to look at;
 * for `confirm`, those whose web server refused the new certificate. And for that of `addressScript`:
 * `renewal.mjs address [--now]`; and for that of `timetableScript`: `renewal.mjs timetable (look|note) [--now INSTALL]`,
 * `timetable send [INSTALL [COPY]]`, `timetable fetch INSTALL COPY`.
 */
const [task = '', ...words] = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith('-'));

const say = (line: string) => {
  for (const each of line.split('\n')) process.stdout.write(`${each}\n`);
};
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

process.exitCode = await endOf(task);

async function endOf(of: string): Promise<number> {
  switch (of) {
    case 'address':
      return await follow();
    case 'timetable':
      return await copy();
    default:
      return await carryOut();
  }
}

async function carryOut(): Promise<number> {
  const now = () => new Date();
  const round: Round = {
    orders: await ordersIn<RenewalOrder>(`${RENEWAL}/installs`, readOrderText),
    ledger: await Ledger.open(RENEWAL_STATE, now),
    folder: RENEWAL_STATE,
    now,
    say,
    forced: words.includes('--force'),
    signal: stop.signal,
  };
  switch (task) {
    case 'look':
      if (await look(round)) return EXIT.work;
      await tell(round, NOTIFY_FILE);
      return EXIT.done;
    case 'renew':
      await renew(round);
      return EXIT.done;
    case 'confirm': {
      const back = await confirm(round, names);
      await tell(round, NOTIFY_FILE);
      if (back) return EXIT.putBack;
      return Object.values(round.ledger.state.installs).some(({ failures }) => failures > 0)
        ? EXIT.failed
        : EXIT.done;
    }
    case 'hand-over':
      await handOverNow(round);
      return EXIT.done;
    case 'tell':
      await tell(round, NOTIFY_FILE);
      return EXIT.done;
    case 'test-notice':
      await tellTest(round, NOTIFY_FILE);
      return EXIT.done;
    default:
      say(`There is no task "${task}".`);
      return EXIT.usage;
  }
}

async function follow(): Promise<number> {
  const all = await followAddress({
    orders: await ordersIn<AddressOrder>(`${ADDRESS}/installs`, readAddressOrderText),
    folder: ADDRESS_STATE,
    notifyFile: NOTIFY_FILE,
    now: () => new Date(),
    say,
    forced: words.includes('--now'),
    signal: stop.signal,
  });
  return all ? EXIT.done : EXIT.failed;
}

async function copy(): Promise<number> {
  const [step = '', ...forced] = names;
  const round = {
    orders: await ordersIn<TimetableOrder>(`${TIMETABLE}/installs`, readTimetableOrderText),
    folder: TIMETABLE_STATE,
    backups: BACKUPS,
    notifyFile: NOTIFY_FILE,
    now: () => new Date(),
    say,
    signal: stop.signal,
  };
  const [install, stamp] = forced;
  const sending = { ...round, stores: `${TIMETABLE}/installs` };
  if (step === 'send') {
    const well = install ? await sendOne(sending, install, stamp) : await sendDue(sending);
    return well ? EXIT.done : EXIT.failed;
  }
  if (step === 'fetch' && install && stamp)
    return (await fetchOne(sending, install, stamp)) ? EXIT.done : EXIT.failed;
  if (step === 'look') return (await lookWhatIsDue(round, forced)) ? EXIT.work : EXIT.done;
  return (await noteCopies(round)) ? EXIT.done : EXIT.failed;
}

async function ordersIn<Order extends { readonly install: string }>(
  folder: string,
  read: (text: string) => Order | null,
): Promise<Order[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  const orders: Order[] = [];
  for (const file of files) {
    const order = read((await textOf(`${folder}/${file}`)) ?? '');
    const install = basename(file, '.json');
    if (order?.install === install) orders.push(order);
    else say(`${install}: ${folder}/${file} is damaged. npx setup-server writes it anew.`);
  }
  return orders;
}
