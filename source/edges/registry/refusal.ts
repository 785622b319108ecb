import type { IncomingHttpHeaders } from 'node:http';
import { textIn } from '../../facts/docker/engine.ts';
import { asArray, asRecord, parseJson } from '../../text/untrusted-json.ts';

/** A registry answered, and not with what it was asked for. */
export class RegistryRefusal extends Error {
  readonly status: number;
  /** The codes of its error document: `MANIFEST_UNKNOWN` (OCI distribution-spec, Error Codes). */
  readonly codes: readonly string[];
  readonly headers: IncomingHttpHeaders;

  constructor(status: number, body: string, headers: IncomingHttpHeaders = {}) {
    const codes = readCodes(body);
    super(`${status} ${codes.join(' ')}`);
    this.name = 'RegistryRefusal';
    this.status = status;
    this.codes = codes;
    this.headers = headers;
  }
}

/** The registry answered 200, and yet with something that no registry says. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

function readCodes(body: string): string[] {
  return asArray(asRecord(parseJson(body)).errors).flatMap((each) => {
    const code = textIn(asRecord(each).code);
    return code === '' ? [] : [code.toUpperCase()];
  });
}
