import type { Middleware } from './context.ts';

const names = new WeakMap<object, string>();

/** Every call of the API begins with a guard, which says whom it lets through; what describes the call is held against it. */
export function access(name: string, guard: Middleware): Middleware {
  names.set(guard, name);
  return guard;
}

/** The name under which a guard says who may pass; undefined for any other middleware. */
export const accessOf = (middleware: object): string | undefined => names.get(middleware);

/** Whoever comes. */
export const anyone = access('anyone', (_ctx, next) => next());
