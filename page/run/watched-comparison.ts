import {
  claimLines,
  comparisonForms,
  comparisonNotes,
  comparisonSummary,
  comparisonTables,
} from "../../src/cli/render/comparison-text.js";
import { json } from "../../src/cli/render/json.js";
import { plural } from "../../src/cli/render/number-text.js";
import { paint } from "../../src/cli/render/table.js";
import { comparisonCharts } from "../../src/pictures/results/comparison-charts.js";
import type { System } from "../../src/scenario/model/system.js";
import { Comparison } from "../../src/validation/comparison-report.js";
import type { RunRequest } from "../worker/messages.js";
import type { WatchedRun } from "./run-view.js";
import { sameRunCommand } from "./same-run-command.js";

/** Schemes on the same events, as `vmqsc compare` runs them, and what there is to see of it at any time. */
export function watchedComparison(system: System, request: RunRequest): WatchedRun {
  const { seed, maxTime } = request;
  const run = new Comparison(system, { seed, maxTime });
  const plain = paint({ colour: false, width: undefined });
  return {
    run,
    view: () => {
      const { messages, replications, share } = run.progress();
      const report = run.report();
      const forms = comparisonForms(report, () => system.name);
      // Without two replications nothing is known of what chance has done.
      const known = replications >= 2;
      const tables = known ? comparisonTables(report, undefined, plain) : [];
      const claims = report.claims.map((claim) => {
        const { answer, figures } = claimLines(claim, plain);
        return [answer, figures.join("; ")].filter(Boolean).join(". ");
      });
      return {
        method: "compare",
        done: run.done,
        share,
        note: run.done
          ? comparisonSummary(report, plain)
          : `${plural(messages, "message")} in ${plural(replications, "replication")}`,
        verdict: undefined,
        tables: tables.map(({ heading, schemes, rows }) => {
          return { caption: heading, columns: ["measure", ...schemes], rows };
        }),
        remarks: known ? [...comparisonNotes(report), ...claims] : [],
        charts: known ? comparisonCharts(report) : [],
        comparison: run.done ? report : undefined,
        csv: forms.csv(),
        json: json(forms.json()),
        command: sameRunCommand(run, request),
      };
    },
  };
}
