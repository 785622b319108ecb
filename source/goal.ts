import type { Recipe } from './apps/app.ts';

/** What is wanted, in full: the steps follow from it, and from what is seen of the host. */
export interface Goal {
  /** The host's id: `ssh://root@203.0.113.7:22`. */
  readonly host: string;
  /** The install's name: folders, containers and volumes are named after it. */
  readonly install: string;
  readonly app: { readonly id: string; readonly label: string };
  readonly recipe: Recipe;
  /** The public names; the first is the main one. */
  readonly names: readonly string[];
  readonly certificate: CertificateGoal;
  /** The answers that may be written down. */
  readonly answers: Readonly<Record<string, string | boolean>>;
}

export interface CertificateGoal {
  /** The CA's directory URL. */
  readonly directory: string;
  readonly rehearsal: string | null;
  /** The CA's name as the person knows it. */
  readonly authority: string;
  readonly email: string;
}
