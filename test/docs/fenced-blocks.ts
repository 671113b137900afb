/** A fenced block of a Markdown document. */
export interface FencedBlock {
  readonly language: string;
  /** Lines between the fences. */
  readonly lines: readonly string[];
  /** Line of the opening fence, from 1. */
  readonly at: number;
}

/** The fenced blocks of a document, in order. */
export function fencedBlocks(markdown: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { language: string; lines: string[]; at: number } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    if (open && line.trim() === "```") {
      blocks.push(open);
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (line.startsWith("```")) open = { language: line.slice(3).trim(), lines: [], at: index + 1 };
  }
  return blocks;
}

/** The document with the lines of one block replaced. */
export function withBlock(markdown: string, block: FencedBlock, lines: readonly string[]): string {
  const all = markdown.split("\n");
  all.splice(block.at, block.lines.length, ...lines);
  return all.join("\n");
}
