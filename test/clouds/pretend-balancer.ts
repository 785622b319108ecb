import { X509Certificate } from 'node:crypto';
import type { Action } from '../../source/action.ts';
import type { BalancerCall } from '../../source/clouds/balancer/action.ts';
import {
  type BalancerFact,
  NO_BALANCER,
  SILENCE_SECONDS,
} from '../../source/clouds/balancer/balancer.ts';
import { plainSerial } from '../../source/clouds/balancer/certificate-steps.ts';
import type { Ec2Call } from '../../source/clouds/ec2/action.ts';
import type { Facts, Look, Query } from '../../source/facts/facts.ts';
import type { Apply } from '../../source/run.ts';
import { PretendEc2 } from './pretend-ec2.ts';

const GROUP = 'sg-balancer';
const RECORD = { name: '_proof.study.example.org.', value: '_proof.acm-validations.aws.' };

/** EC2 with what stands in front of a machine there. `dns` is whether Route 53 has the name. */
export class PretendBalancer {
  readonly ec2 = new PretendEc2();
  fact: BalancerFact = NO_BALANCER;
  /** Records that a person added by hand. */
  byHand: readonly string[] = [];
  made = 0;
  /** Looks until what was begun is so. */
  #slowly = 0;
  readonly #dns: boolean;

  constructor(dns = true) {
    this.#dns = dns;
  }

  get done(): Action[] {
    return this.ec2.done;
  }

  readonly look: Look = async function* (this: PretendBalancer, queries: readonly Query[]) {
    if (this.#slowly > 0) this.#slowly -= 1;
    else this.#settle();
    for (const query of queries) {
      if (query.fact === 'ec2Balancer') yield { query, value: this.#seen() } as never;
      else yield* this.ec2.look([query], new AbortController().signal);
    }
  }.bind(this);

  readonly apply: Apply = async function* (
    this: PretendBalancer,
    action: Action,
    facts: Facts,
    signal: AbortSignal,
  ) {
    if (action.do === 'balancer') this.#call(action.what);
    else if (action.do === 'alias')
      this.byHand = [
        ...this.byHand,
        action.target === 'study-1.elb.example' ? action.target : `${action.name}.`,
      ];
    else if (action.do !== 'ec2' || !this.#ours(action.what))
      return yield* this.ec2.apply(action, facts, signal);
    this.done.push(action);
    yield* [];
  }.bind(this);

  #seen(): BalancerFact {
    const network = this.ec2.machine.group ? 'vpc-1' : null;
    return this.fact.group ? { ...this.fact, network } : { ...NO_BALANCER, network };
  }

  #become(part: Partial<BalancerFact>): void {
    this.fact = { ...this.fact, ...part };
  }

  #settle(): void {
    const { certificate, imported, balancer, zone, group } = this.fact;
    const proven = zone?.proven || this.byHand.includes(RECORD.name);
    if (certificate && certificate.record === null)
      this.#become({ certificate: { ...certificate, record: RECORD } });
    else if (certificate && proven) this.#become({ certificate: { ...certificate, issued: true } });
    if (balancer) this.#become({ balancer: { ...balancer, state: 'active' } });
    else if (group?.used)
      this.#become({
        group: { ...group, used: false },
        certificate: certificate && { ...certificate, used: false },
        imported: imported && { ...imported, used: false },
      });
    if (balancer && this.byHand.includes(balancer.host)) this.#become({ leads: true });
  }

  #ours(what: Ec2Call): boolean {
    const { group } = this.fact;
    if (what.call === 'make-balancer-group') {
      if (group) throw new Error('InvalidGroup.Duplicate');
      if (what.network !== 'vpc-1') throw new Error('InvalidVpcID.NotFound');
      const { hostname } = what;
      this.#become({
        group: { id: GROUP, rules: [], used: false, hostname },
        subnets: ['subnet-a', 'subnet-b'],
        zone: this.#dns ? { id: 'Z1', name: 'example.org', proven: false, alias: false } : null,
      });
      return true;
    }
    if (!('group' in what) || what.group !== GROUP) return false;
    if (!group) throw new Error('InvalidGroup.NotFound');
    if (what.call === 'open-ports')
      this.#become({ group: { ...group, rules: [...group.rules, ...what.rules] } });
    else if (what.call === 'delete-group') {
      if (group.used || this.ec2.machine.group) throw new Error('DependencyViolation');
      this.#become({ group: null });
    } else throw new Error(`Nobody ${what.call}s there.`);
    return true;
  }

  #call(what: BalancerCall): void {
    const { certificate, imported, targets, balancer, listeners, zone } = this.fact;
    const must = (there: boolean, code: string) => {
      if (!there) throw new Error(code);
    };
    switch (what.call) {
      case 'request-certificate':
        must(!certificate, 'A second certificate.');
        this.made += 1;
        this.#slowly = 2;
        this.#become({ certificate: { id: 'arn:c', issued: false, used: false, record: null } });
        return;
      case 'import-certificate':
        must(what.replaces === (imported?.id ?? null), 'A second certificate.');
        this.made += imported ? 0 : 1;
        this.#become({
          imported: {
            ...{ id: 'arn:i', used: imported?.used ?? false },
            serial: what.pair
              ? plainSerial(new X509Certificate(what.pair.chain).serialNumber)
              : 'made-here',
          },
        });
        return;
      case 'delete-certificate':
        if (what.certificate === imported?.id) {
          must(!imported.used, 'ResourceInUse');
          this.#become({ imported: null });
          return;
        }
        must(!certificate?.used, 'ResourceInUse');
        this.#become(
          this.fact.dead.some(({ id }) => id === what.certificate)
            ? { dead: this.fact.dead.filter(({ id }) => id !== what.certificate) }
            : { certificate: null },
        );
        return;
      case 'make-targets':
        must(!targets, 'DuplicateTargetGroupName');
        this.#become({ targets: { id: 'arn:t', sticky: false, instances: [] } });
        return;
      case 'keep-visitors':
        this.#become({ targets: targets && { ...targets, sticky: true } });
        return;
      case 'register':
        must(this.ec2.machine.instance?.id === what.instance, 'InvalidTarget');
        this.#become({ targets: targets && { ...targets, instances: [what.instance] } });
        return;
      case 'delete-targets':
        must(listeners.length === 0, 'ResourceInUse');
        this.#become({ targets: null });
        return;
      case 'make-balancer':
        must(what.group === GROUP && what.subnets.length === 2, 'ValidationError');
        must(!balancer, 'DuplicateLoadBalancerName');
        this.made += 1;
        this.#slowly = 3;
        this.#become({
          balancer: {
            ...{ id: 'arn:b', host: 'study-1.elb.example', zone: 'Z2', state: 'provisioning' },
            silentSeconds: 60,
          },
          group: this.fact.group && { ...this.fact.group, used: true },
        });
        return;
      case 'allow-silence':
        this.#become({ balancer: balancer && { ...balancer, silentSeconds: SILENCE_SECONDS } });
        return;
      case 'listen-securely':
        must(certificate?.issued || imported !== null, 'UnsupportedCertificate');
        this.#listen(443, what.certificate);
        this.#use(what.certificate);
        return;
      case 'change-certificate':
        this.#become({
          listeners: listeners.map((each) =>
            each.id === what.listener ? { ...each, certificate: what.certificate } : each,
          ),
        });
        this.#use(what.certificate);
        return;
      case 'lead-to-https':
        this.#listen(80, null);
        return;
      case 'delete-balancer':
        must(balancer !== null, 'LoadBalancerNotFound');
        this.#slowly = 3;
        this.#become({ balancer: null, listeners: [] });
        return;
      case 'prove':
        this.#become({ zone: zone && { ...zone, proven: true } });
        return;
      case 'set-alias':
      case 'remove-alias':
        must(what.alias.host === balancer?.host, 'InvalidChangeBatch');
        this.#become({ zone: zone && { ...zone, alias: what.call === 'set-alias' } });
        return;
    }
  }

  #use(id: string): void {
    const { certificate, imported } = this.fact;
    const used = <Kind extends { readonly id: string }>(each: Kind | null) =>
      each && { ...each, used: each.id === id };
    this.#become({ certificate: used(certificate), imported: used(imported) });
  }

  #listen(port: number, certificate: string | null): void {
    const { listeners, balancer } = this.fact;
    if (!balancer) throw new Error('LoadBalancerNotFound');
    if (listeners.some((each) => each.port === port)) throw new Error('DuplicateListener');
    this.#become({ listeners: [...listeners, { id: `arn:l${port}`, port, certificate }] });
  }
}
