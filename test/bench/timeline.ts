/** A part of a run, in seconds from its beginning. */
export interface Span {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

/** Where setup-server's time went, by the time stamps of `--json`. */
export function timeline(stdout: string): Span[] {
  const messages = stdout.split('\n').map((line) => JSON.parse(line));
  const zero = Date.parse(messages[0].time);
  const at = (message: { time: string }) => (Date.parse(message.time) - zero) / 1000;
  const first = (type: string) => messages.find((message) => message.type === type);
  const spans: Span[] = [];
  const add = (what: string, from: number, to: number) => spans.push({ what, from, to });
  const end = at(messages.at(-1));
  const [plan, planned, done] = [first('plan'), first('planned'), first('done')];
  add('log in, look, plan', 0, at(plan));
  if (planned) add('lock, look again', at(plan), at(planned));
  for (const { type, step, time } of messages) {
    if (type !== 'finished') continue;
    const started = messages.find((each) => each.type === 'started' && each.step === step);
    add(step, at(started), at({ time }));
  }
  add('unlock, receipt, log out', at(done ?? plan), end);
  return spans.sort((a, b) => a.from - b.from);
}

/** The phases of the script, which follow on one another. */
export function phases(stdout: string): Span[] {
  let from = 0;
  return stdout.split('\n').map((line) => {
    const [what = '', seconds] = line.split(' ');
    const span = { what, from, to: from + Number(seconds) };
    from = span.to;
    return span;
  });
}

export function spanRows(spans: readonly Span[]): string[][] {
  const text = (seconds: number) => seconds.toFixed(2).padStart(6);
  return [
    ['', '  from', '    to', '     s'],
    ...spans.map(({ what, from, to }) => [what, text(from), text(to), text(to - from)]),
  ];
}
