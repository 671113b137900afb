import type { System } from "../../scenario/model/system.js";
import type { Seconds } from "../../scenario/model/units.js";
import { grouped, type Population } from "../population.js";
import { numberedStreams, type StreamsByPurpose } from "../random/random-stream.js";
import { sampler } from "../random/sampler.js";

/**
 * How long the checkpoint of VM `vm` at index `k` takes (R6): the same whenever, by whomever and however often it is
 * asked for.
 */
export type CheckpointDurations = (vm: number, k: number) => Seconds;

/** Durations drawn from the law of each VM's class, with a random stream of its own for each VM and index. */
export function drawnDurations(
  system: System,
  { classOf }: Population,
  streams: StreamsByPurpose,
): CheckpointDurations {
  const laws = system.classes.map(({ duration }) => duration);
  const ofVmAndIndex = numberedStreams(streams("durations"));
  return (vm, k) => {
    const law = laws[classOf[vm]];
    return law.kind === "constant" ? law.value : sampler(law, ofVmAndIndex(vm, k))();
  };
}

/**
 * Durations by the number of a cell, for a population in lockstep, where one number stands for all VMs of a cell: that of
 * one of them, and the longest of all.
 */
export function durationsByCell(ofVm: CheckpointDurations, { cellOf, cellCount }: Population) {
  const { start, order } = grouped(cellOf, cellCount);
  return {
    durations: (cell: number, k: number) => ofVm(order[start[cell]], k),
    longest: (cell: number, k: number) => {
      let longest = 0;
      for (let place = start[cell]; place < start[cell + 1]; place++) {
        longest = Math.max(longest, ofVm(order[place], k));
      }
      return longest;
    },
  };
}
