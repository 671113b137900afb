import type { RandomStream } from "./random-stream.js";

/**
 * Draws from the exponential law of mean 1 by the ziggurat method (Marsaglia and Tsang 2000), at a third of the cost
 * of a logarithm. The area under `e^−x` is cut into 256 layers of the same size: a box `0 .. right[i]` wide, of
 * which all but the end lies under the curve. Layer and place come from different bits, and a place has 56 of them,
 * so the flaws of the 32-bit original do not arise.
 */
export function drawExponential(stream: RandomStream): number {
  for (;;) {
    const bits = stream.int32();
    const layer = bits & 255;
    const x = ((bits >>> 8) + (stream.int32() >>> 0) * low) * high * right[layer];
    if (x < right[layer + 1]) return x;
    const accepted = atEdge(layer, x, stream);
    if (accepted >= 0) return accepted;
  }
}

/** Fills all places with draws, from a block of words; the few at an edge take more. */
export function fillExponential(values: Float64Array, stream: RandomStream): void {
  const words = stream.words(2 * values.length);
  for (let m = 0; m < values.length; m++) {
    const bits = words[2 * m];
    const layer = bits & 255;
    const x = ((bits >>> 8) + (words[2 * m + 1] >>> 0) * low) * high * right[layer];
    if (x < right[layer + 1]) values[m] = x;
    else values[m] = finish(layer, x, stream);
  }
}

function finish(layer: number, x: number, stream: RandomStream): number {
  const accepted = atEdge(layer, x, stream);
  return accepted >= 0 ? accepted : drawExponential(stream);
}

/** What a place at the edge of its layer stands for; negative if it lies above the curve. */
function atEdge(layer: number, x: number, stream: RandomStream): number {
  // The bottom layer is a box and the tail beyond it, which is the whole law again.
  if (layer === 0) return tailStart - Math.log(stream.double());
  const height = curve[layer] + stream.double() * (curve[layer + 1] - curve[layer]);
  return height < Math.exp(-x) ? x : -1;
}

const layers = 256;
const low = 1 / 0x100000000;
const high = 1 / 0x1000000;
/** Where the tail begins, such that 256 layers of the size of box and tail end at the top of the curve. */
const tailStart = 7.69711747013105;
/** The most that a draw can be: the tail, and in it the logarithm of the smallest number of 53 bits. */
export const largestExponential = tailStart + 53 * Math.LN2;
/** Right ends of the layers, from the bottom: the last is 0. */
const right = new Float64Array(layers + 1);
/** Heights of the curve there. */
const curve = new Float64Array(layers + 1);

function cutLayers(): void {
  const size = (tailStart + 1) * Math.exp(-tailStart);
  right[0] = size / Math.exp(-tailStart);
  right[1] = tailStart;
  for (let layer = 2; layer < layers; layer++) {
    right[layer] = -Math.log(size / right[layer - 1] + Math.exp(-right[layer - 1]));
  }
  right[layers] = 0;
  for (let layer = 0; layer <= layers; layer++) curve[layer] = Math.exp(-right[layer]);
}

cutLayers();
