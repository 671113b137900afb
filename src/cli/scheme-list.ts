import { quote } from "../scenario/checks/describe-value.js";
import { nearestName } from "../scenario/checks/nearest-name.js";
import { type ComparisonMeasureKey, comparisonMeasures } from "../scenario/model/comparison-measures.js";
import { type SchemeKey, schemes } from "../scenario/model/schemes.js";
import { UsageError } from "./usage-error.js";

/** The schemes that a list of keys with commas between names. @throws {UsageError} naming the nearest to an unknown one */
export function schemeList(text: string): readonly SchemeKey[] {
  const known = schemes.map(({ key }) => key);
  return keysAmong(
    known,
    text,
    (key, hint) => `--schemes must name schemes, got ${key}${hint ?? "; --list has all"}`,
  );
}

/** The measures of a comparison that a list of keys with commas between names. @throws {UsageError} as `schemeList` */
export function comparisonMeasureList(text: string): readonly ComparisonMeasureKey[] {
  const known = comparisonMeasures.map(({ key }) => key);
  return keysAmong(
    known,
    text,
    (key, hint) =>
      `--measures must name measures of a comparison, got ${key}${hint ?? "; `vmqsc measures` lists all"}`,
  );
}

function keysAmong<Key extends string>(
  known: readonly Key[],
  text: string,
  sentence: (key: string, hint: string | undefined) => string,
): readonly Key[] {
  const names = text.split(",").map((entry) => entry.trim());
  return [
    ...new Set(
      names.map((name) => {
        const key = known.find((one) => one === name);
        if (key !== undefined) return key;
        const nearest = nearestName(name, known, name.length / 2);
        throw new UsageError(sentence(quote(name), nearest && `, the nearest is ${nearest}`));
      }),
    ),
  ];
}
