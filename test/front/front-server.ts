import { readFile } from 'node:fs/promises';
import type { FrontNeeds } from '../../source/apps/recipe.ts';
import { nginxConfiguration, siteConfiguration } from '../../source/front/configuration.ts';
import { frontContainer, reloadFrontCommand } from '../../source/front/container.ts';
import {
  CHALLENGES,
  certificateFolder,
  FRONT_CONFIGURATION,
  FRONT_FOLDER,
  siteFile,
} from '../../source/paths.ts';
import { quote } from '../../source/shell.ts';
import { type Host, host, rangeUp } from '../range/range.ts';

export const names = ['study.range.test', 'www.study.range.test'] as const;

/** A fresh server with Docker and the front on it, and an app that can be started and stopped. */
export async function frontServer(): Promise<Host> {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
  const server = await host('front-check', { variant: 'docker', disk: 'tmpfs' });
  await server.exec(`mkdir -p ${CHALLENGES} ${FRONT_FOLDER}/sites ${certificateFolder('app')}`);
  await write(server, FRONT_CONFIGURATION, nginxConfiguration());
  await write(
    server,
    '/root/app.py',
    await readFile(new URL('app-stand-in.py', import.meta.url), 'utf8'),
  );
  const { name, image, entrypoint, command, volumes, ports, network } = frontContainer();
  const words = [
    ...[
      'run',
      '-d',
      '--name',
      name,
      '--network',
      network,
      '--entrypoint',
      entrypoint?.join(' ') ?? '',
    ],
    ...volumes.flatMap(({ source, target }) => ['-v', `${source}:${target}:ro`]),
    ...ports.flatMap((port) => ['-p', `${port.host}:${port.container}`]),
    image,
    ...(command ?? []),
  ];
  await server.exec(`docker network create ${network} && docker pull -q example/hello:1`);
  await server.exec(`docker ${words.map(quote).join(' ')}`);
  return server;
}

export async function openSite(
  server: Host,
  bodyMB = 2,
  more: Pick<FrontNeeds, 'inside'> = {},
): Promise<void> {
  await newCertificate(server);
  const front = {
    port: 8080,
    bodyMB,
    timeoutSeconds: 60,
    buffering: false,
    websocketTimeoutSeconds: 3600,
    ...more,
  };
  await write(
    server,
    siteFile('app'),
    siteConfiguration({ install: 'app', names, container: 'app', front }),
  );
  await reload(server);
}

/** Self-signed; another one each time. */
export async function newCertificate(server: Host): Promise<void> {
  const folder = certificateFolder('app');
  await server.exec(
    `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=${names[0]} -addext subjectAltName=DNS:${names.join(',DNS:')} -keyout ${folder}/key.pem -out ${folder}/fullchain.pem 2>/dev/null && chmod 600 ${folder}/key.pem`,
  );
}

/** Once it is done, no worker that had the old configuration takes connections. */
export async function reload(server: Host): Promise<void> {
  await server.exec(reloadFrontCommand().text);
}

export async function startApp(server: Host): Promise<void> {
  await server.exec(
    'docker run -d --name app --network setup-server -v /root/app.py:/app.py:ro example/hello:1 python3 /app.py',
  );
}

export async function stopApp(server: Host): Promise<void> {
  await server.exec('docker rm -f app');
}

export async function write(server: Host, path: string, text: string): Promise<void> {
  await server.exec(`cat > ${path} <<'END-OF-FILE'\n${text}END-OF-FILE`);
}
