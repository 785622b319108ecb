import { quote } from '../../shell.ts';
import { balancerTag } from '../balancer/balancer.ts';
import { ruleParts } from '../firewall-rules.ts';
import type { MachineGoal } from '../machine.ts';
import { databaseTag } from './database.ts';

/** One call to EC2. Data, as all actions. */
export type Ec2Call =
  | { readonly call: 'import-key'; readonly name: string; readonly publicKey: string }
  /** `network`: the standard one where it is null. */
  | { readonly call: 'make-group'; readonly name: string; readonly network: string | null }
  /** For a database of the machine `name`; called `group`. */
  | {
      readonly call: 'make-database-group';
      readonly name: string;
      readonly group: string;
      readonly network: string;
    }
  /** `network`: that of the machine's own. */
  | {
      readonly call: 'make-balancer-group';
      readonly name: string;
      readonly hostname: string;
      readonly network: string;
    }
  | { readonly call: 'open-ports'; readonly group: string; readonly rules: readonly string[] }
  | { readonly call: 'close-ports'; readonly group: string; readonly rules: readonly string[] }
  /** `group`: the security group, which stands for this very launch: it is the client token, too. */
  | { readonly call: 'run-instance'; readonly machine: MachineGoal; readonly group: string }
  | { readonly call: 'start-instance'; readonly instance: string }
  | { readonly call: 'allocate-address'; readonly name: string }
  | { readonly call: 'associate-address'; readonly address: string; readonly instance: string }
  /** `profile`: by which it gets the role of the same name. */
  | { readonly call: 'give-role'; readonly instance: string; readonly profile: string }
  /** All the firewalls that it shall stand behind. */
  | { readonly call: 'set-groups'; readonly instance: string; readonly groups: readonly string[] }
  | { readonly call: 'unprotect'; readonly instance: string }
  | { readonly call: 'terminate-instance'; readonly instance: string }
  | { readonly call: 'release-address'; readonly address: string }
  | { readonly call: 'delete-group'; readonly group: string }
  | { readonly call: 'delete-key'; readonly name: string };

export interface Ec2Action {
  readonly do: 'ec2';
  readonly region: string;
  readonly what: Ec2Call;
}

/** The tag by which what was made for a machine is found again. */
export const NAME_TAG = 'setup-server';

/** The tag that says for which website's name a balancer was made. */
export const HOSTNAME_TAG = 'setup-server-hostname';

/** ESP (iana.org/assignments/protocol-numbers), which Amazon has no name for. */
export const ESP = '50';

/** A rule of a firewall in Amazon's parts. */
export function ec2RuleParts(rule: string) {
  const { port, protocol, from } = ruleParts(rule);
  return protocol === 'esp'
    ? { port: -1, protocol: ESP, from }
    : { port: Number(port), protocol, from };
}

/** The same for Amazon's command-line client, as one line. */
export function ec2Line({ region, what }: Ec2Action): string {
  return ['aws ec2', ...words(what), '--region', quote(region)].join(' ');
}

function rangeOf(from: string): string {
  if (from.startsWith('sg-')) return `UserIdGroupPairs=[{GroupId=${from}}]`;
  return from.includes(':') ? `Ipv6Ranges=[{CidrIpv6=${from}}]` : `IpRanges=[{CidrIp=${from}}]`;
}

function words(what: Ec2Call): readonly string[] {
  switch (what.call) {
    case 'import-key':
      return [
        ...['import-key-pair --key-name', quote(what.name)],
        ...['--public-key-material', quote(what.publicKey), tagged('key-pair', what.name)],
      ];
    case 'make-group':
      return [
        ...['create-security-group --group-name', quote(what.name)],
        ...['--description', quote(`Made by setup-server for ${what.name}`)],
        ...(what.network === null ? [] : ['--vpc-id', quote(what.network)]),
        tagged('security-group', what.name),
      ];
    case 'make-database-group':
      return [
        ...['create-security-group --group-name', quote(what.group)],
        ...['--description', quote(`Made by setup-server for the database of ${what.name}`)],
        ...['--vpc-id', quote(what.network)],
        tagged('security-group', what.group, [[NAME_TAG, databaseTag(what.name)]]),
      ];
    case 'make-balancer-group':
      return [
        ...['create-security-group --group-name', quote(`${what.name}-balancer`)],
        ...['--description', quote(`Made by setup-server for the balancer of ${what.name}`)],
        ...['--vpc-id', quote(what.network)],
        tagged('security-group', `${what.name}-balancer`, [
          [NAME_TAG, balancerTag(what.name)],
          [HOSTNAME_TAG, what.hostname],
        ]),
      ];
    case 'open-ports':
    case 'close-ports': {
      const verb = what.call === 'open-ports' ? 'authorize' : 'revoke';
      return [
        ...[`${verb}-security-group-ingress --group-id`, quote(what.group), '--ip-permissions'],
        ...what.rules.map((rule) => {
          const { port, protocol, from } = ec2RuleParts(rule);
          return quote(`IpProtocol=${protocol},FromPort=${port},ToPort=${port},${rangeOf(from)}`);
        }),
      ];
    }
    case 'run-instance': {
      const { name, type, image, diskGB, protect, place } = what.machine;
      const disk = `[{"DeviceName":"${image.rootDevice}","Ebs":{"VolumeSize":${diskGB},"VolumeType":"gp3","Encrypted":true,"DeleteOnTermination":true}}]`;
      return [
        ...['run-instances --image-id', quote(image.id), '--instance-type', quote(type)],
        ...['--key-name', quote(name), '--security-group-ids', quote(what.group)],
        ...(place === null ? [] : ['--subnet-id', quote(place.subnet)]),
        ...['--block-device-mappings', quote(disk)],
        '--metadata-options HttpTokens=required,HttpPutResponseHopLimit=2',
        ...(protect ? ['--disable-api-termination'] : []),
        ...['--client-token', quote(what.group), tagged('instance', name)],
      ];
    }
    case 'start-instance':
      return ['start-instances --instance-ids', quote(what.instance)];
    case 'allocate-address':
      return ['allocate-address --domain vpc', tagged('elastic-ip', what.name)];
    case 'associate-address':
      return [
        ...['associate-address --allocation-id', quote(what.address)],
        ...['--instance-id', quote(what.instance)],
      ];
    case 'give-role':
      return [
        ...['associate-iam-instance-profile --instance-id', quote(what.instance)],
        ...['--iam-instance-profile', quote(`Name=${what.profile}`)],
      ];
    case 'set-groups':
      return [
        ...['modify-instance-attribute --instance-id', quote(what.instance)],
        ...['--groups', ...what.groups.map(quote)],
      ];
    case 'unprotect':
      return [
        ...['modify-instance-attribute --instance-id', quote(what.instance)],
        '--no-disable-api-termination',
      ];
    case 'terminate-instance':
      return ['terminate-instances --instance-ids', quote(what.instance)];
    case 'release-address':
      return ['release-address --allocation-id', quote(what.address)];
    case 'delete-group':
      return ['delete-security-group --group-id', quote(what.group)];
    case 'delete-key':
      return ['delete-key-pair --key-name', quote(what.name)];
  }
}

function tagged(
  type: string,
  name: string,
  ours: readonly (readonly [string, string])[] = [[NAME_TAG, name]],
): string {
  const tags = [['Name', name], ...ours].map(([key, value]) => `{Key=${key},Value=${value}}`);
  return `--tag-specifications ${quote(`ResourceType=${type},Tags=[${tags}]`)}`;
}
