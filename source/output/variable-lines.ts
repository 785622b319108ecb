import type { InstallVariables, ListedVariable, VariableList } from '../errands/variables.ts';
import { hanging, type Wrap } from './doctor-lines.ts';
import { apart, serverLines } from './server-lines.ts';

/** The variables of servers' apps, one app after another. */
export function variableLines(lists: readonly VariableList[], wrap: Wrap): string[] {
  return serverLines(lists, wrap, ({ installs }) =>
    apart(installs, (each) => installLines(each, wrap)),
  );
}

function installLines({ install, app, names, path, variables }: InstallVariables, wrap: Wrap) {
  const hidden = variables.some(({ value }) => value === null);
  return [
    `${app} at ${names.join(', ') || install} (${path})`,
    ...(variables.length === 0 ? ['  no variables'] : []),
    ...variables.flatMap((each) => oneVariable(each, wrap)),
    ...(hidden ? ['', ...wrap('Hidden values are shown with --show-secrets.', '')] : []),
  ];
}

function oneVariable({ name, value, once, remark, running }: ListedVariable, wrap: Wrap) {
  const about = [
    ...(running === null || running === 'same' ? [] : [RUNNING[running]]),
    ...(remark === null ? [] : [remark]),
    ...(once === null ? [] : [once]),
  ];
  return [
    ...hanging(`${name}=${value ?? '(hidden)'}`, '  ', wrap),
    ...about.flatMap((line) => hanging(line, '    ', wrap)),
  ];
}

const RUNNING = {
  differs: 'What runs has another value.',
  missing: 'What runs does not have it yet.',
  'only-there': 'Only what runs has it; it is not in the list.',
} as const;
