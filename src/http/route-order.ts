import type { Route } from './route.ts';

/**
 * In which order routes are tried: by the shape of their paths, part for part, what is fixed before what is named, so that it does not
 * matter who wrote a route down first. Two that no address could tell apart are a mistake, and nothing starts with it.
 */
export function inOrder<R extends Pick<Route, 'method' | 'path'>>(routes: readonly R[]): R[] {
  const shaped = routes.map((route) => ({ route, shape: shapeOf(route.path) }));
  const ordered = shaped.toSorted(
    (one, other) => compare(one.shape, other.shape) || compare(one.route.method, other.route.method),
  );
  for (const [place, { route, shape }] of ordered.entries()) {
    const before = ordered[place - 1];
    if (before?.shape === shape && before.route.method === route.method)
      throw new Error(`${route.method} ${route.path} and ${before.route.path} are the same address`);
  }
  return ordered.map(({ route }) => route);
}

/** Parts that sort as they are tried: fixed (0), fixed in part (1), free (2). Names make no difference, nor does the case of a letter. */
const shapeOf = (path: string): string =>
  path
    .toLowerCase()
    .split('/')
    .map((part) =>
      part.includes(':') ? (/^:\w+$/.test(part) ? '2' : `1${part.replaceAll(/:\w+/g, ':')}`) : `0${part}`,
    )
    .join('/');

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
