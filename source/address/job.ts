/** What the timer, its service and the program's container are called. */
export const ADDRESS_JOB = 'setup-server-address';
