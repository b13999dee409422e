/** The only source of time, and the days of China. */

/** The only source of time. `now` is a value that a test can set; everything else derives from it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export const seconds = (n: number) => n;
export const minutes = (n: number) => n * 60;
export const hours = (n: number) => n * 3600;
export const days = (n: number) => n * 86_400;

/** `date` moved by a number of seconds. */
export const after = (date: Date, inSeconds: number) => new Date(date.getTime() + inSeconds * 1000);

/** Whole seconds since 1970, as OAuth writes time (RFC 7519 NumericDate). */
export const epoch = (date: Date) => Math.floor(date.getTime() / 1000);

// China has one time zone and no summer time: 北京时间 is UTC+8.
const beijing = hours(8);

/** Of those that there are: from 14 hours before Greenwich to 12 behind it, a few by half or a quarter of an hour; written +08:00 or Z. */
export const isOffset = (offset: string): boolean =>
  /^(Z|\+(0\d|1[0-3]):(00|30|45)|\+14:00|-(0\d|1[01]):(00|30)|-12:00)$/.test(offset);

/** Days since 1970 in Beijing. */
export const dayNumber = (date: Date) => Math.floor((epoch(date) + beijing) / days(1));

/** The day in Beijing: 2026-11-20. */
export const dayOf = (date: Date): string => after(date, beijing).toISOString().slice(0, 10);

/** The time of day in Beijing, to the second: 18:02:07. */
export const timeOfDay = (date: Date): string => after(date, beijing).toISOString().slice(11, 19);

/** The year in Beijing: 2026. */
export const yearOf = (date: Date): number => Number(dayOf(date).slice(0, 4));

/** Midnight in Beijing at which the day of `date` begins, or the day that many days later. */
export const dayStart = (date: Date, later = 0): Date =>
  new Date(((dayNumber(date) + later) * days(1) - beijing) * 1000);

/** Midnight in Beijing at which a written day begins (2026-11-20), and the last second in which it ends. */
export const startOf = (day: string): Date => new Date(`${day}T00:00:00+08:00`);
export const endOf = (day: string): Date => new Date(`${day}T23:59:59+08:00`);

const Real = Date;
let moved = 0;

/** Milliseconds since 1970 by the operating system, whatever this process takes for now. */
export const systemTime = (): number => Real.now();

/**
 * Moves the whole process, libraries included, to another time: so many milliseconds from that of the operating system. A clock of our own alone
 * would leave the tokens of oidc-provider and our applications in two times.
 */
export function moveProcess(milliseconds: number): void {
  moved = milliseconds;
  if (moved === 0 || globalThis.Date !== Real) return;
  const now = () => Real.now() + moved;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}
