import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { container, runService } from './containers.ts';
import { inside } from './inside.ts';
import { addresses, inCache } from './places.ts';

export type TsigKey = { name: string; algorithm: string; secret: string };

/** The key for dynamic updates (RFC 2136), as a person with a BIND of their own would have one. */
export async function tsigKey(): Promise<TsigKey> {
  const file = inCache('tsig-secret');
  const secret = await readFile(file, 'utf8').catch(async () => {
    const fresh = randomBytes(32).toString('base64');
    await mkdir(inCache(), { recursive: true });
    await writeFile(file, fresh, { flag: 'wx', mode: 0o600 }).catch(() => {});
    return readFile(file, 'utf8');
  });
  return { name: 'range', algorithm: 'hmac-sha256', secret };
}

export async function runDns(image: string): Promise<void> {
  const { secret } = await tsigKey();
  await runService('dns', 'dns', image, { env: { TSIG_SECRET: secret } });
}

const within = inside(container('dns'));

async function update(...lines: string[]): Promise<void> {
  const { name, algorithm, secret } = await tsigKey();
  const input = ['server 127.0.0.1', ...lines, 'send', ''].join('\n');
  const script = 'printf %s "$1" | nsupdate -y "$2"';
  await within('sh', '-c', script, 'sh', input, `${algorithm}:${name}:${secret}`);
}

export const dns = {
  address: addresses.dns,
  key: tsigKey,
  /** The name points at these addresses and nowhere else. */
  async set(name: string, ...to: string[]): Promise<void> {
    const add = to.map(
      (address) => `update add ${name}. 1 ${address.includes(':') ? 'AAAA' : 'A'} ${address}`,
    );
    await update(`update delete ${name}. A`, `update delete ${name}. AAAA`, ...add);
  },
  async cname(name: string, to: string): Promise<void> {
    await update(`update delete ${name}.`, `update add ${name}. 1 CNAME ${to}.`);
  },
  async txt(name: string, ...values: string[]): Promise<void> {
    const add = values.map((value) => `update add ${name}. 1 TXT ${JSON.stringify(value)}`);
    await update(`update delete ${name}. TXT`, ...add);
  },
  async del(name: string): Promise<void> {
    await update(`update delete ${name}.`);
  },
  async lookUp(name: string, type = 'A'): Promise<string[]> {
    const answer = await within('dig', '+short', '@127.0.0.1', name, type);
    return answer.split('\n').filter(Boolean);
  },
};
