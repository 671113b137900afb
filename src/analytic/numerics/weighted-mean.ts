/** Mean of `values` under `weights`. */
export function weightedMean(values: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, index) => {
    sum += weights[index]! * value;
    total += weights[index]!;
  });
  return sum / total;
}
