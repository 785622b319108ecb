import { textAt } from '../../dns/providers/reading.ts';
import type { Trouble } from '../../expected-error.ts';

const BUSY: Trouble = {
  code: 'hetzner.busy',
  what: 'Something else at Hetzner is still busy with it.',
  passing: true,
  next: ['Wait some minutes, and run the same once more: nothing is made twice.'],
};

const FULL: Trouble = {
  code: 'hetzner.no-capacity',
  what: 'Hetzner has no free server of this size there just now.',
  next: ['Take another size (hetzner.size) or place (hetzner.region), or try again in a while.'],
};

/** https://docs.hetzner.cloud/reference/cloud#errors; a status alone would mislead: a quota is 403 there. */
const KNOWN: Readonly<Record<string, Trouble>> = {
  resource_limit_exceeded: {
    code: 'hetzner.quota',
    what: 'Your account at Hetzner may not have more of these.',
    why: 'New accounts begin with small limits.',
    next: [
      'Delete one that nobody uses.',
      'Or ask for more: console.hetzner.com, your account, Limits.',
    ],
  },
  resource_unavailable: FULL,
  placement_error: FULL,
  invalid_server_type: FULL,
  uniqueness_error: {
    code: 'hetzner.name-taken',
    what: 'There is something of this name in your project already, and it was not made by setup-server.',
    next: ['Choose another name for the server (hetzner.name).'],
  },
  protected: {
    code: 'hetzner.protected',
    what: 'It is protected from being deleted.',
    next: ['Take that away first: console.hetzner.com, its menu (…), Disable protection.'],
  },
  token_readonly: {
    code: 'hetzner.refused',
    what: 'This token may only read.',
    next: ['Make another one, with "Read & Write": Security, API tokens.'],
  },
  ...Object.fromEntries(
    [
      ...['conflict', 'locked', 'maintenance', 'must_be_unassigned', 'resource_in_use'],
      'server_not_stopped',
    ].map((code) => [code, BUSY]),
  ),
};

/** What a refusal of Hetzner's API means to the person; undefined where it is none of these. */
export function hetznerTrouble(_status: number, body: unknown): Trouble | undefined {
  const code = textAt(body, 'error', 'code');
  return Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined;
}
