import type { Finding } from '../finding.ts';
import type { ConnectionFact } from './connection.ts';

/** Whether we came in, as whom and how. */
export function connectionFinding(fact: ConnectionFact): Finding {
  if (fact.open) {
    const instead = fact.insteadOf && `: this server wants that, and not ${fact.insteadOf}`;
    const text = `Connected as ${fact.user}${instead ?? ''}`;
    if (fact.fingerprint === null) return { status: 'good', text };
    return { status: 'good', text, note: `fingerprint ${fact.fingerprint}` };
  }
  if (fact.refusal === 'other-user' && fact.user !== undefined) {
    return {
      status: 'stops',
      text: 'The server wants another user name',
      note: `log in as ${fact.user}`,
    };
  }
  return { status: 'stops', text: 'The server did not let us in', note: fact.says };
}
