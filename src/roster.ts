/** How rooms depend on each other: each is made with the services of the rooms before it. */

import type { Commands } from './command.ts';
import type { Module } from './module.ts';

/** A hook that no module has is a slip of the pen. */
type Known<M> = Record<Exclude<keyof M, keyof Module>, never>;

export interface Roster<Ground, Services extends object> {
  /**
   * The next room, in the order of the floors: it gets the ground and every service of the rooms before it; a missing need does not compile. Its
   * commands are loaded by the command line alone.
   */
  add<M extends Module>(
    create: (below: Services) => M & Known<M>,
    commands?: () => Promise<Commands<Services & M['service']>>,
  ): Roster<Ground, Services & M['service']>;
  /** Every room made: their verbs in one object, and the entries of each in the common lists. */
  make(ground: Ground): { services: Services; modules: readonly Module[] };
  commands(): Promise<Commands<Services>>;
}

export type ServicesOf<R> = R extends Roster<infer _Ground, infer Services> ? Services : never;

/** Rooms one after the other, on a ground. */
export const roster = <Ground extends object>(commands: () => Promise<Commands<Ground>>): Roster<Ground, Ground> =>
  continued((ground) => ({ services: ground, modules: [] }), commands);

function continued<Ground, Services extends object>(
  make: Roster<Ground, Services>['make'],
  commands: Roster<Ground, Services>['commands'],
): Roster<Ground, Services> {
  return {
    make,
    commands,
    add: (create, own = async () => ({})) =>
      continued(
        (ground) => {
          const { services, modules } = make(ground);
          const module = create(services);
          return { services: together(services, module.service), modules: [...modules, module] };
        },
        async () => together(await commands(), await own()),
      ),
  };
}

/** Merges two service objects; throws on a duplicate name. */
function together<One extends object, Other extends object>(one: One, other: Other): One & Other {
  const twice = Object.keys(other).find((name) => Object.hasOwn(one, name));
  if (twice !== undefined) throw new Error(`Two rooms give “${twice}”`);
  return { ...one, ...other };
}
