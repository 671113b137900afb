import tychei, { type TycheiState } from "seedrandom/lib/tychei.js";

/** A source of random numbers: one purpose, one replication, never shared. */
export interface RandomStream {
  /** Uniform on (0, 1) with 53 random bits; never 0. */
  double(): number;
  /** Uniform on the 32-bit integers, signed. */
  int32(): number;
  /** The next `count` draws of `int32`, in a block that may be longer, to be read before the next is asked for. */
  words(count: number): Int32Array;
}

/**
 * Opens the stream of that name. Streams of different names are independent, and each can be opened alone:
 * replication 7 needs none of the six before it.
 *
 * The generator is tychei: sound for names that differ in a few characters, where others of the family are
 * correlated. A bare call of it returns only 32 bits and can be 0, so it is not offered here.
 */
export function openStream(seed: string, replication: number, purpose: string): RandomStream {
  return new Tychei(tychei(`${seed}/${replication}/${purpose}`, { state: true }).state());
}

/** Opens the stream of a purpose: the streams of one replication, say. */
export type StreamsByPurpose = (purpose: string) => RandomStream;

/**
 * The streams of pairs of whole numbers, in the place of one stream: of a VM and an index, say. Each can be opened alone,
 * in any order and again, for a tenth of what one with a name costs.
 *
 * The numbers are mixed into a state drawn from `stream`, as the package mixes in those of a seed that is a number: 20
 * steps of the generator that nobody sees.
 */
export function numberedStreams(stream: RandomStream): (first: number, second: number) => RandomStream {
  const [a, b, c, d] = stream.words(4);
  return (first, second) => {
    const numbered = new Tychei({ a: a ^ first, b: b ^ second, c, d });
    numbered.fill(unseen, unseen.length);
    return numbered;
  };
}

/** Fills all places with numbers uniform on [0, 1), of 53 random bits. */
export function fillUniform(values: Float64Array, stream: RandomStream): void {
  const words = stream.words(2 * values.length);
  for (let place = 0; place < values.length; place++) {
    values[place] = uniformOf(words[2 * place], words[2 * place + 1]);
  }
}

/** The number in [0, 1), of 53 bits, that two words stand for. */
export function uniformOf(first: number, second: number): number {
  return (first >>> 0) * high + (second >>> 11) * low;
}

const high = 1 / 0x100000000;
const low = high / 0x200000;
const unseen = new Int32Array(20);
const single = new Int32Array(1);
const noWords = new Int32Array();

/**
 * The numbers of seedrandom's tychei, from a state that it has made of the seed, one by one or in blocks. As a class:
 * the package's generators are closures, of which a process inlines the first one only.
 */
class Tychei implements RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  private block = noWords;

  constructor({ a, b, c, d }: TycheiState) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  double(): number {
    for (;;) {
      const top = this.int32() >>> 11;
      const uniform = (top + (this.int32() >>> 0) / 0x100000000) / 0x200000;
      if (uniform > 0) return uniform;
    }
  }

  int32(): number {
    this.fill(single, 1);
    return single[0];
  }

  words(count: number): Int32Array {
    if (this.block.length < count) this.block = new Int32Array(count);
    this.fill(this.block, count);
    return this.block;
  }

  /** The state stands in local variables, where processors have it at hand. */
  fill(words: Int32Array, count: number): void {
    let a = this.a | 0;
    let b = this.b | 0;
    let c = this.c | 0;
    let d = this.d | 0;
    for (let place = 0; place < count; place++) {
      b = (b << 25) ^ (b >>> 7) ^ c;
      c = (c - d) | 0;
      d = (d << 24) ^ (d >>> 8) ^ a;
      a = (a - b) | 0;
      b = (b << 20) ^ (b >>> 12) ^ c;
      c = (c - d) | 0;
      d = (d << 16) ^ (c >>> 16) ^ a;
      a = (a - b) | 0;
      words[place] = a;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }
}
