import type { Commands } from './command.ts';
import type { Module, Pause } from './module.ts';

/** A hook that no module has is a slip of the pen. */
type Known<M> = Record<Exclude<keyof M, keyof Module>, never>;

/** Where nobody is served meanwhile. */
export const noPause: Pause = async () => undefined;

export interface Roster<Ground, Services extends object> {
  /**
   * The next room, in the order of the floors: it gets the ground and every service that stands before it, and what it needs and nothing
   * before it gives does not compile. Its commands are loaded by the command line alone, before anything is furnished.
   */
  add<M extends Module>(
    create: (below: Services) => M & Known<M>,
    commands?: () => Promise<Commands<Services & M['service']>>,
  ): Roster<Ground, Services & M['service']>;
  /** The next room, whose files are read when it is furnished, after a pause: others are served meanwhile. */
  addLater<Index, M extends Module>(
    load: (pause: Pause) => Promise<Index>,
    create: (index: Index) => (below: Services) => M & Known<M>,
    commands?: (index: Index) => Promise<Commands<Services & M['service']>>,
  ): Roster<Ground, Services & M['service']>;
  /** Every room made: their verbs in one object, and what each hangs into the house. */
  furnish(ground: Ground, pause?: Pause): Promise<{ services: Services; modules: readonly Module[] }>;
  commands(): Promise<Commands<Services>>;
}

export type ServicesOf<R> = R extends Roster<infer _Ground, infer Services> ? Services : never;

/** Rooms one after the other, on a ground. */
export const roster = <Ground extends object>(commands: () => Promise<Commands<Ground>>): Roster<Ground, Ground> =>
  continued(async (ground) => ({ services: ground, modules: [] }), commands);

function continued<Ground, Services extends object>(
  furnish: Roster<Ground, Services>['furnish'],
  commands: Roster<Ground, Services>['commands'],
): Roster<Ground, Services> {
  function add<M extends Module>(
    load: (pause: Pause) => Promise<(below: Services) => M & Known<M>>,
    own: () => Promise<Commands<Services & M['service']>> = async () => ({}),
  ): Roster<Ground, Services & M['service']> {
    return continued(
      async (ground, pause = noPause) => {
        const { services, modules } = await furnish(ground, pause);
        const create = await load(pause);
        const module: M = create(services);
        return { services: together(services, module.service), modules: [...modules, module] };
      },
      async () => together(await commands(), await own()),
    );
  }
  return {
    furnish,
    commands,
    add: (create, own) => add(async () => create, own),
    addLater: (load, create, own) =>
      add(
        async (pause) => {
          await pause();
          return create(await load(pause));
        },
        own && (async () => own(await load(noPause))),
      ),
  };
}

/** Both, where nothing is said twice. */
function together<One extends object, Other extends object>(one: One, other: Other): One & Other {
  const twice = Object.keys(other).find((name) => Object.hasOwn(one, name));
  if (twice !== undefined) throw new Error(`Two rooms give “${twice}”`);
  return { ...one, ...other };
}
