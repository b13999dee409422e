import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { after, type Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { written } from '../../fact.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Kept, SandboxData } from '../../sandbox/service.ts';
import { type Event, type NewEvent, testEvent } from '../event.ts';
import { fact } from '../facts.ts';
import { presented } from '../ordering.ts';
import { createPost, type Outcome, verdictOf, waits } from '../posting.ts';
import { mustBeOn, noDelivery } from '../rights.ts';
import {
  clientOf,
  createSandboxEndpoints,
  deliveryOf,
  deliveryShape,
  eventShape,
  isDue,
  type KeptDelivery,
} from './endpoints.ts';
import type { ProgramWebhooks } from './programs.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  webhookJobs: Pick<Jobs, 'enqueue'>;
  fetch: typeof globalThis.fetch;
  isRefused: (url: URL) => boolean;
  sandboxData: SandboxData;
};

/** Sends an event of a sandbox, within its transaction. */
export type TellSandbox = (trx: Connection, told: NewEvent & { clientId: string }) => Promise<void>;

const queue = 'webhooks.sandbox';
const deliveryPayload = z.object({ clientId: z.string(), delivery: z.uuid(), attempt: z.int() });
/** R27: endpoints, deliveries and events of a sandbox, apart from all others. */
export function createSandboxWebhooks(needs: Needs): ProgramWebhooks & { tell: TellSandbox; job: Job } {
  const { db, clock, webhookJobs, sandboxData } = needs;
  const deliveries = sandboxData.collection('delivery', deliveryShape);
  const events = sandboxData.collection('event', eventShape);
  const endpoints = createSandboxEndpoints({
    ...needs,
    removed: (trx, clientId, id) => deliveries.removeAll(trx, clientId, { endpointId: id }),
  });
  const post = createPost(needs);
  const busy = new Set<string>();

  const send = (trx: Connection, clientId: string, delivery: string, attempt: number, at?: Date) =>
    webhookJobs.enqueue(trx, queue, { clientId, delivery, attempt }, at);

  /** A delivery on its way. */
  async function begin(
    trx: Connection,
    clientId: string,
    about: Pick<KeptDelivery, 'endpointId' | 'messageId' | 'type' | 'payload'>,
  ): Promise<Kept<KeptDelivery>> {
    const at = clock.now();
    const made = { ...about, state: 'pending' as const, attempts: 0, nextAt: at };
    const kept = await deliveries.append(trx, clientId, at.getTime(), () => made);
    await send(trx, clientId, kept.id, 1);
    return kept;
  }

  async function found(actor: Actor, id: string): Promise<Kept<KeptDelivery>> {
    const clientId = clientOf(actor);
    const kept = isId(id) ? await deliveries.findById(clientId, id) : undefined;
    if (kept === undefined || !(await endpoints.all(clientId)).some((each) => each.id === kept.value.endpointId))
      throw noDelivery();
    return kept;
  }

  async function note(clientId: string, kept: Kept<KeptDelivery>, attempt: number, outcome: Outcome): Promise<void> {
    const at = clock.now();
    const { state, nextAt } = verdictOf(outcome, waits[attempt - 1], at);
    // First: a reader of the failed delivery finds its endpoint in the resulting state.
    await endpoints.note(clientId, kept.value.endpointId, outcome);
    await deliveries.change(
      clientId,
      kept.key,
      (now) => {
        if (now === undefined || !isDue(now.value, attempt)) return undefined;
        const { nextAt: _, lastStatus: __, lastProblem: ___, ...rest } = now.value;
        return {
          ...{ ...rest, state, attempts: attempt, lastAt: at },
          ...(nextAt !== undefined && { nextAt }),
          ...(outcome.status !== undefined && { lastStatus: outcome.status }),
          ...(outcome.problem !== undefined && { lastProblem: written(outcome.problem) }),
        };
      },
      async (trx) => {
        if (nextAt !== undefined) await send(trx, clientId, kept.id, attempt + 1, nextAt);
      },
    );
  }

  async function handle(given: unknown): Promise<void> {
    const { clientId, delivery, attempt } = deliveryPayload.parse(given);
    const kept = await deliveries.findById(clientId, delivery);
    const endpoint = (await endpoints.all(clientId)).find(({ id }) => id === kept?.value.endpointId);
    if (kept === undefined || endpoint === undefined || !isDue(kept.value, attempt)) return;
    if (endpoint.disabledAt !== undefined) {
      await deliveries.change(
        clientId,
        kept.key,
        (now) =>
          now && {
            ...now.value,
            state: 'failed',
            lastAt: clock.now(),
            lastProblem: written(fact('webhooks.endpoint_disabled')),
          },
      );
      return;
    }
    if (busy.has(endpoint.id)) return send(db, clientId, delivery, attempt, after(clock.now(), 1));
    busy.add(endpoint.id);
    try {
      const secret = endpoints.secretOf(endpoint);
      await note(clientId, kept, attempt, await post({ ...kept.value, url: endpoint.url, secret }));
    } finally {
      busy.delete(endpoint.id);
    }
  }

  return {
    job: { queue, handle },

    async tell(trx, told) {
      const { clientId, institutionId, type, subject, data, at } = told;
      const kept = await events.append(trx, clientId, at.getTime(), () => ({ type, subject, data, at }));
      const heard = presented({ type, at, institutionId, clientId, subject, data });
      for (const endpoint of await endpoints.all(clientId, trx)) {
        if (endpoint.disabledAt !== undefined) continue;
        if (endpoint.types.length > 0 && !endpoint.types.includes(type)) continue;
        const about = { endpointId: endpoint.id, messageId: kept.id, type, payload: JSON.stringify(heard) };
        await begin(trx, clientId, about);
      }
    },

    async after(actor, id, limit) {
      const { clientId, institutionId } = actor;
      return (await events.following(clientId, id, limit)).map(
        (kept): Event => ({ id: Number(kept.key), uid: kept.id, clientId, institutionId, ...kept.value }),
      );
    },

    endpoints,

    async test(actor, endpointId) {
      const endpoint = await endpoints.get(actor, endpointId);
      mustBeOn(endpoint);
      const about = { endpointId, messageId: newId(), ...testEvent(endpoint.institutionId, clock.now()) };
      return deliveryOf(await db.transaction((trx) => begin(trx, clientOf(actor), about)));
    },

    async redeliver(actor, id) {
      const clientId = clientOf(actor);
      const kept = await found(actor, id);
      mustBeOn(await endpoints.get(actor, kept.value.endpointId));
      const anew = await deliveries.change(
        clientId,
        kept.key,
        (now) => {
          if (now === undefined) throw noDelivery();
          if (now.value.state === 'pending') return undefined;
          return { ...now.value, state: 'pending', attempts: 0, nextAt: clock.now() };
        },
        (trx) => send(trx, clientId, id, 1),
      );
      return deliveryOf(anew ?? kept);
    },

    async deliveries(actor, { endpointId, state }, before, limit = 50) {
      const clientId = clientOf(actor);
      if (endpointId !== undefined) await endpoints.get(actor, endpointId);
      const last = before && (await deliveries.findById(clientId, before.id));
      const number = before && (last === undefined ? before.at.getTime() : Number(last.key));
      const asked = { ...(endpointId && { endpointId }), ...(state && { state }) };
      return (await deliveries.preceding(clientId, number, asked, limit)).map(deliveryOf);
    },
  };
}
