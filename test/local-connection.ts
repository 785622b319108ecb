import { spawn } from 'node:child_process';
import type { Connection, Reply } from '../source/hosts/host.ts';
import { Secret } from '../source/secrets/secret.ts';

/** A host that is a folder here: commands run in a real `sh`, with the server's own folders moved into it. */
export function localConnection(root: string): Connection {
  return {
    fact: { open: true, user: 'root', fingerprint: null },
    run: (command, { stdin, onLine } = {}) =>
      new Promise<Reply>((resolve) => {
        const text = command.text.replaceAll(/\/(etc|var\/lib)\/setup-server/g, `${root}$&`);
        const child = spawn('sh', ['-c', text]);
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (chunk) => {
          stdout += chunk;
        });
        child.stderr.on('data', (chunk) => {
          stderr += chunk;
        });
        child.on('close', (code) => {
          for (const line of stdout.split('\n').slice(0, -1)) onLine?.(line);
          resolve({ code: code ?? 255, stdout, stderr });
        });
        // A command that does not read its input may end before it gets it.
        child.stdin.on('error', () => {});
        child.stdin.end(stdin instanceof Secret ? stdin.reveal() : (stdin ?? ''));
      }),
    attach: async () => 0,
    output: () => Promise.reject(new Error('not here')),
    dockerSocket: () => Promise.reject(new Error('There is no Docker in a folder.')),
    reconnect: async () => {},
    close: async () => {},
  };
}
