import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { hostKeyOf } from '../../clouds/host-keys.ts';
import { Secret } from '../../secrets/secret.ts';

/** What a machine is made with, so that it can be known at first contact. */
export interface NewHostKey {
  /** As known_hosts has it: `AAAA…`. */
  readonly publicKey: string;
  /** What gives it the key at its first start (cloud-init, module "SSH"), in place of all others. */
  readonly userData: Secret;
}

/** Makes a key in memory. Nothing of it is kept anywhere here. */
export function newHostKey(): NewHostKey {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [secret, open] = [d, x].map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer];
  const publicKey = hostKeyOf(open);
  const lines = openSshKey(publicKey, secret, open);
  return {
    publicKey,
    userData: new Secret(
      [
        '#cloud-config',
        'ssh_deletekeys: true',
        'ssh_genkeytypes: [ed25519]',
        'ssh_keys:',
        '  ed25519_private: |',
        ...lines.map((line) => `    ${line}`),
        `  ed25519_public: ssh-ed25519 ${publicKey}`,
        '',
      ].join('\n'),
    ),
  };
}

/** A private key without passphrase as OpenSSH writes it (its PROTOCOL.key), which the older ones read, too. */
function openSshKey(publicKey: string, secret: Buffer, open: Buffer): readonly string[] {
  const check = randomBytes(4);
  const inner = Buffer.concat([
    ...[check, check, text('ssh-ed25519'), text(open)],
    ...[text(Buffer.concat([secret, open])), text('')],
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, -inner.length & 7);
  const whole = Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), text('none'), text('none'), text(''), number(1)],
    ...[text(Buffer.from(publicKey, 'base64')), text(Buffer.concat([inner, padding]))],
  ]);
  const kind = 'OPENSSH PRIVATE KEY';
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`];
}

function number(value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(value);
  return four;
}

/** With its length before it (RFC 4251, 5). */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([number(bytes.length), bytes]);
}
