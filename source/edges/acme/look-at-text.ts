import { type Ask, askingNameServers } from '../outside/ask-name-server.ts';
import { lookAtRecords, valuesOf } from '../outside/look-at-records.ts';

/** The TXT records of a name as its authoritative servers have them. */
export interface TextLook {
  /** Where the texts stand: the name itself, or where its aliases (CNAME) lead. */
  readonly at: string;
  /** The zone that must be edited; '' where it could not be found. */
  readonly zone: string;
  /** Each server's address with its texts, null where it gave no answer. Empty: none can be asked from here. */
  readonly servers: readonly {
    readonly address: string;
    readonly texts: readonly string[] | null;
  }[];
}

/** Asks every authoritative server, and follows aliases to the zone that is edited (RFC 8555, 8.4). */
export async function lookAtText(
  name: string,
  signal: AbortSignal,
  ask: Ask = askingNameServers(signal),
): Promise<TextLook> {
  const { at, zone, servers } = await lookAtRecords(name, 'TXT', ask);
  const texts = servers.map(({ address, told }) => ({
    address,
    texts: told.is === 'failed' ? null : valuesOf(told),
  }));
  return { at, zone, servers: texts };
}

/** Whether every server that answers shows the text. False where none answers. */
export function showEverywhere({ servers }: TextLook, value: string): boolean {
  const answers = servers.flatMap(({ texts }) => (texts === null ? [] : [texts]));
  return answers.length > 0 && answers.every((texts) => texts.includes(value));
}
