/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on in the same turn of the event loop where nothing has to be waited for: an answer from memory takes no promise. */
export const whenThere = <T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> =>
  value instanceof Promise ? value.then(next) : next(value);

/** A step: the input of the next one from the facts so far; undefined leaves the request to the library. */
type Step<Known, More> = (known: Known) => MaybePromise<More | undefined>;

/** An endpoint as a table of steps, read from top to bottom. A step begins in the same turn where the one before it had nothing to wait for. */
export function steps<A, B, C>(...table: [Step<A, B>, Step<B, C>]): Step<A, C>;
export function steps<A, B, C, D>(...table: [Step<A, B>, Step<B, C>, Step<C, D>]): Step<A, D>;
export function steps<A, B, C, D, E>(...table: [Step<A, B>, Step<B, C>, Step<C, D>, Step<D, E>]): Step<A, E>;
export function steps<A, B, C, D, E, F>(
  ...table: [Step<A, B>, Step<B, C>, Step<C, D>, Step<D, E>, Step<E, F>]
): Step<A, F>;
export function steps(...table: readonly ((known: never) => unknown)[]): Step<unknown, unknown> {
  const all = table as readonly Step<unknown, unknown>[]; // each takes the result of the one before: the overloads guarantee it
  const from = (place: number, known: unknown): MaybePromise<unknown> => {
    let reached = known;
    for (let at = place; at < all.length && reached !== undefined; at += 1) {
      const next = all[at]?.(reached);
      if (next instanceof Promise) return next.then((more) => from(at + 1, more));
      reached = next;
    }
    return reached;
  };
  return (known) => from(0, known);
}
