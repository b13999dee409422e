import { type Actor, actorId } from '../../../actor.ts';
import type { Clock } from '../../../clock.ts';
import { isId } from '../../../crypto/secrets.ts';
import type { Connection, Database, Reader } from '../../../database/open.ts';
import { forbidden, invalid, notFound } from '../../../errors.ts';
import { permits } from '../../../http/access.ts';
import type { Institutions } from '../../../institutions/service.ts';
import { queryOf, tsqueryOf } from '../../listing/asked.ts';
import { spelling } from '../../listing/spelling.ts';
import { may } from '../../policies.ts';
import { fact } from '../facts.ts';
import { obstacle, type Terms } from '../terms/terms.ts';
import * as baskets from './basket-store.ts';
import type { Shared } from './catalogue-store.ts';
import * as store from './catalogue-store.ts';

type Needs = { db: Database; reads: Reader; clock: Clock; institutions: Pick<Institutions, 'get'> };

type CatalogueQuery = Omit<store.Filter, 'words'> & { text?: string };

/** How many resources one application for a licence may name. */
export const mostItems = 50;

/** GJ-000012 */
export const catalogueNumber = ({ number }: Pick<Shared, 'number'>): string => `GJ-${String(number).padStart(6, '0')}`;

const noResource = () => notFound(fact('licences.no_resource'));

/** Throws unless the actor may choose for the institution. */
function mustChoose(actor: Actor): asserts actor is Extract<Actor, { kind: 'member' }> {
  if (actor.kind !== 'member' || !permits(may('apply for licences'), actor))
    throw forbidden(fact('licences.role_may_not_apply'));
}

/** 国家资源库: resources shared by the Cloud with its partners, and an institution's selection (R50). */
export interface Catalogue {
  // Resources that are open to applications now

  /** Newest first. `text`: words of the content, as the public search finds them. */
  list(query: CatalogueQuery, before?: store.Cursor, limit?: number): Promise<Shared[]>;
  /** Those of these that are open, in their order. */
  find(ids: readonly string[], connection?: Connection): Promise<Shared[]>;
  /** Throws `not_found` for one that is not open. */
  get(id: string): Promise<Shared>;
  /** Those of these numbers (the 12 of GJ-000012) that are open, in their order. */
  findNumbered(numbers: readonly number[], connection?: Connection): Promise<Shared[]>;

  // Resources, whether open to applications or not

  /** Which of these are published. */
  published(ids: readonly string[]): Promise<string[]>;
  /** The terms of the Cloud's own entries, by entry; `open`: whether others may apply. */
  termsOf(ids: readonly string[]): Promise<Map<string, { open: boolean; terms: Terms }>>;

  // 申请单: the selection of an institution, which 管理员 and 经办人 change, and all others may not (`forbidden`)

  /** In the order of choosing; `gone`: how many of them are no longer offered. */
  basket(institutionId: string): Promise<{ items: Shared[]; gone: number }>;
  /** All of them, offered or not. */
  basketIds(institutionId: string): Promise<string[]>;
  /** 加入申请单; once is enough. Throws `not_found`, and `invalid` where its terms exclude the institution or fifty are chosen. */
  add(actor: Actor, id: string): Promise<void>;
  /** Those that are not chosen are left out. */
  remove(actor: Actor, ids: readonly string[]): Promise<void>;
  /** Removes resources that can no longer be applied for. */
  tidy(actor: Actor): Promise<void>;
}

export function createCatalogue({ db, reads, clock, institutions }: Needs): Catalogue {
  const find = async (ids: readonly string[], connection: Connection = db): Promise<Shared[]> =>
    store.find(connection, clock.now(), ids.filter(isId));

  async function get(id: string): Promise<Shared> {
    const [found] = await find([id]);
    if (found === undefined) throw noResource();
    return found;
  }

  return {
    async list({ text, ...filter }, before, limit = 24) {
      if (text === undefined) return store.list(reads, clock.now(), filter, before, limit);
      const query = queryOf(text, { spelling: await spelling() });
      if (query === undefined) return [];
      return store.list(reads, clock.now(), { ...filter, words: tsqueryOf(query.all) }, before, limit);
    },
    find,
    get,

    findNumbered: (numbers, connection = db) => store.findNumbered(connection, clock.now(), numbers),

    published: async (ids) => (await store.findPublished(db, clock.now(), ids)).map(({ id }) => id),

    termsOf: (ids) => store.termsOfMany(db, ids),

    async basket(institutionId) {
      const ids = await baskets.list(db, institutionId);
      const items = await find(ids);
      return { items, gone: ids.length - items.length };
    },
    basketIds: (institutionId) => baskets.list(db, institutionId),

    async add(actor, id) {
      mustChoose(actor);
      const { institutionId } = actor;
      const { terms } = await get(id);
      const problem = obstacle(terms, { region: (await institutions.get(institutionId)).regionCode });
      if (problem !== undefined) throw invalid({ resources: problem.problem });
      await db.transaction(async (trx) => {
        await baskets.lock(trx, institutionId);
        const added = await baskets.add(trx, { institutionId, entryId: id, by: actorId(actor) ?? '', at: clock.now() });
        if (added && (await baskets.list(trx, institutionId)).length > mostItems)
          throw invalid({ resources: fact('licences.basket_full', { most: mostItems }) });
      });
    },

    async remove(actor, ids) {
      mustChoose(actor);
      await baskets.remove(db, actor.institutionId, ids.filter(isId));
    },

    async tidy(actor) {
      mustChoose(actor);
      const ids = await baskets.list(db, actor.institutionId);
      const open = new Set((await find(ids)).map(({ id }) => id));
      await baskets.remove(
        db,
        actor.institutionId,
        ids.filter((id) => !open.has(id)),
      );
    },
  };
}

export type { Shared } from './catalogue-store.ts';
