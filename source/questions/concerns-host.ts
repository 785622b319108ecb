/** Whether an answer says which server it is and how to get in. */
export function concernsHost(id: string): boolean {
  return /^(?:server|ssh|host)(?:\.|$)/.test(id);
}
