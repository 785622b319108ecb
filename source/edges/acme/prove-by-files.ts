import type { Telling } from '../../run.ts';
import { decidedAuthorizations } from './authorizations.ts';
import { filesLeftFile, filesLeftNote } from './files-left.ts';
import { addressUsed, lookBefore, type Proof, proofFor } from './proof.ts';
import { FailedValidation, type Proving } from './proving.ts';
import { readProblem } from './refusal.ts';
import { troubleOfName } from './refused-name.ts';

/**
 * Proves names by files on port 80 (RFC 8555, 8.3): all are in place before the CA is asked to look
 * at the first, and removed again whatever comes.
 */
export async function* proveByFiles(
  proving: Proving,
  signal: AbortSignal,
): AsyncGenerator<Telling, void> {
  const { authority, wanted, asked, conversation, world, at } = proving;
  const proofs = await Promise.all(
    asked.map((each) => proofFor(each, wanted.challenges, authority, conversation)),
  );
  const shown = proofs.map(({ name }) => name);
  const paths = proofs.map(({ path }) => path);
  try {
    yield at('proving', shown);
    const files = proofs.map(({ path, content }) => ({ path, mode: '644' as const, content }));
    await world.write([filesLeftNote(paths, wanted), ...files], signal);
    if (proving.lookFirst) {
      yield at('checking', shown);
      await Promise.all(proofs.map((proof) => lookBefore(proof, authority, world, signal)));
    }
    yield at('validating', shown);
    const { ask } = conversation;
    await Promise.all(proofs.map(({ challenge }) => ask((c) => c.completeChallenge(challenge))));
    await validated(proofs, proving, signal);
  } finally {
    // On a signal of its own, so that Ctrl-C leaves nothing behind. A file that stays does no harm.
    const note = filesLeftFile(wanted.folder);
    await world.remove([...paths, note], AbortSignal.timeout(15_000)).catch(() => {});
  }
}

/** Waits until the CA has decided about every name. */
async function validated(
  proofs: readonly Proof[],
  { authority, order, conversation, world }: Proving,
  signal: AbortSignal,
): Promise<void> {
  // Meanwhile this machine looks too, as a witness in case that the CA sees something wrong.
  const witness = new AbortController();
  const looks = proofs.map(({ url }) =>
    world.lookAtChallenge(url, witness.signal).catch(() => null),
  );
  try {
    const urls = proofs.map((proof) => proof.authorization);
    const ends = await decidedAuthorizations(urls, order, authority, conversation, signal);
    const failed = ends
      .map((end, index) => ({ end, index }))
      .filter(({ end }) => end.status !== 'valid');
    const first = failed[0];
    if (first === undefined) return;
    const challenge = first.end.challenges.find(({ type }) => type === 'http-01');
    throw new FailedValidation(
      troubleOfName({
        authority,
        name: first.end.identifier.value,
        problem: readProblem(challenge?.error),
        address: addressUsed(challenge),
        expected: proofs[first.index]?.content ?? '',
        looks: (await looks[first.index]) ?? [],
        others: failed.slice(1).map(({ end }) => end.identifier.value),
      }),
    );
  } finally {
    witness.abort();
  }
}
