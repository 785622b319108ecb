/** A bucket of tokens: so many at once, and one more whenever so many minutes have passed. */
export interface RateLimit {
  readonly most: number;
  readonly refillMinutes: number;
}

/** What a CA allows one of its users, as far as an order can meet it. */
export interface RateLimits {
  /** Certificates with exactly the same names, whoever orders them. */
  readonly sameNames: RateLimit;
  /** Certificates for names under one registered domain, whoever orders them. */
  readonly domain: RateLimit;
  /** Orders of one account. */
  readonly orders: RateLimit;
  /** Names that one account could not prove, each name for itself. */
  readonly failures: RateLimit;
  /** Whether a renewal that names its predecessor (RFC 9773, 5) counts for nothing. */
  readonly exemptsRenewals: boolean;
}

/** https://letsencrypt.org/docs/rate-limits/, as of 5 August 2026. */
export const LETS_ENCRYPT_LIMITS: RateLimits = {
  sameNames: { most: 5, refillMinutes: 34 * 60 },
  domain: { most: 50, refillMinutes: 202 },
  orders: { most: 300, refillMinutes: 0.6 },
  failures: { most: 5, refillMinutes: 12 },
  exemptsRenewals: true,
};
