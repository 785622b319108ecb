import type { Action, RequestAction, RestAction, WriteAction } from './action.ts';
import type { AccountAction } from './certificates/certificate-action.ts';
import { revocationOf } from './certificates/revocation.ts';
import { balancerLine } from './clouds/balancer/action.ts';
import { ec2Line } from './clouds/ec2/action.ts';
import { iamLine } from './clouds/iam-action.ts';
import { ownHostKeyLines } from './clouds/own-host-key.ts';
import { providers } from './clouds/providers.ts';
import { rdsLine } from './clouds/rds-action.ts';
import { s3Lines } from './clouds/s3/action.ts';
import { type ContainerSpec, predecessorOf, successorOf } from './containers/container.ts';
import { dockerRun } from './containers/docker-run.ts';
import {
  endCommand,
  restCommand,
  restForGoodCommand,
  wakeCommand,
} from './containers/stop-command.ts';
import { providerOf } from './dns/providers/chosen.ts';
import { addressOfContainer } from './facts/docker/container-http.ts';
import { registryOf } from './image/reference.ts';
import type { RegistryLogin } from './image/source.ts';
import { backupFolder, backupsFolder } from './paths.ts';
import type { ContentPart } from './secrets/content.ts';
import { Secret } from './secrets/secret.ts';
import { quote } from './shell.ts';

/** The lines that a person could type on the server instead, with every secret hidden. */
export function describeAction(action: Action): readonly string[] {
  switch (action.do) {
    case 'run':
      return action.command.text.split('\n');
    case 'write':
      return hereDocument(
        `install -D -m 0${action.mode}${ownedBy(action)} /dev/stdin ${quote(action.path)}`,
        linesOf(action.content),
      );
    case 'pull':
      return [
        ...(action.login ? remark(asWhom(action.image, action.login)) : []),
        `docker pull ${quote(action.image)}`,
      ];
    case 'build':
      return [
        ...remark(FROM_HERE),
        ...(action.dockerfile === undefined ? [] : remark(beside(action.dockerfile))),
        `docker build --tag ${quote(action.image)} ${quote(action.path)}`,
      ];
    case 'load':
      return [
        ...remark(FROM_HERE),
        `docker load --input ${quote(action.path)} && docker tag THE_LOADED_IMAGE ${quote(action.image)}`,
      ];
    case 'container':
      return action.takesOver ? takingOver(action.spec) : dockerRun(action.spec);
    case 'rest':
      return restedBy(action)(action.spec).text.split('\n');
    case 'start':
      return wakeCommand(action.spec).text.split('\n');
    case 'certificate': {
      const { names, challenges, directory, email, proof } = action.order;
      const contact =
        email === '' ? '--register-unsafely-without-email' : `--email ${quote(email)}`;
      const way =
        proof === 'dns-01'
          ? '--manual --preferred-challenges dns'
          : `--webroot --webroot-path ${quote(challenges)}`;
      return [
        `certbot certonly ${way} --server ${quote(directory)} ${contact} ${names.map((name) => `-d ${quote(name)}`).join(' ')}`,
      ];
    }
    case 'revoke': {
      const { order, reason } = action;
      return [
        `certbot revoke --cert-path ${quote(`${order.folder}/fullchain.pem`)} --reason ${revocationOf(reason).certbot} --server ${quote(order.directory)} --no-delete-after-revoke`,
      ];
    }
    case 'account':
      return accountLines(action);
    case 'records': {
      const { name, addresses, ttl, besides } = action;
      const { label } = providerOf(action.provider);
      if (!besides && addresses.v4.length + addresses.v6.length === 0)
        return remark(`at ${label}, no addresses for ${name} any more`);
      const line = (type: string) => (value: string) => `${name}. ${ttl} IN ${type} ${value}`;
      return [
        besides
          ? `at ${label}, the other addresses of ${name} as they are, and:`
          : `at ${label}, these records and no other addresses:`,
        ...addresses.v4.map(line('A')),
        ...addresses.v6.map(line('AAAA')),
        ...(besides?.without ?? []).map((each) => `no more: ${each}`),
      ].flatMap(remark);
    }
    case 'alias': {
      const { provider, name, target } = action;
      const record = `${name}. IN CNAME ${target}.`;
      return remark(`at ${providerOf(provider).label}, in place of its addresses: ${record}`);
    }
    case 'provider':
      return providers[action.at].lines(action.what);
    case 'own-host-key':
      return ownHostKeyLines(action);
    case 'ec2':
      return [ec2Line(action)];
    case 'iam':
      return [iamLine(action)];
    case 'rds':
      return [rdsLine(action)];
    case 's3':
      return s3Lines(action);
    case 'balancer':
      return [balancerLine(action)];
    case 'write-own':
      return [
        ...remark('on this computer:'),
        ...hereDocument(`cat > ${quote(action.path)}`, action.text.replace(/\n$/, '').split('\n')),
      ];
    case 'make-key':
      return [`ssh-keygen -t ed25519 -N '' -f ${quote(action.file)}    # on this computer`];
    case 'carry': {
      const { from, install, stamp } = action;
      const to = `THE_SERVER:${quote(backupsFolder(install))}`;
      return 'file' in from
        ? [
            ...remark(FROM_HERE),
            ...(from.identity
              ? [`age -d -i YOUR_KEY_FILE ${quote(from.file)} | tar -x && scp -r ${stamp} ${to}`]
              : [`tar -xf ${quote(from.file)} && scp -r ${stamp} ${to}`]),
          ]
        : [
            ...remark(`piece by piece, from ${from.host}:`),
            `scp -r ${quote(backupFolder(install, stamp))} ${to}`,
          ];
    }
    case 'carry-image':
      return [
        ...remark(`by way of this computer, from ${action.from}:`),
        `docker save ${quote(action.id)} | gzip -1`,
        ...remark(`to ${action.to}:`),
        `docker load && docker tag ${quote(action.id)} ${quote(action.image)}`,
      ];
    case 'reconnect':
      return ['exit    # and log in again'];
    case 'request':
      return requestLines(action);
    case 'join':
      return remark(
        `join the cluster at ${action.manager.address} as a ${action.role}; the words by which it may are asked there, and never shown`,
      );
    case 'rotate':
      return [
        'docker swarm join-token --rotate --quiet worker >/dev/null',
        'docker swarm join-token --rotate --quiet manager >/dev/null',
      ];
    case 'on':
      return [...remark(`on ${action.host}:`), ...describeAction(action.action)];
    case 'await':
      return remark(`wait for ${action.saying}`);
    case 'instruct':
      return action.fields.flatMap(({ label, value }) => remark(`${label}: ${value}`));
  }
}

function beside(dockerfile: string): string {
  return `It goes along as the folder "content", with this Dockerfile: ${dockerfile.trim().split('\n').join('; ')}`;
}

const FROM_HERE = 'with the Docker of the server, from this computer:';

function asWhom(image: string, { user }: RegistryLogin): string {
  return `as ${user} at ${registryOf(image)}; the token is told to Docker for this download only`;
}

function accountLines({ place, change }: AccountAction): readonly string[] {
  const server = `--server ${quote(place.directory)}`;
  switch (change.to) {
    case 'email': {
      const { email } = change;
      const contact =
        email === '' ? '--register-unsafely-without-email' : `--email ${quote(email)}`;
      return [`certbot update_account ${server} ${contact}`];
    }
    case 'key':
      return remark(`give the account at ${place.directory} a new key (RFC 8555, 7.3.5)`);
    case 'nothing':
      return [`certbot unregister ${server}`];
  }
}

function requestLines({ container, port, exchanges }: RequestAction): readonly string[] {
  return [
    addressOfContainer(container).text,
    ...exchanges.map(({ path, headers, form = {}, proof }) => {
      const sent = Object.entries(form).map(
        ([name, value]) => `${name}=${value instanceof Secret ? '[secret]' : value}`,
      );
      const words = [
        ...['--cookie', 'cookies', '--cookie-jar', 'cookies'],
        ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
        ...(proof ? ['--header', `${proof.header}: [from the page before]`] : []),
        ...sent.flatMap((each) => ['--data-urlencode', each]),
      ];
      return `curl ${words.map(quote).join(' ')} "http://\${ip%% *}:"${port}${quote(path)}`;
    }),
  ];
}

/** The lines as standard input, up to a word that is none of them (POSIX 2.7.4). */
function hereDocument(command: string, lines: readonly string[]): readonly string[] {
  let end = 'END';
  while (lines.includes(end)) end += '_';
  return [`${command} <<'${end}'`, ...lines, end];
}

function ownedBy({ owner }: WriteAction): string {
  const [user, group] = owner?.split(':') ?? [];
  return user && group ? ` -o ${user} -g ${group}` : '';
}

function remark(text: string): readonly string[] {
  return text.split(/[\r\n]+/).map((line) => `# ${line}`);
}

function restedBy({ unsaved, forGood }: RestAction) {
  if (unsaved) return endCommand;
  return forGood ? restForGoodCommand : restCommand;
}

/** File content as it may be shown. */
export function linesOf(content: readonly ContentPart[]): readonly string[] {
  return content.map(shown).join('').replace(/\n$/, '').split('\n');
}

function shown(part: ContentPart): string {
  if (typeof part === 'string') return part;
  if (part instanceof Secret) return '[secret]';
  if ('program' in part) return `[${part.program}, ${Math.ceil(part.text.length / 1000)} kB]`;
  if ('copiedFrom' in part) return `[as ${part.name} in ${part.copiedFrom}]`;
  const of = part.generate === 'hexadecimal' ? 'hexadecimal digits' : 'letters and digits';
  return `[${part.length} ${of}, made up once]`;
}

function takingOver({ name, stop }: ContainerSpec): readonly string[] {
  return [
    `docker stop --time ${stop.timeoutSeconds} ${quote(name)} && docker rename ${quote(name)} ${quote(predecessorOf(name))}`,
    `docker rename ${quote(successorOf(name))} ${quote(name)}`,
    `docker rm ${quote(predecessorOf(name))}`,
  ];
}
