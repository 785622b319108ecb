import { isOf, type Sighting } from '../facts/facts.ts';
import type { Finding } from '../facts/finding.ts';
import type { ProviderAccount, ProviderId } from './provider/provider.ts';
import { providers } from './providers.ts';

/** What an account that was looked at means to the person, in a line. */
export function accountFinding(sighting: Sighting): Finding | undefined {
  if (isOf(sighting, 'providerAccount'))
    return atProvider(sighting.query.subject as ProviderId, sighting.value);
  if (!isOf(sighting, 'ec2Account')) return undefined;
  const account = sighting.value;
  if (account.open) {
    return {
      status: 'good',
      text: `Your account ${account.account} is open`,
      note: `at Amazon, ${account.region}`,
    };
  }
  return account.why === 'no-credentials'
    ? {
        status: 'good',
        text: 'No key to Amazon on this computer',
        note: 'so you are asked for one',
      }
    : { status: 'warning', text: 'Amazon does not let us in', note: account.says };
}

function atProvider(id: ProviderId, account: ProviderAccount): Finding {
  const { label } = providers[id];
  if (!account.open)
    return { status: 'warning', text: `${label} does not let us in`, note: account.says };
  const { owner: note } = account;
  return { status: 'good', text: `Your account at ${label} is open`, ...(note && { note }) };
}
