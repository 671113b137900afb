import type { styleText } from "node:util";

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
  const style = (format: Format) => (text: string) => (colour ? styled(format, text) : text);
  return {
    heading: style(["bold", "cyan"]),
    faint: style("dim"),
    strong: style("bold"),
    good: style("green"),
    bad: style(["bold", "red"]),
    doubtful: style("yellow"),
  };
}

function styled(format: Format, text: string): string {
  // Loaded only where there is colour. Whether the stream takes it has been settled: asking again would load sockets.
  const { styleText: style } = process.getBuiltinModule("node:util");
  return style(format, text, { validateStream: false });
}
