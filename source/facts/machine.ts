/** From os-release(5), uname and the like. */
export interface SystemFact {
  /** os-release ID: `debian`, `ubuntu`. */
  readonly id: string;
  /** os-release ID_LIKE, split. */
  readonly like: readonly string[];
  /** os-release VERSION_ID: `12`, `24.04`. Empty on rolling releases. */
  readonly version: string;
  /** os-release VERSION_CODENAME: `bookworm`. Empty where there is none. */
  readonly codename: string;
  /** The release that a derivative names as the one it was built from (UBUNTU_CODENAME, DEBIAN_CODENAME). */
  readonly base?: { readonly id: 'debian' | 'ubuntu'; readonly codename: string };
  /** os-release PRETTY_NAME. */
  readonly name: string;
  readonly architecture: 'amd64' | 'arm64' | 'other';
  readonly kernel: string;
  readonly hostname: string;
  readonly cores: number;
}

/** Who we are on the host, and how we become root. */
export interface LoginFact {
  readonly user: string;
  readonly root: 'already' | 'sudo' | 'sudo-password' | 'doas' | 'no';
  /** With `no`: what stands in the way, as far as it is known. */
  readonly why?: NoRoot;
  readonly groups: readonly string[];
}

/**
 * Why we may not become root: there is no program for it; sudo wants a password, which nobody gave,
 * or does not take the one given; doas wants one, which it takes from nobody but a person.
 */
export type NoRoot = 'no-program' | 'no-password' | 'wrong-password' | 'doas-password';

export interface MemoryFact {
  readonly totalMB: number;
  readonly availableMB: number;
  readonly swapMB: number;
}

export interface DiskFact {
  readonly path: string;
  readonly totalMB: number;
  readonly freeMB: number;
  /** How many more files fit; null where the file system sets no number (btrfs). */
  readonly freeInodes: number | null;
}

/** Who listens on TCP ports. */
export type ListenersFact = readonly {
  readonly port: number;
  readonly address: string;
  /** The program's name, null where the host does not tell. */
  readonly program: string | null;
  /** The container that published the port, where one did, and which port it is inside. */
  readonly container?: string;
  readonly inside?: number;
  /** Of which install the container is, where we made it. */
  readonly install?: string;
}[];

/** The host's own global addresses, loopback and link-local left out. */
export interface AddressesFact {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
  /** Those of `v4` that stand beside a public one on the same card: others may not reach it by them. */
  readonly aliases?: readonly string[];
}

/** Seconds by which the host's clock is ahead of ours (negative: behind). */
export interface ClockFact {
  readonly aheadSeconds: number;
}

/** The package manager; `busy` names who holds its lock. */
export interface PackagesFact {
  readonly busy: {
    readonly program: string;
    readonly pid: number | null;
    /** Since when it runs; absent where the host does not tell. */
    readonly forSeconds?: number;
  } | null;
  /** An installation was cut short and must be finished first (dpkg, or a lock that pacman left). */
  readonly interrupted: boolean;
  /** Root's password has expired: scripts of packages that act as root by PAM are refused. */
  readonly rootExpired?: true;
}

export interface FirstBootFact {
  /** cloud-init's state; `absent` where there is no cloud-init. */
  readonly state: 'absent' | 'running' | 'done' | 'done-with-errors' | 'failed';
}

export interface DockerFact {
  /** The engine's version, null where the daemon does not answer. */
  readonly version: string | null;
  readonly apiVersion: string | null;
  readonly origin: 'docker' | 'distribution' | 'snap' | 'podman' | 'unknown';
  /** The engine's package: `docker-ce`, `docker.io`; absent where no package manager knows it. */
  readonly package?: string;
  /** The engine that answers belongs to a user without root's rights. */
  readonly rootless?: true;
  /** It guards containers by SELinux: they read no folder of the host that is not labelled for them. */
  readonly selinux?: true;
  /** It can give containers the graphics processors: NVIDIA's driver and toolkit are there. */
  readonly gpus?: true;
  /** Why it does not run, as its log says. */
  readonly trouble?: string;
  readonly running: boolean;
  /** Starts by itself when the machine boots. */
  readonly enabled: boolean;
  /** Where images and volumes lie. */
  readonly root: string | null;
}

export interface ReachFact {
  readonly reachable: boolean;
  /** Why not, as the client said it. */
  readonly says: string;
  /** The proxy that the host goes through, without a password. */
  readonly proxy?: string;
  /** Who signed the certificate that the host does not trust. */
  readonly issuer?: string;
  /** Seconds by which the host's clock is ahead of the one that answered; a second or two is the way. */
  readonly aheadSeconds?: number;
}

/** What guards the host's ports on the host itself, as far as it is switched on. */
export interface FirewallFact {
  /** `iptables`: rules without a program that keeps them, as Oracle's images have. */
  readonly kind: 'none' | 'firewalld' | 'ufw' | 'nftables' | 'iptables';
  /** TCP ports of those we need (80, 443) that it does not let in from outside. */
  readonly closed: readonly number[];
  /** firewalld's zone of the outer interface. */
  readonly zone?: string;
  /** Over IPv4, ports that Docker publishes are open whatever is `closed`: they are forwarded. */
  readonly dockerPasses: boolean;
}

/** What kind of machine this is, in systemd-detect-virt's words: `none`, `kvm`, `lxc`, `openvz`, `wsl`. */
export interface VirtualisationFact {
  readonly kind: string;
  /** It has no kernel of its own. */
  readonly container: boolean;
}

export interface SelinuxFact {
  readonly mode: 'enforcing' | 'permissive' | 'disabled';
}

/** What keeps the clock right. */
export interface TimeSyncFact {
  /** Null where the host does not tell. */
  readonly synchronised: boolean | null;
  /** The unit that does it, or could: `systemd-timesyncd`, `chronyd`; null where there is none. */
  readonly program: string | null;
  readonly running: boolean;
}

/** Whether the host wants to be restarted, and why: a new kernel or system library. */
export interface RestartFact {
  readonly needed: boolean;
  /** The packages that want it, as far as they are named. */
  readonly packages: readonly string[];
  /** The running kernel's own modules are gone: Docker can load none of them. */
  readonly modulesGone: boolean;
  /** Tells one start of the machine from the next. */
  readonly boot: string;
}

/** Whether the host resolves a name, by itself. */
export interface ResolverFact {
  readonly works: boolean;
  /** Name servers, as in resolv.conf(5). */
  readonly servers: readonly string[];
  /** Why not, in a few words: "resolv.conf is missing". */
  readonly says: string;
}

export interface RoutesFact {
  /** Whether there is a way out to the internet over IPv4, and over IPv6. */
  readonly v4: boolean;
  readonly v6: boolean;
  /** IPv4 networks that the host reaches directly or by a gateway, Docker's own left out: `172.16.0.0/12`. */
  readonly networks: readonly string[];
}

/** File systems that stand in the way. */
export interface FileSystemsFact {
  /** Paths that can't be written, of those that must be: `/`, `/etc`, `/usr`, `/var`, `/var/lib`. */
  readonly readOnly: readonly string[];
  /** What the root file system is: `ext4`, `btrfs`, `overlay`. */
  readonly root: string;
  readonly freeMB: number;
}

/** `/etc/docker/daemon.json`; null where there is none. */
export interface DaemonConfigFact {
  readonly text: string;
  /** Null where it is not a JSON object. */
  readonly value: Readonly<Record<string, unknown>> | null;
  /** With null: the line where it goes wrong. */
  readonly line?: number;
}

/** Who stands at a TCP port: what must be known before it may be told to go. */
export interface PortOwnerFact {
  readonly program: string;
  /** The unit that starts it: `nginx.service`. */
  readonly unit: string | null;
  /** The package it came with. */
  readonly package: string | null;
  /** It shows no more than the page that came with the package. */
  readonly onlyWelcome: boolean;
  /** A control panel or a bundle that keeps it: `Plesk`, `Bitnami`. Never ours to stop. */
  readonly keeper?: string;
}
