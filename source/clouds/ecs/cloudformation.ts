/** What stands for another resource, or a parameter, of the same template. */
export function ref(name: string) {
  return { Ref: name };
}

/** What another resource of the same template tells of itself. */
export function told(name: string, attribute: string) {
  return { 'Fn::GetAtt': [name, attribute] };
}

/** Lets something in at a port. */
export function inbound(port: number, from: object) {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...from };
}

/** A statement of a policy that allows these. */
export function allow(...actions: readonly string[]) {
  return { Effect: 'Allow', Action: actions };
}

/** A policy of these statements. */
export function document(statements: readonly object[]) {
  return { Version: '2012-10-17', Statement: statements };
}
