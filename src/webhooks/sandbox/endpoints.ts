import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, invalid } from '../../errors.ts';
import { readFact } from '../../fact.ts';
import type { Kept, SandboxData } from '../../sandbox/service.ts';
import type { Delivery } from '../delivery-store.ts';
import { type Endpoint, mostEndpoints, newSecret, problemsOf, type Typed } from '../endpoint.ts';
import { isEventType } from '../event.ts';
import { fact } from '../facts.ts';
import { endpointAfter, type Outcome } from '../posting.ts';
import { noEndpoint, placeOf } from '../rights.ts';
import type { ProgramWebhooks } from './programs.ts';

type Needs = {
  clock: Clock;
  seal: Seal;
  isRefused: (url: URL) => boolean;
  sandboxData: SandboxData;
  /** Deliveries on their way to a removed endpoint go with it. */
  removed: (trx: Connection, clientId: string, id: string) => Promise<void>;
};

export const sealedAs = (id: string) => `sandbox_data.webhook.${id}`;
/** All endpoints of an AK are kept as one thing: they are few, and each change sees the others. */
const key = 'all';

/** Throws unless the actor is a program of a sandbox. */
export function clientOf(actor: Actor): string {
  placeOf(actor);
  if (actor.kind !== 'application' || actor.sandbox !== true) throw noEndpoint();
  return actor.clientId;
}

/** R27: where events of a sandbox go. */
export function createSandboxEndpoints({ clock, seal, isRefused, sandboxData, removed }: Needs) {
  const places = sandboxData.collection('webhooks', endpointsShape);

  const all = async (clientId: string, connection?: Connection) =>
    (await places.find(clientId, key, connection))?.value.endpoints ?? [];

  /** Changes one endpoint, or says that it is not there; undefined takes it away. */
  async function change(
    clientId: string,
    id: string,
    next: (known: KeptEndpoint, others: readonly KeptEndpoint[]) => KeptEndpoint | undefined,
    within?: (trx: Connection) => Promise<void>,
  ): Promise<KeptEndpoint> {
    let changed: KeptEndpoint | undefined;
    await places.change(
      clientId,
      key,
      (now) => {
        const known = now?.value.endpoints.find((each) => each.id === id);
        if (now === undefined || known === undefined) throw noEndpoint();
        const others = now.value.endpoints.filter((each) => each !== known);
        const made = next(known, others);
        changed = made ?? known;
        return { endpoints: now.value.endpoints.flatMap((each) => (each === known ? (made ?? []) : each)) };
      },
      within,
    );
    if (changed === undefined) throw noEndpoint();
    return changed;
  }

  function mustBeFine(typed: Typed): Typed & { types: string[] } {
    const problems = problemsOf(typed, isRefused);
    if (Object.keys(problems).length > 0) throw invalid(problems);
    return { ...typed, types: [...new Set(typed.types)] };
  }

  async function get(actor: Actor, id: string): Promise<Endpoint> {
    const clientId = clientOf(actor);
    const found = (await all(clientId)).find((each) => each.id === id);
    if (found === undefined) throw noEndpoint();
    return endpointOf(clientId, found);
  }

  const verbs: ProgramWebhooks['endpoints'] = {
    get,

    async list(actor) {
      const clientId = clientOf(actor);
      return (await all(clientId)).map((each) => endpointOf(clientId, each));
    },

    async create(actor, given) {
      const clientId = clientOf(actor);
      const { institutionId } = placeOf(actor);
      const typed = mustBeFine(given);
      const [id, secret] = [newId(), newSecret()];
      const sealed = seal.seal(secret, sealedAs(id)).toString('base64');
      const made: KeptEndpoint = { id, institutionId, ...typed, secret: sealed, createdAt: clock.now() };
      let known: KeptEndpoint | undefined;
      await places.change(clientId, key, (now) => {
        const before = now?.value.endpoints ?? [];
        known = before.find(({ url }) => url === typed.url);
        if (known !== undefined) return undefined;
        if (before.length >= mostEndpoints) throw conflict(fact('webhooks.most_endpoints', { most: mostEndpoints }));
        return { endpoints: [...before, made] };
      });
      return { endpoint: endpointOf(clientId, known ?? made), secret: known === undefined ? secret : undefined };
    },

    async change(actor, id, { disabled, ...given }) {
      const clientId = clientOf(actor);
      const changed = await change(clientId, id, (known, others) => {
        const { url, description, types } = known;
        const typed = mustBeFine({ url, description, types, ...given });
        if (others.some((other) => other.url === typed.url)) throw invalid({ url: fact('webhooks.address_known') });
        const made = { ...known, ...typed };
        if (disabled === true)
          return { ...made, disabledAt: known.disabledAt ?? clock.now(), disabledReason: 'paused' };
        return disabled === false ? { ...made, ...standing({}) } : made;
      });
      return endpointOf(clientId, changed);
    },

    async remove(actor, id) {
      const clientId = clientOf(actor);
      if (!(await all(clientId)).some((each) => each.id === id)) return false;
      await change(
        clientId,
        id,
        () => undefined,
        (trx) => removed(trx, clientId, id),
      );
      return true;
    },
  };

  return {
    ...verbs,
    all,
    secretOf: ({ id, secret }: KeptEndpoint) => seal.unseal(Buffer.from(secret, 'base64'), sealedAs(id)),

    /** The effect of an attempt. */
    async note(clientId: string, id: string, outcome: Outcome): Promise<void> {
      await places.change(clientId, key, (now) => {
        const known = now?.value.endpoints.find((each) => each.id === id);
        const { failingSince, disabledAt, disabledReason } = known ?? {};
        const changed = known && endpointAfter({ failingSince, disabledAt, disabledReason }, outcome, clock.now());
        if (now === undefined || changed === undefined) return undefined;
        return {
          endpoints: now.value.endpoints.map((each) => (each === known ? { ...each, ...standing(changed) } : each)),
        };
      });
    },
  };
}

const endpointShape = z.object({
  ...{ id: z.uuid(), institutionId: z.string(), url: z.string(), description: z.string(), types: z.array(z.string()) },
  secret: z.base64(),
  createdAt: z.coerce.date(),
  failingSince: z.coerce.date().optional(),
  disabledAt: z.coerce.date().optional(),
  disabledReason: z.enum(['failing', 'gone', 'paused']).optional(),
});
/** All endpoints of an AK are kept as one thing: they are few, and each change sees the others. */
const endpointsShape = z.object({ endpoints: z.array(endpointShape) });
export const deliveryShape = z.object({
  ...{ endpointId: z.uuid(), messageId: z.string(), type: z.string(), payload: z.string() },
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  nextAt: z.coerce.date().optional(),
  lastAt: z.coerce.date().optional(),
  lastStatus: z.int().optional(),
  lastProblem: z.string().optional(),
});
export const eventShape = z.object({
  type: z.string().refine(isEventType),
  subject: z.object({ kind: z.string(), id: z.string() }),
  data: z.record(z.string(), z.unknown()),
  at: z.coerce.date(),
});
export type KeptEndpoint = z.output<typeof endpointShape>;
export type KeptDelivery = z.output<typeof deliveryShape>;

export const isDue = ({ state, attempts }: KeptDelivery, attempt: number) =>
  state === 'pending' && attempts === attempt - 1;

/** Values set before and absent now are removed. */
const standing = (now: Partial<Pick<Endpoint, 'failingSince' | 'disabledAt' | 'disabledReason'>>) => ({
  failingSince: now.failingSince,
  disabledAt: now.disabledAt,
  disabledReason: now.disabledReason,
});

const endpointOf = (clientId: string, { secret: _, ...kept }: KeptEndpoint): Endpoint => ({
  ...{ ...kept, clientId },
  ...standing(kept),
});

export const deliveryOf = ({ id, createdAt, value }: Kept<KeptDelivery>): Delivery => {
  const { payload: _, nextAt, lastAt, lastStatus, lastProblem, ...rest } = value;
  return {
    id,
    createdAt,
    ...rest,
    nextAt,
    lastAt,
    lastStatus,
    lastProblem: lastProblem === undefined ? undefined : readFact(lastProblem),
  };
};
