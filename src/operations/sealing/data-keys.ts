import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Keys } from '../../crypto/keys.ts';
import { type DataKey, type DataRotation, dataKeys, removeDataKeys, rotateDataKey } from '../../crypto/rotation.ts';
import type { Database } from '../../database/open.ts';
import { conflict } from '../../errors.ts';
import type { Nodes } from '../nodes/service.ts';
import { fact } from './facts.ts';
import type { Sealing, Standing } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  config: Pick<Config, 'KEYS_DIR'>;
  keys: Pick<Keys, 'refresh'>;
  nodes: Pick<Nodes, 'living'>;
  sealing: Sealing;
};

/**
 * How long a sealed value may live outside of the database, in a mailed link. A device cookie may for longer: without its key the device is new.
 */
const linksLive = days(1);

type Counted = Omit<DataKey, 'heads'> & { values: number; places: [place: string, count: number][] };
export type Overview = {
  keys: Counted[];
  /** Values that no key in the folder opens. */
  lost: [place: string, count: number][];
  run: Standing | undefined;
};

/** The keys that seal data, in the folder of keys; by operators of the command line, of the whole country. */
export interface DataKeys {
  /** Makes the next key known, or puts a known one in force. Throws `conflict` for nodes that do not know it, unless forced. */
  rotate(actor: Actor, force: boolean): Promise<DataRotation & { run: Standing | undefined }>;
  /** How many values each key sealed: reads everything that is sealed. */
  overview(actor: Actor): Promise<Overview>;
  /** Removes former keys; answers their names. Throws `conflict` where a value is still sealed by one. */
  retire(actor: Actor, force: boolean): Promise<string[]>;
}

/** The keys that seal data: made known, used, and taken away once nothing is left that they sealed. */
export function createDataKeys({ db, clock, config: { KEYS_DIR: dir }, keys, nodes, sealing }: Needs): DataKeys {
  const mayDecide = (actor: Actor) => {
    mustOperate(actor);
    mustReachAll(actor);
  };
  const note = (actor: Actor, step: string, names: readonly string[]) =>
    record(db, clock.now(), actor, 'sealing.key', { kind: 'data_key', id: names.join(' ') }, { step });

  /** A node without a new key cannot open values sealed with it. */
  async function mustBeKnown(name: string): Promise<void> {
    const behind = (await nodes.living()).filter((node) => !node.dataKeys?.includes(name));
    if (behind.length > 0)
      throw conflict(fact('sealing.nodes_behind', { name, nodes: behind.map((node) => node.name).join('、') }));
  }

  async function mustSealOtherwise(names: readonly string[]): Promise<void> {
    const behind = (await nodes.living()).filter(({ dataKeys: [first = names[0] ?? ''] = [] }) =>
      names.includes(first),
    );
    if (behind.length > 0)
      throw conflict(
        fact('sealing.nodes_seal', { names: names.join('、'), nodes: behind.map(({ name }) => name).join('、') }),
      );
  }

  return {
    async rotate(actor, force) {
      mayDecide(actor);
      const done = await rotateDataKey({ dir, clock, force, mayUse: mustBeKnown });
      await keys.refresh();
      if (done.did !== undefined) {
        const [first, second] = await dataKeys(dir);
        await note(actor, done.did, [(done.did === 'publish' ? second : first)?.name ?? '']);
      }
      return { ...done, run: done.did === 'promote' ? await sealing.begin(actor) : undefined };
    },

    async overview(actor) {
      mayDecide(actor);
      const [all, counts] = [await dataKeys(dir), await sealing.count()];
      const placesOf = (heads: readonly string[]) => {
        const places = new Map<string, number>();
        for (const head of heads)
          for (const [place, count] of counts.get(head) ?? []) places.set(place, (places.get(place) ?? 0) + count);
        return [...places];
      };
      const known = all.map(({ heads, ...key }) => ({ key, heads: heads.map((head) => head.toString('hex')) }));
      const lost = [...counts.keys()].filter((head) => !known.some(({ heads }) => heads.includes(head)));
      return {
        keys: known.map(({ key, heads }) => {
          const places = placesOf(heads);
          return { ...key, places, values: places.reduce((sum, [, count]) => sum + count, 0) };
        }),
        lost: placesOf(lost),
        run: await sealing.standing(),
      };
    },

    async retire(actor, force) {
      mayDecide(actor);
      const names = (await dataKeys(dir)).flatMap(({ name, phase }) => (phase === 'former' ? [name] : []));
      if (names.length === 0) throw conflict(fact('sealing.nothing_former'));
      const run = await sealing.standing();
      if (run?.state === 'under_way') throw conflict(fact('sealing.under_way', { percent: run.percent }));
      const since = await sealing.since();
      if (since === undefined) throw conflict(fact('sealing.not_run'));
      const until = after(since, linksLive);
      if (until > clock.now() && !force) throw conflict(fact('sealing.too_early', { until: until.toISOString() }));
      await mustSealOtherwise(names);
      const places = (await this.overview(actor)).keys.flatMap(({ name, places: found }) =>
        names.includes(name) ? found.map(([place, count]) => `${place}: ${count}`) : [],
      );
      if (places.length > 0) throw conflict(fact('sealing.still_sealed', { places }));
      const removed = await removeDataKeys(dir, names);
      await keys.refresh();
      if (removed.length > 0) await note(actor, 'retire', removed);
      return removed;
    },
  };
}
