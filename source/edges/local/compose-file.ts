import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type ComposeFact,
  type ComposeText,
  dotEnv,
  filledIn,
} from '../../facts/docker/compose.ts';
import { Secret } from '../../secrets/secret.ts';
import { asArray, asRecord } from '../../text/untrusted-json.ts';

/** As Compose looks for them in a folder, the first that is there. */
const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** The file is no compose file; the message is a sentence for a person. */
export class NoCompose extends Error {}

/** The compose file in a folder; undefined where there is none. */
export async function composeIn(folder: string): Promise<string | undefined> {
  for (const name of NAMES) {
    const path = join(folder, name);
    const there = await readFile(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}

/** Reads a compose file with `.env` and the env files that it names. Throws Node's errors and NoCompose. */
export async function readCompose(path: string): Promise<ComposeFact> {
  const folder = dirname(resolve(path));
  const raw = await parsed(await readFile(path, 'utf8'));
  const unset = new Set<string>();
  const variables = dotEnv(await readFile(join(folder, '.env'), 'utf8').catch(() => ''));
  const document = filledIn(raw, variables, unset);
  const envFiles: Record<string, string> = {};
  for (const { name, required } of envFilesIn(document)) {
    const text = readFile(resolve(folder, name), 'utf8');
    envFiles[name] = await (required ? text : text.catch(() => ''));
  }
  const content: ComposeText = { document, envFiles, unset: [...unset] };
  return { is: 'compose', folder, content: new Secret(JSON.stringify(content)) };
}

async function parsed(text: string): Promise<unknown> {
  const { default: yaml } = await import('yaml');
  try {
    const document: unknown = yaml.parse(text, { merge: true });
    if (Object.keys(asRecord(asRecord(document).services)).length > 0) return document;
  } catch (error) {
    const [line = ''] = String((error as Error).message).split('\n');
    throw new NoCompose(`It is no YAML: ${line}`);
  }
  throw new NoCompose('There are no services in it, so it is no compose file.');
}

function envFilesIn(document: unknown): { readonly name: string; readonly required: boolean }[] {
  const services = Object.values(asRecord(asRecord(document).services)).map(asRecord);
  return services
    .flatMap(({ env_file: named }) => (typeof named === 'string' ? [named] : asArray(named)))
    .map((each) => {
      const { path, required } = asRecord(each);
      const name = typeof each === 'string' ? each : String(path ?? '');
      return { name, required: required !== false };
    });
}
