import type { OtherContainer } from '../../facts/docker/other-containers.ts';
import type { Recognised } from '../app.ts';
import { recogniseImage } from '../image/recognise.ts';

const DATA = '/scif/data';

/**
 * An experiment container as the Experiment Factory's pages have it built and started:
 * `docker run -d -p 80:80 … expfactory/experiments start`. It goes on as the image that it is: ours
 * would be built anew, from the experiments of today.
 */
export function recogniseExpfactory(
  label: string,
  container: OtherContainer,
): Recognised | undefined {
  const { image, entrypoint, mounts } = container;
  const starts = (entrypoint ?? image.entrypoint).some((word) => word.endsWith('/startscript.sh'));
  const known = [...image.env.keys()].some((name) => name.startsWith('EXPFACTORY_'));
  const recognised = recogniseImage(container);
  if (!starts || !known || !recognised) return undefined;
  const whole = mounts.find(({ target }) => target === '/scif');
  const keys = mounts.some(({ target }) => target.startsWith('/etc/ssl'));
  return {
    ...recognised,
    label,
    answers: { ...recognised.answers, 'image.port': '80' },
    data: [image.env.get('EXPFACTORY_DATA') ?? DATA],
    remarks: [
      'The Experiment Factory is not maintained since 2022.',
      ...(whole
        ? [
            `The folder ${whole.source} lies over /scif, where the experiments are: the container shows those of that folder, if any.`,
          ]
        : []),
      ...(keys
        ? [
            'It reads certificates of the server. If its own web server leads visitors from http to https, it has to be built without that before HTTPS is done in front of it.',
          ]
        : []),
    ],
  };
}
