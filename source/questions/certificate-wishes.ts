import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import type { ExternalAccount } from '../certificates/certificate-action.ts';
import type { CertificateGoal } from '../goal.ts';
import { Secret } from '../secrets/secret.ts';
import { proofOf } from './certificate-proof.ts';

/** What the answers want of a certificate beyond the usual; empty where nothing. */
export function certificateWishes(answers: Answers): Pick<CertificateGoal, 'wishes'> {
  const other = textAnswer(answers, 'certificate.authority') === 'other';
  const root = other ? textAnswer(answers, 'certificate.root') : '';
  const profile = textAnswer(answers, 'certificate.profile');
  const account = accountIn(answers);
  const proof = proofOf(answers);
  const wishes = {
    ...(proof === 'dns-01' && { proof }),
    ...(root !== '' && { root }),
    ...(account && { externalAccount: account }),
    ...(profile !== '' && profile !== 'usual' && { profile }),
    ...(textAnswer(answers, 'certificate.key') === 'rsa' && { key: 'rsa-2048' as const }),
  };
  return Object.keys(wishes).length > 0 ? { wishes } : {};
}

function accountIn(answers: Answers): ExternalAccount | undefined {
  const keyId = textAnswer(answers, 'certificate.account.id').trim();
  const key = secretAnswer(answers, 'certificate.account.key');
  if (keyId === '' || key === undefined || key.isEmpty) return undefined;
  return { keyId, hmacKey: new Secret(key.reveal().trim()) };
}
