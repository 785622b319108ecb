import { ExpectedError } from '../../expected-error.ts';

/** The engine's answer where it would not do what it was asked. */
export class EngineRefusal extends Error {
  /** HTTP status; 200 for a refusal in the middle of a stream. */
  readonly status: number;
  /** In the engine's own words. */
  readonly says: string;

  constructor(status: number, says: string) {
    super(says);
    this.name = 'EngineRefusal';
    this.status = status;
    this.says = says;
  }
}

/** The way to the engine broke, or the engine went away. */
export function connectionLost(cause: unknown): ExpectedError {
  return new ExpectedError({
    code: 'docker.connection-lost',
    what: 'The connection to Docker on the server was lost.',
    why: 'The network failed for a moment, or Docker is being restarted.',
    next: ['Try again. What was done is kept.'],
    detail: saying(cause),
    passing: true,
    cause,
  });
}

export function noAnswer(seconds: number): ExpectedError {
  return new ExpectedError({
    code: 'docker.no-answer',
    what: `Docker on the server did not answer within ${seconds} seconds.`,
    why: 'The server is very busy, or Docker hangs.',
    next: ['Try again.', 'If it stays so, restart Docker on the server: systemctl restart docker'],
    passing: true,
  });
}

/** What any failure of a call means that is no refusal of the engine. */
export function connectionTrouble(error: unknown): ExpectedError {
  if (error instanceof ExpectedError) return error;
  const { code } = error as { code?: unknown };
  if (code === 'EACCES' || code === 'EPERM')
    return new ExpectedError({
      code: 'docker.no-permission',
      what: 'This user may not use Docker on the server.',
      next: ['Log in as root, or add the user to the group "docker".'],
      detail: saying(error),
      cause: error,
    });
  if (typeof code === 'string' && code.startsWith('HPE_'))
    return new ExpectedError({
      code: 'docker.not-docker',
      what: 'Something answers on the server, but it is not Docker.',
      detail: saying(error),
      cause: error,
    });
  return connectionLost(error);
}

function saying(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
