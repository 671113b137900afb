import { spaceTimeDiagram } from "../../src/pictures/space-time/diagram.js";
import { recordScenario } from "../../src/pictures/space-time/recordings.js";
import type { LoadedScenario } from "../../src/scenario/checks/prepare.js";
import { presets } from "../../src/scenario/model/presets.js";
import { readScenarioText } from "../../src/scenario/reading/parse-scenario.js";
import { rewrittenYaml } from "../../src/scenario/reading/rewrite-yaml.js";
import { scenarioYaml } from "../../src/scenario/reading/scenario-yaml.js";
import { starter } from "../../src/scenario/reading/starter.js";
import { withSettings } from "../../src/scenario/reading/with-settings.js";
import { fit as fitted } from "../../src/traces/fit.js";
import { parseTrace } from "../../src/traces/parse-trace.js";
import { fittedScenarioText } from "../../src/traces/scenario-text.js";
import { pageReport } from "./page-report.js";
import { planAnswer, ratioText } from "./plan-answer.js";
import type { Answers, ExampleName, Question } from "./questions.js";
import shopTrace from "./shop-trace.js";

/** What errors and commands call the scenario of the page. */
export const scenarioFile = "scenario.yaml";

/** The scenario in a text. @throws {ScenarioError} with line and column */
export function readText(text: string): LoadedScenario {
  return readScenarioText(text, scenarioFile);
}

/** Answers one question of the page. @throws {ScenarioError} for a mistake in the scenario, the setting or the file */
export function answerQuestion(question: Question): Answers[Question["kind"]] {
  switch (question.kind) {
    case "ratio":
      return ratioText(readText(question.text).system);
    case "plan":
      return planAnswer(readText(question.text));
    case "change":
      return changedText(question.text, question.settings);
    case "open":
      return opened(question.name, question.content);
    case "example":
      return exampleText(question.name);
    case "diagram":
      return spaceTimeDiagram(recordScenario(readText(question.text).system, question));
    case "report":
      return pageReport(readText(question.text), scenarioFile, question);
  }
}

function changedText(text: string, settings: readonly string[]): string {
  const loaded = readText(text);
  const changed = withSettings(loaded, settings);
  // Only here is it known which setting a fault comes from.
  void changed.system;
  return rewrittenYaml(text, loaded.scenario, changed.scenario);
}

/** A trace has another kind of text than a scenario: rows, or spans. */
function opened(name: string, content: string): string {
  return /\.(?:csv|jsonl|ndjson)$/i.test(name) ? fittedText(name, content) : content;
}

function fittedText(name: string, content: string): string {
  return fittedScenarioText(fitted(parseTrace(content, name)));
}

function exampleText(name: ExampleName): string {
  if (name === "starter") return starter;
  if (name === "trace") return fittedText("shop.csv", shopTrace);
  return scenarioYaml(presets[name]);
}
