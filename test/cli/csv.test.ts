import { describe, expect, it } from "vitest";
import { csv } from "../../src/cli/render/csv.js";

describe("csv", () => {
  it("ends each line, the header's too, with CR LF", () => {
    expect(csv(["a", "b"], [[1, "x"]])).toBe("a,b\r\n1,x\r\n");
  });

  it("quotes commas, quotation marks and line ends, and doubles quotation marks", () => {
    expect(csv(["a"], [["x,y"], ['say "so"'], ["two\nlines"], ["plain"]])).toBe(
      'a\r\n"x,y"\r\n"say ""so"""\r\n"two\nlines"\r\nplain\r\n',
    );
  });

  it("gives numbers in full precision and leaves empty what is no number", () => {
    expect(csv(["a", "b", "c"], [[1 / 6, Number.NaN, undefined]])).toBe("a,b,c\r\n0.16666666666666666,,\r\n");
  });
});
