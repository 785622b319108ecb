type Part = 'download' | 'settings' | 'start' | 'ready' | 'stopped';

/** The id of one of a companion's steps: `db.ready`. */
export function companionStep(companion: string, part: Part): string {
  return `${companion}.${part}`;
}
