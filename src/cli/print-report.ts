import type { FormOptions } from "./options.js";
import { asciiText } from "./render/ascii-text.js";
import { type Paint, paint } from "./render/paint.js";
import { wrapped } from "./render/text-width.js";
import type { Terminal } from "./terminal.js";

/** The forms that a result can be printed in. */
export interface ReportForms {
  json(): string;
  csv(): string;
  text(style: Paint): string;
}

/** Prints a result in the form that the options ask for. */
export function printReport(terminal: Terminal, { json, csv }: FormOptions, forms: ReportForms): void {
  if (json) terminal.print(forms.json());
  else if (csv) terminal.print(forms.csv());
  else printText(terminal, forms.text(paint(terminal)));
}

/** Prints text for people, in the characters that their locale knows and within the width of their terminal. */
export function printText(terminal: Terminal, text: string): void {
  const spelled = terminal.ascii ? asciiText(text) : text;
  const { width } = terminal;
  // Tables keep to the width by themselves: what is longer is a sentence.
  const within = (line: string) =>
    width === undefined ? line : wrapped(line, width, `${/^ */.exec(line)![0]}  `).join("\n");
  terminal.print(spelled.split("\n").map(within).join("\n"));
}
