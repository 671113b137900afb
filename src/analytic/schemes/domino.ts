/**
 * How far the VM that is set back most is set back where two VMs do not coordinate at all, in periods.
 *
 *     1/2 + (1/(2q)) (1 − (1 − q)/a − q/2),   q = e^{−a/2}
 *
 * Two VMs take checkpoints of one period, half a period apart, and one of them fails.
 *
 * - Source: F12; the domino effect
 * - Assumes: each sends `a` messages per period, Poisson, without delay; the run has begun long ago
 * - Limits: 1/2 without messages; grows exponentially with the messages per half period
 *
 * @example
 * dominoRollback(10)  // => 67.0…
 */
export function dominoRollback(messagesPerPeriod: number): number {
  const a = messagesPerPeriod;
  if (a === 0) return 0.5;
  const silent = Math.exp(-a / 2);
  return 0.5 + (1 - -Math.expm1(-a / 2) / a - silent / 2) / (2 * silent);
}
