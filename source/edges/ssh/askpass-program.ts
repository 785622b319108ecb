import { quote } from '../../shell.ts';
import { preloadScript } from './windows.ts';

/** Names in the private directory. */
export const ASKPASS = 'askpass';
export const ASKPASS_SOCKET = 'askpass.sock';
/** Loaded by the Node that is the program on Windows. */
export const ASKPASS_PRELOAD = 'preload.cjs';
const CARRIER = 'askpass.cjs';

/**
 * Runs in a Node of its own for each prompt: tells us the text and who asks, over the socket beside
 * it, and prints the answer for OpenSSH. So nothing secret is in arguments, variables or files.
 */
const carrier = (socket: string) => `'use strict';
const socket = require('node:net').connect(${JSON.stringify(socket)});
let reply = '';
socket.setEncoding('utf8');
socket.on('data', (text) => { reply += text; });
socket.on('error', () => process.exit(1));
socket.on('end', () => {
  const { answer } = JSON.parse(reply || '{}');
  if (typeof answer !== 'string') process.exit(1);
  process.stdout.write(answer + '\\n', () => process.exit(0));
});
socket.write(JSON.stringify({
  text: process.argv[2] || '',
  hint: process.env.SSH_ASKPASS_PROMPT || '',
  client: Number(process.argv[3]) || process.ppid,
}) + '\\n');
`;

/**
 * The program for SSH_ASKPASS, which must be one path without arguments, and what it runs.
 * `socket` is where we listen.
 */
export function askpassFiles(
  node: string,
  socket: string,
): { name: string; content: string; mode: number }[] {
  const start = [
    '#!/bin/sh',
    '[ "$1" = --ready ] && exit 0',
    'unset NODE_OPTIONS',
    `exec ${quote(node)} "\${0%/*}/${CARRIER}" "$1"`,
  ].join('\n');
  return [
    { name: ASKPASS, content: `${start}\n`, mode: 0o700 },
    { name: CARRIER, content: carrier(socket), mode: 0o600 },
    { name: ASKPASS_PRELOAD, content: preloadScript(CARRIER), mode: 0o600 },
  ];
}
