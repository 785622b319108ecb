/** What the timer, its service and the program's container are called. */
export const RENEWAL_JOB = 'setup-server-renewal';
