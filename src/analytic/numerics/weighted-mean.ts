/** Mean of `values` under `weights`. */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (let place = 0; place < values.length; place++) {
    sum += weights[place] * values[place];
    total += weights[place];
  }
  return sum / total;
}
