import { ExpectedError } from '../../expected-error.ts';
import type { ManifestFact } from '../../facts/docker/manifest-fact.ts';
import { placeOf, registryOf } from '../../image/reference.ts';
import type { RegistryLogin } from '../../image/source.ts';
import { type LookOptions, lookAtManifest } from './look-at-manifest.ts';
import { loginAt } from './repository.ts';

/**
 * An image as its registry shows it to whoever logs in, or else to everybody.
 * Throws the ExpectedError `registry.login-refused` where the login does not open it.
 */
export async function lookAtImage(
  image: string,
  login: RegistryLogin | undefined,
  signal: AbortSignal,
  options: LookOptions = {},
): Promise<ManifestFact | null> {
  if (!login) return await lookAtManifest(image, signal, options);
  const findCredentials = loginAt(placeOf(image), login);
  const fact = await lookAtManifest(image, signal, { ...options, findCredentials });
  if (fact?.is !== 'hidden') return fact;
  throw new ExpectedError({
    code: 'registry.login-refused',
    what: `${registryOf(image)} does not show ${image} to ${login.user}.`,
    why: 'The name or the token is not right, the token may not read images, or there is no such image.',
    next: ['Check the three of them. A token that was just made may take a minute.'],
  });
}
