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
import { obstacle } from '../terms/terms.ts';
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
export function createCatalogue({ db, reads, clock, institutions }: Needs) {
  const find = async (ids: readonly string[], connection: Connection = db): Promise<Shared[]> =>
    store.find(connection, clock.now(), ids.filter(isId));

  async function get(id: string): Promise<Shared> {
    const [found] = await find([id]);
    if (found === undefined) throw noResource();
    return found;
  }

  return {
    /** `text`: words of the content, as the public search finds them. */
    async list({ text, ...filter }: CatalogueQuery, before?: store.Cursor, limit = 24): Promise<Shared[]> {
      if (text === undefined) return store.list(reads, clock.now(), filter, before, limit);
      const query = queryOf(text, { spelling: await spelling() });
      if (query === undefined) return [];
      return store.list(reads, clock.now(), { ...filter, words: tsqueryOf(query.all) }, before, limit);
    },
    find,
    get,

    /** Those of these numbers that are open now. */
    findNumbered: (numbers: readonly number[], connection: Connection = db): Promise<Shared[]> =>
      store.findNumbered(connection, clock.now(), numbers),

    /** Which of these are published, whether others may still ask for them or not. */
    published: async (ids: readonly string[]): Promise<string[]> =>
      (await store.findPublished(db, clock.now(), ids)).map(({ id }) => id),

    /** The terms of the Cloud's own entries, offered or not. */
    termsOf: (ids: readonly string[]) => store.termsOfMany(db, ids),

    /** 申请单, with the resources no longer offered told apart. */
    async basket(institutionId: string): Promise<{ items: Shared[]; gone: number }> {
      const ids = await baskets.list(db, institutionId);
      const items = await find(ids);
      return { items, gone: ids.length - items.length };
    },
    basketIds: (institutionId: string) => baskets.list(db, institutionId),

    /** 加入申请单; once is enough. */
    async add(actor: Actor, id: string): Promise<void> {
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

    async remove(actor: Actor, ids: readonly string[]): Promise<void> {
      mustChoose(actor);
      await baskets.remove(db, actor.institutionId, ids.filter(isId));
    },

    /** Removes resources from the basket that can no longer be applied for. */
    async tidy(actor: Actor): Promise<void> {
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

export type Catalogue = ReturnType<typeof createCatalogue>;
export type { Shared } from './catalogue-store.ts';
