import type { Population } from "../population.js";
import { AliasTable } from "../random/alias-table.js";
import type { RandomStream } from "../random/random-stream.js";

/** Cells or hosts, and the share of a stream's messages that falls to each. */
export interface CellShares {
  readonly places: Int32Array;
  readonly shares: Float64Array;
}

/** The VMs of each cell. */
export class MembersByCell {
  private readonly start: Int32Array;
  private readonly vms: Int32Array;

  constructor({ vmCount, cellCount, cellOf }: Population) {
    this.start = new Int32Array(cellCount + 1);
    for (const cell of cellOf) this.start[cell + 1]++;
    for (let cell = 0; cell < cellCount; cell++) this.start[cell + 1] += this.start[cell];
    const next = this.start.slice();
    this.vms = new Int32Array(vmCount);
    for (let vm = 0; vm < vmCount; vm++) this.vms[next[cellOf[vm]]++] = vm;
  }

  count(cell: number): number {
    return this.start[cell + 1] - this.start[cell];
  }

  /** The VM that a uniform number in [0, 1) stands for. */
  pick(cell: number, uniform: number): number {
    return this.vms[this.start[cell] + Math.floor(uniform * this.count(cell))];
  }
}

/** Who can send to whom in a class pair: every ordered pair of distinct VMs alike. */
export class PairEnds {
  /** Ordered pairs on one host, and on two. */
  readonly pairsWithin: number;
  readonly pairsAcross: number;
  /** The other class's cell on a host, by host. */
  private readonly sendersOn = new Map<number, number>();
  private readonly receiversOn = new Map<number, number>();
  private readonly own: boolean;
  private readonly senders: number;
  private readonly receivers: number;
  private readonly firstSender: number;
  private readonly firstReceiver: number;
  private sharedCells: { readonly receiverCells: Int32Array; readonly table: AliasTable } | undefined;

  constructor(
    private readonly population: Population,
    private readonly members: MembersByCell,
    private readonly senderCells: readonly number[],
    private readonly receiverCells: readonly number[],
  ) {
    const { cellHost, cellClass, firstVm } = population;
    for (const cell of senderCells) this.sendersOn.set(cellHost[cell], cell);
    for (const cell of receiverCells) this.receiversOn.set(cellHost[cell], cell);
    const from = cellClass[senderCells[0]];
    const to = cellClass[receiverCells[0]];
    this.own = from === to;
    this.firstSender = firstVm[from];
    this.firstReceiver = firstVm[to];
    this.senders = firstVm[from + 1] - firstVm[from];
    this.receivers = firstVm[to + 1] - firstVm[to];
    let within = 0;
    for (const cell of receiverCells) within += this.sendersBeside(cell) * members.count(cell);
    this.pairsWithin = within;
    this.pairsAcross = this.senders * (this.own ? this.receivers - 1 : this.receivers) - within;
  }

  /** Receiving cells, with their shares of the messages within or across hosts. */
  receiverShares(across: boolean): CellShares {
    const all = across ? this.pairsAcross : this.pairsWithin;
    return sharesOf(this.receiverCells, this.receiverCells, (cell) => {
      const beside = this.sendersBeside(cell);
      const senders = across ? this.senders - (this.own ? 1 : 0) - beside : beside;
      return (senders * this.members.count(cell)) / all;
    });
  }

  /** Hosts of the senders, with their shares of the messages across hosts; none within. */
  senderHostShares(across: boolean): CellShares {
    const { cellHost } = this.population;
    const cells = across ? this.senderCells : [];
    const hosts = cells.map((cell) => cellHost[cell]);
    return sharesOf(cells, hosts, (cell) => {
      const beside = this.receiversOn.get(cellHost[cell]);
      const receivers = this.receivers - (beside === undefined ? 0 : this.members.count(beside));
      return (receivers * this.members.count(cell)) / this.pairsAcross;
    });
  }

  /** A sender and a receiver on different hosts. */
  drawAcross(random: RandomStream, hostOf: Int32Array): readonly [sender: number, receiver: number] {
    for (;;) {
      const sender = this.firstSender + Math.floor(random.double() * this.senders);
      const receiver = this.firstReceiver + Math.floor(random.double() * this.receivers);
      if (hostOf[sender] !== hostOf[receiver]) return [sender, receiver];
    }
  }

  /** A sender and a receiver on one host. */
  drawWithin(random: RandomStream): readonly [sender: number, receiver: number] {
    const { receiverCells, table } = this.shared();
    const cell = receiverCells[table.pick(random.double())];
    const senders = this.sendersOn.get(this.population.cellHost[cell]) as number;
    for (;;) {
      const sender = this.members.pick(senders, random.double());
      const receiver = this.members.pick(cell, random.double());
      if (sender !== receiver) return [sender, receiver];
    }
  }

  /** Receiving cells beside which there are senders, to be drawn by their pairs; made when first asked for. */
  private shared() {
    if (this.sharedCells === undefined) {
      const cells = this.receiverCells.filter((cell) => this.sendersBeside(cell) > 0);
      const pairs = cells.map((cell) => this.sendersBeside(cell) * this.members.count(cell));
      this.sharedCells = { receiverCells: Int32Array.from(cells), table: new AliasTable(pairs) };
    }
    return this.sharedCells;
  }

  /** How many VMs on the cell's host send to a VM of the cell. */
  private sendersBeside(cell: number): number {
    const senders = this.sendersOn.get(this.population.cellHost[cell]);
    return senders === undefined ? 0 : this.members.count(senders) - (this.own ? 1 : 0);
  }
}

/** The shares above zero, each at its place. */
function sharesOf(
  cells: readonly number[],
  places: readonly number[],
  shareOf: (cell: number) => number,
): CellShares {
  const shares = cells.map(shareOf);
  return {
    places: Int32Array.from(places.filter((_, at) => shares[at] > 0)),
    shares: Float64Array.from(shares.filter((share) => share > 0)),
  };
}
