import { VmQsc } from "../../src/montecarlo/schemes/vm-qsc/vm-qsc.js";

/**
 * R7 and R8 read to the letter: from the moment a line is established a failure returns to it and what it covers is
 * reclaimed, though VMs that are not due may not have come to the line and flushed.
 */
export class LiteralVmQsc extends VmQsc {
  protected override reachedByAll(): boolean {
    return true;
  }
}
