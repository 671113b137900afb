/**
 * The keys of YAML that a place at the end of a text is under: by indentation, and by brackets on its own line.
 *
 * - Limits: brackets that were opened on an earlier line are not seen
 *
 * @example
 * keysAbove("traffic:\n  rates:\n    web: { ba")  // => ["traffic", "rates", "web"]
 */
export function keysAbove(text: string): readonly string[] {
  const lines = text.split("\n");
  const line = lines.pop() ?? "";
  const path: string[] = [];
  let indent = /^\s*/.exec(line)![0].length;
  for (let place = lines.length - 1; place >= 0 && indent > 0; place--) {
    const [, blanks, quoted, plain] = /^(\s*)(?:"([^"]*)"|([\w.-]+))\s*:/.exec(lines[place]) ?? [];
    if (blanks === undefined || blanks.length >= indent) continue;
    path.unshift(quoted ?? plain);
    indent = blanks.length;
  }
  return [...path, ...bracketsOpen(line)];
}

/** The keys whose bracket is open at the end of a line. */
function bracketsOpen(line: string): readonly string[] {
  const open: string[] = [];
  let last = "";
  for (const [mark, quoted, plain] of line.matchAll(/[{}]|"([^"]*)"\s*:|([\w.-]+)\s*:(?=\s|$)/g)) {
    if (mark === "{") open.push(last);
    else if (mark === "}") open.pop();
    else last = quoted ?? plain;
  }
  return open.filter((key) => key !== "");
}
