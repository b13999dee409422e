/** What is there already, or will be. */
export type Soon<T> = T | Promise<T>;

/** Goes on in the same turn of the event loop where nothing has to be waited for: an answer from memory takes no promise. */
export const whenThere = <T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> =>
  value instanceof Promise ? value.then(next) : next(value);
