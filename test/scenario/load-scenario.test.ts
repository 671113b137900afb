import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepare } from "../../src/scenario/checks/prepare.js";
import { jsonSchema } from "../../src/scenario/checks/scenario-shape.js";
import { presets } from "../../src/scenario/model/presets.js";
import { loadScenario } from "../../src/scenario/reading/load-scenario.js";
import { parseScenario, readScenarioText } from "../../src/scenario/reading/parse-scenario.js";
import { starter } from "../../src/scenario/reading/starter.js";
import { failure } from "./minimal-scenario.js";

const yaml = `# two VMs that talk
classes:
  a: { count: 2 }
traffic:
  rates:
    a: { a: 1/s }
`;

describe("parseScenario", () => {
  it("gives what is written, frozen to its depth", () => {
    const scenario = parseScenario(yaml, "s.yaml");
    expect(scenario).toEqual({ classes: { a: { count: 2 } }, traffic: { rates: { a: { a: "1/s" } } } });
    expect(Object.isFrozen(scenario) && Object.isFrozen(scenario.traffic.rates.a)).toBe(true);
  });

  it.each([
    ["Windows line ends", yaml.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\ufeff${yaml}`],
    ["a document start and end", `---\n${yaml}...\n`],
    ["JSON", '{"classes": {"a": {"count": 2}}, "traffic": {"rates": {"a": {"a": "1/s"}}}}'],
    ["a merge key", yaml.replace("{ count: 2 }", "{ <<: { count: 3, phase: 0 }, count: 2 }")],
    ["an anchor", yaml.replace("{ count: 2 }", "&it { count: 2 }").concat("hosts: { count: 1 }\n")],
    ["core tags", yaml.replace("count: 2", "count: !!int 2")],
  ])("reads a text with %s", (_name, text) => {
    expect(prepare(parseScenario(text, "s.yaml")).classes[0]?.count).toBe(2);
  });

  it.each([
    ["0.1", 0.1],
    ["1.50", 1.5],
    ["0.30000000000000000001", "0.30000000000000000001"],
    ["9007199254740993", "9007199254740993"],
    ["1e2", 100],
    ["0x10", 16],
  ])("the number %s becomes %j", (source, value) => {
    expect(parseScenario(yaml.replace("1/s", source), "s.yaml").traffic.rates.a?.a).toBe(value);
    if (source === "0x10") return;
    const json = `{"classes": {"a": {"count": 2}}, "traffic": {"rates": {"a": {"a": ${source}}}}}`;
    expect(parseScenario(json, "s.json").traffic.rates.a?.a).toBe(value);
  });

  it("a number beyond the digits of a double stays exact to the end", () => {
    const { rates } = prepare(parseScenario(yaml.replace("1/s", "0.30000000000000000001"), "s.yaml"));
    expect(rates.exactRate[0]).toEqual({ numerator: 30000000000000000001n, denominator: 10n ** 20n });
    expect(rates.rate[0]).toBe(0.3);
  });

  const inA = (text: string) => yaml.replace("count: 2", text);
  it.each([
    ["", "s.yaml is empty, a scenario is wanted"],
    [" \n\n", "s.yaml is empty, a scenario is wanted"],
    ["# nothing yet\n---\n  # nor here\n", "s.yaml is empty, a scenario is wanted"],
    [
      "# nothing\nnull # yet",
      "the scenario must be an object with the keys classes and traffic, got nothing (null) (s.yaml:2:1)",
    ],
    [
      "just text",
      'the scenario must be an object with the keys classes and traffic, got "just text" (s.yaml:1:1)',
    ],
    [
      "- a\n- b\n",
      "the scenario must be an object with keys such as name, baseInterval, classes, got a list (s.yaml:1:1)",
    ],
    [inA("count: 2.5"), "classes.a.count must be a whole number of at least 1, got 2.5 (s.yaml:3:15)"],
    [
      inA("count: 9007199254740993"),
      'classes.a.count must be a whole number of at most 1000000000, got "9007199254740993" (s.yaml:3:15)',
    ],
    [
      inA("multiple: .inf"),
      "classes.a.multiple must be a whole number of at most 1000000000, got Infinity (s.yaml:3:18)",
    ],
    [
      `baseInterval: 1e-300\n${yaml}`,
      "baseInterval must be at least 1e-30 in SI base units, got 1e-300 (s.yaml:1:15)",
    ],
    [
      inA("pause: 1e-300"),
      "classes.a.pause must be 0 or at least 1e-30 in SI base units, got 1e-300 (s.yaml:3:15)",
    ],
    [`${yaml}failures: { vm: { mtbf: 1e-300 } }`, "failures.vm.mtbf must be at least 1e-30 in SI base units"],
    [`name: ""\n${yaml}`, 'name must be text that can be seen, got "" (s.yaml:1:7)'],
    [
      yaml.replaceAll("a:", '"\\u200b":'),
      'classes."\\u200b" is no name for a class: it has only characters that cannot be seen (s.yaml:3:3)',
    ],
    [
      yaml.replaceAll("a:", '"a\\u202eb":'),
      'classes."a\\u202eb" is no name for a class: it has characters that cannot be printed (s.yaml:3:3)',
    ],
    [inA("cuont: 2"), "classes.a.cuont is not a known key; the nearest is count (s.yaml:3:8)"],
    [inA("count: 2, count: 2"), 'the key "count" is written twice (s.yaml:3:18)'],
    [inA("<<: [1]"), "a merge key << takes an object, got 1 (s.yaml:3:8)"],
    [
      inA("count: !!binary aGk="),
      'the tag "tag:yaml.org,2002:binary" has no meaning in a scenario (s.yaml:3:24)',
    ],
    [inA("count: !mine 2"), 'the tag "!mine" has no meaning in a scenario (s.yaml:3:21)'],
    [inA("count: *two"), "the alias *two has no anchor before it (s.yaml:3:15)"],
    [yaml.replace("{ count: 2 }", "&a [*a]"), "the alias *a stands inside what it names (s.yaml:3:10)"],
    [
      yaml.replace("  a: { count", "  1: { count"),
      "classes.1 is no name for a class: a name that is a whole number would lose its place in the order (s.yaml:3:3)",
    ],
    [yaml.replace("  a: { count", "  ~: { count"), "a key must be text, got nothing (null) (s.yaml:3:3)"],
    [
      yaml.replace("  a: { count", "  ? [a]\n  : { count"),
      "a key must be text, got a collection (s.yaml:3:5)",
    ],
    [
      yaml.replace("1/s", ""),
      "traffic.rates.a.a must be a rate of at least 0, such as 40/s, got nothing (null) (s.yaml:6:14)",
    ],
    [
      yaml.replace("1/s", "1e400"),
      'traffic.rates.a.a must be a rate of at least 0, such as 40/s, got "1e400", which is too large (s.yaml:6:13)',
    ],
    [
      yaml.replace("1/s", ".nan"),
      "traffic.rates.a.a must be a rate of at least 0, such as 40/s, got NaN (s.yaml:6:13)",
    ],
    [
      yaml.replace("1/s", "-.inf"),
      "traffic.rates.a.a must be a rate of at least 0, such as 40/s, got -Infinity (s.yaml:6:13)",
    ],
    [`${yaml}classes: {}\n`, 'the key "classes" is written twice (s.yaml:7:1)'],
    [`${yaml}---\n${yaml}`, "one YAML document is wanted, got several (s.yaml:7:1)"],
    [`${yaml}\thosts: 1\n`, "valid YAML is wanted: "],
    [`%YAML 1.1\n---\n${yaml}`, "YAML 1.2 is wanted, got 1.1 (s.yaml:1:1)"],
    ["classes: {", "valid YAML is wanted: "],
    ["[".repeat(100_000), "nesting is too deep to be read (s.yaml:1:"],
    [
      "a: 1\n".repeat(600_000),
      "s.yaml is too long for YAML, which ends at 4 MiB and 500000 words here; write it as JSON",
    ],
    [
      "x".repeat(10_000_000),
      "s.yaml is too long for YAML, which ends at 4 MiB and 500000 words here; write it as JSON",
    ],
  ])("%j is refused", (text, sentence) => {
    expect(failure(() => parseScenario(text, "s.yaml"))).toContain(`ScenarioError: ${sentence}`);
  });

  it.each([
    ['{"classes": 1,}', 'a key in quotation marks is wanted, got "}" (s.json:1:15)'],
    ['{"a": 1 "b": 2}', 'a comma or } is wanted after a value, got "\\"" (s.json:1:9)'],
    ['{"a" 1}', 'a colon is wanted after a key, got "1" (s.json:1:6)'],
    ['{"a": [1 2]}', 'a comma or ] is wanted after a value, got "2" (s.json:1:10)'],
    ['{"a": 01}', 'a value is wanted, got "01" (s.json:1:7)'],
    ['{"a": .5}', 'a value is wanted, got ".5" (s.json:1:7)'],
    ['{"a": nul}', 'a value is wanted, got "nul" (s.json:1:7)'],
    ['{"a": NaN}', 'a value is wanted, got "NaN" (s.json:1:7)'],
    ['{"a": "x}', "text in quotation marks has no end (s.json:1:7)"],
    ['{"a": "x\n"}', "text in quotation marks must end on its line (s.json:1:9)"],
    ['{"a": "\\x"}', "text in quotation marks has an escape that JSON does not know (s.json:1:7)"],
    ['{"a": 1} {', 'the end of the text is wanted, got "{" (s.json:1:10)'],
    ['{"a":\n', "a value is wanted, got the end of the text (s.json:2:1)"],
    ['{"a": 1,\n "\\u0061": 2}', 'the key "a" is written twice (s.json:2:2)'],
    ["// no\n{}", 'a value is wanted, got "/" (s.json:1:1)'],
    [`${'{"a":'.repeat(100_000)}`, "nesting is deeper than 64 levels (s.json:1:321)"],
    [
      '{"classes": {"a": {"count": 2,\n  "phase": "0"}},\n"traffic": {"rates": {"a": {"a": 1}}}}',
      'classes.a.phase must be a whole number of at least 0, got "0" (s.json:2:12)',
    ],
    [
      '{"classes": {"a": {}}, "clock": {"error": {"uniform": [1,\n "x"]}}, "traffic": {"rates": {}}}',
      'clock.error.uniform.1 must be a time such as 60 s, got "x"; a number comes first (s.json:2:2)',
    ],
    [
      '{"classes": {"x": {}, "a": {"phase": 1}}, "traffic": {"rates": {"a": {"x": 1}}}}',
      "classes.a.phase must be below the multiple of its class, which is 1, got 1 (s.json:1:38)",
    ],
  ])("as JSON, %j is refused", (text, sentence) => {
    expect(failure(() => parseScenario(text, "s.json"))).toBe(`ScenarioError: ${sentence}`);
  });

  it.each(["s.yaml", "s.json"])(
    "names that every object has of its own are names like others in %s",
    (file) => {
      const json =
        '{"classes": {"constructor": {"count": 2}}, "traffic": {"rates": {"constructor": {"constructor": 1}}}}';
      const text = file === "s.yaml" ? `# YAML\n${json}` : json;
      expect(parseScenario(text, file).classes).toEqual(Object.fromEntries([["constructor", { count: 2 }]]));
    },
  );

  it("aliases cannot multiply beyond bounds", () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const items = Array(10).fill(level === 0 ? "x" : `*l${level - 1}`);
      return `l${level}: &l${level} [${items.join(", ")}]`;
    });
    expect(failure(() => parseScenario(levels.join("\n"), "bomb.yaml"))).toMatch(
      /^ScenarioError: the text stands for more than 5000000 values, aliases written out \(bomb.yaml:7:\d+\)$/,
    );
  });

  it("ten megabytes of JSON are read, or refused where they go wrong", () => {
    const names = Array.from({ length: 2000 }, (_, index) => `class-${index}`);
    const classes = Object.fromEntries(names.map((name) => [name, { count: 1 }]));
    const row = Object.fromEntries(names.slice(0, 250).map((name) => [name, "2.5/s"]));
    const rates = Object.fromEntries(names.slice(1000).map((name) => [name, row]));
    const text = JSON.stringify({ classes, traffic: { per: "class", rates } }, undefined, 2);
    expect(text.length).toBeGreaterThan(7_000_000);
    expect(prepare(parseScenario(text, "big.json")).rates.rate).toHaveLength(250_000);
    const last = text.lastIndexOf("2.5/s");
    const broken = `${text.slice(0, last)}oops${text.slice(last + 5)}`;
    expect(failure(() => parseScenario(broken, "big"))).toMatch(
      /^ScenarioError: traffic\.rates\.class-1999\.class-249 must be a rate of at least 0, such as 40\/s, got "oops".* \(big:\d+:\d+\)$/,
    );
  });
});

describe("the line that names the schema for editors", () => {
  const named = JSON.stringify({ $schema: "./scenario.schema.json", ...presets.paper });

  it.each(["s.json", "s.yaml"])("changes nothing in %s", (file) => {
    expect(prepare(parseScenario(named, file))).toEqual(prepare(presets.paper));
    expect(jsonSchema).toHaveProperty(["properties", "$schema"]);
  });

  it("stands first in the starter, where editors look for it", () => {
    expect(starter.split("\n")[0]).toBe("# yaml-language-server: $schema=scenario.schema.json");
  });
});

describe("a loaded scenario", () => {
  it("is what was written, what it comes to, and where each value stands", () => {
    const { scenario, system, locate } = readScenarioText(yaml, "s.yaml");
    expect(scenario).toEqual(parseScenario(yaml, "s.yaml"));
    expect(system).toEqual(prepare(scenario));
    expect(locate(["classes", "a", "count"], "value")).toEqual({ file: "s.yaml", line: 3, column: 15 });
    expect(locate(["classes", "a", "count"], "key")).toEqual({ file: "s.yaml", line: 3, column: 8 });
    expect(locate(["hosts", "count"], "value")).toEqual({ file: "s.yaml", line: 2, column: 1 });
  });

  it("is checked once", () => {
    const loaded = readScenarioText(yaml, "s.yaml");
    expect(loaded.system).toBe(loaded.system);
    expect(prepare(loaded.system)).toBe(loaded.system);
  });
});

describe("loadScenario", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "scenario-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  it("knows the built-in scenarios by name", () => {
    expect(loadScenario("paper")).toBe(presets.paper);
    expect(loadScenario("cloud")).toBe(presets.cloud);
  });

  it("reads a file by its content, whatever its name", () => {
    expect(loadScenario(file("a.yaml", yaml)).classes).toEqual({ a: { count: 2 } });
    expect(loadScenario(file("a", JSON.stringify(presets.paper)))).toEqual(presets.paper);
    expect(loadScenario(file("a.json", JSON.stringify(presets.paper)))).toEqual(presets.paper);
    expect(failure(() => loadScenario(file("b.json", yaml)))).toMatch(/a value is wanted, got "#"/);
  });

  it("every way of not being a file gets its sentence", () => {
    const said = (path: string) => failure(() => loadScenario(path)).replaceAll(folder, "DIR");
    expect(said(join(folder, "none.yaml"))).toBe("ScenarioError: DIR/none.yaml does not exist");
    expect(said("papr")).toBe(
      "ScenarioError: papr is neither a file nor a built-in scenario (paper, cloud); the nearest is paper",
    );
    expect(said("constructor")).toBe(
      "ScenarioError: constructor is neither a file nor a built-in scenario (paper, cloud)",
    );
    expect(said(folder)).toBe("ScenarioError: DIR is a directory, a file is wanted");
    expect(said(file("empty.yaml", ""))).toBe("ScenarioError: DIR/empty.yaml is empty, a scenario is wanted");
    expect(said(file("binary", Uint8Array.of(0, 1, 2, 3)))).toBe(
      "ScenarioError: DIR/binary must be text, got binary data",
    );
    expect(said(file("latin1", Uint8Array.of(0x61, 0xe9, 0x0a)))).toBe(
      "ScenarioError: DIR/latin1 must be text in UTF-8, got other bytes",
    );
    expect(said(`${folder}/a.yaml/b`)).toBe("ScenarioError: DIR/a.yaml/b cannot be read: ENOTDIR");
    expect(said("")).toBe('ScenarioError: a scenario file must be named by its path, got ""');
    expect(said("a\u0000b")).toBe('ScenarioError: "a\\u0000b" cannot be read: ERR_INVALID_ARG_VALUE');
  });
});
