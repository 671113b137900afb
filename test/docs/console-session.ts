import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../src/cli/program.js";

const ECHO = "; echo $?";
const root = fileURLToPath(new URL("../../", import.meta.url));

/** One command of a console block and what the document says it prints. */
export interface ConsoleStep {
  readonly command: string;
  readonly printed: readonly string[];
}

/** The commands of a console block: lines after `$ `, each followed by what it prints. */
export function consoleSteps(lines: readonly string[]): ConsoleStep[] {
  const steps: { command: string; printed: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith("$ ")) steps.push({ command: line.slice(2), printed: [] });
    else if (steps.length > 0) steps.at(-1)!.printed.push(line);
    else throw new Error(`a console block must begin with a command, got ${JSON.stringify(line)}`);
  }
  // An empty line before the next command is layout.
  for (const { printed } of steps) while (printed.at(-1)?.trim() === "") printed.pop();
  return steps;
}

/**
 * A place to run a document's commands in, one after the other: a new folder that sees the checkout's `examples` and the
 * `shared` folder beside the checkout, if there is one, by the paths that the document uses.
 */
export class ConsoleSession {
  private readonly folder = mkdtempSync(join(tmpdir(), "vmqsc-docs-"));
  private readonly home = join(this.folder, "vmqsc");
  private readonly cwd = process.cwd();

  constructor() {
    mkdirSync(this.home);
    symlinkSync(join(root, "examples"), join(this.home, "examples"));
    symlinkSync(join(root, "../shared"), join(this.folder, "shared"));
    process.chdir(this.home);
  }

  /** What a command shows on a terminal, and `(exit code N)` if N is not 0 and no `; echo $?` prints it. */
  async output(command: string): Promise<string[]> {
    const echoed = command.endsWith(ECHO);
    const { words, target } = splitCommand(echoed ? command.slice(0, -ECHO.length) : command);
    const [program, ...args] = words;
    let shown = "";
    let printed = "";
    let exitCode = 0;
    if (program === "cat") printed = args.map((path) => readFileSync(path, "utf8")).join("");
    else if (program === "awk") printed = execFileSync("awk", args, { encoding: "utf8" });
    else if (program === "vmqsc") {
      exitCode = await run(args, {
        print: (text) => {
          if (target === undefined) shown += text;
          else printed += text;
        },
        note: (text) => {
          shown += text;
        },
        colour: false,
        interactive: false,
        exitCode: 0,
        onInterrupt: () => () => {},
      });
    } else throw new Error(`a console block can run vmqsc, cat and awk, not ${JSON.stringify(program)}`);
    if (target !== undefined) writeFileSync(target, printed);
    else if (program !== "vmqsc") shown = printed;
    const lines = shown.split("\n").map((line) => line.trimEnd());
    while (lines.at(-1) === "") lines.pop();
    if (echoed) return [...lines, String(exitCode)];
    return exitCode === 0 ? lines : [...lines, `(exit code ${exitCode})`];
  }

  /** Puts a file there, for the commands that follow. */
  write(name: string, lines: readonly string[]): void {
    writeFileSync(join(this.home, name), `${lines.join("\n")}\n`);
  }

  close(): void {
    process.chdir(this.cwd);
    rmSync(this.folder, { recursive: true });
  }
}

/** Words as a shell makes them from quotes and backslashes, and the file after `>`. */
export function splitCommand(command: string): { words: string[]; target: string | undefined } {
  const words: string[] = [];
  const pattern = /\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+)/gy;
  let end = 0;
  for (let match = pattern.exec(command); match; match = pattern.exec(command)) {
    words.push(match[1]);
    end = pattern.lastIndex;
  }
  if (command.slice(end).trim() !== "") throw new Error(`cannot read the command ${command}`);
  const redirection = words.indexOf(">");
  const target = redirection === -1 ? undefined : words[redirection + 1];
  const kept = redirection === -1 ? words : words.slice(0, redirection);
  return { words: kept.map(unquoted), target: target && unquoted(target) };
}

function unquoted(word: string): string {
  return word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) =>
    double === undefined ? (single ?? escaped) : double.replace(/\\(["\\$`])/g, "$1"),
  );
}

/** Whether lines are those of a document, in which a line `…` stands for any lines; wall-clock times may differ. */
export function matchesPrinted(lines: readonly string[], printed: readonly string[]): boolean {
  const pattern = printed
    .map((line) => (line.trim() === "…" ? "(?:.*\n)*" : `${escaped(withoutTimes(line.trimEnd()))}\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(lines.map((line) => `${withoutTimes(line)}\n`).join(""));
}

/**
 * What a document should say of a command that printed these lines. Lines `…` stay, with as many lines between them; those between two of
 * them are found again by how the first of them begins.
 */
export function renewedPrinted(lines: readonly string[], printed: readonly string[]): readonly string[] {
  if (matchesPrinted(lines, printed)) return printed;
  const gaps = printed.flatMap((line, index) => (line.trim() === "…" ? [index] : []));
  if (gaps.length === 0) return lines;
  const renewed = lines.slice(0, gaps[0]);
  for (const [n, gap] of gaps.entries()) {
    const shown = printed.slice(gap + 1, gaps[n + 1]);
    const last = n === gaps.length - 1;
    const from = last
      ? lines.length - shown.length
      : lines.findIndex((line) => beginning(line) === beginning(shown[0]));
    if (from <= 0) return lines;
    renewed.push(printed[gap], ...lines.slice(from, from + shown.length));
  }
  return renewed;
}

/** A line up to its first figure, or to the gap before its second column. */
function beginning(line: string): string {
  return line.split(/\s{2,}(?=\S)|\d/).filter((part) => part !== "")[0] ?? "";
}

/** Time on the clock is the one thing that a seed does not fix. */
function withoutTimes(line: string): string {
  return line.replace(/("seconds": |replications, |jobs, )[\d.,e-]+( (ms|s|min))?/, "$1…");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
