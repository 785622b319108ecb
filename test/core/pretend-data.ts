import type { Backup } from '../../source/backup/backup.ts';
import type { BackupFact } from '../../source/facts/installs/backups.ts';

/**
 * What lies in volumes, as lines: who wrote there, in order. A newer image changes what is there,
 * and an older one spoils what a newer one has changed.
 */
export class PretendData {
  readonly volumes = new Map<string, readonly string[]>();
  /** By stamp: what was in the volumes and settings then, and what the copy says of itself. */
  readonly #copies = new Map<string, Copy>();

  /** An image begins to work with a volume. */
  opened(volume: string, image: string): void {
    const before = this.volumes.get(volume) ?? [];
    const last = before.at(-1) ?? '';
    if (last > image) this.volumes.set(volume, [...before, `spoilt by ${image}`]);
    else if (last !== image) this.volumes.set(volume, [...before, image]);
  }

  copy(stamp: string, backup: Backup, settings: ReadonlyMap<string, PretendFile>): void {
    this.#copies.set(stamp, { backup, settings, volumes: new Map(this.volumes) });
  }

  putBack(stamp: string): ReadonlyMap<string, PretendFile> {
    const copy = this.#copies.get(stamp);
    if (!copy) throw new Error(`There is no copy ${stamp}.`);
    for (const [name, lines] of copy.volumes) this.volumes.set(name, lines);
    return copy.settings;
  }

  /** A copy comes from another host. */
  carry(stamp: string, from: PretendData): void {
    const copy = from.#copies.get(stamp);
    if (!copy) throw new Error(`There is no copy ${stamp}.`);
    this.#copies.set(stamp, copy);
  }

  forget(): void {
    this.#copies.clear();
  }

  get copies(): readonly BackupFact[] {
    return [...this.#copies].map(([stamp, { backup }]) => ({ ...backup, stamp, sizeKB: 1 }));
  }
}

export interface PretendFile {
  readonly text: string;
  readonly mode: string;
}

interface Copy {
  readonly backup: Backup;
  readonly settings: ReadonlyMap<string, PretendFile>;
  readonly volumes: ReadonlyMap<string, readonly string[]>;
}
