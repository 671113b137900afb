import { grouped, type Population } from "../population.js";
import { AliasTable } from "../random/alias-table.js";
import type { RandomStream } from "../random/random-stream.js";

/** Cells or hosts, and the share of a stream's messages that falls to each. */
export interface CellShares {
  readonly places: Int32Array;
  readonly shares: Float64Array;
}

/** The VMs of each cell, and the cells of each class. */
export class MembersByCell {
  /** Cells of each class: class `c` has `cells[firstCell[c]] .. cells[firstCell[c + 1] − 1]`. */
  private readonly cells: Int32Array;
  private readonly firstCell: Int32Array;
  private readonly start: Int32Array;
  private readonly vms: Int32Array;
  /** The cell of each class on each host, or −1; a class's row is made when first asked for. */
  private readonly onHost: (Int32Array | undefined)[] = [];

  constructor(private readonly population: Population) {
    const { cellCount, cellOf, cellClass, classCount } = population;
    ({ start: this.start, order: this.vms } = grouped(cellOf, cellCount));
    ({ start: this.firstCell, order: this.cells } = grouped(cellClass, classCount));
  }

  /** The cells of a class. */
  cellsOf(c: number): Int32Array {
    return this.cells.subarray(this.firstCell[c], this.firstCell[c + 1]);
  }

  /** A class's cell on each host, or −1 where it has none. */
  cellOnHost(c: number): Int32Array {
    let row = this.onHost[c];
    if (row === undefined) {
      const { cellHost, hostCount } = this.population;
      row = new Int32Array(hostCount).fill(-1);
      for (const cell of this.cellsOf(c)) row[cellHost[cell]] = cell;
      this.onHost[c] = row;
    }
    return row;
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
  /** The VMs drawn last. */
  sender = -1;
  receiver = -1;
  private readonly senderCells: Int32Array;
  private readonly receiverCells: Int32Array;
  /** The other class's cell on each host. */
  private readonly sendersOn: Int32Array;
  private readonly receiversOn: Int32Array;
  private readonly own: boolean;
  private readonly senders: number;
  private readonly receivers: number;
  private readonly firstSender: number;
  private readonly firstReceiver: number;
  private sharedCells: { readonly receiverCells: Int32Array; readonly table: AliasTable } | undefined;

  constructor(
    private readonly population: Population,
    private readonly members: MembersByCell,
    from: number,
    to: number,
  ) {
    const { firstVm } = population;
    this.senderCells = members.cellsOf(from);
    this.receiverCells = members.cellsOf(to);
    this.sendersOn = members.cellOnHost(from);
    this.receiversOn = members.cellOnHost(to);
    this.own = from === to;
    this.firstSender = firstVm[from];
    this.firstReceiver = firstVm[to];
    this.senders = firstVm[from + 1] - firstVm[from];
    this.receivers = firstVm[to + 1] - firstVm[to];
    let within = 0;
    for (const cell of this.receiverCells) within += this.sendersBeside(cell) * members.count(cell);
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
    const cells = across ? this.senderCells : new Int32Array();
    const hosts = cells.map((cell) => cellHost[cell]);
    return sharesOf(cells, hosts, (cell) => {
      const beside = this.receiversOn[cellHost[cell]];
      const receivers = this.receivers - (beside < 0 ? 0 : this.members.count(beside));
      return (receivers * this.members.count(cell)) / this.pairsAcross;
    });
  }

  /** Draws `sender` and `receiver`, on different hosts or on one. */
  draw(across: boolean, random: RandomStream): void {
    if (across) this.drawAcross(random);
    else this.drawWithin(random);
  }

  private drawAcross(random: RandomStream): void {
    const { hostOf } = this.population;
    do {
      this.sender = this.firstSender + Math.floor(random.double() * this.senders);
      this.receiver = this.firstReceiver + Math.floor(random.double() * this.receivers);
    } while (hostOf[this.sender] === hostOf[this.receiver]);
  }

  private drawWithin(random: RandomStream): void {
    const { receiverCells, table } = this.shared();
    const cell = receiverCells[table.pick(random.double())];
    const senders = this.sendersOn[this.population.cellHost[cell]];
    do {
      this.sender = this.members.pick(senders, random.double());
      this.receiver = this.members.pick(cell, random.double());
    } while (this.sender === this.receiver);
  }

  /** Receiving cells beside which there are senders, to be drawn by their pairs; made when first asked for. */
  private shared() {
    if (this.sharedCells === undefined) {
      const cells = this.receiverCells.filter((cell) => this.sendersBeside(cell) > 0);
      const pairs = cells.map((cell) => this.sendersBeside(cell) * this.members.count(cell));
      this.sharedCells = { receiverCells: cells, table: new AliasTable(pairs) };
    }
    return this.sharedCells;
  }

  /** How many VMs on the cell's host send to a VM of the cell. */
  private sendersBeside(cell: number): number {
    const senders = this.sendersOn[this.population.cellHost[cell]];
    return senders < 0 ? 0 : this.members.count(senders) - (this.own ? 1 : 0);
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
