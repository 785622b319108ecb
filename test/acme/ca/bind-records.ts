import { execa } from 'execa';
import { lookAtText } from '../../../source/edges/acme/look-at-text.ts';
import type { TextRecords } from '../../../source/edges/acme/world.ts';
import { askingNameServers } from '../../../source/edges/outside/ask-name-server.ts';
import { type Bind, RESOLVER, SERVERS, startBind } from '../../outside/bind.ts';

const NEVER = new AbortController().signal;

/** TXT records on real BINDs, set by signed updates (RFC 2136) as a provider's API would set them. */
export interface BindRecords extends TextRecords {
  readonly bind: Bind;
  /** For Pebble: the resolver, which remembers. */
  readonly resolver: string;
  /** Every change so far: "add _acme-challenge.example.test". */
  readonly done: string[];
  /** A change reaches the second server only when this is called. */
  secondServerIs: 'prompt' | 'behind';
  readonly catchUp: () => Promise<void>;
  readonly update: (...lines: string[]) => Promise<void>;
  /** The texts that the first server has. */
  readonly texts: (name: string) => Promise<readonly string[]>;
}

export async function startBindRecords({ severalTexts = true } = {}): Promise<BindRecords> {
  const bind = await startBind(askingNameServers(NEVER), { updates: true });
  const late: string[] = [];
  const send = async (server: string, lines: readonly string[]) => {
    const input = [`server 127.0.0.1 ${bind.portOf(server)}`, ...lines, 'send', ''].join('\n');
    await execa('nsupdate', ['-y', bind.key], { input });
  };
  const change = async (line: string) => {
    await send(SERVERS[0], [line]);
    if (records.secondServerIs === 'behind') late.push(line);
    else await send(SERVERS[1], [line]);
  };
  const records: BindRecords = {
    bind,
    resolver: `127.0.0.1:${bind.portOf(RESOLVER)}`,
    done: [],
    secondServerIs: 'prompt',
    severalTexts,
    catchUp: async () => {
      for (const line of late.splice(0)) await send(SERVERS[1], [line]);
    },
    update: async (...lines) => {
      for (const line of lines) await change(`update ${line}`);
    },
    texts: async (name) => {
      const told = await bind.ask(SERVERS[0], name, 'TXT');
      return told.is === 'found' ? told.values : [];
    },
    addText: async (name, value) => {
      records.done.push(`add ${name}`);
      await change(`update add ${name}. 1 TXT "${value}"`);
    },
    removeText: async (name, value) => {
      records.done.push(`remove ${name}`);
      await change(`update delete ${name}. TXT "${value}"`);
    },
    lookAtText: (name, signal) => lookAtText(name, signal, bind.ask),
  };
  return records;
}
