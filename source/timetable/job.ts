/** What the timer, its service and the program's container are called. */
export const TIMETABLE_JOB = 'setup-server-timetable';
