/** The last page: what stands now, where things are, what to do first. */
export interface Receipt {
  /** "JATOS answers at https://study.example.org". */
  readonly headline: string;
  /** Labelled lines, in order: "Do now", "Your data", … */
  readonly lines: readonly {
    readonly label: string;
    readonly text: string;
    readonly tone?: 'warning';
  }[];
}
