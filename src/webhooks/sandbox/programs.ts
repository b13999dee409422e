import type { Actor } from '../../actor.ts';
import type { Event } from '../event.ts';
import type { Webhooks } from '../service.ts';

type Application = Actor & { kind: 'application' };

/** Verbs of the API on endpoints, deliveries and events, of production or of a sandbox. */
export type ProgramWebhooks = Pick<Webhooks, 'endpoints' | 'test' | 'redeliver' | 'deliveries'> & {
  /** Events for the application, after one that it knows. */
  after: (actor: Application, id: number, limit: number) => Promise<Event[]>;
};

/** R27: endpoints of a sandbox get its own events only. */
export function createProgramWebhooks(production: ProgramWebhooks, sandbox: ProgramWebhooks): ProgramWebhooks {
  const of = (actor: Actor) => (actor.kind === 'application' && actor.sandbox === true ? sandbox : production);
  return {
    endpoints: {
      get: (actor, id) => of(actor).endpoints.get(actor, id),
      list: (actor) => of(actor).endpoints.list(actor),
      create: (actor, typed) => of(actor).endpoints.create(actor, typed),
      change: (actor, id, change) => of(actor).endpoints.change(actor, id, change),
      remove: (actor, id) => of(actor).endpoints.remove(actor, id),
    },
    test: (actor, endpointId) => of(actor).test(actor, endpointId),
    redeliver: (actor, id) => of(actor).redeliver(actor, id),
    deliveries: (actor, filter, before, limit) => of(actor).deliveries(actor, filter, before, limit),
    after: (actor, id, limit) => of(actor).after(actor, id, limit),
  };
}
