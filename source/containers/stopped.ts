/**
 * What stands among a record's answers while the app is stopped by its owner: since when (ISO 8601).
 * Nobody is asked it: the whole job wants the app to run.
 */
export const STOPPED = 'stopped';
/** Stands beside it once the app was moved to another server: when (ISO 8601). */
export const MOVED = 'moved';
