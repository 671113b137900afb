import type { System } from "./system.js";

/**
 * The same function, which works out its answer once for each system and remembers it for as long as the system lives.
 *
 * - Assumes: the answer follows from the system alone; systems do not change
 */
export function memoPerSystem<T>(workOut: (system: System) => T): (system: System) => T {
  const known = new WeakMap<System, { readonly answer: T }>();
  return (system) => {
    let remembered = known.get(system);
    if (!remembered) {
      remembered = { answer: workOut(system) };
      known.set(system, remembered);
    }
    return remembered.answer;
  };
}
