import { element, text } from "../svg.js";

/** A formula, or a part of one, as MathML. */
export type Formula = string;

export function formula(strings: TemplateStringsArray, ...values: readonly (number | Formula)[]): Formula {
  return element("math", { display: "block" }, math(strings, ...values));
}

/**
 * A part of a formula, written as one: letters are symbols, text in quotes is a word such as a unit, `_` and `^` set an index
 * and an exponent, `/` puts what stands before it over what follows, `√`, `∑_b` and `∏_c` take what follows, and braces
 * hold together what is one. What is inserted is a number or a part made before.
 *
 * @example
 * math`F_b / ${2}`  // => "<mfrac><msub><mi>F</mi><mi>b</mi></msub><mn>2</mn></mfrac>"
 */
export function math(strings: TemplateStringsArray, ...values: readonly (number | Formula)[]): Formula {
  const tokens = strings.flatMap((written, place): Token[] => {
    const value = values[place];
    const inserted =
      value === undefined ? [] : [{ ready: typeof value === "number" ? number(value) : value }];
    return [...(written.match(/"[^"]*"|\d+|\S/gu) ?? []), ...inserted];
  });
  return new Parser(tokens).row();
}

type Token = string | { readonly ready: Formula };

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Parts side by side, up to the end or the brace that closes them. */
  row(): Formula {
    const parts: Formula[] = [];
    while (this.at < this.tokens.length && !this.takes("}")) {
      if (this.takes("/")) parts.push(element("mfrac", {}, parts.pop() ?? "", this.item()));
      else parts.push(this.item());
    }
    return parts.length === 1 ? parts[0] : element("mrow", {}, ...parts);
  }

  /** One thing, with its index and its exponent. */
  private item(): Formula {
    let found = this.bare();
    for (;;) {
      if (this.takes("_")) found = element("msub", {}, found, this.bare());
      else if (this.takes("^")) found = element("msup", {}, found, this.bare());
      else return found;
    }
  }

  private bare(): Formula {
    const token = this.tokens[this.at++];
    if (typeof token !== "string") return token.ready;
    if (token === "{") return this.row();
    if (token === "√") return element("msqrt", {}, this.item());
    if ((token === "∑" || token === "∏") && this.takes("_")) {
      const sign = element("munder", {}, element("mo", {}, token), this.bare());
      return element("mrow", {}, sign, this.item());
    }
    // MathML drops blanks at the ends of a word, but not this one.
    if (token.startsWith('"')) return element("mtext", {}, text(`\u00a0${token.slice(1, -1)}`));
    if (/\d/.test(token)) return element("mn", {}, token);
    return element(/\p{L}/u.test(token) ? "mi" : "mo", {}, text(token));
  }

  private takes(wanted: string): boolean {
    const found = this.tokens[this.at] === wanted;
    if (found) this.at++;
    return found;
  }
}

/** A number to so many digits; very large and very small ones with a power of ten. */
export function number(value: number, digits = 5): Formula {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && Number.isFinite(value) && (magnitude >= 1e7 || magnitude < 1e-4)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    return math`${plain(Number(mantissa))} · 10^${plain(Number(exponent))}`;
  }
  return Number.isFinite(value) ? plain(Number(value.toPrecision(digits))) : element("mn", {}, "∞");
}

function plain(value: number): Formula {
  return element("mn", {}, String(value).replace("-", "−"));
}
