/** The scenario that `vmqsc init` writes: a small system with every key explained. */
export const starter = `# yaml-language-server: $schema=scenario.schema.json
# For completion and hovers in an editor: vmqsc schema > scenario.schema.json

# A scenario for vmqsc. Only classes and traffic.rates are required; what is left out has a default.
# Quantities are numbers in SI base units (s, B, 1/s) or carry a unit: 200 ms, 5 min, 30 d, 4 kB, 2 GiB, 40/s, 1 Gbit/s.

name: web tier with a batch pool

# T0, the time between base indices. The stable-log ratio does not depend on it; load, storage and recovery do.
baseInterval: 60 s

# Classes of VMs. A class takes a checkpoint every \`multiple\` base intervals: 1 is SI, 2 and above MI.
classes:
  web:
    multiple: 1
    count: 40
    image: 2 GiB                        # what one checkpoint writes
    duration: 8 s                       # until it is complete
    pause: 200 ms                       # for how long it holds up the VM's own work
  batch:
    multiple: 4
    count: 10
    image: 8 GiB
    duration: { uniform: [20 s, 40 s] } # or exponential: MEAN, or lognormal: { mean: M, sd: S }
    pause: 500 ms
    phase: 0                            # shifts the indices at which the class is due (0 to multiple - 1)

traffic:
  per: receiver                         # each VM receives that much from a class; or sender, pair, class
  rates:                                # from: { to: messages per time }; a missing pair is 0
    web: { web: 40/s, batch: 2/s }
    batch: { web: 2/s, batch: 1/s }
  size: 4 kB                            # mean size of a message, or pair by pair like rates
  delay: { within: 100 us, across: { exponential: 1 ms } } # same host, different hosts

clock:
  error: { uniform: [0 ms, 20 ms] }     # of each local clock; may be negative, may be normal
  scope: vm                             # or host: the VMs of a host share one clock
  redraw: each-index                    # or once: an error that stays

hosts:
  count: 5
  placement: spread                     # or packed, or VMs by host: { h1: { web: 8, batch: 2 }, ... }

failures:                               # a rate (2/year) or a mean time between failures
  vm: { mtbf: 180 d }
  host: { mtbf: 1 year }

recovery:
  restart: 30 s
  bandwidth: 1 Gbit/s                   # at which an image is restored
  replaySpeedup: 2                      # how many times as fast as the first run replay runs

policies:                               # readings of the paper; these are its own
  volatileLog: keep                     # or drop: flushed entries leave memory
  inTransit: volatile                   # or stable: messages that cross a line go to stable storage

# storage: { write: 40 Gbit/s, read: 40 Gbit/s, hostLink: 10 Gbit/s } # absent: no limit

prices: { write: 0.002, hold: 0.0001, vmHour: 0.08 } # per GiB written, per GiB-hour held, per VM-hour lost
`;
