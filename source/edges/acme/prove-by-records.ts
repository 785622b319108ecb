import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import { decidedAuthorizations } from './authorizations.ts';
import { showEverywhere, type TextLook } from './look-at-text.ts';
import { pause } from './patience.ts';
import { FailedValidation, type Proving } from './proving.ts';
import { type RecordProof, recordProofFor, roundsOf } from './record-proof.ts';
import {
  recordsLeftFile,
  rememberRecords,
  removeLeftRecords,
  removeRecords,
} from './records-left.ts';
import { readProblem } from './refusal.ts';
import { notShown, troubleOfRecord } from './refused-record.ts';
import type { TextRecords } from './world.ts';

/** Some providers take minutes until all of their servers know a change. */
const PATIENCE_SECONDS = 600;
/** Where no name server can be asked from here. */
const BLIND_SECONDS = 30;
/** From how many texts of others at one name the CA may not read them all. */
const MANY_TEXTS = 8;

/**
 * Proves names by TXT records (RFC 8555, 8.4), which works for names with a star and for servers
 * that the world can't reach. The CA is asked to look when all authoritative servers show them;
 * our records, and no others, are removed again whatever comes.
 */
export async function* proveByRecords(
  proving: Proving,
  records: TextRecords,
  signal: AbortSignal,
): AsyncGenerator<Telling, void> {
  const { authority, wanted, asked, conversation, world, at } = proving;
  const left = await removeLeftRecords(wanted.folder, records, world, signal);
  if (left > 0) yield { line: `Removed ${left} proof of an earlier run from the DNS.` };
  const found = await Promise.all(
    asked.map((each) => recordProofFor(each, authority, conversation)),
  );
  const proofs: RecordProof[] = [];
  for (const proof of found) {
    const look = await records.lookAtText(proof.at, signal);
    if (look.at !== proof.at) yield { line: `${proof.at} is an alias for ${look.at}.` };
    yield* tooMany(look);
    proofs.push({ ...proof, at: look.at });
  }
  for (const round of roundsOf(proofs, records.severalTexts)) {
    const names = round.map(({ name }) => name);
    await rememberRecords(round, wanted.folder, world, signal);
    try {
      yield at('recording', names);
      // One after another: many providers lose changes that are made at the same time.
      for (const { at: name, value } of round) await records.addText(name, value, signal);
      yield at('spreading', names);
      yield* untilShown(round, records, signal);
      yield at('resolving', names);
      for (const { challenge } of round) {
        await conversation.ask((client) => client.completeChallenge(challenge));
      }
      await validated(round, proving, records, signal);
    } finally {
      // On a signal of its own, so that Ctrl-C leaves nothing behind.
      const cleaning = AbortSignal.timeout(60_000);
      const removed = await removeRecords(round, records, cleaning).catch(() => 0);
      if (removed === round.length) {
        await world.remove([recordsLeftFile(wanted.folder)], cleaning).catch(() => {});
      }
    }
  }
}

function* tooMany({ at, servers }: TextLook): Generator<Telling> {
  const most = Math.max(0, ...servers.map(({ texts }) => texts?.length ?? 0));
  if (most < MANY_TEXTS) return;
  yield {
    line: `At ${at} there are ${most} TXT records already. If the authority refuses, remove those that nothing needs.`,
  };
}

/**
 * Until every authoritative server shows every proof, in two looks in a row: behind one address
 * there may be several machines. Throws `acme.record-not-shown` after ten minutes.
 */
async function* untilShown(
  proofs: readonly RecordProof[],
  records: TextRecords,
  signal: AbortSignal,
): AsyncGenerator<Telling, void> {
  const until = Date.now() + PATIENCE_SECONDS * 1000;
  for (let shown = 0, wait = 500; ; wait = Math.min(wait * 1.5, 10_000)) {
    const looks: TextLook[] = [];
    for (const { at } of proofs) looks.push(await records.lookAtText(at, signal));
    if (looks.every(({ servers }) => servers.every(({ texts }) => texts === null))) {
      yield {
        line: `This computer can't ask the name servers itself, so it waits ${BLIND_SECONDS} seconds.`,
      };
      return await pause(BLIND_SECONDS * 1000, signal);
    }
    const missing = proofs.findIndex(({ value }, index) => {
      const look = looks[index];
      return look === undefined || !showEverywhere(look, value);
    });
    shown = missing === -1 ? shown + 1 : 0;
    if (shown === 2) return;
    const [proof, look] = [proofs[missing], looks[missing]];
    if (proof && look && Date.now() + wait > until) {
      throw new ExpectedError(notShown(proof.value, look, PATIENCE_SECONDS));
    }
    await pause(shown === 1 ? 1000 : wait, signal);
  }
}

/** Waits until the CA has decided about every name. */
async function validated(
  round: readonly RecordProof[],
  { authority, order, conversation }: Proving,
  records: TextRecords,
  signal: AbortSignal,
): Promise<void> {
  const urls = round.map(({ authorization }) => authorization);
  const ends = await decidedAuthorizations(urls, order, authority, conversation, signal);
  const failed = ends.flatMap((end, index) => {
    const proof = round[index];
    return end.status === 'valid' || proof === undefined ? [] : [{ end, proof }];
  });
  const [first, ...others] = failed;
  if (first === undefined) return;
  const { name, at, value } = first.proof;
  const challenge = first.end.challenges.find(({ type }) => type === 'dns-01');
  throw new FailedValidation(
    troubleOfRecord({
      authority,
      name,
      problem: readProblem(challenge?.error),
      value,
      look: await records.lookAtText(at, signal),
      others: others.map(({ proof }) => proof.name),
    }),
  );
}
