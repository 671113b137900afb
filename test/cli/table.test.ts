import { describe, expect, it } from "vitest";
import { paint, table } from "../../src/cli/render/table.js";
import { displayWidth } from "../../src/cli/render/text-width.js";

const plain = paint({ colour: false });

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

  const wide = [
    { title: "measure" },
    { title: "value", align: "right" as const },
    { title: "share", align: "right" as const },
    { title: "meaning" },
  ];
  const rows = [
    ["waste", "0.1", "12 %", "what pauses and failures take of the time of all machines"],
    ["lag", "22", "3 %", "how late"],
  ];

  it("breaks lines of text between words where the terminal is narrow", () => {
    expect(table(wide, rows, paint({ colour: false, width: 44 }))).toBe(
      [
        "measure  value  share  meaning",
        "waste      0.1   12 %  what pauses and",
        "                       failures take of the",
        "                       time of all machines",
        "lag         22    3 %  how late",
        "",
      ].join("\n"),
    );
  });

  it("comes in parts, each with the names of its rows, where numbers alone are too wide", () => {
    const numbers = [{ title: "" }, ...["a", "b", "c"].map((title) => ({ title, align: "right" as const }))];
    expect(table(numbers, [["x", "1,000,000", "2,000,000", "3"]], paint({ colour: false, width: 24 }))).toBe(
      "           a          b\nx  1,000,000  2,000,000\n\n   c\nx  3\n",
    );
  });

  it("spells signs out for a terminal that knows ASCII alone, and stays aligned", () => {
    const columns = [{ title: "η" }, { title: "≈", align: "right" as const }];
    expect(table(columns, [["∂η/∂F", "1 … 2"]], paint({ colour: false, ascii: true }))).toBe(
      ["eta            ~", "deta/dF  1 ... 2", ""].join("\n"),
    );
  });

  it("does not count colour as width", () => {
    const red = paint({ colour: true }).bad("no");
    expect(red).not.toBe("no");
    expect(displayWidth(red)).toBe(2);
  });

  it("counts wide characters as two and combining marks as none", () => {
    expect(displayWidth("虚拟机")).toBe(6);
    expect(displayWidth("e\u0301 η")).toBe(3);
  });
});
