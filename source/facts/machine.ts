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
  /** The container that published the port, where one did. */
  readonly container?: string;
}[];

/** The host's own global addresses, loopback and link-local left out. */
export interface AddressesFact {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
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
}
