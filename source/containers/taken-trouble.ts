import type { Trouble } from '../expected-error.ts';

/** Met before anything is done, or while it is done: what belongs to others, in the same words. */
type TakenTrouble = Omit<Trouble, 'detail' | 'cause'>;

/** A container of that name is there, and it is not ours. */
export function nameTaken(name: string): TakenTrouble {
  return {
    code: 'docker.name-taken',
    what: `There is already a container named "${name}" that this setup did not make.`,
    why: 'It is left alone: it may be in use.',
    next: [
      `See what it is, on the server: docker ps --all --filter name=^${name}$`,
      `If it is what you want to set up, take it over with its data, as it runs: npx setup-server adopt --container ${name}`,
      `If it is needed for something else, give it another name: docker rename ${name} ${name}-other`,
      'Then try again.',
    ],
  };
}

/** The app's data would be written by two at once. */
export function volumeInUse(volume: string, container: string): TakenTrouble {
  return {
    code: 'docker.volume-in-use',
    what: `The data in the volume ${volume} is in use by the container "${container}", which this setup did not make.`,
    why: 'Two apps that write the same data would destroy it.',
    next: [
      `If the new one is to go on with that data, end the other for good, on the server: docker update --restart no ${container} && docker stop ${container}. Its data stays.`,
      'Or choose another name for the new one on the server: then it gets data of its own.',
      'Then run setup-server again.',
    ],
  };
}
