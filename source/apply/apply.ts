import { setMaxListeners } from 'node:events';
import { textAccount } from '../dns/providers/text-account.ts';
import { dnsEdges } from '../edges/dns/open-edges.ts';
import { writeOwnText } from '../edges/local/own-text.ts';
import type { Connection } from '../hosts/host.ts';
import type { Apply, Telling } from '../run.ts';
import type { Connections } from '../session/connections.ts';
import { changeAccount, revoke } from './account.ts';
import { carry } from './carry.ts';
import { carryImage } from './carry-image.ts';
import { obtain } from './certificate.ts';
import { build, load, pull, replace, rest, start } from './docker.ts';
import { setRecords } from './records.ts';
import { request } from './request.ts';
import { runCommand } from './run-command.ts';
import { joinSwarm, rotateTokens } from './swarm.ts';
import { writeFile } from './write-file.ts';

/** Does actions, on this host or on another one that they name. */
export function applyThrough(connections: Pick<Connections, 'to'>, host: string): Apply {
  return async function* apply(action, facts, signal): AsyncGenerator<Telling> {
    // As where is looked (session/look.ts): steps of several servers go on side by side.
    setMaxListeners(0, signal);
    if (action.do === 'join') return await joinSwarm(connections, action, signal);
    if (action.do === 'write-own') return await writeOwnText(action.path, action.text);
    if (action.do === 'carry')
      return yield* carry(
        'file' in action.from ? action.from : await connections.to(action.from.host),
        await connections.to(host),
        action,
        signal,
      );
    if (action.do === 'carry-image')
      return yield* carryImage(
        await connections.to(action.from),
        await connections.to(action.to),
        action,
        signal,
      );
    const [at, wanted] = action.do === 'on' ? [action.host, action.action] : [host, action];
    return yield* applyOn(at, await connections.to(at))(wanted, facts, signal);
  };
}

/** Does actions on one host, each by the one edge that it needs. */
function applyOn(host: string, connection: Connection): Apply {
  return async function* apply(action, facts, signal): AsyncGenerator<Telling> {
    switch (action.do) {
      case 'run':
        return yield* runCommand(connection, action, signal);
      case 'write':
        return await writeFile(connection, action, signal);
      case 'pull':
        return yield* pull(connection, action, signal);
      case 'build':
        return yield* build(connection, action, signal);
      case 'load':
        return yield* load(connection, action, signal);
      case 'container':
        return yield* replace(connection, action, facts, host, signal);
      case 'rest':
        return yield* rest(connection, action, signal);
      case 'start':
        return yield* start(connection, action, signal);
      case 'certificate':
        return yield* obtain(
          connection,
          action,
          signal,
          action.account && textAccount(action.account, dnsEdges),
        );
      case 'revoke':
        return await revoke(connection, action, signal);
      case 'account':
        return await changeAccount(connection, action, signal);
      case 'records':
        return yield* setRecords(action, signal);
      case 'reconnect':
        return await connection.reconnect();
      case 'request':
        return await request(connection, action, signal);
      case 'rotate':
        return await rotateTokens(connection, action, signal);
      case 'join':
      case 'carry':
      case 'carry-image':
      case 'on':
        throw new Error(`One host alone does not do "${action.do}".`);
      case 'await':
      case 'instruct':
        throw new Error(`The loop itself does "${action.do}".`);
    }
  };
}
