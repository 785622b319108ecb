/** A flag of a command. */
export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** What stands for its value in the help; a flag without one is a switch. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly summary: string;
  /** What the shell offers for the value. */
  readonly completes?: 'file' | 'question';
  /** The questions that it answers beforehand; null stands for the flag's own value, which a switch has not. */
  readonly answers?: Readonly<Record<string, string | null>>;
}

/** What can stand first on the command line, and what goes with it. */
export interface Command {
  /** '' is what runs when no command is named. */
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** What stands after the command: one of the choices, or any text where there are none. */
  readonly operand?: {
    readonly name: string;
    readonly choices?: readonly string[];
    readonly optional?: true;
    /** What must stand after it, any text; in brackets where it may be left out: `[HOST]`. */
    readonly object?: string;
  };
}

export const ANSWERS: Flag = {
  name: 'answers',
  short: 'a',
  value: 'FILE',
  summary: 'Take answers from a YAML file; - is standard input.',
  completes: 'file',
};
export const SET: Flag = {
  name: 'set',
  short: 's',
  value: 'ID=VALUE',
  repeatable: true,
  summary: 'Answer one question; not for secrets. May be repeated.',
  completes: 'question',
};
export const SSH_CONFIG: Flag = {
  name: 'ssh-config',
  value: 'FILE',
  summary: 'Use this OpenSSH configuration, not ~/.ssh/config.',
  completes: 'file',
  answers: { 'ssh.config': null },
};
export const INSTALL: Flag = {
  name: 'install',
  short: 'i',
  value: 'NAME',
  summary: 'That app, where the server has several.',
};
/** How something is done with an install: what is known beforehand, and who is asked. */
export const DOING: readonly Flag[] = [
  ANSWERS,
  SET,
  SSH_CONFIG,
  { name: 'plan', summary: 'Show what would be done, ask and change nothing.' },
  { name: 'yes', short: 'y', summary: 'Ask nothing.' },
  { name: 'json', summary: 'Print events as JSON lines; asks nothing.' },
  { name: 'plain', summary: 'Plain lines and numbered questions, no screens.' },
];
export const HELP: Flag = { name: 'help', short: 'h', summary: 'Show this text.' };
export const VERSION: Flag = { name: 'version', short: 'v', summary: 'Show the version.' };
