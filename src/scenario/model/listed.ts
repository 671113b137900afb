import { deepFreeze } from "./deep-freeze.js";

/** Entries of a catalogue, written by section and key. */
export type Sections<Section extends string, Key extends string, Described> = {
  readonly [S in Section]: { readonly [K in Key]?: Described };
};

/** The entries of all sections in one list, each with its key and, under that name, its section. */
export function listed<Entry>(
  sections: Sections<string, string, object>,
  sectionName: string & keyof Entry,
): readonly Entry[] {
  const entries: unknown[] = Object.entries(sections).flatMap(([section, described]) =>
    Object.entries(described).map(([key, one]) => ({ key, ...one, [sectionName]: section })),
  );
  return deepFreeze(entries as Entry[]);
}
