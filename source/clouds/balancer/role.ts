/** What a server may do that gets the balancer's certificate: put its own in the place of that one. */
export function certificateAccess(arn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'acm:ImportCertificate', Resource: arn }],
  });
}

/** The certificate that a policy of ours is about; null, too, where it is not as we write it: it is written anew then. */
export function certificateIn(policy: string): string | null {
  const [, arn = ''] = /"(arn:[^"]+)"/.exec(policy) ?? [];
  return policy === certificateAccess(arn) ? arn : null;
}
