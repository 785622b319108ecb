import type { Mount } from '../../containers/container.ts';
import type { OtherContainer } from '../../facts/docker/other-containers.ts';
import { problemWithImage } from '../../image/reference.ts';
import type { Recognised } from '../app.ts';
import { quoteWords } from '../command-words.ts';
import { problemWithMounts } from '../mounts.ts';
import { lastingReference } from '../other-image.ts';
import { problemWithPorts } from '../ports.ts';
import { answersForRights } from './rights-seen.ts';

/** Ports at which programs mostly speak HTTP, the likeliest first. */
const LIKELY = [80, 8080, 3000, 8000, 5000, 9000];

/** Any container that somebody can visit; its data only the person knows. */
export function recogniseImage(container: OtherContainer): Recognised | undefined {
  const { image, command, entrypoint, workdir, mounts, ports } = container;
  const reference = lastingReference(image);
  const port = portOf(container);
  if (port === undefined || problemWithImage(reference) !== undefined) return undefined;
  const line = ({ source, target, readOnly }: Mount) =>
    `${source}:${target}${readOnly ? ':ro' : ''}`;
  const usable = mounts.filter((each) => problemWithMounts(line(each), '') === undefined);
  const kept = usable.filter(({ readOnly }) => !readOnly);
  const { answers, carries } = answersForRights(container);
  const others = ports
    .filter((each) => each.container !== port)
    .map(({ address, host, container: inside, protocol }) => {
      return `${address === undefined ? '' : `${address}:`}${host}:${inside}/${protocol}`;
    })
    .filter((line) => problemWithPorts(line) === undefined);
  return {
    app: 'image',
    label: image.reference,
    answers: {
      'image.reference': reference,
      'image.port': String(port),
      ...(usable.length > 0 && { 'image.folders': usable.map(line).join('\n') }),
      ...(others.length > 0 && { 'image.ports': others.join('\n') }),
      ...(command && { 'image.command': quoteWords(command) }),
      ...(entrypoint && { 'image.entrypoint': quoteWords(entrypoint) }),
      ...(workdir && { 'image.workdir': workdir }),
      ...answers,
    },
    data: [],
    carries,
    remarks:
      kept.length > 0
        ? []
        : [
            'Nothing of what it writes lies outside its container: all of it is lost when the container is deleted.',
          ],
  };
}

/** Where it most likely speaks HTTP: published ports before those that its image names. */
function portOf({ ports, image }: OtherContainer): number | undefined {
  const tcp = ports.filter(({ protocol }) => protocol === 'tcp');
  const web = tcp.find(({ host }) => host === 80);
  if (web) return web.container;
  const open = (tcp.length > 0 ? tcp.map(({ container }) => container) : image.ports).filter(
    (port) => port !== 443,
  );
  return (
    LIKELY.find((port) => open.includes(port)) ?? open.find((port) => !DATABASES.includes(port))
  );
}

/** Those of databases and the like: nobody visits them. */
const DATABASES: readonly number[] = [
  22, 25, 1433, 1521, 3306, 5432, 5672, 6379, 9042, 11_211, 27_017,
];
