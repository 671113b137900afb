import type { Figures } from "../../analytic/figure.js";
import type { System } from "../../scenario/model/system.js";
import { formula, fraction, indexed, number, operator, row, sum, symbol, word } from "./mathml.js";
import { equals, type PlanFormula, plus, roughly } from "./plan-formula.js";

/**
 * Whether the writes fit the storage, and when they are done; nothing without `storage`.
 *
 * - Source: E19, E20
 */
export function storageFormulas({ storage }: System, figures: Figures): readonly PlanFormula[] {
  const { storageUtilization, burstDrainTime, checkpointByteRate, stableLogByteRate } = figures;
  if (storage === undefined || storageUtilization === undefined || burstDrainTime === undefined) return [];
  const bandwidth = indexed(symbol("B"), word("write"));
  const [m, j] = [symbol("m"), symbol("j")];
  const [volume, before] = [indexed(symbol("v"), m), indexed(symbol("v"), row(m, operator("−"), number(1)))];
  return [
    {
      gives: "share of the storage's write bandwidth that is used",
      equation: "E19",
      general: formula(symbol("u"), equals, fraction(row(symbol("I"), plus, symbol("J")), bandwidth)),
      withNumbers: formula(
        symbol("u"),
        equals,
        fraction(
          row(
            number(checkpointByteRate.value),
            word("B/s"),
            plus,
            number(stableLogByteRate.value),
            word("B/s"),
          ),
          row(number(storage.write), word("B/s")),
        ),
        roughly,
        number(storageUtilization.value),
      ),
      where:
        "I: bytes of images per second (E5); J: bytes of messages per second (E6); no steady state from 1 on",
    },
    {
      gives: "time until all is written that the largest burst brings",
      equation: "E20",
      general: formula(
        indexed(symbol("t"), j),
        equals,
        sum(
          row(m, operator("≤"), j),
          fraction(
            row(
              operator("("),
              volume,
              operator("−"),
              before,
              operator(")"),
              operator("("),
              symbol("n"),
              operator("−"),
              m,
              plus,
              number(1),
              operator(")"),
            ),
            bandwidth,
          ),
        ),
      ),
      withNumbers: formula(
        indexed(symbol("t"), symbol("n")),
        roughly,
        number(burstDrainTime.value),
        word("s"),
      ),
      where:
        "v_1 ≤ v_2 ≤ … ≤ v_n: bytes of the n VMs that write at once, in equal shares; with links of the hosts each has at most its share of its link",
    },
  ];
}
