const escapeSequence = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(escapeSequence, "")) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  // Letters, digits, Greek and mathematical signs.
  if (code < 0x300 || (code >= 0x370 && code < 0x483) || (code >= 0x2010 && code < 0x2028)) return 1;
  if (code >= 0x2190 && code < 0x2300) return 1;
  expressions ??= {
    combining: /\p{Mark}|\p{Cf}/u,
    wide: /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303f\uff01-\uff60]/u,
  };
  if (expressions.combining.test(character)) return 0;
  return expressions.wide.test(character) ? 2 : 1;
}

// Made on first use: as literals they would cost every start.
let expressions: { readonly combining: RegExp; readonly wide: RegExp } | undefined;

/** A text in lines of at most so many columns, broken between words; further lines begin with `indent`. */
export function wrapped(text: string, width: number, indent = ""): string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line.trim() !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line];
}
