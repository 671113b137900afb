import { expect } from "vitest";

/** What an example may use by name, and the modules it may import by name. */
export interface ExampleScope {
  readonly names: Readonly<Record<string, unknown>>;
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const AsyncFunction = (async () => {}).constructor as new (
  ...text: string[]
) => (...args: unknown[]) => Promise<void>;

/**
 * Runs an example and compares every `EXPRESSION  // => VALUE` in it, the value on the same line or the next. It is an expression too, in which
 * `0.1666…` stands for a number that begins so, `{ a: 1, … }` for an object that has at least these members, and `Float64Array [1]` for such an array.
 *
 * The code is JavaScript: types have no place in an example.
 */
export async function runExample(lines: readonly string[], scope: ExampleScope): Promise<void> {
  const body: string[] = [];
  let pending = "";
  let checks = 0;
  for (const line of lines) {
    const [code, wanted] = line.split(/\s*\/\/ =>\s*/) as [string, string?];
    pending += `${withImports(code)}\n`;
    if (wanted !== undefined) {
      // A value on a line of its own is that of the lines before.
      if (code === "") pending = body.pop() ?? "";
      const expression = pending.trim().replace(/;$/, "");
      if (!parses(`return (${expression}\n)`)) throw new Error(`not an expression: ${expression}`);
      body.push(`check((${expression}\n), ${JSON.stringify(wanted)});`);
      pending = "";
      checks++;
    } else if (parses(pending)) {
      body.push(pending);
      pending = "";
    }
  }
  if (pending !== "") throw new Error(`cannot be parsed: ${pending}`);
  const known = Object.keys(scope.names).filter(
    (name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default",
  );
  const values = known.map((name) => scope.names[name]);
  let made = 0;
  const check = (actual: unknown, wanted: string) => {
    made++;
    compare(actual, wanted);
  };
  await new AsyncFunction("check", "modules", ...known, body.join("\n"))(check, scope.modules, ...values);
  expect(made, "every // => is reached").toBe(checks);
}

/** `import { a, b as c } from "m"` as an expression that takes them from the modules at hand. */
function withImports(code: string): string {
  return code.replace(
    /^import \{([^}]*)\} from "([^"]+)";?$/,
    (_, names: string, module: string) =>
      `const {${names.replace(/\s+as\s+/g, ": ")}} = modules[${JSON.stringify(module)}];`,
  );
}

function parses(text: string): boolean {
  try {
    new AsyncFunction(text);
    return true;
  } catch {
    return false;
  }
}

function compare(actual: unknown, wanted: string): void {
  const partial = /,?\s*…\s*\}/.test(wanted);
  const text = wanted
    .replace(/(-?\d+\.\d*)…/g, 'beginning("$1")')
    .replace(/,?\s*…(\s*[}\]])/g, "$1")
    .replace(/\b(\w+Array) (\[[^\]]*\])/g, "$1.from($2)");
  const value: unknown = new Function("beginning", `return (${text});`)(beginning);
  if (partial) expect(actual).toMatchObject(value as object);
  else expect(actual).toEqual(value);
}

/** Matches a number whose digits begin so. */
function beginning(digits: string): unknown {
  return {
    $$typeof: Symbol.for("jest.asymmetricMatcher"),
    asymmetricMatch: (actual: unknown) => typeof actual === "number" && String(actual).startsWith(digits),
    toString: () => `${digits}…`,
    toAsymmetricMatcher: () => `${digits}…`,
  };
}
