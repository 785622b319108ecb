import { stripControl } from '../../text/plain-text.ts';
import { asArray, asRecord } from '../../text/untrusted-json.ts';
import { textIn } from './engine.ts';
import type { ImageDeclarations } from './manifest-fact.ts';

/** What an image's configuration declares, by the part of it that says how it runs (OCI image-spec, Image Configuration). */
export function declarationsIn(config: Readonly<Record<string, unknown>>): ImageDeclarations {
  const { ExposedPorts, Volumes, User, WorkingDir, Healthcheck, Env } = config;
  const names = asArray(Env).map((each) => textIn(each).split('=')[0] ?? '');
  return {
    ports: Object.keys(asRecord(ExposedPorts)).flatMap(port),
    volumes: Object.keys(asRecord(Volumes)).filter((path) => path.startsWith('/') && isPlain(path)),
    user: plain(User),
    workdir: plain(WorkingDir),
    healthcheck: healthcheckIn(asArray(asRecord(Healthcheck).Test)),
    env: names.filter((name) => name !== '' && isPlain(name)),
  };
}

/** `80` means `80/tcp`. Ranges are never kept: Docker writes each port. */
function port(text: string): string[] {
  const [, number, protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
  return number === undefined ? [] : [`${number}/${protocol}`];
}

/** `["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]` (docker/image/spec v1.2, Healthcheck). */
function healthcheckIn([kind, ...rest]: readonly unknown[]): ImageDeclarations['healthcheck'] {
  const words = rest.map(textIn).map(stripControl);
  if (kind === 'CMD-SHELL') return words[0] ?? null;
  return kind === 'CMD' && words.length > 0 ? words : null;
}

function plain(value: unknown): string {
  return isPlain(textIn(value)) ? textIn(value) : '';
}

function isPlain(text: string): boolean {
  return text.length <= 1000 && stripControl(text) === text && !text.includes('\n');
}
