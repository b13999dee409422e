import type Router from '@koa/router';
import type { State } from './context.ts';

/** Every page there is, with what stands before it. */
export const routesOf = (routers: readonly Router<State>[]) =>
  routers.flatMap(({ stack }) =>
    stack
      .filter(({ methods }) => methods.includes('GET'))
      .map((layer) => ({ path: String(layer.path).replace(/(?<=.)\/$/, ''), stack: layer.stack })),
  );
