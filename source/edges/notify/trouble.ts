import { ExpectedError } from '../../expected-error.ts';

/** Whoever should deliver it does not take it. */
export function refused(why: string): ExpectedError {
  return new ExpectedError({
    code: 'notify.refused',
    what: 'The message was not accepted.',
    why,
    next: ['Check where it is sent to, then run setup-server again.'],
  });
}

/** Nobody was there to take it. */
export function unreachable(why: string): ExpectedError {
  return new ExpectedError({
    code: 'notify.unreachable',
    what: 'The message could not be sent.',
    why,
    passing: true,
  });
}
