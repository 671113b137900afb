import { element, text } from "../svg.js";

/** A formula, or a part of one, as MathML. */
export type Formula = string;

/** A whole formula on a line of its own. */
export function formula(...parts: readonly Formula[]): string {
  return element("math", { display: "block" }, row(...parts));
}

/** Parts side by side. */
export function row(...parts: readonly Formula[]): Formula {
  return element("mrow", {}, ...parts);
}

/** A symbol, such as `η`. */
export function symbol(name: string): Formula {
  return element("mi", {}, text(name));
}

/** An operator or a bracket. */
export function operator(sign: string): Formula {
  return element("mo", {}, text(sign));
}

/** A word, such as a unit, apart from what stands before it: MathML drops blanks at the ends, but not this one. */
export function word(content: string): Formula {
  return element("mtext", {}, text(`\u00a0${content}`));
}

/** A number to so many digits; very large and very small ones with a power of ten. */
export function number(value: number, digits = 5): Formula {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && Number.isFinite(value) && (magnitude >= 1e7 || magnitude < 1e-4)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    const power = element("msup", {}, plain("10"), plain(signed(String(Number(exponent)))));
    return row(plain(signed(String(Number(mantissa)))), operator("·"), power);
  }
  return plain(Number.isFinite(value) ? signed(String(Number(value.toPrecision(digits)))) : "∞");
}

/** One over another. */
export function fraction(above: Formula, below: Formula): Formula {
  return element("mfrac", {}, above, below);
}

/** A symbol with an index. */
export function indexed(name: Formula, index: Formula): Formula {
  return element("msub", {}, name, index);
}

/** A square root. */
export function root(of: Formula): Formula {
  return element("msqrt", {}, of);
}

/** A sum over an index. */
export function sum(over: Formula, of: Formula): Formula {
  return row(element("munder", {}, operator("∑"), over), of);
}

/** A product over an index. */
export function product(over: Formula, of: Formula): Formula {
  return row(element("munder", {}, operator("∏"), over), of);
}

/** Something to the power of something. */
export function power(base: Formula, exponent: Formula): Formula {
  return element("msup", {}, base, exponent);
}

function plain(digits: string): Formula {
  return element("mn", {}, text(digits));
}

function signed(digits: string): string {
  return digits.replace("-", "−");
}
