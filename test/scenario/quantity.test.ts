import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../src/scenario/quantities/quantity.js";
import { type Dimension, unitFactor } from "../../src/scenario/quantities/unit-table.js";
import { unitNames } from "../support/unit-names.js";

fc.configureGlobal({ seed: 20_100_501 });

function sentence(input: unknown, dimension: Dimension): string {
  try {
    parseQuantity(input, dimension, "x");
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "accepted";
}

describe("parseQuantity", () => {
  it.each<[string | number, Dimension, number]>([
    ["60 s", "time", 60],
    ["60s", "time", 60],
    ["  60\ts ", "time", 60],
    ["10 us", "time", 1e-5],
    ["10 µs", "time", 1e-5],
    ["10 μs", "time", 1e-5],
    ["7 ns", "time", 7e-9],
    ["5 min", "time", 300],
    ["1.5 h", "time", 5400],
    ["30 d", "time", 2_592_000],
    ["2 week", "time", 1_209_600],
    ["1 year", "time", 31_557_600],
    ["90", "time", 90],
    ["+1e3 ms", "time", 1],
    ["-5 ms", "time", -0.005],
    [0.25, "time", 0.25],
    ["40/s", "rate", 40],
    ["40 / s", "rate", 40],
    ["6/min", "rate", 0.1],
    ["12 req/s", "rate", 12],
    ["12 messages / min", "rate", 0.2],
    ["1/year", "rate", 1 / 31_557_600],
    ["2 GiB", "data", 2 ** 31],
    ["4 kB", "data", 4000],
    ["4 KiB", "data", 4096],
    ["1 PB", "data", 1e15],
    ["12 bit", "data", 1.5],
    ["1 Gbit/s", "dataRate", 125_000_000],
    ["1 MiB/s", "dataRate", 1_048_576],
    ["60 MB/min", "dataRate", 1_000_000],
    ["0.002", "number", 0.002],
  ])("%s is %s %d", (text, dimension, value) => {
    expect(parseQuantity(text, dimension).value).toBe(value);
  });

  it("zero is never negative", () => {
    for (const zero of [-0, "-0", "-0.0 s", "-0e5 ms"]) {
      expect(Object.is(parseQuantity(zero, "time").value, 0)).toBe(true);
    }
  });

  it.each<[string | number, Dimension, bigint, bigint]>([
    [0.1, "rate", 1n, 10n],
    [1e-9, "rate", 1n, 1_000_000_000n],
    [123456.789, "rate", 123_456_789n, 1000n],
    [1e21, "rate", 10n ** 21n, 1n],
    [-0.5, "number", -5n, 10n],
    ["10/min", "rate", 10n, 60n],
    ["0.1/min", "rate", 1n, 600n],
    ["40/s", "rate", 40n, 1n],
    [
      "0.1000000000000000055511151231257827",
      "rate",
      1_000_000_000_000_000_055_511_151_231_257_827n,
      10n ** 34n,
    ],
  ])("%s is exactly the rational that is written", (input, dimension, numerator, denominator) => {
    expect(parseQuantity(input, dimension).exact).toEqual({ numerator, denominator });
  });

  it("text of any unit is mantissa times power of ten times unit, exactly", () => {
    const cases = (["time", "rate", "data", "dataRate"] as const).flatMap((dimension) =>
      unitNames(dimension).map((unit) => ({ dimension, unit })),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.nat(25),
        ({ dimension, unit }, mantissa, places) => {
          const { exact } = parseQuantity(`${mantissa}e-${places} ${unit}`, dimension);
          const factor = unitFactor(unit, dimension)!;
          expect(exact.numerator * factor.denominator * 10n ** BigInt(places)).toBe(
            mantissa * factor.numerator * exact.denominator,
          );
        },
      ),
    );
  });

  it("a number and its own text are the same quantity", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const fromNumber = parseQuantity(number, "time");
        const fromText = parseQuantity(String(number), "time");
        expect(fromNumber.value).toBe(number === 0 ? 0 : number);
        expect(fromText.value).toBe(fromNumber.value);
        expect(fromText.exact.numerator * fromNumber.exact.denominator).toBe(
          fromNumber.exact.numerator * fromText.exact.denominator,
        );
      }),
    );
  });

  it.each<[unknown, Dimension, string]>([
    ["5 m", "time", 'x must be a time such as 60 s, got "5 m"; write 5 min or 5 ms'],
    [
      "5 M",
      "time",
      'x must be a time such as 60 s, got "5 M"; units are ns, us, ms, s, min, h, d, week and year',
    ],
    ...["mins min", "Min min", "Hours hour"].map((both): [string, Dimension, string] => {
      const [written, meant] = both.split(" ");
      return [
        `5 ${written}`,
        "time",
        `x must be a time such as 60 s, got "5 ${written}"; the nearest unit is ${meant}`,
      ];
    }),
    ["5 GB", "time", 'x must be a time such as 60 s, got "5 GB", which is an amount of data'],
    ["40 s", "rate", 'x must be a rate such as 40/s, got "40 s", which is a time'],
    ["1/m", "rate", 'x must be a rate such as 40/s, got "1/m"; write /min or /ms'],
    [
      "1,5 GB",
      "data",
      'x must be an amount of data such as 2 GiB, got "1,5 GB"; write 1.5 with a decimal point',
    ],
    ["0,25", "time", 'x must be a time such as 60 s, got "0,25"; write 0.25 with a decimal point'],
    // A b is a bit and a B a byte, whatever is hinted at; no answer is better than one of another size.
    ["4 KB", "data", 'x must be an amount of data such as 2 GiB, got "4 KB"; the nearest unit is kB'],
    ["4 kb", "data", 'x must be an amount of data such as 2 GiB, got "4 kb"; the nearest unit is kbit'],
    ...["Gb/s Gbit/s", "GBit/s Gbit/s", "KB/s kB/s", "Mbps Mbit/s", "MBps MB/s"].map(
      (both): [string, Dimension, string] => {
        const [written, meant] = both.split(" ");
        const wanted = "an amount of data per time such as 1 Gbit/s";
        return [
          `1 ${written}`,
          "dataRate",
          `x must be ${wanted}, got "1 ${written}"; the nearest unit is ${meant}`,
        ];
      },
    ),
    [
      "4 gb",
      "data",
      'x must be an amount of data such as 2 GiB, got "4 gb"; units are B, kB, MB, GB, TB, KiB, MiB, GiB, TiB, bit, kbit, Mbit and Gbit',
    ],
    [
      "1 Gbit",
      "dataRate",
      'x must be an amount of data per time such as 1 Gbit/s, got "1 Gbit", which is an amount of data',
    ],
    ["2 s", "number", 'x must be a number, got "2 s"; it takes no unit'],
    ["1,000 s", "time", 'x must be a time such as 60 s, got "1,000 s"; write digits without separators'],
    ["1_000", "time", 'x must be a time such as 60 s, got "1_000"; write digits without separators'],
    ["s", "time", 'x must be a time such as 60 s, got "s"; a number comes first'],
    ["", "time", 'x must be a time such as 60 s, got ""'],
    [" ", "time", 'x must be a time such as 60 s, got " "'],
    ["NaN", "time", 'x must be a time such as 60 s, got "NaN"'],
    ["Infinity", "time", 'x must be a time such as 60 s, got "Infinity"'],
    [
      "0x10",
      "time",
      'x must be a time such as 60 s, got "0x10"; units are ns, us, ms, s, min, h, d, week and year',
    ],
    [Number.NaN, "time", "x must be a time such as 60 s, got NaN"],
    [Number.POSITIVE_INFINITY, "rate", "x must be a rate such as 40/s, got Infinity"],
    ["1e400", "rate", 'x must be a rate such as 40/s, got "1e400", which is too large'],
    ["1e308 GiB", "data", 'x must be an amount of data such as 2 GiB, got "1e308 GiB", which is too large'],
    ["1e999999999999", "rate", 'x must be a rate such as 40/s, got "1e999999999999", which is too large'],
    ["1e-400", "rate", 'x must be a rate such as 40/s, got "1e-400", which is too small'],
    ["1e-320 ns", "time", 'x must be a time such as 60 s, got "1e-320 ns", which is too small'],
    [null, "time", "x must be a time such as 60 s, got nothing (null)"],
    [undefined, "time", "x must be a time such as 60 s, got undefined"],
    [5n, "time", "x must be a time such as 60 s, got a bigint"],
    [Symbol("s"), "time", "x must be a time such as 60 s, got a symbol"],
    [[1], "time", "x must be a time such as 60 s, got a list"],
    [new Date(0), "time", "x must be a time such as 60 s, got a Date"],
    [Object("5 s"), "time", "x must be a time such as 60 s, got a String"],
    [() => 5, "time", "x must be a time such as 60 s, got a function"],
  ])("%s as a %s is refused in one sentence", (input, dimension, message) => {
    expect(sentence(input, dimension)).toBe(`ScenarioError: ${message}`);
  });

  it("control characters are shown escaped", () => {
    expect(sentence("5\u0000\u202es", "time")).toContain('got "5\\u0000\\u202es"');
  });

  it("a text of any length is refused at once", () => {
    expect(sentence("1".repeat(5_000_000), "time")).toMatch(
      /^ScenarioError: .{1,160}\(5000000 characters\)$/,
    );
    expect(sentence(`1${" ".repeat(900)}\n${"x".repeat(90)}`, "time")).toMatch(/^ScenarioError: /);
  });
});
