import { ExpectedError } from '../source/expected-error.ts';
import { troubleLines } from '../source/output/trouble-lines.ts';
import { redact, type Secret } from '../source/secrets/secret.ts';
import { stripControl } from '../source/text/plain-text.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { bugsAddress, version } from './version.ts';

/** What a person reads when the program ends by an error: three lines, or an apology for a mistake of ours. */
export function complaint(error: unknown, secrets: Iterable<Secret> = []): string {
  const lines = error instanceof ExpectedError ? troubleLines(error.trouble) : apology(error);
  return redact(`${lines.join('\n')}\n`, secrets);
}

/** Which exit code a run ends with that threw. */
export function exitCodeFor(error: unknown): ExitCode {
  const code = error instanceof ExpectedError ? error.code : '';
  return /^(arguments|answers)\./.test(code) ? EXIT.badInput : EXIT.failed;
}

function apology(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const place = bugsAddress();
  return [
    'Sorry: this is a mistake in setup-server, not yours. What was done so far is kept.',
    place
      ? `Please report it at ${place} with these lines:`
      : 'Please report it with these lines; README.md says where.',
    '',
    `setup-server ${version()}, Node ${process.versions.node}, ${process.platform}`,
    ...stripControl(stack).split('\n'),
  ];
}
