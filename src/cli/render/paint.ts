import { styleText } from "node:util";

/** Colours of the reports; each leaves the text alone where colour is not wanted. */
export interface Paint {
  heading(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
}

type Format = Parameters<typeof styleText>[0];

/** Paint for a terminal that wants colour, or plain text for one that does not. */
export function paint(colour: boolean): Paint {
  // Whether the stream takes colour has been settled; asking it again would load the stream modules.
  const style = (format: Format) => (text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  return {
    heading: style(["bold", "cyan"]),
    faint: style("dim"),
    strong: style("bold"),
    good: style("green"),
    bad: style(["bold", "red"]),
    doubtful: style("yellow"),
  };
}
