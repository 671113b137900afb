/** Attributes of an SVG element; what is undefined is left out, and numbers are written to a hundredth. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An SVG element as text. Children are elements or text made safe by {@link text}. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === "number" ? rounded(value) : String(value))}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

/** An element with a title, if there is one, which pointers and screen readers tell. */
export function titled(
  name: string,
  attributes: Attributes,
  title: string | undefined,
  ...children: readonly string[]
): string {
  const titles = title === undefined ? [] : [element("title", {}, text(title))];
  return element(name, attributes, ...titles, ...children);
}

export function text(content: string): string {
  return escaped(content);
}

/** A number to a hundredth of a pixel, which no eye tells from the number itself. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Points as `polyline` and `polygon` have them. */
export function pointsOf(points: readonly (readonly number[])[]): string {
  return points.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join(" ");
}

export function classes(...names: readonly (string | false)[]): string {
  return names.filter(Boolean).join(" ");
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (mark) => `&${names[mark]};`);
}

const names: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
