import type { OtherContainer } from '../facts/docker/other-containers.ts';
import { parseImage, placeOf } from '../image/reference.ts';
import type { App, Recognised } from './app.ts';
import { isOf, lastingVersion } from './other-image.ts';
import type { PinnedImage } from './pinned-image.ts';

/** What an app knows of a container of its image that somebody else started. */
interface Known extends Pick<Recognised, 'data' | 'elsewhere'> {
  readonly remarks?: readonly string[];
  /** Variables with which it is another thing than the one that we set up. It goes on as an image then. */
  readonly without: readonly string[];
}

/**
 * A published image as its own page has it started. How it sends mail, and where its database is, stays
 * as env.list has it; so the version is the only answer.
 */
export function recognisePinned(
  app: Pick<App, 'id' | 'label' | 'versions'>,
  pinned: PinnedImage,
  { image, env }: OtherContainer,
  { data, remarks = [], elsewhere, without }: Known,
): Recognised | undefined {
  const version = versionIn(pinned, image);
  if (version === undefined || !app.versions || without.some((name) => env.has(name)))
    return undefined;
  const answers = { [app.versions.asked]: version };
  const place = elsewhere === undefined ? {} : { elsewhere };
  return { app: app.id, label: app.label, answers, data, remarks, ...place };
}

/** Of another place than its own, what setup-server does not look after. */
export function databaseElsewhere(
  app: string,
  { env }: OtherContainer,
  names: readonly string[],
): Pick<Known, 'remarks' | 'elsewhere'> {
  const [place] = names.flatMap((name) => env.get(name)?.reveal() ?? []);
  if (place === undefined) return {};
  return {
    elsewhere: `its database (${place})`,
    remarks: [
      `Its database is elsewhere (${place}). setup-server leaves that as it is, so copies of ${app} that it makes have not got what is in it.`,
    ],
  };
}

/** By its tag where that has a number and is of our variant; else exactly what runs. */
function versionIn(
  { repository, variant = '' }: PinnedImage,
  image: OtherContainer['image'],
): string | undefined {
  if (!isOf(image, placeOf(repository).repository)) return undefined;
  const { tag } = parseImage(image.reference);
  if (tag !== null && /^\d/.test(tag) && tag.endsWith(variant))
    return tag.slice(0, tag.length - variant.length);
  const { name } = parseImage(image.reference);
  const lasting = lastingVersion({ ...image, reference: name });
  return lasting?.startsWith('sha256:') ? lasting : undefined;
}
