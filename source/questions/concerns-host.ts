/** Whether an answer says which server it is and how to get in; `server.…` says what to do there. */
export function concernsHost(id: string): boolean {
  return /^(?:server$|(?:ssh|host)(?:\.|$))/.test(id);
}
