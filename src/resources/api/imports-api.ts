import { createHash } from 'node:crypto';
import { Problem } from '../../errors.ts';
import { type TableKind, tableKindIn } from '../../fields/workbooks/table.ts';
import { iso } from '../../http/answer.ts';
import { applicationOf } from '../../http/bearer.ts';
import type { Context } from '../../http/context.ts';
import { longAnswer } from '../../http/long-answer.ts';
import { type CallWrapper, type Served, serve } from '../../http/operation.ts';
import { readBody, takeTime } from '../../http/requests/body.ts';
import { fact } from '../imports/facts.ts';
import { type Import, nameless } from '../imports/import.ts';
import { type Imports, largestFile } from '../imports/service.ts';
import * as operations from './imports-operations.ts';

type Needs = { imports: Imports; idempotency: CallWrapper; publicUrl: URL };

const kinds: Readonly<Record<string, TableKind>> = {
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** R47 for programs: a file of entries, looked at and imported in the background. */
export function createImportsApi({ imports, idempotency, publicUrl }: Needs): Served[] {
  const present = ({ state }: Context, one: Import) => ({
    id: one.id,
    number: one.number,
    channel: one.channel,
    status: one.state,
    rows_done: one.done,
    rows_good: one.good,
    rows_bad: one.bad,
    counts: { ...one.counts },
    reason: one.why === undefined ? null : state.speech.say(one.why),
    errors_url: `${publicUrl.origin}/api/v1/imports/${one.id}/errors.csv`,
    created_at: iso(one.createdAt),
    updated_at: iso(one.updatedAt),
  });
  const accepted = (ctx: Context, one: Import) => {
    ctx.status = 202;
    ctx.set('Location', `/api/v1/imports/${one.id}`);
    return present(ctx, one);
  };

  return [
    serve(operations.createImport, async (ctx, { query: { channel, name = '' } }) => {
      const type = kinds[String(ctx.is(Object.keys(kinds)))];
      if (type === undefined)
        throw new Problem(
          'unsupported_media_type',
          fact('imports.type_is_one_of', { types: Object.keys(kinds).join('、') }),
        );
      takeTime(ctx.req);
      const bytes = await readBody(ctx, largestFile);
      const actor = applicationOf(ctx);
      const { institutionId, clientId } = actor;
      const upload = {
        ...{ institutionId, clientId, channel },
        name: name || nameless(type),
        bytes,
        type: tableKindIn(bytes) ?? type,
      };
      const sent = createHash('sha256').update(bytes).digest('hex');
      return idempotency(ctx, sent, async (id) => accepted(ctx, await imports.begin(actor, { ...upload, id })));
    }),

    serve(operations.readImport, async (ctx, { params: { id = '' } }) =>
      present(ctx, await imports.get(applicationOf(ctx), id)),
    ),

    serve(operations.submitImport, async (ctx, { params: { id = '' } }) => {
      const actor = applicationOf(ctx);
      const { state, counts } = await imports.get(actor, id);
      if (state !== 'sending' && counts.sent === undefined) await imports.send(actor, id);
      return accepted(ctx, await imports.get(actor, id));
    }),

    serve(operations.readErrors, async (ctx, { params: { id = '' } }) => {
      const actor = applicationOf(ctx);
      await imports.get(actor, id);
      ctx.type = 'text/csv; charset=utf-8';
      ctx.attachment('errors.csv');
      return longAnswer(imports.problemsCsv(actor, id, ctx.state.speech));
    }),
  ];
}
