/** What a shell makes of a text, without running it: enough of POSIX 2.3 for the commands of ours. */
export type Piece =
  | { readonly operator: string }
  | {
      /** After quote removal; `\0` stands for a substitution. */
      readonly word: string;
      /** What of it stood in double quotes, in an expansion or in a comment: no place for a value. */
      readonly exposed: readonly string[];
      /** The commands within it, as in `$(…)`. */
      readonly commands: readonly (readonly Piece[])[];
    };

const OPERATOR = /(?:\n|&&|\|\||;;|<<-?|>>|[<>]&|<>|>\||[;&|<>()])/y;

export function piecesOf(text: string): readonly Piece[] {
  const reader = new Reader(text);
  const pieces = reader.pieces('');
  if (reader.at < text.length) throw new SyntaxError(`Too many ) in: ${text}`);
  return pieces;
}

class Reader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  pieces(until: '' | ')'): readonly Piece[] {
    const pieces: Piece[] = [];
    let depth = 0;
    while (this.at < this.#text.length) {
      this.#take(/(?:[ \t]|\\\n)+/y);
      const comment = this.#take(/#[^\n]*/y);
      if (comment !== undefined) {
        pieces.push({ word: '', exposed: [comment], commands: [] });
        continue;
      }
      const next = this.#text[this.at];
      if (next === undefined) break;
      if (until === ')' && next === ')' && depth === 0) return pieces;
      const operator = this.#take(OPERATOR);
      if (operator === undefined) pieces.push(this.#word());
      else {
        // The ( before a pattern of `case` may be left out; none of ours stands in a substitution.
        if (until === ')') depth += operator === '(' ? 1 : operator === ')' ? -1 : 0;
        pieces.push({ operator });
      }
    }
    return pieces;
  }

  #word(): Piece {
    let word = '';
    const exposed: string[] = [];
    const commands: (readonly Piece[])[] = [];
    const expansion = (): string => {
      if (this.#take(/\$\(\(/y)) {
        exposed.push(this.#until('))'));
        return '\0';
      }
      if (this.#take(/\$\(/y)) {
        commands.push(this.pieces(')'));
        this.#until(')');
        return '\0';
      }
      const parameter = this.#take(/\$(?:\{[^}]*\}|\w+|[!?$#@*-])/y);
      if (parameter !== undefined) exposed.push(parameter);
      return parameter === undefined ? (this.#take(/\$/y) ?? '') : '\0';
    };
    for (;;) {
      const next = this.#text[this.at];
      if (next === undefined || /[ \t\n;&|<>()]/.test(next)) break;
      if (next === '`') throw new SyntaxError('A back quote outside of quotes.');
      if (this.#take(/'/y)) word += this.#until("'");
      else if (this.#take(/"/y)) {
        let inside = '';
        while (!this.#take(/"/y)) {
          if (this.at >= this.#text.length) throw new SyntaxError('A double quote has no end.');
          if (this.#text[this.at] === '`') throw new SyntaxError('A back quote in double quotes.');
          inside +=
            this.#text[this.at] === '$'
              ? expansion()
              : (this.#take(/(?:\\[\s\S]?|[^"\\$`])/y) ?? '');
        }
        exposed.push(inside);
        word += inside;
      } else if (next === '\\') word += this.#take(/\\[\s\S]?/y)?.slice(1);
      else word += next === '$' ? expansion() : this.#take(/[\s\S]/y);
    }
    return { word, exposed, commands };
  }

  #until(end: string): string {
    const found = this.#text.indexOf(end, this.at);
    if (found === -1) throw new SyntaxError(`There is no ${end} any more in: ${this.#text}`);
    const taken = this.#text.slice(this.at, found);
    this.at = found + end.length;
    return taken;
  }

  /** A sticky pattern. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}
