/** Texts that break quoting, decoding or line cutting somewhere; none holds a NUL. */
export const nastyTexts: readonly string[] = [
  '',
  ' ',
  "'",
  "''",
  '"',
  '\\',
  '\\\\',
  '\\n',
  '\\0101',
  '\\c stop',
  '%s %b %%',
  '$HOME $(id) `id` $((1+1)) $$',
  '!! !$ !event',
  '* ? [a-z] {a,b} ~ ~root',
  '; rm -rf nothing; #',
  '| & && || > < << EOF',
  'two\nlines',
  '\n\nlines around\n\n',
  'ends in newline\n',
  'carriage\rreturn\r\n',
  'tab\there',
  '-n',
  '-e x',
  '--',
  '=x',
  '%',
  'héllo wörld',
  '日本語 🦑 \u202e',
  '\x01\x02\x1b[31mred\x1b[0m\x7f',
  'it\'s "both" \\\' kinds',
  '<<<EOF\nEOF\n',
  '()',
  'a=b c=d',
  "\\''\\''",
  String.fromCharCode(...Array.from({ length: 255 }, (_, index) => index + 1)),
  ...made(20),
];

/** Texts put together from the characters that matter, always the same ones. */
function made(count: number): string[] {
  const letters = [
    '\\',
    "'",
    '"',
    '$',
    '`',
    '!',
    '\n',
    ' ',
    '%',
    '#',
    '(',
    ')',
    '*',
    'a',
    '1',
    'é',
  ];
  let seed = 20_240_229;
  const next = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed;
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 12 }, () => letters[Math.floor(next() / 65_536) % letters.length]).join(
      '',
    ),
  );
}
