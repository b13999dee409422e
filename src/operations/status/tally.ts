import { type Clock, epoch, minutes } from '../../clock.ts';
import { type Component, componentOf, isSlow, type Measure, nothing, refusedOf, served } from './component.ts';

/** Minutes kept while the database is away; older ones are dropped, and count as unmeasured. */
const longest = 180;

export type Counted = Measure & { minute: Date; component: Component };

/** Answers of this process, minute by minute, until they are saved. */
export function createTally({ clock }: { clock: Clock }) {
  /** By the minute, in the order in which they began: totals, including saved ones. */
  const counted = new Map<number, Map<Component, Measure>>();
  const changed = new Set<number>();

  function of(component: Component): Measure {
    const minute = Math.floor(epoch(clock.now()) / minutes(1));
    changed.add(minute);
    const all = counted.get(minute) ?? new Map<Component, Measure>();
    counted.set(minute, all);
    const measure = all.get(component) ?? nothing();
    all.set(component, measure);
    while (counted.size > longest) {
      const [oldest = minute] = counted.keys();
      counted.delete(oldest);
      changed.delete(oldest);
    }
    return measure;
  }

  const rowsOf = (minute: number): Counted[] =>
    Array.from(counted.get(minute) ?? [], ([component, measure]) => ({
      ...measure,
      component,
      minute: new Date(minute * minutes(1) * 1000),
    }));

  return {
    answered(route: string, status: number, ms: number): void {
      const component = componentOf(route);
      if (component === undefined) return;
      const measure = of(component);
      measure.requests += 1;
      if (status >= 500) measure.failures += 1;
      else if (isSlow(component, ms)) measure.slow += 1;
    },
    /** A refused request was not served. */
    happened(event: string): void {
      const component = refusedOf(event);
      if (component === undefined) return;
      const measure = of(component);
      measure.requests += 1;
      measure.failures += 1;
    },
    probed(answers: boolean): void {
      for (const component of served) {
        const measure = of(component);
        measure.probes += 1;
        if (!answers) measure.silent += 1;
      }
    },
    /** Rows not yet saved. */
    waiting: (): Counted[] => [...changed].toSorted((one, other) => one - other).flatMap(rowsOf),
    /** Marks rows as saved; later counts are reported again as a greater total. */
    saved(rows: readonly Counted[]): void {
      const now = Math.floor(epoch(clock.now()) / minutes(1));
      for (const minute of new Set(rows.map((row) => epoch(row.minute) / minutes(1)))) {
        const isOver = minute < now;
        const isSame = rows.every((row) => {
          if (epoch(row.minute) / minutes(1) !== minute) return true;
          const measure = counted.get(minute)?.get(row.component);
          return measure?.requests === row.requests && measure.probes === row.probes;
        });
        if (isSame) changed.delete(minute);
        if (isSame && isOver && minute < now - 10) counted.delete(minute);
      }
    },
    /** This process's own counts of the last minutes, while there are no common ones. */
    since(inSeconds: number): Counted[] {
      const from = Math.floor((epoch(clock.now()) - inSeconds) / minutes(1));
      return [...counted.keys()].filter((minute) => minute >= from).flatMap(rowsOf);
    },
  };
}
