import { deepFreeze } from "../model/deep-freeze.js";
import type { FailureRateInput } from "../model/scenario.js";
import { amount } from "../quantities/quantity.js";
import { distribution, failureLaw } from "./distribution-shape.js";
import { Misfit } from "./misfit.js";
import {
  choice,
  derived,
  type JsonSchema,
  list,
  named,
  object,
  optional,
  required,
  type Shape,
  title,
  whole,
} from "./shape.js";
import { trafficShape } from "./traffic-shape.js";
import { either, mapped } from "./variant-shape.js";

const time = amount("time", "at least 0");
const positiveTime = amount("time", "above 0");
const rate = amount("rate", "at least 0");
const price = amount("number", "at least 0");

const data = amount("data", "at least 0");
const bandwidth = amount("dataRate", "above 0");

const imageGrowth = object({
  full: required(data, "the whole image, which a restore reads"),
  dirty: required(amount("dataRate", "at least 0"), "bytes that the VM changes per time"),
  workingSet: derived(
    data,
    "the part of the image that changes fall on; default: all of them fall on bytes not changed before",
  ),
});

/** What one checkpoint writes: the same each time, or what has changed. */
const image = mapped(either(data, imageGrowth), (read) => (typeof read === "number" ? { full: read } : read));

const pauseGrowth = object({
  fixed: optional(time, "0 s", "the pause of a checkpoint that writes nothing"),
  perByte: optional(time, "0 s", "further pause for each byte written, such as 0.1 ns"),
});

/** How long a checkpoint holds up its VM: always alike, or by what it writes. */
const pause = mapped(either(time, pauseGrowth), (read) =>
  typeof read === "number" ? { fixed: read, perByte: 0 } : read,
);

const vmClass = object({
  multiple: optional(
    whole(1),
    1,
    "checkpoint period in base intervals: 1 is the paper's SI, i >= 2 its MI_i",
  ),
  count: optional(whole(1), 1, "VMs of the class"),
  image: optional(
    image,
    "0 B",
    "what one checkpoint writes; or of incremental checkpoints { full, dirty, workingSet }",
  ),
  duration: optional(
    distribution("at least 0"),
    "0 s",
    "from the start of a checkpoint until it is complete",
  ),
  pause: optional(
    pause,
    "0 s",
    "for how long a checkpoint holds up the VM's own work; or { fixed, perByte }, by what it writes",
  ),
  phase: optional(whole(0), 0, "shifts the indices at which the class is due; below multiple"),
  nodes: derived(
    list("names of nodes", title),
    "nodes of a trace that are VMs of the class: names, or patterns with * and ?",
  ),
});

const mtbf = object({ mtbf: required(positiveTime, "mean time between failures") });

const rateWithHint: typeof rate = {
  ...rate,
  read(input) {
    try {
      return rate.read(input);
    } catch (error) {
      if (!(error instanceof Misfit) || !error.message.endsWith("which is a time")) throw error;
      throw new Misfit(`${error.message}: for the mean time between failures write { mtbf: ${input} }`);
    }
  },
};

/** A failure rate, written as a rate or as the mean time between failures. */
const failureRate: Shape<FailureRateInput, number> = {
  ...either(
    rateWithHint,
    mapped(mtbf, (read) => 1 / read.mtbf),
  ),
  beside: () => ({}),
};

const placementTable = named(
  "host",
  named("class", whole(0)),
  "spread, packed or an object of hosts by name",
);
const placement = either(choice("spread", "packed"), placementTable, (input) => typeof input === "string");

/** The policies, of scenarios and of scripts. */
export const policiesShape = object({
  volatileLog: optional(
    choice("keep", "drop"),
    "keep",
    "whether flushed entries stay in the hypervisor's memory (the paper's reading) or leave it",
  ),
  inTransit: optional(
    choice("volatile", "stable"),
    "volatile",
    "whether a message that crosses a line is logged in memory only (the paper's reading) or on stable storage too",
  ),
});

/** Host names are written out one by one. */
const mostHosts = 1_000_000;

/** The whole scenario: the one table behind its checks, its defaults and its JSON Schema. */
export const scenarioShape = object({
  name: optional(title, "scenario", "what reports call the scenario"),
  baseInterval: optional(positiveTime, "60 s", "T0, the time between base indices"),
  classes: required(named("class", vmClass), "classes of VMs by name; the order is kept"),
  traffic: required(trafficShape, "who sends how much to whom"),
  clock: optional(
    object({
      error: optional(distribution("any"), "0 s", "error of a local clock; may be negative"),
      scope: optional(
        choice("vm", "host"),
        "vm",
        "whether each VM has its own clock error or the VMs of a host share one",
      ),
      redraw: optional(
        choice("each-index", "once"),
        "each-index",
        "whether the error is drawn anew at each index",
      ),
    }),
    {},
    "local clocks",
  ),
  hosts: optional(
    object({
      count: derived(whole(1, mostHosts), "hosts; default 1, or as many as placement names"),
      placement: optional(
        placement,
        "spread",
        "spread: round-robin over all VMs in class order; packed: host by host; or VMs of each class on each host by name",
      ),
    }),
    {},
    "physical machines and which VMs they carry",
  ),
  failures: optional(
    object({
      vm: optional(failureRate, 0, "failures of each VM per time, or { mtbf: TIME }"),
      host: optional(failureRate, 0, "failures of each host per time, or { mtbf: TIME }"),
      law: optional(
        failureLaw,
        "exponential",
        "of the times between two failures of one VM or host: exponential, { weibull: { shape: 0.7 } } or { lognormal: { sigma: 1 } }; for vmqsc job, which lets them happen",
      ),
    }),
    {},
    "how often things fail",
  ),
  recovery: optional(
    object({
      restart: optional(time, "30 s", "time to restart a VM before its image is restored"),
      bandwidth: optional(bandwidth, "1 Gbit/s", "at which a VM's image is restored"),
      replaySpeedup: optional(
        amount("number", "above 0"),
        1,
        "how many times as fast as the first run replay runs",
      ),
    }),
    {},
    "how a VM comes back",
  ),
  storage: derived(
    object({
      write: required(bandwidth, "shared by all that write to stable storage"),
      read: derived(bandwidth, "shared by all that restore; default: no limit but recovery.bandwidth"),
      hostLink: derived(bandwidth, "of each host, both ways; default: no limit"),
      staging: derived(bandwidth, "of each host's own disk, to which images go first; default: no staging"),
    }),
    "what writes and restores go through; default: they take no time beyond duration and recovery.bandwidth",
  ),
  policies: optional(policiesShape, {}, "readings of the paper where it is silent"),
  job: derived(
    object({ work: required(positiveTime, "what the job would take if nothing held it up") }),
    "a job that all VMs do together, for vmqsc job, and for its run time in plan, sweep and solve; default: none",
  ),
  prices: optional(
    object({
      write: optional(price, 0, "per GiB written"),
      hold: optional(price, 0, "per GiB-hour held"),
      vmHour: optional(price, 0, "per VM-hour lost"),
    }),
    {},
    "what things cost, in any one currency",
  ),
  $schema: derived(title, "where an editor finds the JSON Schema of the file; otherwise without meaning"),
});

/**
 * The JSON Schema (draft 7, which editors know best) of a scenario file, for YAML and JSON alike.
 *
 * Made from the shapes that `prepare` reads with. It says all that a schema can say; what ties keys together
 * (a phase below its multiple, rates between classes that exist, every VM placed once) is left to `prepare`.
 */
export const jsonSchema: JsonSchema = deepFreeze({
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "vmqsc scenario",
  ...scenarioShape.jsonSchema,
});
