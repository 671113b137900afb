import { quote } from "../checks/describe-value.js";
import { sourceNumber } from "../quantities/exact-decimal.js";
import { TextFault } from "./text-fault.js";

const deepest = 64;

/**
 * The value of a JSON text. Stricter and more careful than `JSON.parse`: a key written twice is an error, a
 * number that a double cannot hold keeps its text, and every error has a place.
 *
 * - Limits: linear in the text, some 30 MB a second; nesting beyond 64 levels is refused
 *
 * @throws {TextFault}
 */
export function readJson(text: string): unknown {
  return new JsonReader(text).document();
}

/** The offset of the value under these keys (or of its key) in a JSON text that `readJson` has read. */
export function locateInJson(text: string, keys: readonly string[], at: "key" | "value"): number {
  return new JsonReader(text).locate(keys, at);
}

class JsonReader {
  private readonly text: string;
  private offset = 0;
  private depth = 0;
  /** What `locate` looks for, how many of its keys have been followed, and the place that they have led to. */
  private sought: { readonly keys: readonly string[]; readonly at: "key" | "value" } | undefined;
  private followed = 0;
  private found = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): unknown {
    const value = this.value();
    this.space();
    if (this.offset < this.text.length) throw this.unexpected("the end of the text is wanted");
    return value;
  }

  /** Goes as far along the keys as they are written. */
  locate(keys: readonly string[], at: "key" | "value"): number {
    this.space();
    this.sought = { keys, at };
    this.found = this.offset;
    this.value();
    return this.found;
  }

  /** The value of a member of an object or a list, whose place is kept where the keys that are sought lead there. */
  private member(key: string, keyOffset: number): unknown {
    this.space();
    const { sought, depth } = this;
    if (sought?.keys[depth - 1] !== key || this.followed !== depth - 1) return this.value();
    this.followed = depth;
    this.found = depth === sought.keys.length && sought.at === "key" ? keyOffset : this.offset;
    const value = this.value();
    // Nothing after it lies on their way.
    this.sought = undefined;
    return value;
  }

  private value(): unknown {
    this.space();
    switch (this.text[this.offset]) {
      case "{":
        return this.nested(() => this.object());
      case "[":
        return this.nested(() => this.list());
      case '"':
        return this.string();
      default:
        return this.word();
    }
  }

  private nested<Result>(read: () => Result): Result {
    if (++this.depth > deepest) throw new TextFault(`nesting is deeper than ${deepest} levels`, this.offset);
    const result = read();
    this.depth--;
    return result;
  }

  private object(): object {
    const object: Record<string, unknown> = {};
    this.offset++;
    this.space();
    if (this.take("}")) return object;
    for (;;) {
      this.space();
      const keyOffset = this.offset;
      if (this.text[keyOffset] !== '"') throw this.unexpected("a key in quotation marks is wanted");
      const key = this.string();
      if (key === "__proto__") throw new TextFault("__proto__ is not a name that can be used", keyOffset);
      if (Object.hasOwn(object, key))
        throw new TextFault(`the key ${quote(key)} is written twice`, keyOffset);
      this.space();
      if (!this.take(":")) throw this.unexpected("a colon is wanted after a key");
      object[key] = this.member(key, keyOffset);
      this.space();
      if (this.take("}")) return object;
      if (!this.take(",")) throw this.unexpected("a comma or } is wanted after a value");
    }
  }

  private list(): unknown[] {
    const list: unknown[] = [];
    this.offset++;
    this.space();
    if (this.take("]")) return list;
    for (;;) {
      list.push(this.member(String(list.length), this.offset));
      this.space();
      if (this.take("]")) return list;
      if (!this.take(",")) throw this.unexpected("a comma or ] is wanted after a value");
    }
  }

  private string(): string {
    const start = this.offset;
    let escaped = false;
    for (let end = start + 1; end < this.text.length; end++) {
      const code = this.text.charCodeAt(end);
      if (code === 0x22) {
        this.offset = end + 1;
        return escaped ? this.unescaped(start, end + 1) : this.text.slice(start + 1, end);
      }
      if (code === 0x5c) {
        escaped = true;
        end++;
      } else if (code < 0x20) {
        throw new TextFault("text in quotation marks must end on its line", end);
      }
    }
    throw new TextFault("text in quotation marks has no end", start);
  }

  private unescaped(start: number, end: number): string {
    try {
      return JSON.parse(this.text.slice(start, end)) as string;
    } catch {
      throw new TextFault("text in quotation marks has an escape that JSON does not know", start);
    }
  }

  private word(): unknown {
    const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;
    pattern.lastIndex = this.offset;
    const word = pattern.exec(this.text)?.[0];
    if (word === undefined) throw this.unexpected("a value is wanted");
    this.offset += word.length;
    switch (word) {
      case "true":
        return true;
      case "false":
        return false;
      case "null":
        return null;
      default:
        return sourceNumber(word, Number(word));
    }
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.offset);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.offset++;
    }
  }

  private take(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  private unexpected(wanted: string): TextFault {
    const rest = /^[\w.+-]+|^./su.exec(this.text.slice(this.offset, this.offset + 40))?.[0];
    return new TextFault(
      `${wanted}, got ${rest === undefined ? "the end of the text" : quote(rest)}`,
      this.offset,
    );
  }
}
