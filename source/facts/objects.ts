/** A file on the host, judged without fetching it. */
export interface FileFact {
  readonly sha256: string;
  /** Octal: `600`. */
  readonly mode: string;
  readonly owner: string;
}

export interface CertificateFact {
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly from: string;
  readonly until: string;
  readonly issuer: string;
  readonly keyFits: boolean;
  /** When the file was written, by the host's clock (ISO 8601). */
  readonly writtenAt?: string;
}

export interface ContainerFact {
  readonly id: string;
  readonly image: string;
  /** `sha256:…` of what it really was made from: the name may mean another image by now. */
  readonly imageId: string;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'removing';
  readonly health: 'healthy' | 'unhealthy' | 'starting' | null;
  readonly startedAt: string;
  /** By the host's clock; null while it does not run. */
  readonly upSeconds: number | null;
  /** How it last ended; 0 while it runs. */
  readonly exitCode: number;
  /** The kernel ended it, as it found no more memory for it. */
  readonly outOfMemory: boolean;
  readonly restarts: number;
  /** The restart policy's name: `always`, `no`. */
  readonly restart: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A predecessor that a replacement left aside and did not remove yet. */
  readonly predecessor: boolean;
  /** One of the same install that was started beside it, to take its place. */
  readonly successor: boolean;
  /** Where its files are kept outside of it. */
  readonly mounts: readonly MountFact[];
}

export interface MountFact {
  /** Docker's words; `tmpfs` and others are forgotten with the container. */
  readonly type: 'volume' | 'bind' | 'other';
  /** A volume's name, or an absolute path on the host. */
  readonly source: string;
  readonly target: string;
  readonly writable: boolean;
}

/** What a command inside a container came to; null where there is no such container that runs. */
export interface ExecutionFact {
  readonly code: number;
  /** The end of what it printed, both streams. */
  readonly output: string;
}

/** A folder on the host; null where there is none. */
export interface FolderFact {
  /** Octal: `755`. */
  readonly mode: string;
  /** By numbers: `1000:1000`. */
  readonly owner: string;
}

export interface ImageFact {
  readonly id: string;
  /** `name@sha256:…`, null for an image that no registry has. */
  readonly digest: string | null;
  readonly sizeBytes: number;
}
