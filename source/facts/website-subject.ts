/** How a web page is asked for, beyond its URL. */
export interface WebsiteRequest {
  readonly url: string;
  /** Sent urlencoded, by POST. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The subject of a `website` query: a plain URL, or the request as JSON. Never holds a secret. */
export function websiteSubject(request: WebsiteRequest): string {
  return request.form || request.headers ? JSON.stringify(request) : request.url;
}

export function requestOf(subject: string): WebsiteRequest {
  return subject.startsWith('{') ? JSON.parse(subject) : { url: subject };
}
