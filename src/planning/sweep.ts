import { analyzeSome } from "../analytic/analyze.js";
import { domainWarnings } from "../analytic/domain.js";
import type { DomainWarning } from "../analytic/figure.js";
import { streams } from "../analytic/flows.js";
import { ratioOfFlows } from "../analytic/stable-log-ratio.js";
import { parsePath } from "../scenario/checks/path.js";
import type { LoadedScenario } from "../scenario/checks/prepare.js";
import { withValueAtPath } from "../scenario/checks/set-path.js";
import type { MeasureKey } from "../scenario/model/measures.js";
import { ScenarioError } from "../scenario/model/scenario-error.js";
import type { System, VmClass } from "../scenario/model/system.js";
import { axisValue, type SweepAxis } from "./sweep-axis.js";

/** Points that a step works out by the fast path. */
const pointsPerStep = 1 << 16;
/** More points than these do not fit in memory with their figures. */
const mostPoints = 50_000_000;

/** Points of a grid, numbered in the order of its axes, the last turning fastest: from `first` to before `end`. */
export interface PointRange {
  readonly first: number;
  readonly end: number;
}

/** What is known of the points of a grid. */
export type SweepPoints = Pick<
  Sweep,
  "axes" | "measures" | "length" | "columns" | "outside" | "warnings" | "coordinates"
>;

/** The values of axes at a point of their grid. */
export function gridCoordinates(axes: readonly SweepAxis[], point: number): readonly (number | string)[] {
  const coordinates = new Array<number | string>(axes.length);
  let rest = point;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const { length } = axes[axis].values;
    coordinates[axis] = axisValue(axes[axis], rest % length);
    rest = Math.floor(rest / length);
  }
  return coordinates;
}

/**
 * Closed forms over a grid of scenarios: every combination of the axes' values, the last axis fastest.
 *
 * Where only the stable-log ratio is asked for, and only multiples, counts and rates vary, points are worked out
 * from flows and multiples alone, after all corners of the grid have been checked as scenarios: whatever a valid
 * scenario must meet bounds each of these numbers from one side, so that what holds at the corners holds between.
 * Everywhere else each point is a scenario of its own, checked and analysed in full.
 *
 * @throws {ScenarioError} when a path is no number of the scenario, or a point of the grid is no valid scenario
 */
export class Sweep {
  /** Points of the grid. */
  readonly length: number;
  /** For each measure its value at each point so far. */
  readonly columns: readonly Float64Array[];
  /** For each measure, 1 at points where its closed form need not hold. */
  readonly outside: readonly Uint8Array[];
  /** Why: the first of each kind of reason. */
  readonly warnings: DomainWarning[] = [];
  private readonly ratioAt: ReturnType<typeof fastRatio>;
  private readonly end: number;
  private point: number;

  constructor(
    private readonly scenario: LoadedScenario,
    readonly axes: readonly SweepAxis[],
    readonly measures: readonly MeasureKey[] = ["stableLogRatio"],
    range?: PointRange,
  ) {
    this.length = axes.reduce((points, { values }) => points * values.length, 1);
    if (this.length > mostPoints) {
      throw new ScenarioError(`a sweep must have at most ${mostPoints} points, got ${this.length}`);
    }
    const twice = axes.find(({ path }, place) => axes.findIndex((axis) => axis.path === path) !== place);
    if (twice) throw new ScenarioError(`a sweep must vary a path once, got ${twice.path} twice`, twice.path);
    this.columns = measures.map(() => new Float64Array(this.length));
    this.outside = measures.map(() => new Uint8Array(this.length));
    this.ratioAt = measures.every((key) => key === "stableLogRatio") ? fastRatio(scenario, axes) : undefined;
    this.point = range?.first ?? 0;
    this.end = range?.end ?? this.length;
  }

  /** Points worked out so far. */
  get position(): number {
    return this.point;
  }

  get done(): boolean {
    return this.point >= this.end;
  }

  /** The values of the axes at a point, numbers in SI base units, or words. */
  coordinates(point: number): readonly (number | string)[] {
    return gridCoordinates(this.axes, point);
  }

  /** What the scenario at a point comes to. @throws {ScenarioError} when it is no valid one */
  systemAt(point: number): System {
    return scenarioWith(this.scenario, this.axes, this.coordinates(point)).system;
  }

  /** Paths of axes that leave every figure as it is at all points of the grid. */
  idlePaths(): readonly string[] {
    if (this.columns.some((column) => column.every(Number.isNaN))) return [];
    let stride = this.length;
    return this.axes.flatMap(({ path, values: { length } }) => {
      stride /= length;
      const first = (point: number) => point - (Math.floor(point / stride) % length) * stride;
      const isIdle = (column: Float64Array) =>
        column.every((figure, point) => figure === column[first(point)]);
      return length > 1 && this.columns.every(isIdle) ? [path] : [];
    });
  }

  /** Works out the next points: many of them where the stable-log ratio alone is asked for, else one. */
  step(): void {
    if (this.done) return;
    if (this.ratioAt) this.stepFast(this.ratioAt);
    else this.stepInFull();
  }

  private stepFast(ratioAt: NonNullable<typeof this.ratioAt>): void {
    const end = Math.min(this.end, this.point + pointsPerStep);
    for (; this.point < end; this.point++) {
      const ratio = ratioAt(this.coordinates(this.point));
      for (const column of this.columns) column[this.point] = ratio;
    }
  }

  private stepInFull(): void {
    const system = this.systemAt(this.point);
    const figures = analyzeSome(system, this.measures);
    for (const [column, key] of this.measures.entries()) {
      this.columns[column][this.point] = figures[key]?.value ?? Number.NaN;
    }
    for (const warning of domainWarnings(system)) this.mark(warning);
    this.point++;
  }

  private mark(warning: DomainWarning): void {
    const concerned = this.measures.filter((key) => warning.measures.includes(key));
    if (concerned.length === 0) return;
    for (const key of concerned) this.outside[this.measures.indexOf(key)][this.point] = 1;
    // The same reason with other numbers says no more.
    const kind = ({ reason }: DomainWarning) => reason.replace(/[\d.]+(e[+-]\d+)?/g, "#");
    if (this.warnings.some((known) => kind(known) === kind(warning))) return;
    this.warnings.push({ ...warning, measures: concerned });
  }
}

function scenarioWith(
  scenario: LoadedScenario,
  axes: readonly SweepAxis[],
  values: readonly (number | string)[],
): LoadedScenario {
  return axes.reduce((changed, { path }, axis) => withValueAtPath(changed, path, values[axis]), scenario);
}

/**
 * The stable-log ratio by the values of the axes, where it follows from multiples, counts and rates alone, none of which is
 * checked anew; every corner of the grid is checked as a scenario.
 *
 *     η = Σ_b F_b (1 − 1/i_b) / Σ_b F_b      (E1, E2)
 */
function fastRatio(
  scenario: LoadedScenario,
  axes: readonly SweepAxis[],
): ((values: readonly (number | string)[]) => number) | undefined {
  if (axes.some(({ words }) => words)) return undefined;
  const least = axes.map(({ values }) => values.reduce((a, b) => Math.min(a, b)));
  const most = axes.map(({ values }) => values.reduce((a, b) => Math.max(a, b)));
  // With every value at its largest no rate is 0, and so every pair that varies has its place.
  const { system } = scenarioWith(scenario, axes, most);
  if (system.policies.inTransit === "stable" || most.includes(0)) return undefined;
  const classes = system.classes.map((one): Changeable<VmClass> => ({ ...one }));
  const changed = { ...system, classes, rates: { ...system.rates, rate: system.rates.rate.slice() } };
  const setters = axes.map((axis) => setterAt(changed, axis));
  if (setters.includes(undefined)) return undefined;
  for (let corner = 0; corner < 2 ** axes.length; corner++) {
    const values = axes.map((_, axis) => ((corner >> axis) % 2 === 0 ? least[axis] : most[axis]));
    void scenarioWith(scenario, axes, values).system;
  }
  const { from, to, rate } = changed.rates;
  const inbound = new Float64Array(classes.length);
  return (values) => {
    for (let axis = 0; axis < values.length; axis++) setters[axis]!(values[axis] as number);
    inbound.fill(0);
    for (let pair = 0; pair < rate.length; pair++) {
      inbound[to[pair]] += streams(changed, from[pair], to[pair]) * rate[pair];
    }
    return ratioOfFlows(inbound, classes);
  };
}

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What sets the number of an axis; none where flows and multiples are not all that follows from it. */
function setterAt(
  { classes, rates }: { readonly classes: readonly Changeable<VmClass>[]; readonly rates: System["rates"] },
  { path, values }: SweepAxis,
): ((value: number) => void) | undefined {
  const [first, second, third, fourth] = parsePath(path);
  const classIndex = (name: string | undefined) => classes.findIndex((one) => one.name === name);
  if (first === "classes" && fourth === undefined && (third === "multiple" || third === "count")) {
    const one = classes[classIndex(second)];
    return values.every(Number.isInteger) ? (value) => (one[third] = value) : undefined;
  }
  if (first !== "traffic" || second !== "rates") return undefined;
  const [from, to] = [classIndex(third), classIndex(fourth)];
  const pair = rates.from.findIndex((sender, place) => sender === from && rates.to[place] === to);
  return pair < 0 ? undefined : (value) => (rates.rate[pair] = value);
}
