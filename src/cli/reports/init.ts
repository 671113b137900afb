import { LoadedScenario } from "../../scenario/checks/prepare.js";
import { jsonSchema } from "../../scenario/checks/scenario-shape.js";
import { parseScenario } from "../../scenario/reading/parse-scenario.js";
import { rewrittenYaml } from "../../scenario/reading/rewrite-yaml.js";
import { starter } from "../../scenario/reading/starter.js";
import type { Options } from "../options.js";
import { json } from "../render/json.js";
import { checkedScenario } from "../scenario-input.js";
import type { Terminal } from "../terminal.js";
import { writeWholeFile, writtenText } from "../write-whole-file.js";

export async function writeStarter(terminal: Terminal, file: string | undefined, options: Options) {
  const plain = parseScenario(starter, "the starter scenario");
  const { scenario } = await checkedScenario(terminal, new LoadedScenario(plain), options);
  const yaml = options.set ? rewrittenYaml(starter, plain, scenario) : starter;
  const printed = file === undefined || file === "-";
  if (!printed) {
    // By its name, it would be read as JSON.
    writeWholeFile(file, /\.json$/i.test(file) ? json(scenario) : yaml, options.force);
    terminal.note(writtenText(file));
  }
  if (options.json || printed) terminal.print(options.json ? json(scenario) : yaml);
}

export function printSchema(terminal: Terminal): void {
  terminal.print(json(jsonSchema));
}
