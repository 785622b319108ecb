import type { Sighting } from '../facts/facts.ts';
import type { Finding } from '../facts/finding.ts';
import type { DigitalOceanFact } from './droplet.ts';
import type { CloudAccountFact } from './machine.ts';

/** What an account that was looked at means to the person, in a line. */
export function accountFinding({ query, value }: Sighting): Finding | undefined {
  if (query.fact === 'digitalOcean') return atDigitalOcean(value as DigitalOceanFact);
  if (query.fact !== 'ec2Account') return undefined;
  const account = value as CloudAccountFact;
  if (account.open) {
    return {
      status: 'good',
      text: `Your account ${account.account} at Amazon is open`,
      note: account.region,
    };
  }
  return account.why === 'no-credentials'
    ? { status: 'good', text: 'This computer has no credentials for Amazon', note: 'you give some' }
    : { status: 'warning', text: 'Amazon does not let us in', note: account.says };
}

function atDigitalOcean(account: DigitalOceanFact): Finding {
  return account.open
    ? { status: 'good', text: 'Your account at DigitalOcean is open', note: account.email }
    : { status: 'warning', text: 'DigitalOcean does not let us in', note: account.says };
}
