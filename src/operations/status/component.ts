import { type Clock, epoch, minutes } from '../../clock.ts';

/**
 * Components of the service: the routes by which each is measured, its refusals in a crowd, and the milliseconds from which on an answer is
 * slow. Messages are measured by their outcome. Adding one is an entry here and its name in the words.
 */
export const components = {
  login: { routes: /^\/(oidc|interaction)(\/|$)/, refused: ['tokens', 'logins', 'arrivals'], slow: 2_000 },
  api: { routes: /^\/api\//, refused: ['api', 'open'], slow: 2_000 },
  console: { routes: /^\/(console|admin)(\/|$)/, refused: [], slow: 5_000 },
  site: { routes: /^\//, refused: ['pages', 'files'], slow: 2_000 },
  sms: { messages: 'sms_messages', slow: 60_000 },
  mail: { messages: 'mails', slow: 300_000 },
} as const satisfies Readonly<
  Record<
    string,
    { routes: RegExp; refused: readonly string[]; slow: number } | { messages: 'sms_messages' | 'mails'; slow: number }
  >
>;

export type Component = keyof typeof components;
export const isComponent = (name: string): name is Component => Object.hasOwn(components, name);
export const componentKeys = Object.keys(components).filter(isComponent);

const served = ['login', 'api', 'console', 'site'] as const satisfies readonly Component[];
type Served = (typeof served)[number];
export const sending = ['sms', 'mail'] as const satisfies readonly Component[];
export const isSending = (component: Component) => sending.some((each) => each === component);

/** By the pattern of a route; undefined: an address of no component. */
export const componentOf = (route: string): Served | undefined =>
  served.find((component) => components[component].routes.test(route));

const isSlow = (component: Served, ms: number): boolean => ms > components[component].slow;

/** The component whose visitors were refused: refused.logins. */
export function refusedOf(event: string): Served | undefined {
  const [, name = ''] = /^refused\.(\w+)$/.exec(event) ?? [];
  return served.find((component) => components[component].refused.some((each) => each === name));
}

export type Measure = { requests: number; failures: number; slow: number; probes: number; silent: number };
export const emptyMeasure = (): Measure => ({ requests: 0, failures: 0, slow: 0, probes: 0, silent: 0 });

export const sumOf = (one: Measure, other: Measure): Measure => ({
  requests: one.requests + other.requests,
  failures: one.failures + other.failures,
  slow: one.slow + other.slow,
  probes: one.probes + other.probes,
  silent: one.silent + other.silent,
});

/** The state of a component; `unknown`: without measurements. */
export type State = 'up' | 'slow' | 'down' | 'unknown';

/** So few are chance: one of two that failed is no outage. */
const least = 3;

/** The state that a period's measurements show. */
export function judge({ requests, failures, slow, probes, silent }: Measure): State {
  if (requests === 0 && probes === 0) return 'unknown';
  if (silent * 2 > probes) return 'down';
  if (failures >= least && failures * 2 >= requests) return 'down';
  const isFailing = failures >= least && failures * 20 >= requests;
  return silent > 0 || isFailing || (slow >= least && slow * 2 >= requests) ? 'slow' : 'up';
}

const severity: readonly State[] = ['unknown', 'up', 'slow', 'down'];
export const worst = (states: readonly State[]): State =>
  states.reduce<State>((one, other) => (severity.indexOf(other) > severity.indexOf(one) ? other : one), 'unknown');

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
    const measure = all.get(component) ?? emptyMeasure();
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
