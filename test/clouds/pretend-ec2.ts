import type { Action } from '../../source/action.ts';
import type { Ec2Call } from '../../source/clouds/ec2-action.ts';
import { type MachineFact, NOTHING_THERE } from '../../source/clouds/machine.ts';
import type { Look, Query } from '../../source/facts/facts.ts';
import type { Apply } from '../../source/run.ts';

/** EC2 as far as the core can tell: what calls do to it, facts show. */
export class PretendEc2 {
  machine: MachineFact = NOTHING_THERE;
  keyFile: string | null = null;
  readonly done: Action[] = [];
  /** By client token: Amazon gives the same instance for the same token. */
  readonly #started = new Map<string, string>();
  instances = 0;
  /** Looks until a new instance runs. */
  #booting = 0;

  readonly look: Look = async function* (this: PretendEc2, queries: readonly Query[]) {
    if (this.#booting > 0) this.#booting -= 1;
    else this.#settle();
    for (const query of queries) yield { query, value: this.#fact(query) } as never;
  }.bind(this);

  readonly apply: Apply = async function* (this: PretendEc2, action: Action) {
    if (action.do === 'ec2') this.#call(action.what);
    else if (action.do === 'make-key') this.keyFile = 'ssh-ed25519 AAAAmade';
    else throw new Error(`EC2 does not do ${action.do}.`);
    this.done.push(action);
    yield* [];
  }.bind(this);

  #fact({ fact }: Query): unknown {
    if (fact === 'ec2Machine') return this.machine;
    if (fact === 'publicKeyFile') return this.keyFile;
    const open = this.machine.instance?.state === 'running' && this.machine.address !== null;
    return { open, fingerprints: open ? ['SHA256:of-its-console'] : [] };
  }

  #settle(): void {
    const { instance } = this.machine;
    if (instance?.state === 'pending')
      this.#become({ instance: { ...instance, state: 'running' } });
    if (instance?.state === 'shutting-down') this.#become({ instance: null });
  }

  #become(part: Partial<MachineFact>): void {
    this.machine = { ...this.machine, ...part };
  }

  #call(what: Ec2Call): void {
    const { instance, group, address } = this.machine;
    switch (what.call) {
      case 'import-key':
        if (this.machine.key) throw new Error('InvalidKeyPair.Duplicate');
        this.#become({ key: { name: what.name, publicKey: what.publicKey } });
        return;
      case 'make-group':
        if (group) throw new Error('InvalidGroup.Duplicate');
        this.#become({ group: { id: 'sg-1', rules: [] } });
        return;
      case 'open-ports':
        if (!group || group.id !== what.group) throw new Error('InvalidGroup.NotFound');
        if (what.rules.some((rule) => group.rules.includes(rule)))
          throw new Error('InvalidPermission.Duplicate');
        this.#become({ group: { ...group, rules: [...group.rules, ...what.rules] } });
        return;
      case 'run-instance': {
        if (!this.machine.key || group?.id !== what.group) throw new Error('MissingInput');
        if (!this.#started.has(what.group)) {
          this.instances += 1;
          this.#started.set(what.group, `i-${this.instances}`);
        }
        this.#booting = 3;
        const id = this.#started.get(what.group) ?? '';
        const { type } = what.machine;
        this.#become({ instance: { id, state: 'pending', type, publicAddress: null } });
        return;
      }
      case 'start-instance':
        if (!instance) throw new Error('InvalidInstanceID.NotFound');
        this.#become({ instance: { ...instance, state: 'pending' } });
        return;
      case 'allocate-address':
        if (address) throw new Error('A second address costs money.');
        this.#become({ address: { id: 'eip-1', ip: '198.51.100.112', instance: null } });
        return;
      case 'associate-address':
        if (!address || instance?.state !== 'running') throw new Error('IncorrectInstanceState');
        this.#become({ address: { ...address, instance: what.instance } });
        return;
      case 'unprotect':
        return;
      case 'terminate-instance':
        if (!instance) throw new Error('InvalidInstanceID.NotFound');
        this.#booting = 2;
        this.#become({ instance: { ...instance, state: 'shutting-down' } });
        return;
      case 'release-address':
        if (instance) throw new Error('InvalidIPAddress.InUse');
        this.#become({ address: null });
        return;
      case 'delete-group':
        if (instance) throw new Error('DependencyViolation');
        this.#become({ group: null });
        return;
      case 'delete-key':
        this.#become({ key: null });
        return;
      case 'close-ports':
        throw new Error('Nothing closes ports yet.');
    }
  }
}
