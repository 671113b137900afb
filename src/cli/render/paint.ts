import type { styleText } from "node:util";
import type { Terminal } from "../terminal.js";

/** How the reports look: colours, each of which leaves the text alone where colour is not wanted, and the room there is. */
export interface Paint {
  heading(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  /** Columns that a line may take; any number where it is absent. */
  readonly width: number | undefined;
  /** Signs beyond ASCII are spelled out. */
  readonly ascii: boolean;
}

type Format = Parameters<typeof styleText>[0];

/** Paint for a terminal: plain text where it wants no colour. */
export function paint({ colour, width, ascii = false }: Pick<Terminal, "colour" | "width" | "ascii">): Paint {
  const style = (format: Format) => (text: string) => (colour ? styled(format, text) : text);
  return {
    heading: style(["bold", "cyan"]),
    faint: style("dim"),
    strong: style("bold"),
    good: style("green"),
    bad: style(["bold", "red"]),
    doubtful: style("yellow"),
    width,
    ascii,
  };
}

function styled(format: Format, text: string): string {
  // Loaded only where there is colour. Whether the stream takes it is known by now: asking again would load sockets.
  const { styleText: style } = process.getBuiltinModule("node:util");
  return style(format, text, { validateStream: false });
}
