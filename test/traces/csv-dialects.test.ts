import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTrace, TraceColumns } from "../../src/traces/parse-trace.js";
import { readTrace, streamTrace } from "../../src/traces/read-trace.js";
import type { Trace } from "../../src/traces/trace.js";
import { type TraceOptions, TraceReader } from "../../src/traces/trace-reader.js";

function rowsOf(trace: Trace) {
  return Array.from(trace.times, (t, m) => [
    t,
    trace.nodes[trace.from[m]],
    trace.nodes[trace.to[m]],
    trace.bytes[m],
  ]);
}

function read(text: string, options?: TraceOptions) {
  return parseTrace(text, "trace.csv", options);
}

const wanted = [
  [0, "a", "b", 10],
  [1.5, "b", "a", 0],
];

describe("a quote that is never closed", () => {
  const rows = Array.from({ length: 300 }, (_, t) => `${t},a,b,5\n`);

  it.each([
    ["in the midst of a file", 120],
    ["near its end", 290],
  ])("loses its own row alone, %s", (_, bad) => {
    const lines = rows.with(bad, `${bad},"a,b,5\n`).with(bad + 7, `${bad + 7},a,"b, ""c""\n",5\n`);
    const { times, warnings } = read(`t,src,dst,bytes\n${lines.join("")}`, { onBad: "skip" });
    expect([...times]).toEqual(rows.map((_, t) => t).filter((t) => t !== bad && t !== bad + 7));
    expect(warnings).toEqual([
      `left out 1 row with stray quotes (first at trace.csv:${bad + 2})`,
      `left out 1 row without sender or receiver (first at trace.csv:${bad + 9})`,
    ]);
    const whole = `t,src,dst,bytes\n${lines.join("")}`;
    expect(() => read(whole)).toThrow(
      `a quoted field must end within 100 lines (trace.csv:${bad + 2}:${String(bad).length + 2})`,
    );
  });
});

it("a row of bytes that are no UTF-8 can be left out", () => {
  const columns = new TraceColumns();
  const reader = new TraceReader("trace.csv", columns, { onBad: "skip" });
  reader.push(
    Buffer.concat([Buffer.from("t,src,dst\n0,a,b\n1,"), Buffer.from([0xe9]), Buffer.from(",b\n2,b,a\n")]),
  );
  const { times, warnings } = columns.trace(reader.end());
  expect([...times]).toEqual([0, 2]);
  expect(warnings).toEqual(["left out 1 row of bytes that are no UTF-8 (first at trace.csv:3)"]);
});

describe("a CSV file is read", () => {
  it.each<[string, string, TraceOptions?]>([
    [
      "with the names that tcpdump's users know",
      '"No.","Time","Source","Destination","Length"\n1,0,a,b,10\n2,1.5,b,a,0\n',
    ],
    ["of tshark", "frame.time_epoch,ip.src,ip.dst,tcp.len\n0,a,b,10\n1.5,b,a,0\n"],
    ["of callers and callees", "timestamp,caller,callee,size\n0,a,b,10\n1.5,b,a,0\n"],
    ["from and to", "ts,from,to,length\n0,a,b,10\n1.5,b,a,0\n"],
    ["with decimal commas", "t;src;dst;bytes\n0,0;a;b;10\n1,5;b;a;0\n"],
    [
      "with line ends in quotes",
      'info,t,src,dst,bytes\n"GET\n7,8,x,y,1\n\n# ""/"" ",0,a,b,10\n"\r\nx",1.5,b,a,0\n',
    ],
    ["with semicolons", "t;src;dst;bytes\n0;a;b;10\n1.5;b;a;0\n"],
    ["with tabs", "t\tsrc\tdst\tbytes\n0\ta\tb\t10\n1.5\tb\ta\t0\n"],
    ["with bars", "t|src|dst|bytes\n0|a|b|10\n1.5|b|a|0\n"],
    ["with a line sep=", "sep=;\nt;src;dst;bytes\n0;a;b;10\n1.5;b;a;0\n"],
    ["with line ends of old", "t,src,dst,bytes\r0,a,b,10\r1.5,b,a,0\r"],
    ["with comments", "# made by hand\nt,src,dst,bytes\n0,a,b,10\n# half time\n1.5,b,a,0\n"],
    ["without a header", "a,b,0,10\nb,a,1.5,0\n", { columns: "src=1,dst=2,t=3,bytes=4" }],
    ["with a header, by number", "x,y,z,n\na,b,0,10\nb,a,1.5,0\n", { columns: "src=1,dst=2,t=3,bytes=4" }],
    [
      "by names of its own",
      "von,nach,wann,wieviel\na,b,0,10\nb,a,1.5,0\n",
      {
        columns: "src=von,dst=nach,t=wann,bytes=wieviel",
      },
    ],
    ["in milliseconds", "t,src,dst,bytes\n0,a,b,10\n1500,b,a,0\n", { timeUnit: "ms" }],
    ["in milliseconds, by the name of the column", "time_ms,src,dst,bytes\n0,a,b,10\n1500,b,a,0\n"],
    ["in nanoseconds, by the name of the column", "Time (ns),src,dst,bytes\n0,a,b,10\n1500000000,b,a,0\n"],
  ])("%s", (_, text, options) => {
    expect(rowsOf(read(text, options))).toEqual(wanted);
  });

  it("says what it took for what", () => {
    expect(read("Time,Source,Destination,Info\n0,a,b,x\n1,b,a,y\n").warnings).toEqual([
      'took "Time" for t, "Source" for src, "Destination" for dst (first at trace.csv:1)',
      'left out the column "Info" (first at trace.csv:1)',
    ]);
  });

  it.each([
    ["s", "1550171963.25", "1550171963.75"],
    ["ms", "1550171963250", "1550171963750"],
    ["us", "1550171963250000", "1550171963750000"],
    ["ns", "1550171963250000000", "1550171963750000000"],
    ["iso", "2019-02-14T19:19:23.25Z", "2019-02-14T19:19:23.75Z"],
    ["iso", "2019-02-14 20:19:23.25+01:00", "2019-02-14 20:19:23.75+01:00"],
  ])("with times since 1970 in %s: %s", (unit, first, second) => {
    const { times, origin, warnings } = read(`t,src,dst\n${first},a,b\n${second},b,a\n`);
    expect(origin).toBe(1_550_171_963);
    expect([...times]).toEqual([0.25, 0.75]);
    expect(warnings.length).toBe(unit === "s" ? 0 : 1);
    expect(read(`t,src,dst\n${first},a,b\n${second},b,a\n`, { timeUnit: unit as "s" }).times).toEqual(times);
  });

  it("keeps nanoseconds of large times", () => {
    const { times } = read("t,src,dst\n1795742428.608064001,a,b\n1795742428.608064002,b,a\n");
    expect([...times]).toEqual([0.608_064_001, 0.608_064_002]);
  });

  it("with times of delivery", () => {
    const { arrivals } = read("t,src,dst,arrival\n0,a,b,0.5\n1,b,a,\n2,a,b,2\n");
    expect([...arrivals!]).toEqual([0.5, Number.NaN, 2]);
  });

  it("finds the tick of the stamps", () => {
    expect(read("t,src,dst\n7,a,b\n67,a,b\n247,a,b\n").tick).toBe(60);
    expect(read("t,src,dst\n0.25,a,b\n0.5,a,b\n1.25,a,b\n").tick).toBe(0.25);
    expect(read("t,src,dst\n3,a,b\n3,a,b\n").tick).toBeUndefined();
  });

  it("reads every plain number as the nearest double", () => {
    const decimal = fc.tuple(fc.nat(999_999), fc.nat(999_999_999)).map(([whole, part]) => `${whole}.${part}`);
    fc.assert(
      fc.property(decimal, (text) => {
        expect(read(`t,src,dst\n0,a,b\n${text},b,a\n`).times[1]).toBe(Number(text));
      }),
    );
  });
});

describe("what a CSV file leaves open is refused in a sentence", () => {
  it.each<[string, TraceOptions, string]>([
    ["t,src,dst\n0,a,b\n", { columns: "t=1,src=2" }, 'columns must say which is dst, got "t=1,src=2"'],
    [
      "t,src,dst\n0,a,b\n",
      { columns: "t=1,src=2,dst=4" },
      "columns must be numbers from 1 to 3, got 4 (trace.csv:1:1)",
    ],
    [
      "t,src,dst\n0,a,b\n",
      { columns: "t=when" },
      'columns name "when", but the header has only "t", "src", "dst" (trace.csv:1:1)',
    ],
    [
      "t,src,dst\n0,a,b\n",
      { columns: "when" },
      'columns must read like "t=Time,src=Source,dst=Destination", got "when"',
    ],
    [
      "t,src,dst\n0,a,b\n",
      { separator: "ab" },
      'separator must be comma, semicolon, tab, bar or one character, got "ab"',
    ],
    ["t,src,dst,arrival\n1,a,b,0.5\n", {}, 'arrival must not lie before t, got "0.5" (trace.csv:2:7)'],
    [
      "t,src,dst\n2019-02-14T19:19:23Z,a,b\n2019-02-30T19:19:23Z,a,b\n",
      {},
      't must be a date and time such as 2026-01-31T12:00:00Z, got "2019-02-30T19:19:23Z" (trace.csv:3:1)',
    ],
  ])("%j %j", (text, options, sentence) => {
    expect(() => read(text, options)).toThrow(sentence);
  });
});

const minute = Array.from({ length: 60 }, (_, m) => `a,b,${1_550_171_900 + m}.5`).join("\n");

describe("rows that are no messages", () => {
  it("are counted by cause where they are to be skipped", () => {
    const text = "t,src,dst,bytes\n0,a,b,1\nx,a,b,1\n1,a,b\n2,b,a,1\n3,,b,1\ny,a,b,1\n4,a,b,-1\n";
    const { times, warnings } = read(text, { onBad: "skip" });
    expect([...times]).toEqual([0, 2]);
    expect(warnings).toEqual([
      "left out 2 rows without a time (first at trace.csv:3)",
      "left out 1 row with too few or too many fields (first at trace.csv:4)",
      "left out 1 row without sender or receiver (first at trace.csv:6)",
      "left out 1 row without a size (first at trace.csv:8)",
    ]);
  });

  it("are refused where one is far from all others, with its place", () => {
    expect(() => read(`src,dst,t\n${minute}\na,b,1\n`)).toThrow(
      /^t must be near the times around it, got 1 s, .*\(trace\.csv:62:1\)$/,
    );
    expect(() => read(`src,dst,t\n${minute}\na,b,9550171963\na,b,1550171960\n`)).toThrow(
      /\(trace\.csv:62:1\)$/,
    );
    expect(read(`src,dst,t\n${minute}\na,b,1\n`, { onBad: "skip" }).warnings).toEqual([
      "left out 1 row far from all others in time (first at trace.csv:62)",
    ]);
  });

  it("are refused where the time jumps and stays there", () => {
    const later = minute.replaceAll("15501719", "18501719");
    expect(() => read(`src,dst,t\n${minute}\n${later}\n`)).toThrow(
      "the time jumps by 300000000 s, most of the 300000000 s that trace.csv spans: mend the time or split the trace there; where bad rows are skipped it is kept as a pause (trace.csv:62:1)",
    );
    expect(read(`src,dst,t\n${minute}\n${later}\n`, { onBad: "skip" }).times.length).toBe(120);
  });

  it("are not rows that come late", () => {
    const shuffled = Array.from({ length: 100 }, (_, m) => `${(m * 37) % 100},a,b`).join("\n");
    expect(read(`t,src,dst\n${shuffled}\n`).times.length).toBe(100);
  });
});

describe("a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "vmqsc-traces-"));
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it("that ends within a line loses that line, and says so", async () => {
    const cut = file("cut.csv", "src,dst,t\na,b,1550171963.1\na,b,1550171964.1\nb,a,1");
    const { times, warnings } = readTrace(cut);
    expect(times.length).toBe(2);
    expect(warnings).toEqual([
      `left out the last line: it has no line end and may be cut (first at ${cut}:4)`,
    ]);
  });

  it("may be packed, whatever it is called", async () => {
    const packed = file("packed", gzipSync("t,src,dst,bytes\n0,a,b,10\n1.5,b,a,0\n"));
    expect(rowsOf(readTrace(packed))).toEqual(wanted);
    const columns = new TraceColumns();
    const reading = await streamTrace(packed, columns);
    expect(rowsOf(columns.trace(reading))).toEqual(wanted);
  });

  it.each([
    ["half of a packed one", gzipSync("t,src,dst\n0,a,b\n").subarray(0, 20), /must be whole gzip/],
    ["UTF-16", Buffer.from("\uFEFFt,src,dst\n0,a,b\n", "utf16le"), /got UTF-16$/],
    ["binary", Uint8Array.of(1, 0, 2, 0, 5), /got binary data$/],
    [
      "no UTF-8",
      Uint8Array.of(...Buffer.from("t,src,dst\n0,a,"), 0xff, 10),
      /must be text in UTF-8, got other bytes .*:2:1\)$/,
    ],
  ])("is refused in a sentence: %s", async (name, content, sentence) => {
    const path = file(name.replaceAll(" ", "-"), content);
    expect(() => readTrace(path)).toThrow(sentence);
    await expect(streamTrace(path, new TraceColumns())).rejects.toThrow(sentence);
  });

  it("that is not there is refused in a sentence", async () => {
    await expect(streamTrace("nowhere.csv", new TraceColumns())).rejects.toThrow(
      "nowhere.csv does not exist",
    );
    await expect(streamTrace("src", new TraceColumns())).rejects.toThrow(/^src is a directory/);
  });
});

it("reads the same whatever the pieces it comes in", () => {
  const row = fc.constantFrom("0,a,b,1", '1,"a",b,2', "2,é,b,3", "3.5,b,a,", "4, c,b,7", "# no row", "");
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 20 }),
      lineEnd,
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (rows, end, sizes) => {
        const text = ["\uFEFFt,src,dst,bytes", ...rows, "9,a,b,1", ""].join(end);
        const columns = new TraceColumns();
        const reader = new TraceReader("trace.csv", columns);
        const bytes = new TextEncoder().encode(text);
        for (let at = 0; at < bytes.length; ) {
          const size = sizes.next().value;
          reader.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(columns.trace(reader.end())).toEqual(read(text));
      },
    ),
  );
});
