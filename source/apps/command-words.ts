/**
 * A command line as a person writes it, taken apart the way a shell does with quotes and backslashes
 * (POSIX 2.2), but with nothing expanded: no shell runs here.
 */
export function splitWords(text: string): string[] {
  return scan(text).words;
}

/** What is wrong with it; undefined where nothing is. */
export function problemWithWords(text: string): string | undefined {
  const { open, special } = scan(text);
  if (open) return `A quote is not closed: ${open}`;
  if (special === '$') {
    return "Nothing is filled in for $ here. Put '…' around it, or use: sh -c 'the command'";
  }
  return special && `No shell reads this, so ${special} has no meaning. Use: sh -c 'the command'`;
}

interface Scan {
  readonly words: string[];
  /** The quote that is still open at the end. */
  readonly open: string | undefined;
  /** The first character that only a shell would understand. */
  readonly special: string | undefined;
}

function scan(text: string): Scan {
  const words: string[] = [];
  let word: string | undefined;
  let open: string | undefined;
  let special: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    const escapes =
      char === '\\' &&
      (open === undefined ? next !== '' : open === '"' && '"\\$`'.includes(next) && next !== '');
    if (escapes) {
      word = (word ?? '') + next;
      at += 1;
    } else if (open !== undefined) {
      if (char === open) open = undefined;
      else {
        if (open === '"' && (char === '$' || char === '`')) special ??= char;
        word = (word ?? '') + char;
      }
    } else if (char === "'" || char === '"') {
      open = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      if ('|&;<>$`'.includes(char)) special ??= char;
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  return { words, open, special };
}

/** The words as a command line that is taken apart to the same words again. */
export function quoteWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
