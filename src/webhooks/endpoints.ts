import { type Actor, actorId } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict, invalid, type Problems } from '../errors.ts';
import type { Institutions } from '../institutions/service.ts';
import { sealedAs } from './delivering.ts';
import { type Endpoint, mostEndpoints, newSecret, problemsOf, type Typed, type TypedSoFar } from './endpoint.ts';
import * as store from './endpoint-store.ts';
import { fact } from './facts.ts';
import { maySee, mustOpen, noEndpoint, placeOf } from './rights.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  isRefused: (url: URL) => boolean;
  /** Unclaimed sandbox keys, which have no endpoints: anyone may take some, and would have the Cloud call any site. */
  isKit: Institutions['isKit'];
};
type EndpointChange = Partial<Typed> & { disabled?: boolean };

/**
 * Endpoints for events: those of the institution for 管理员 and 开发者, its own for an application with webhook:manage, and `forbidden` for all
 * others.
 */
export interface Endpoints {
  /** The problems of the fields typed so far. */
  problems(typed: TypedSoFar): Problems;
  /** Throws `not_found`. */
  get(actor: Actor, id: string): Promise<Endpoint>;
  /** All that the actor may see, at most ten of an application and ten of people. */
  list(actor: Actor): Promise<Endpoint[]>;
  /**
   * `secret` is in this answer and nowhere else; the same address again is the same endpoint, without it. Throws `invalid` by field, `conflict`
   * for an eleventh, `not_found` for a member limited to some applications.
   */
  create(actor: Actor, given: Typed): Promise<{ endpoint: Endpoint; secret: string | undefined }>;
  /** `disabled`: pauses it, or starts it again. Throws `not_found`, and `invalid` by field. */
  change(actor: Actor, id: string, change: EndpointChange): Promise<Endpoint>;
  /** With its deliveries. Throws `not_found`. */
  remove(actor: Actor, id: string): Promise<void>;
}

export function createEndpoints({ db, clock, seal, isRefused, isKit }: Needs): Endpoints {
  const write = (trx: Connection, at: Date, actor: Actor, verb: string, { id, institutionId, url }: Endpoint) =>
    record(trx, at, actor, `webhook.${verb}`, { kind: 'webhook', id }, { institution: institutionId, url });

  function mustBeFine(typed: Typed): Typed {
    const problems = problemsOf(typed, isRefused);
    if (Object.keys(problems).length > 0) throw invalid(problems);
    return { ...typed, types: [...new Set(typed.types)] };
  }

  async function get(actor: Actor, id: string): Promise<Endpoint> {
    placeOf(actor);
    const endpoint = isId(id) ? await store.find(db, id) : undefined;
    if (endpoint === undefined || !maySee(actor, endpoint)) throw noEndpoint();
    return endpoint;
  }

  return {
    problems: (typed) => problemsOf(typed, isRefused),
    get,

    async list(actor) {
      const { institutionId, clientId } = placeOf(actor);
      return (await store.list(db, institutionId, clientId)).filter((endpoint) => maySee(actor, endpoint));
    },

    async create(actor, given) {
      const place = mustOpen(actor);
      if (await isKit(place.institutionId)) throw invalid({ url: fact('webhooks.claim_first') });
      const typed = mustBeFine(given);
      const at = clock.now();
      const [id, secret] = [newId(), newSecret()];
      const endpoint: Endpoint = {
        ...{ id, ...place, ...typed, createdAt: at },
        ...{ failingSince: undefined, disabledAt: undefined, disabledReason: undefined },
      };
      return db.transaction(async (trx) => {
        const sealed = seal.seal(secret, sealedAs(id));
        if (await store.insert(trx, { ...endpoint, secret: sealed, createdBy: actorId(actor) ?? '' })) {
          const own = (await store.list(trx, place.institutionId)).filter((each) => each.clientId === place.clientId);
          if (own.length > mostEndpoints) throw conflict(fact('webhooks.most_endpoints', { most: mostEndpoints }));
          await write(trx, at, actor, 'create', endpoint);
          return { endpoint, secret };
        }
        const known = await store.findByUrl(trx, place, typed.url);
        if (known === undefined) throw conflict(fact('webhooks.changed'));
        return { endpoint: known, secret: undefined };
      });
    },

    async change(actor, id, { disabled, ...given }) {
      await get(actor, id);
      const at = clock.now();
      return db.transaction(async (trx) => {
        const before = await store.lock(trx, id);
        if (before === undefined) throw noEndpoint();
        const { url, description, types } = before;
        const changed: Endpoint = { ...before, ...mustBeFine({ url, description, types, ...given }) };
        if (disabled === true)
          Object.assign(changed, { disabledAt: before.disabledAt ?? at, disabledReason: 'paused' });
        if (disabled === false)
          Object.assign(changed, { disabledAt: undefined, disabledReason: undefined, failingSince: undefined });
        const other = await store.findByUrl(trx, changed, changed.url);
        if (other !== undefined && other.id !== id) throw invalid({ url: fact('webhooks.address_known') });
        await store.update(trx, changed);
        await write(trx, at, actor, 'change', changed);
        return changed;
      });
    },

    async remove(actor, id) {
      const endpoint = await get(actor, id);
      await db.transaction(async (trx) => {
        if (await store.remove(trx, id)) await write(trx, clock.now(), actor, 'remove', endpoint);
      });
    },
  };
}
