/** What a container of docassemble does (CONTAINERROLE), and the ports by which others reach it for that. */
export interface Role {
  readonly id: string;
  readonly does: string;
  /** TCP, inside its container. Supervisor's 9001 comes with every role, between the hosts of a cluster. */
  readonly ports: readonly number[];
  /** There may be several containers with it. */
  readonly plural: boolean;
}

/** https://docassemble.org/docs/scalability.html, and EXPOSE in its Dockerfile. */
export const roles: readonly Role[] = [
  { id: 'all', does: 'everything, on one server', ports: [80, 443], plural: false },
  { id: 'web', does: 'answers visitors', ports: [80, 443], plural: true },
  { id: 'celery', does: 'works in the background', ports: [], plural: true },
  { id: 'sql', does: 'the database', ports: [5432], plural: false },
  { id: 'cron', does: 'does what is due at a time', ports: [], plural: false },
  { id: 'redis', does: 'remembers sessions', ports: [6379], plural: false },
  { id: 'rabbitmq', does: 'hands out work', ports: [4369, 5671, 5672, 25_672], plural: false },
  { id: 'log', does: 'collects the logs', ports: [514, 8082], plural: false },
  { id: 'mail', does: 'takes e-mail', ports: [25, 465], plural: false },
];

/** Mail from other servers, and from programs that begin with TLS. */
export const MAIL_PORTS: readonly number[] = [25, 465];

/** What is wrong with a list of roles; undefined where nothing is. */
export function problemWithRoles(value: string): string | undefined {
  const given = value.split(':');
  const known = roles.map(({ id }) => id);
  const unknown = given.find((id) => !known.includes(id));
  if (unknown !== undefined)
    return `There is no "${unknown}". Take of these, with colons: ${known.join(':')}`;
  if (new Set(given).size < given.length) return 'One of them stands there twice.';
  if (given.includes('all') && given.length > 1) return '"all" stands alone.';
  // The web server in front of it has to have somebody to pass visitors on to.
  return given.includes('all') || given.includes('web')
    ? undefined
    : 'Visitors come to this server: it needs "web", or "all".';
}
