import type { Action } from '../../source/action.ts';
import type { Ec2Call } from '../../source/clouds/ec2/action.ts';
import { type BucketFact, NO_ROLE, type RoleFact } from '../../source/clouds/ec2/bucket.ts';
import type { DatabaseFact } from '../../source/clouds/ec2/database.ts';
import type { IamCall } from '../../source/clouds/iam-action.ts';
import { type MachineFact, NOTHING_THERE } from '../../source/clouds/machine.ts';
import type { S3Call } from '../../source/clouds/s3/action.ts';
import type { Look, Query } from '../../source/facts/facts.ts';
import type { Apply } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { PretendRds } from './pretend-rds.ts';

const MADE = {
  'close-bucket': { closed: true },
  'keep-versions': { versioned: true },
  'tidy-bucket': { tidied: true },
  'encrypt-bucket': { encrypted: true },
} as const;

/** What is neither answered nor seen: the person's own key, and a password that nobody has yet. */
export const brought = (ownKey: string | null = null, password = 'Made0up1by2us3') => ({
  ...{ ownKey, password: new Secret(password) },
});

interface Shown {
  readonly machine: MachineFact;
  readonly role: RoleFact;
  readonly database: DatabaseFact;
  readonly buckets: ReadonlyMap<string, Exclude<BucketFact, null>>;
}

/** EC2 as far as the core can tell: what calls do to it, facts show. */
export class PretendEc2 {
  machine: MachineFact = NOTHING_THERE;
  keyFile: string | null = null;
  /** What the person's user may not do. */
  forbidden: readonly string[] = [];
  role: RoleFact = NO_ROLE;
  readonly rds = new PretendRds();
  /** MD5 by key, in the bucket and on the person's computer. */
  readonly files = new Map<string, string>();
  readonly ownFiles = new Map<string, string>();
  /** By name. */
  readonly buckets = new Map<string, Exclude<BucketFact, null>>();
  readonly done: Action[] = [];
  /** By client token: Amazon gives the same instance for the same token. */
  readonly #started = new Map<string, string>();
  instances = 0;
  /** In all its ids: tells it from what else is there. */
  mark = '';
  /** Looks until a new instance runs. */
  #booting = 0;

  /** How many looks what was done stays unseen: Amazon's data centres learn of it one by one. */
  lag = 0;
  #behind = 0;
  #seen: Shown | undefined;

  readonly look: Look = async function* (this: PretendEc2, queries: readonly Query[]) {
    if (this.#booting > 0) this.#booting -= 1;
    else this.#settle();
    this.rds.looked();
    if (this.#behind > 0) this.#behind -= 1;
    else this.#seen = this.#shown();
    for (const query of queries) yield { query, value: this.#fact(query) } as never;
  }.bind(this);

  readonly apply: Apply = async function* (this: PretendEc2, action: Action) {
    if (action.do === 'ec2') this.#call(action.what);
    else if (action.do === 'iam') this.#allow(action.what);
    else if (action.do === 's3') this.#store(action.what);
    else if (action.do === 'rds') this.rds.call(action.what);
    else if (action.do === 'make-key') this.keyFile = 'ssh-ed25519 AAAAmade';
    else throw new Error(`EC2 does not do ${action.do}.`);
    this.done.push(action);
    this.#behind = this.lag;
    yield* [];
  }.bind(this);

  #shown(): Shown {
    const { machine, role, rds, buckets } = this;
    return { machine, role, database: rds.fact, buckets: new Map(buckets) };
  }

  #fact({ fact, subject }: Query): unknown {
    const { machine, role, database, buckets } = this.#seen ?? this.#shown();
    const [, name = ''] = subject.split(' ');
    if (fact === 's3Files') return new Map(this.files);
    if (fact === 'ownFiles')
      return { files: [...this.ownFiles].map(([key, md5]) => ({ key, md5 })) };
    if (fact === 'ec2Allowed') return { how: 'asked', missing: this.forbidden };
    if (fact === 'ec2Role') return role;
    if (fact === 'ec2Database') return database;
    if (fact === 's3Bucket') return buckets.get(name) ?? null;
    if (fact === 's3Buckets')
      return [...buckets].flatMap(([bucket, { of }]) => (of === name ? [bucket] : []));
    if (fact === 'ec2Machine') return machine;
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

  #allow(what: IamCall): void {
    const { role, opens, replaces, profile } = this.role;
    const become = (part: Partial<RoleFact>) => {
      this.role = { ...this.role, ...part };
    };
    switch (what.call) {
      case 'make-role':
        if (role) throw new Error('EntityAlreadyExists');
        become({ role: true });
        break;
      case 'open-bucket':
        if (!role) throw new Error('NoSuchEntity');
        become({ opens: what.bucket });
        break;
      case 'let-replace':
        if (!role) throw new Error('NoSuchEntity');
        become({ replaces: what.certificate });
        break;
      case 'end-replacing':
        become({ replaces: null });
        break;
      case 'make-profile':
        if (profile !== 'none') throw new Error('EntityAlreadyExists');
        become({ profile: 'empty' });
        break;
      case 'fill-profile':
        if (!role || profile !== 'empty') throw new Error('LimitExceeded');
        become({ profile: 'whole' });
        break;
      case 'empty-profile':
        if (profile !== 'whole') throw new Error('NoSuchEntity');
        become({ profile: 'empty' });
        break;
      case 'delete-profile':
        if (profile !== 'empty') throw new Error('DeleteConflict');
        become({ profile: 'none' });
        break;
      case 'close-bucket':
        become({ opens: null });
        break;
      case 'delete-role':
        if (profile === 'whole' || opens !== null || replaces !== null)
          throw new Error('DeleteConflict');
        become({ role: false });
        break;
    }
  }

  #store(what: S3Call): void {
    if (what.call === 'make-bucket') {
      if (this.buckets.has(what.goal.bucket)) throw new Error('BucketAlreadyExists');
      const is = { closed: false, versioned: false, tidied: false, encrypted: false };
      this.buckets.set(what.goal.bucket, { of: what.goal.name, ...is });
      return;
    }
    const { bucket } = what;
    const is = this.buckets.get(bucket);
    if (!is) throw new Error('NoSuchBucket');
    if (what.call === 'put-file') this.files.set(what.key, this.ownFiles.get(what.key) ?? '');
    else if (what.call === 'delete-bucket') this.buckets.delete(bucket);
    else this.buckets.set(bucket, { ...is, ...MADE[what.call] });
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
        this.#become({ group: { id: `sg-${this.mark}1`, rules: [] } });
        return;
      case 'make-database-group':
        this.rds.open([]);
        return;
      case 'open-ports':
        if (what.group === 'sg-db') {
          this.rds.open(what.rules);
          return;
        }
        if (!group || group.id !== what.group) throw new Error('InvalidGroup.NotFound');
        if (what.rules.some((rule) => group.rules.includes(rule)))
          throw new Error('InvalidPermission.Duplicate');
        this.#become({ group: { ...group, rules: [...group.rules, ...what.rules] } });
        return;
      case 'run-instance': {
        if (!this.machine.key || group?.id !== what.group) throw new Error('MissingInput');
        if (!this.#started.has(what.group)) {
          this.instances += 1;
          this.#started.set(what.group, `i-${this.mark}${this.instances}`);
        }
        this.#booting = 3;
        const id = this.#started.get(what.group) ?? '';
        const { type } = what.machine;
        this.#become({
          instance: {
            id,
            state: 'pending',
            type,
            publicAddress: null,
            profile: null,
            groups: [what.group],
          },
        });
        return;
      }
      case 'start-instance':
        if (!instance) throw new Error('InvalidInstanceID.NotFound');
        this.#become({ instance: { ...instance, state: 'pending' } });
        return;
      case 'allocate-address':
        if (address) throw new Error('A second address costs money.');
        this.#become({
          address: { id: `eip-${this.mark}1`, ip: '198.51.100.112', instance: null },
        });
        return;
      case 'associate-address':
        if (!address || instance?.state !== 'running') throw new Error('IncorrectInstanceState');
        this.#become({ address: { ...address, instance: what.instance } });
        return;
      case 'give-role':
        if (instance?.state !== 'running' || this.role.profile !== 'whole')
          throw new Error('IncorrectInstanceState');
        this.#become({
          instance: { ...instance, profile: `instance-profile/setup-server/${what.profile}` },
        });
        return;
      case 'set-groups':
        if (!instance) throw new Error('InvalidInstanceID.NotFound');
        this.#become({ instance: { ...instance, groups: what.groups } });
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
        if (what.group === 'sg-db') {
          this.rds.shut();
          return;
        }
        if (instance || this.rds.fact.group) throw new Error('DependencyViolation');
        this.#become({ group: null });
        return;
      case 'delete-key':
        this.#become({ key: null });
        return;
      case 'close-ports':
        if (!group) throw new Error('InvalidGroup.NotFound');
        this.#become({
          group: { ...group, rules: group.rules.filter((rule) => !what.rules.includes(rule)) },
        });
        return;
      case 'make-balancer-group':
        throw new Error('That is for the pretended balancer.');
    }
  }
}
