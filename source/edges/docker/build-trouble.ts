import { ExpectedError } from '../../expected-error.ts';
import type { BuildState } from './build-progress.ts';
import type { EngineRefusal } from './engine-refusal.ts';
import { diskFull, pullTrouble } from './pull-trouble.ts';

/** A refused build in plain words. `folder` is where the Dockerfile lies on the person's computer. */
export function buildTrouble(
  refusal: EngineRefusal,
  image: string,
  folder: string,
  { instruction, last }: BuildState,
): ExpectedError {
  const { says } = refusal;
  if (/no space left on device/i.test(says)) return withDetail(diskFull(image));
  const [, base] = /^FROM (?:--\S+ )*(\S+)/i.exec(instruction) ?? [];
  // Nothing but the download of what it builds on can fail there.
  if (base !== undefined) return pullTrouble(refusal, base);
  const next = [
    `Try it where you can change it quickly, on this computer: docker build ${folder}`,
    'Then run setup-server again.',
  ];
  const [, line] = /parse error (?:on )?line (\d+)/i.exec(says) ?? [];
  if (line !== undefined || /Dockerfile|unknown instruction|unknown flag/i.test(says)) {
    const where = line === undefined ? '' : `, line ${line}`;
    return withDetail({
      code: 'image.dockerfile',
      what: `Docker does not understand the Dockerfile in ${folder}${where}.`,
      why: sentence(says),
      next,
    });
  }
  return withDetail({
    code: 'image.build-failed',
    what: `The image could not be built from ${folder}.`,
    why: instruction === '' ? sentence(says) : `It failed at: ${instruction}. ${sentence(says)}`,
    next,
  });

  function withDetail(trouble: Omit<ExpectedError['trouble'], 'detail' | 'cause'>): ExpectedError {
    const detail = [...last, says].join('\n');
    return new ExpectedError({ ...trouble, detail, cause: refusal });
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).trim().replace(/\.$/, '')}.`;
}
