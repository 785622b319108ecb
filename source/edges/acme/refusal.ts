import { stripControl } from '../../text/plain-text.ts';
import { asRecord } from '../../text/untrusted-json.ts';

/** What a CA answers when it refuses (RFC 8555, 6.7; RFC 7807). */
export interface Problem {
  /** Without its namespace: `rateLimited`. '' where the answer was no problem document. */
  readonly type: string;
  readonly detail: string;
  /** The HTTP status; null for a problem inside an authorization or order. */
  readonly status: number | null;
  /** For one name each. */
  readonly parts: readonly Problem[];
  /** The name that a part is about. */
  readonly name?: string;
  /** When to ask again. */
  readonly retryAt?: Date;
}

/** The CA understood and refused, or answered with an error of its own. */
export class Refusal extends Error {
  readonly problem: Problem;
  readonly url: string;

  constructor(problem: Problem, url: string) {
    super(`${problem.type || problem.status}: ${problem.detail}`);
    this.name = 'Refusal';
    this.problem = problem;
    this.url = url;
  }
}

/** No answer from the CA at all. */
export class Unreached extends Error {
  readonly code: string;
  readonly says: string;

  constructor(code: string, says: string, cause: unknown) {
    super(says, { cause });
    this.name = 'Unreached';
    this.code = code;
    this.says = says;
  }
}

/** What answers at the directory's URL is not an ACME server. */
export class NotAcme extends Error {
  constructor(directory: string) {
    super(`${directory} is not an ACME directory.`);
    this.name = 'NotAcme';
  }
}

const NAMESPACE = 'urn:ietf:params:acme:error:';

/** Reads a problem from an answer's body, whatever that is. Its texts are safe to show. */
export function readProblem(body: unknown, status: number | null = null, retryAt?: Date): Problem {
  const { type, detail, title, subproblems, identifier } = asRecord(body);
  const name = asRecord(identifier).value;
  return {
    type:
      typeof type === 'string' && type.startsWith(NAMESPACE) ? type.slice(NAMESPACE.length) : '',
    detail: stripControl([detail, title, body].find((each) => typeof each === 'string') ?? ''),
    status,
    parts: Array.isArray(subproblems) ? subproblems.map((part) => readProblem(part)) : [],
    ...(typeof name === 'string' ? { name: stripControl(name) } : {}),
    ...(retryAt ? { retryAt } : {}),
  };
}

/** The time in a Retry-After header (RFC 9110, 10.2.3): seconds, or a date. */
export function readRetryAfter(header: string | undefined, now: Date): Date | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const at = /^\s*\d+\s*$/.test(header)
    ? new Date(now.getTime() + Number(header) * 1000)
    : new Date(header);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
