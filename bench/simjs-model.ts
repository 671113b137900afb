/** The parts of simjs that the model needs. */
interface Simjs {
  readonly Sim: new () => SimjsSimulation;
  readonly Entity: new () => SimjsEntity;
  readonly Random: new (seed: number) => { random(): number; exponential(rate: number): number };
}

interface SimjsSimulation {
  addEntity<Added extends SimjsEntity>(kind: new () => Added, name?: string, ...args: unknown[]): Added;
  simulate(endTime: number, maxEvents: number): boolean;
}

interface SimjsEntity {
  start(...args: unknown[]): void;
  setTimer(duration: number): { done(callback: () => void): void };
  send(message: unknown, delay: number, to: SimjsEntity): void;
}

/** How a message comes to its receiver: by `send`, as a user of simjs would write it, or by a call, which is faster. */
export type Delivery = "send" | "call";

/** What a run of the model has counted. */
export interface SimjsCounts {
  readonly received: number;
  readonly logged: number;
}

/**
 * The protocol on the paper's scenario as a simjs model: a process for each VM that sends at Poisson times, a timer for
 * its base index, and a count of what it received at the present index, which is written to the stable log where the VM
 * is not due. Without delay and clock error this is all that decides η.
 */
export async function simjsPaper(
  seed: number,
  baseIntervals: number,
  delivery: Delivery,
): Promise<SimjsCounts> {
  const { Sim, Entity, Random } = await simjs();
  const random = new Random(seed);
  const baseInterval = 60;
  let received = 0;
  let logged = 0;

  class Vm extends Entity {
    private index = 0;
    private atIndex = 0;
    private multiple = 1;
    /** Messages sent per second, the share of them to the peers of its own class, and who they are. */
    private rate = 0;
    private ownShare = 0;
    private own: readonly Vm[] = [];
    private other: readonly Vm[] = [];

    override start(): void {}

    begin(multiple: number, rates: { own: number; other: number }, own: readonly Vm[], other: readonly Vm[]) {
      this.multiple = multiple;
      this.rate = rates.own + rates.other;
      this.ownShare = rates.own / this.rate;
      this.own = own;
      this.other = other;
      this.setTimer(baseInterval).done(this.timer);
      this.setTimer(random.exponential(this.rate)).done(this.sendNext);
    }

    timer(): void {
      this.advance(this.index + 1);
      this.setTimer(baseInterval).done(this.timer);
    }

    sendNext(): void {
      const receivers = random.random() < this.ownShare ? this.own : this.other;
      const receiver =
        receivers.length === 1 ? receivers[0] : receivers[Math.floor(random.random() * receivers.length)];
      if (delivery === "send") this.send(this.index, 0, receiver);
      else receiver.onMessage(this, this.index);
      this.setTimer(random.exponential(this.rate)).done(this.sendNext);
    }

    onMessage(_sender: Vm, index: number): void {
      if (index > this.index) this.advance(index);
      received++;
      this.atIndex++;
    }

    advance(target: number): void {
      while (this.index < target) {
        this.index++;
        if (this.index % this.multiple !== 0) logged += this.atIndex;
        this.atIndex = 0;
      }
    }
  }

  const sim = new Sim();
  const [si1, si2, mi1, mi2] = Array.from({ length: 4 }, () => sim.addEntity(Vm));
  const si = [si1, si2];
  const mi = [mi1, mi2];
  // Both classes have two VMs, so each VM sends to a class what each of the class receives from its own.
  si1.begin(1, { own: 4, other: 2 }, [si2], mi);
  si2.begin(1, { own: 4, other: 2 }, [si1], mi);
  mi1.begin(2, { own: 1, other: 2 }, [mi2], si);
  mi2.begin(2, { own: 1, other: 2 }, [mi1], si);
  // Timers that ring at the very end still ring, so that all that was received has been flushed or dropped.
  sim.simulate(baseIntervals * baseInterval, Number.POSITIVE_INFINITY);
  return { received, logged };
}

// The package exports nothing: it leaves its classes at `window.Sim`, and there has to be a window for that.
async function simjs(): Promise<Simjs> {
  const global = globalThis as { window?: { Sim?: Simjs } };
  global.window ??= {};
  await import("simjs");
  const found = global.window.Sim;
  if (found === undefined) throw new Error("simjs has not left its classes at window.Sim");
  return found;
}
