/** Where those ask who are in the middle of something that a pause cuts off. See `underWayProbe`. */
export interface UnderWay {
  /** Below it, each has a name of its own: `/publix/`. */
  readonly path: string;
  /** What they are: "in the middle of a study". */
  readonly who: string;
  /** What becomes of that, as a sentence. */
  readonly loses: string;
}
