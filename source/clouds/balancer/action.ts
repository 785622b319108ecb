import { HEALTH_PATH } from '../../front/health.ts';
import type { Secret } from '../../secrets/secret.ts';
import { quote } from '../../shell.ts';
import { sha256 } from '../../text/sha256.ts';
import { NAME_TAG } from '../ec2/action.ts';
import { balancerName, SILENCE_SECONDS, TLS_POLICY } from './balancer.ts';

/** One call about a load balancer: to ELB, to ACM (certificates) or to Route 53 (DNS). */
export type BalancerCall =
  /** `group`: the balancer's firewall, which stands for this very launch: the token follows from it. */
  | {
      readonly call: 'request-certificate';
      readonly name: string;
      readonly hostname: string;
      readonly group: string;
    }
  /** `pair`: the person's own, PEM; null for one that is made here. `replaces`: the one in whose place it comes. */
  | {
      readonly call: 'import-certificate';
      readonly name: string;
      readonly hostname: string;
      readonly pair: { readonly chain: string; readonly key: Secret } | null;
      readonly replaces: string | null;
    }
  | { readonly call: 'delete-certificate'; readonly certificate: string }
  | { readonly call: 'make-targets'; readonly name: string; readonly network: string }
  | { readonly call: 'keep-visitors'; readonly targets: string }
  | { readonly call: 'register'; readonly targets: string; readonly instance: string }
  | { readonly call: 'delete-targets'; readonly targets: string }
  | {
      readonly call: 'make-balancer';
      readonly name: string;
      readonly group: string;
      readonly subnets: readonly string[];
    }
  | { readonly call: 'allow-silence'; readonly balancer: string }
  | {
      readonly call: 'listen-securely';
      readonly balancer: string;
      readonly targets: string;
      readonly certificate: string;
    }
  | { readonly call: 'change-certificate'; readonly listener: string; readonly certificate: string }
  | { readonly call: 'lead-to-https'; readonly balancer: string }
  | { readonly call: 'delete-balancer'; readonly balancer: string }
  | {
      readonly call: 'prove';
      readonly zone: string;
      readonly record: { readonly name: string; readonly value: string };
    }
  | { readonly call: 'set-alias' | 'remove-alias'; readonly zone: string; readonly alias: Alias };

export interface Alias {
  readonly hostname: string;
  /** The balancer's own name, and the zone that it is in. */
  readonly host: string;
  readonly hostZone: string;
}

export interface BalancerAction {
  readonly do: 'balancer';
  readonly region: string;
  readonly what: BalancerCall;
}

/** The same for Amazon's command-line client, as one line. */
export function balancerLine({ region, what }: BalancerAction): string {
  const words = wordsOf(what);
  return ['aws', ...words, ...(words[0] === 'route53' ? [] : ['--region', quote(region)])].join(
    ' ',
  );
}

function wordsOf(what: BalancerCall): readonly string[] {
  switch (what.call) {
    case 'request-certificate':
      return [
        ...['acm', 'request-certificate --domain-name', quote(what.hostname)],
        `--validation-method DNS --idempotency-token ${requestToken(what)}`,
        ...['--tags', ...tags(what.name)],
      ];
    case 'import-certificate':
      return [
        'acm import-certificate --certificate fileb://certificate.pem --private-key fileb://key.pem',
        ...(what.pair ? ['--certificate-chain fileb://chain.pem'] : []),
        ...(what.replaces === null
          ? ['--tags', ...tags(what.name)]
          : ['--certificate-arn', quote(what.replaces)]),
      ];
    case 'delete-certificate':
      return ['acm', 'delete-certificate --certificate-arn', quote(what.certificate)];
    case 'make-targets':
      return [
        ...['elbv2', 'create-target-group --name', quote(balancerName(what.name))],
        ...['--protocol HTTP --port 80 --target-type instance --vpc-id', quote(what.network)],
        `--health-check-path ${HEALTH_PATH} --health-check-interval-seconds 10 --healthy-threshold-count 2`,
        ...['--matcher HttpCode=200-399 --tags', ...tags(what.name)],
      ];
    case 'keep-visitors':
      return [
        ...['elbv2', 'modify-target-group-attributes --target-group-arn', quote(what.targets)],
        '--attributes Key=stickiness.enabled,Value=true Key=stickiness.type,Value=lb_cookie',
      ];
    case 'register':
      return [
        ...['elbv2', 'register-targets --target-group-arn', quote(what.targets)],
        ...['--targets', quote(`Id=${what.instance}`)],
      ];
    case 'delete-targets':
      return ['elbv2', 'delete-target-group --target-group-arn', quote(what.targets)];
    case 'make-balancer':
      return [
        ...['elbv2', 'create-load-balancer --name', quote(balancerName(what.name))],
        ...['--type application --scheme internet-facing --subnets', ...what.subnets.map(quote)],
        ...['--security-groups', quote(what.group), '--tags', ...tags(what.name)],
      ];
    case 'allow-silence':
      return [
        ...['elbv2', 'modify-load-balancer-attributes --load-balancer-arn', quote(what.balancer)],
        `--attributes Key=idle_timeout.timeout_seconds,Value=${SILENCE_SECONDS}`,
      ];
    case 'listen-securely':
      return [
        ...['elbv2', 'create-listener --load-balancer-arn', quote(what.balancer)],
        ...['--protocol HTTPS --port 443 --ssl-policy', TLS_POLICY, '--certificates'],
        quote(`CertificateArn=${what.certificate}`),
        ...['--default-actions', quote(`Type=forward,TargetGroupArn=${what.targets}`)],
      ];
    case 'change-certificate':
      return [
        ...['elbv2', 'modify-listener --listener-arn', quote(what.listener), '--certificates'],
        quote(`CertificateArn=${what.certificate}`),
      ];
    case 'lead-to-https':
      return [
        ...['elbv2', 'create-listener --load-balancer-arn', quote(what.balancer)],
        '--protocol HTTP --port 80 --default-actions',
        quote('Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}'),
      ];
    case 'delete-balancer':
      return ['elbv2', 'delete-load-balancer --load-balancer-arn', quote(what.balancer)];
    case 'prove': {
      const { name, value } = what.record;
      const set = { Name: name, Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: value }] };
      return change(what.zone, 'UPSERT', set);
    }
    case 'set-alias':
    case 'remove-alias': {
      const { hostname, host, hostZone } = what.alias;
      const target = { HostedZoneId: hostZone, DNSName: host, EvaluateTargetHealth: false };
      const set = { Name: hostname, Type: 'A', AliasTarget: target };
      return change(what.zone, what.call === 'set-alias' ? 'UPSERT' : 'DELETE', set);
    }
  }
}

/** Asked for twice within an hour by the same token, it is the same one: also where that was deleted since (AWS, RequestCertificate). */
export function requestToken({
  group,
  hostname,
}: Pick<Extract<BalancerCall, { call: 'request-certificate' }>, 'group' | 'hostname'>): string {
  return sha256(`${group} ${hostname}`).slice(0, 32);
}

function change(zone: string, Action: string, ResourceRecordSet: object): readonly string[] {
  const batch = { Changes: [{ Action, ResourceRecordSet }] };
  return [
    ...['route53', 'change-resource-record-sets --hosted-zone-id', quote(zone)],
    ...['--change-batch', quote(JSON.stringify(batch))],
  ];
}

function tags(name: string): readonly string[] {
  return [quote(`Key=Name,Value=${name}`), quote(`Key=${NAME_TAG},Value=${name}`)];
}
