import type { AuthorityFact } from '../../facts/certificates/authority.ts';

/** The directory as it came; what is missing or odd counts as absent. */
export function readDirectory(body: unknown): AuthorityFact {
  const { meta, renewalInfo } = asRecord(body);
  const { externalAccountRequired, termsOfService, caaIdentities, profiles } = asRecord(meta);
  return {
    accountsFromElsewhere: externalAccountRequired === true,
    terms: typeof termsOfService === 'string' ? termsOfService : null,
    caaNames: Array.isArray(caaIdentities)
      ? caaIdentities.filter((name) => typeof name === 'string')
      : [],
    profiles: Object.fromEntries(
      Object.entries(asRecord(profiles)).filter(([, about]) => typeof about === 'string'),
    ) as Record<string, string>,
    renewalInfo: typeof renewalInfo === 'string' ? renewalInfo : null,
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
