/** Several sums by name, each by class, by index or by whatever is told apart. */
export type NamedSums<Name extends string> = { readonly [Each in Name]: Float64Array };

/** Sums of those names, so many of each, all 0. */
export function namedSums<Name extends string>(names: readonly Name[], places: number): NamedSums<Name> {
  return Object.fromEntries(names.map((name) => [name, new Float64Array(places)])) as NamedSums<Name>;
}
