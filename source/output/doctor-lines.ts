import { type Check, verdictOn } from '../doctor/check.ts';

/** Breaks a text at words; the margin stands before each line. */
export type Wrap = (text: string, margin: string) => readonly string[];

const STATUS = { good: 'Good', warning: 'Warning', stops: 'Does not work' } as const;
/** The known groups first, then the installs. */
const FIRST = ['Server', 'Docker', 'Network'];

/**
 * What needs attention, by groups, each with what to do; then what is good, in few words where all
 * of it would not fit into so many rows; at the end the sum of it.
 */
export function doctorLines(
  checks: readonly Check[],
  place: string,
  wrap: Wrap,
  rows = Number.POSITIVE_INFINITY,
): string[] {
  const whole = allLines(checks, place, wrap, goodLines);
  return whole.length <= rows ? whole : allLines(checks, place, wrap, goodIds);
}

type Good = typeof goodLines;

function allLines(checks: readonly Check[], place: string, wrap: Wrap, ofGood: Good): string[] {
  const bad = checks.filter(({ status, ignored }) => status !== 'good' && !ignored);
  const ignored = checks.filter((check) => check.status !== 'good' && check.ignored);
  const good = checks.filter(({ status }) => status === 'good');
  return [
    ...grouped(bad).flatMap(([group, members]) => [
      group,
      ...members.flatMap((check) => attentionLines(check, wrap)),
      '',
    ]),
    'Good',
    ...grouped(good).flatMap(([group, members]) => ofGood(group, members, wrap)),
    '',
    ...(ignored.length > 0 ? wrap(`Ignored: ${ignored.map(({ id }) => id).join(', ')}.`, '') : []),
    ...wrap(sumOf(checks, place), ''),
  ];
}

function grouped(checks: readonly Check[]): [string, Check[]][] {
  const groups = [...new Set([...FIRST, ...checks.map(({ group }) => group)])];
  return groups.flatMap((group): [string, Check[]][] => {
    const members = checks.filter((check) => check.group === group);
    return members.length > 0 ? [[group, bySeverity(members)]] : [];
  });
}

function bySeverity(checks: readonly Check[]): Check[] {
  const rank = { stops: 0, warning: 1, good: 2 } as const;
  return [...checks].sort((one, other) => rank[one.status] - rank[other.status]);
}

function attentionLines({ id, status, text, note, advice = [] }: Check, wrap: Wrap): string[] {
  const [first, ...others] = advice;
  return [
    ...hanging(`${STATUS[status]}: ${text}${note ? ` (${note})` : ''}. [${id}]`, '  ', wrap),
    ...(first === undefined ? [] : hanging(`Do: ${first}`, '    ', wrap)),
    ...others.flatMap((each) => hanging(`or: ${each}`, '    ', wrap)),
  ];
}

/** Of an install only how much of it holds: it is a list of what setup-server did. */
function goodLines(group: string, checks: readonly Check[], wrap: Wrap): string[] {
  if (!FIRST.includes(group)) {
    const count = checks.length === 1 ? '1 check' : `${checks.length} checks`;
    return hanging(`${group}: ${count}`, '  ', wrap);
  }
  const texts = checks.map(({ text, note }) => (note ? `${text} (${note})` : text));
  return [`  ${group}`, ...texts.flatMap((text) => hanging(text, '    ', wrap))];
}

function goodIds(group: string, checks: readonly Check[], wrap: Wrap): string[] {
  if (!FIRST.includes(group)) return goodLines(group, checks, wrap);
  return hanging(`${group}: ${checks.map(({ id }) => id).join(', ')}`, '  ', wrap);
}

/** Its further lines stand two columns in. */
export function hanging(text: string, margin: string, wrap: Wrap): string[] {
  const [first = '', ...rest] = wrap(text, `${margin}  `);
  return [margin + first.trimStart(), ...rest];
}

function sumOf(checks: readonly Check[], place: string): string {
  const count = (status: Check['status']) =>
    checks.filter((check) => check.status === status && (status === 'good' || !check.ignored));
  const [stops, warnings, good] = [count('stops'), count('warning'), count('good')];
  const ids = grouped([...stops, ...warnings]).flatMap(([, members]) =>
    members.map(({ id }) => id),
  );
  const parts = [
    ...(stops.length > 0 ? [`${stops.length} ${stops.length > 1 ? 'do' : 'does'} not work`] : []),
    ...(warnings.length > 0
      ? [`${warnings.length} ${warnings.length > 1 ? 'warnings' : 'warning'}`]
      : []),
    `${good.length} good`,
  ];
  const sum = `${place}: ${parts.join(', ')}.`;
  return verdictOn(checks) === 'good' ? `${sum} All is well.` : `${sum} See to ${ids.join(', ')}.`;
}
