import { erfc } from "../analytic/numerics/error-function.js";
import { criticalValue } from "../montecarlo/estimation/student-interval.js";

/**
 * Messages after which the interval of η is so narrow, relative to η.
 *
 *     N = z² (1 − η) / (η p²),   z the two-sided normal quantile of the confidence
 *
 * - Source: E3: given `n` messages the flushed count is Binomial(n, η)
 * - Assumes: zero delay and no clock error; either makes messages of one boundary alike, and the need somewhat larger
 * - Limits: grows beyond all bounds as η tends to 0, but 0 for η of 0 and of 1, which any run finds exactly
 *
 * @example
 * messagesForPrecision(1 / 6, 0.001, 0.99) // => 33174483.005…
 */
export function messagesForPrecision(ratio: number, precision: number, confidence: number): number {
  return variance(ratio) * (normalReach(confidence) / precision) ** 2;
}

/** The relative half-width that so many messages bring: {@link messagesForPrecision} solved for `p`. */
export function precisionOfMessages(ratio: number, messages: number, confidence: number): number {
  return normalReach(confidence) * Math.sqrt(variance(ratio) / messages);
}

/** The confidence at which so many messages bring that half-width: {@link messagesForPrecision} solved for `z`. */
export function confidenceOfMessages(ratio: number, messages: number, precision: number): number {
  return 1 - erfc((precision * Math.sqrt(messages / variance(ratio))) / Math.SQRT2);
}

/** Of one message's being flushed or not, relative to η². */
function variance(ratio: number): number {
  return ratio === 0 ? 0 : (1 - ratio) / ratio;
}

function normalReach(confidence: number): number {
  return criticalValue(1 - confidence, Number.POSITIVE_INFINITY);
}
