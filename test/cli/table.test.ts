import { describe, expect, it } from "vitest";
import { paint } from "../../src/cli/render/paint.js";
import { displayWidth, table } from "../../src/cli/render/table.js";

const plain = paint(false);

describe("table", () => {
  it("aligns columns two blanks apart and ends no line in blanks", () => {
    const columns = [{ title: "class" }, { title: "share", align: "right" as const }];
    expect(
      table(
        columns,
        [
          ["SI", "5 %"],
          ["a longer one", "0.25 %"],
        ],
        plain,
      ),
    ).toBe(["class          share", "SI               5 %", "a longer one  0.25 %", ""].join("\n"));
    expect(table([{ title: "a" }, { title: "b" }], [["1", ""]], plain)).toBe("a  b\n1\n");
  });

  it("does not count colour as width", () => {
    const red = paint(true).bad("no");
    expect(red).not.toBe("no");
    expect(displayWidth(red)).toBe(2);
  });

  it("counts wide characters as two and combining marks as none", () => {
    expect(displayWidth("虚拟机")).toBe(6);
    expect(displayWidth("e\u0301 η")).toBe(3);
  });
});
