import type { Check } from '../doctor/check.ts';

/** One check of the doctor's. */
export type CheckMessage = { readonly type: 'check' } & Check;
