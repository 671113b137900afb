import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** What is used here of TypeScript 6, which API Extractor brings along: version 7 has no such interface. */
interface TypeScript {
  createProgram(files: readonly string[], options: object): Program;
  readonly TypeFlags: { readonly Object: number; readonly Intersection: number };
  readonly SymbolFlags: { readonly Alias: number };
  readonly ModuleKind: { readonly NodeNext: number };
  readonly ModuleResolutionKind: { readonly NodeNext: number };
}
interface Program {
  getTypeChecker(): Checker;
  getSourceFile(file: string): object | undefined;
}
interface Checker {
  getSymbolAtLocation(node: object): Symbol | undefined;
  getExportsOfModule(module: Symbol): readonly Symbol[];
  getDeclaredTypeOfSymbol(symbol: Symbol): Type;
  getAliasedSymbol(symbol: Symbol): Symbol;
  getTypeOfSymbol(symbol: Symbol): Type;
}
interface Symbol {
  readonly name: string;
  readonly flags: number;
  getDocumentationComment(checker: Checker): readonly object[];
}
interface Type {
  readonly symbol?: Symbol;
  readonly types?: readonly Type[];
  readonly flags: number;
  getProperties(): readonly Symbol[];
}

const extractor = createRequire(import.meta.url).resolve("@microsoft/api-extractor");
const typescript = createRequire(extractor)("typescript") as TypeScript;
const entry = fileURLToPath(new URL("../../src/node.ts", import.meta.url));
const program = typescript.createProgram([entry], {
  module: typescript.ModuleKind.NodeNext,
  moduleResolution: typescript.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
});
const checker = program.getTypeChecker();
const { Object: object, Intersection: intersection } = typescript.TypeFlags;
const isObject = ({ flags }: Type) => (flags & (object | intersection)) !== 0;

/** The members of a type, and where that is asked for those of the types that are written out in its members. */
function membersOf(type: Type, deep: boolean): readonly Symbol[] {
  // Text, numbers and lists have members of the language.
  const objects = (isObject(type) ? [type] : (type.types ?? [])).filter(isObject);
  return objects
    .flatMap((each) => each.getProperties())
    .flatMap((member) => {
      if (!deep) return [member];
      const own = checker.getTypeOfSymbol(member);
      const written = [own, ...(own.types ?? [])].filter(({ symbol }) => symbol?.name === "__type");
      return [member, ...written.flatMap((each) => membersOf(each, deep))];
    });
}

/** The types that a program writes or reads by name, with the members of theirs that say nothing to an editor. */
function silentMembers(names: RegExp, deep = false): string[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  const found = checker.getExportsOfModule(module).filter(({ name }) => names.test(name));
  expect(found.length).toBeGreaterThan(1);
  return found.flatMap((symbol) => {
    const target = symbol.flags & typescript.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const type = checker.getDeclaredTypeOfSymbol(target);
    const members = membersOf(type, deep);
    return members
      .filter((member) => member.getDocumentationComment(checker).length === 0)
      .map((member) => `${symbol.name}.${member.name}`);
  });
}

it("an editor explains every key of a scenario", () => {
  expect(silentMembers(/^Scenario$|Input$/, true)).toEqual([]);
});

it("an editor explains every option", () => {
  expect(silentMembers(/Options$/)).toEqual([]);
});

it("an editor explains every measure of a result", () => {
  expect(silentMembers(/^(?:Figures|Estimates)$/)).toEqual([]);
});
