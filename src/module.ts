import type Router from '@koa/router';

/** The one shape of a room: what it hands to the roof. A room gives only what it has. */
export interface Module {
  /** The door for people. */
  pages?: Router;
  /** The door for programs. */
  api?: Router;
}
