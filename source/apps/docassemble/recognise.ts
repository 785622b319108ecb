import { problemWithHostname } from '../../dns/hostname.ts';
import type { OtherContainer } from '../../facts/docker/other-containers.ts';
import { answersFromEnv } from '../answers-from-env.ts';
import type { App, Recognised } from '../app.ts';
import { isOf, lastingVersion } from '../other-image.ts';
import { CERTIFICATE_USE } from '../tls.ts';
import { MAIL } from './mail.ts';
import { MAIL_PORTS } from './roles.ts';
import { STANDARD_ZONE } from './site-variables.ts';
import { storeOf } from './store-variables.ts';
import { idOf } from './variable.ts';

const BACKUP = '/usr/share/docassemble/backup';

/** docassemble as its own pages have it started: `docker run --env-file=env.list -v dabackup:… jhpyle/docassemble`. */
export function recogniseDocassemble(
  app: Pick<App, 'id' | 'label' | 'variables' | 'questions'>,
  container: OtherContainer,
): Recognised | undefined {
  const { image, env, ports } = container;
  if (!isOf(image, 'jhpyle/docassemble')) return undefined;
  const has = (name: string) => env.get(name)?.reveal() ?? '';
  const answers = answersFromEnv(app, container);
  const hostname = has('DAHOSTNAME').toLowerCase();
  const secured = has('USEHTTPS') === 'true';
  const byItself = secured && has('USELETSENCRYPT') === 'true';
  const mail = ports.some(({ host }) => MAIL_PORTS.includes(host));
  return {
    app: app.id,
    label: app.label,
    answers: {
      // Where it was not told one; whoever takes it over may sit elsewhere.
      [idOf('TIMEZONE')]: STANDARD_ZONE,
      ...answers,
      'docassemble.version': lastingVersion(image) ?? 'latest',
      'docassemble.store': storeOf(answers),
      ...(mail && { [MAIL]: true }),
      ...(hostname !== '' && problemWithHostname(hostname) === undefined && { hostname }),
      ...(secured && { [CERTIFICATE_USE]: byItself ? 'app-client' : 'app-files' }),
    },
    data: storeOf(answers) === 'volume' ? [BACKUP] : [],
    remarks: [
      'It works on its data inside its container, and copies them out when it is stopped its own way, and every night. `docker stop` without `-t 600` cuts that off.',
      ...(secured || has('BEHINDHTTPSLOADBALANCER') === 'true'
        ? []
        : [
            'Before it gets HTTPS, set "behind https load balancer: true" on its Configuration page: it does not ask its settings again after its first start.',
          ]),
    ],
  };
}
