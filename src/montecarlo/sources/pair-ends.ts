import { type Grouping, grouped, type Population } from "../population.js";
import { AliasTable } from "../random/alias-table.js";
import type { RandomStream } from "../random/random-stream.js";

/** Cells or hosts, and the share of a stream's messages that falls to each. */
export interface CellShares {
  readonly places: Int32Array;
  readonly shares: Float64Array;
}

/** The VMs of each cell, and the cells of each class. */
export class MembersByCell {
  private readonly vms: Grouping;
  private readonly cells: Grouping;
  private readonly cellAt = new Map<number, number>();
  private readonly hostCount: number;

  constructor({ cellCount, cellOf, cellClass, cellHost, classCount, hostCount }: Population) {
    this.vms = grouped(cellOf, cellCount);
    this.cells = grouped(cellClass, classCount);
    this.hostCount = hostCount;
    for (let cell = 0; cell < cellCount; cell++) {
      this.cellAt.set(cellClass[cell] * hostCount + cellHost[cell], cell);
    }
  }

  cellsOf(c: number): Int32Array {
    return this.cells.order.subarray(this.cells.start[c], this.cells.start[c + 1]);
  }

  countOn(c: number, host: number): number {
    const cell = this.cellAt.get(c * this.hostCount + host);
    return cell === undefined ? 0 : this.count(cell);
  }

  count(cell: number): number {
    return this.vms.start[cell + 1] - this.vms.start[cell];
  }

  /** The VM of a class on a host that a uniform number in [0, 1) stands for; there must be one. */
  pick(c: number, host: number, uniform: number): number {
    const cell = this.cellAt.get(c * this.hostCount + host) as number;
    return this.vms.order[this.vms.start[cell] + Math.floor(uniform * this.count(cell))];
  }
}

/** Who can send to whom in a class pair: every ordered pair of distinct VMs alike. */
export class PairEnds {
  /** Ordered pairs on one host, and on two. */
  readonly pairsWithin: number;
  readonly pairsAcross: number;
  /** The VMs drawn last. */
  sender = -1;
  receiver = -1;
  private readonly senders: number;
  private readonly receivers: number;
  /** 1 where senders are receivers, too: none sends to itself. */
  private readonly own: 0 | 1;
  private sharedHosts: { readonly hosts: Int32Array; readonly table: AliasTable } | undefined;

  /** @param from @param to the classes of the senders and of the receivers */
  constructor(
    private readonly population: Population,
    private readonly members: MembersByCell,
    private readonly from: number,
    private readonly to: number,
  ) {
    const { firstVm } = population;
    this.own = from === to ? 1 : 0;
    this.senders = firstVm[from + 1] - firstVm[from];
    this.receivers = firstVm[to + 1] - firstVm[to];
    let within = 0;
    for (const cell of members.cellsOf(to)) within += this.sendersBeside(cell) * members.count(cell);
    this.pairsWithin = within;
    this.pairsAcross = this.senders * (this.receivers - this.own) - within;
  }

  /** Receiving cells, with their shares of the messages within or across hosts. */
  receiverShares(across: boolean): CellShares {
    const all = across ? this.pairsAcross : this.pairsWithin;
    const cells = this.members.cellsOf(this.to);
    return sharesOf(cells, cells, (cell) => {
      const beside = this.sendersBeside(cell);
      const senders = across ? this.senders - this.own - beside : beside;
      return (senders * this.members.count(cell)) / all;
    });
  }

  /** Hosts of the senders, with their shares of the messages across hosts; none within. */
  senderHostShares(across: boolean): CellShares {
    const { cellHost } = this.population;
    const cells = across ? this.members.cellsOf(this.from) : new Int32Array();
    const hosts = cells.map((cell) => cellHost[cell]);
    return sharesOf(cells, hosts, (cell) => {
      const receivers = this.receivers - this.members.countOn(this.to, cellHost[cell]);
      return (receivers * this.members.count(cell)) / this.pairsAcross;
    });
  }

  /** Draws `sender` and `receiver`, on different hosts or on one. */
  draw(across: boolean, random: RandomStream): void {
    const { members, from, to } = this;
    const { firstVm, hostOf } = this.population;
    if (across) {
      do {
        this.sender = firstVm[from] + Math.floor(random.double() * this.senders);
        this.receiver = firstVm[to] + Math.floor(random.double() * this.receivers);
      } while (hostOf[this.sender] === hostOf[this.receiver]);
      return;
    }
    const { hosts, table } = this.shared();
    const host = hosts[table.pick(random.double())];
    do {
      this.sender = members.pick(from, host, random.double());
      this.receiver = members.pick(to, host, random.double());
    } while (this.sender === this.receiver);
  }

  /** Hosts on which there are both senders and receivers, to be drawn by their pairs; made when first asked for. */
  private shared() {
    if (this.sharedHosts === undefined) {
      const cells = this.members.cellsOf(this.to).filter((cell) => this.sendersBeside(cell) > 0);
      const pairs = cells.map((cell) => this.sendersBeside(cell) * this.members.count(cell));
      const hosts = cells.map((cell) => this.population.cellHost[cell]);
      this.sharedHosts = { hosts, table: new AliasTable(pairs) };
    }
    return this.sharedHosts;
  }

  /** How many VMs on the cell's host send to a VM of the cell. */
  private sendersBeside(cell: number): number {
    const senders = this.members.countOn(this.from, this.population.cellHost[cell]);
    return senders === 0 ? 0 : senders - this.own;
  }
}

/** The shares above zero, each at its place. */
function sharesOf(cells: Int32Array, placeOf: Int32Array, shareOf: (cell: number) => number): CellShares {
  const places = new Int32Array(cells.length);
  const shares = new Float64Array(cells.length);
  let count = 0;
  for (let at = 0; at < cells.length; at++) {
    const share = shareOf(cells[at]);
    if (share <= 0) continue;
    places[count] = placeOf[at];
    shares[count++] = share;
  }
  return { places: places.subarray(0, count), shares: shares.subarray(0, count) };
}
