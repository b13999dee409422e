import type { createAudit, StoredEvent } from '../audit/service.ts';
import { invalid } from '../errors.ts';
import { staffOf } from '../http/admitted.ts';
import { iso } from '../http/answer.ts';
import { type Served, serve } from '../http/operation.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { listAudit } from './api-operations.ts';
import { fact } from './facts.ts';

type Needs = {
  audit: Pick<ReturnType<typeof createAudit>, 'list'>;
  cursors: Cursors;
};

/** The audit, for programs of auditors. */
export function createOversightApi({ audit, cursors }: Needs): Served[] {
  const places = cursors.byNumber('api audit');

  return [
    serve(listAudit, async (ctx, { query }) => {
      const { cursor, limit = 50, ...asked } = query;
      const { subject_kind: kind, subject_id: id, actor_id: actorId, verb, since, until } = asked;
      if ((kind === undefined) !== (id === undefined))
        throw invalid({ subject_id: fact('oversight.subject_incomplete') });
      const filter = {
        ...(kind !== undefined && id !== undefined && { subject: { kind, id } }),
        ...(actorId !== undefined && { actorId }),
        ...(verb !== undefined && { verbPrefix: verb }),
        ...(since !== undefined && { since: new Date(since) }),
        ...(until !== undefined && { until: new Date(until) }),
      };
      const before = places.read(asked, cursor);
      const { events, next } = await audit.list(staffOf(ctx), filter, {
        ...(before !== undefined && { before }),
        limit,
      });
      return { items: events.map(present), next: next === undefined ? null : places.write(asked, next) };
    }),
  ];
}

const present = (event: StoredEvent) => ({
  id: event.id,
  at: iso(event.at),
  actor_kind: event.actorKind,
  actor_id: event.actorId ?? null,
  verb: event.verb,
  subject: event.subject,
  details: { ...event.details },
  request_id: event.requestId ?? null,
  seal: event.seal ?? null,
});
