import type { Recognised } from '../apps/app.ts';
import { tlsWay } from '../apps/tls.ts';
import { isSecretName, withoutSecretPatterns } from '../doctor/secret-patterns.ts';
import type { OtherContainer } from '../facts/docker/other-containers.ts';
import { versionOf } from '../image/reference.ts';

/** What may harm somebody who goes on with this container, or change for them: sentences. */
export function dangersOf(
  container: OtherContainer,
  { remarks, answers, carries = [] }: Recognised,
): readonly string[] {
  return [
    ...remarks,
    ...aboutVolumes(container),
    // Where HTTPS is its own business, its ports stay its own.
    ...(tlsWay(answers) === 'app-client' ? [] : aboutPorts(container)),
    ...aboutSecrets(container),
    ...aboutImage(container),
    ...aboutOptions(container, carries),
  ];
}

/** Docker made it because the image wants one; it has a number for a name. */
export function isNameless(volume: string): boolean {
  return /^[0-9a-f]{64}$/.test(volume);
}

function aboutVolumes({ mounts }: OtherContainer): string[] {
  return mounts
    .filter(({ source }) => isNameless(source))
    .map(
      ({ source, target }) =>
        `What is in ${target} lies in a volume without a name (${source.slice(0, 12)}…), which \`docker rm -v\` deletes with the container. It is kept, and used by its number.`,
    );
}

function aboutPorts({ ports }: OtherContainer): string[] {
  const numbers = [...new Set(ports.map(({ host }) => host))];
  const web = numbers.filter((port) => [80, 443].includes(port));
  const others = numbers.filter((port) => !web.includes(port));
  return [
    ...(web.length > 0
      ? [
          `It has port ${web.join(' and ')} of the server for itself. Once it gets HTTPS here, the web server in front takes that over, and it is away until its name has a certificate.`,
        ]
      : []),
    ...(others.length > 0
      ? [
          `It can be reached at port ${others.join(' and ')}, past any HTTPS. That address ends once it gets HTTPS here.`,
        ]
      : []),
  ];
}

function aboutSecrets({ env }: OtherContainer): string[] {
  const names = [...env]
    .filter(([name, secret]) => {
      const value = secret.reveal();
      return isSecretName(name) || withoutSecretPatterns(value) !== value;
    })
    .map(([name]) => name);
  return names.length === 0
    ? []
    : [
        `Secret among its settings: ${names.join(', ')}. If they were typed into a command, they still stand in the history of that shell (~/.bash_history): delete them there.`,
      ];
}

function aboutImage({ image }: OtherContainer): string[] {
  return versionOf(image.reference) === 'latest'
    ? [
        'It runs an image called "latest", which is another one whenever somebody downloads it. It is noted exactly which one runs.',
      ]
    : [];
}

function aboutOptions({ unusual, project }: OtherContainer, carries: readonly string[]): string[] {
  const lost = unusual.filter((option) => !carries.includes(option));
  return [
    ...(lost.length > 0
      ? [`It was started with ${lost.join(' and ')}, which it will not have once it is made anew.`]
      : []),
    ...(project
      ? [
          `Docker Compose made it (${project.name}, in ${project.folder}). After it got HTTPS here, don't run "docker compose up" there any more: it would start a second one with the same data.`,
        ]
      : []),
  ];
}
