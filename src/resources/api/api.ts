import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../../errors.ts';
import type { Values } from '../../fields/form.ts';
import type { Files } from '../../files/service.ts';
import { applicationOf } from '../../http/bearer.ts';
import type { Context } from '../../http/context.ts';
import type { Quota } from '../../http/limits/quota.ts';
import { named, pointed, type Served, serve } from '../../http/operation.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { type Precondition, preconditionOf, setRevision } from '../../http/requests/etag.ts';
import { mergePatch } from '../../http/requests/json.ts';
import { isOpen } from '../../review/workflow/transitions.ts';
import { apart, dataOf } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { badExternalId, isExternalId } from '../channels/external-id.ts';
import type { Entry } from '../entries/entry.ts';
import { noEntry, type Resources } from '../entries/service.ts';
import { fact } from '../facts.ts';
import { brief, createAnswers, jsonOf } from './api-answers.ts';
import * as operations from './api-operations.ts';
import { createReading, isStrict, noted, type Sent } from './api-reading.ts';
import { createWriting, inReview, statusOf } from './api-writing.ts';
import { serveBatch } from './batch-api.ts';

type Needs = {
  resources: Resources;
  files: Pick<Files, 'describe'>;
  quota: Quota;
  publicUrl: URL;
  cursors: Cursors;
};
type Params = Readonly<Record<string, string>>;

/** R48: the API of institutions' programs for their resources. */
export function createResourcesApi(needs: Needs): Served[] {
  const { resources } = needs;
  const places = needs.cursors.byTime('api resources');
  const answerOf = createAnswers(needs);
  const read = createReading(needs);
  const writing = createWriting(needs);

  function nameIn({ channel: code = '', external_id: externalId = '' }: Params) {
    const channel = resources.channel(code);
    if (!isExternalId(externalId)) throw named({ external_id: badExternalId });
    return { channel, externalId };
  }

  /** The channel and the name in a path, and the entry that is called so; `how`: to read it, or to change it. */
  async function find(ctx: Context, params: Params, how: 'find' | 'findToChange' = 'findToChange') {
    const actor = applicationOf(ctx);
    const { channel, externalId } = nameIn(params);
    const entrySet = { institutionId: actor.institutionId, channel: channel.code };
    return { actor, channel, externalId, entry: await resources[how](actor, entrySet, externalId) };
  }

  /** One that is there, and as the caller has seen it. */
  async function found(ctx: Context, params: Params) {
    const { entry, ...rest } = await find(ctx, params);
    if (entry === undefined) throw noEntry();
    mustBeSeen(ctx, entry);
    return { ...rest, entry };
  }

  /** `values`: the parsed values, if read just now. */
  async function show(ctx: Context, id: string, values?: Values) {
    const { entry, answer } = await answerOf(applicationOf(ctx), id, values);
    setRevision(ctx, entry.revision);
    return answer;
  }

  /** Saves the entry, sends it for review if requested, and answers with its present state. */
  async function write(
    ctx: Context,
    channel: Channel,
    what: { externalId: string; sent: Sent; holds?: Precondition | undefined },
  ) {
    const actor = applicationOf(ctx);
    const [made] = await writing.propose(actor, channel, [what]);
    if (made === undefined) throw new Error('a proposal without an answer');
    const { entryId, outcome, taken } = made;
    if (outcome === 'taken') throw taken;
    if (outcome === 'in_review') throw inReview();
    await writing.setLive(actor, channel, entryId, what.sent);
    if (ctx.query.submit === 'true') await writing.submit(actor, channel, entryId, what.sent);
    const answer = await show(ctx, entryId, what.sent.values);
    ctx.status = statusOf[outcome];
    if (outcome === 'created') ctx.set('Location', ctx.path);
    return { ...answer, result: outcome };
  }

  return [
    serve(operations.putResource, async (ctx, { params, body }) => {
      const { channel, externalId } = nameIn(params);
      const actor = applicationOf(ctx);
      const sent = await read(channel, body, { actor, externalId, strict: isStrict(ctx) });
      return write(ctx, channel, { externalId, sent, holds: preconditionOf(ctx) });
    }),

    serve(operations.patchResource, async (ctx, { params, body }) => {
      const { actor, channel, externalId, entry } = await find(ctx, params);
      if (entry === undefined) throw noEntry();
      if (ctx.get('if-match') === '') throw new Problem('precondition_required', fact('resources.if_match_missing'));
      const { data, values, live } = await resources.contents(actor, entry.id);
      const before = entry.reviewState === 'approved' || data === undefined ? { ...values } : jsonOf(channel, data);
      // Of the live state only if the patch contains some of it: it is replaced as a whole.
      const speaksOfLive = Object.keys(apart(channel, dataOf(channel, body).data).live).length > 0;
      const whole = mergePatch({ ...before, ...(speaksOfLive && live?.data) }, body);
      if (preconditionOf(ctx)?.(entry.revision) === false) {
        // RFC 9110, 13.1.1: a repeated request whose change is applied already.
        if (speaksOfLive || !isDeepStrictEqual(whole, before)) throw changedSince();
        return { ...(await show(ctx, entry.id)), result: 'unchanged' as const };
      }
      if (isOpen(entry.reviewState)) throw inReview();
      const about = { actor, externalId, strict: isStrict(ctx) };
      const sent = await read(channel, whole, about);
      return write(ctx, channel, { externalId, sent, holds: (revision) => revision === entry.revision });
    }),

    serve(operations.readResource, async (ctx, { params }) => {
      const { entry } = await find(ctx, params, 'find');
      if (entry === undefined) throw noEntry();
      return show(ctx, entry.id);
    }),

    serve(operations.deleteResource, async (ctx, { params }) => {
      const { actor, entry } = await find(ctx, params);
      if (entry === undefined) return undefined;
      mustBeSeen(ctx, entry);
      await resources.remove(actor, entry.id);
      return undefined;
    }),

    serve(operations.submitResource, async (ctx, { params }) => {
      const { actor, channel, entry } = await found(ctx, params);
      await writing.submit(actor, channel, entry.id);
      return show(ctx, entry.id);
    }),

    serve(operations.recallResource, async (ctx, { params }) => {
      const { actor, entry } = await found(ctx, params);
      if (entry.reviewState !== 'draft') await resources.recall(actor, entry.id);
      return show(ctx, entry.id);
    }),

    serve(operations.withdrawResource, async (ctx, { params, body }) => {
      const { actor, entry } = await found(ctx, params);
      await writing.withdraw(actor, entry.id, body.reason);
      return show(ctx, entry.id);
    }),

    serve(operations.putLiveState, async (ctx, { params, body }) => {
      const { actor, channel, entry } = await found(ctx, params);
      const { data, problems, unknown } = dataOf(channel, body);
      const { live } = apart(channel, data);
      const others = {
        ...problems,
        ...Object.fromEntries(unknown.map((name) => [pointed(name), fact('resources.unknown_field')])),
      };
      const set = resources.setLive(actor, entry.id, live, others);
      const { changed, live: values } = await set.catch((error: unknown) => {
        throw noted(channel, error, live);
      });
      return { live_state: { ...values }, changed };
    }),

    serve(operations.listResources, async (ctx, { query }) => {
      const { cursor, page_size: limit = 50, ...asked } = query;
      const { channel, status: standing, updated_since: since } = asked;
      const filter = {
        ...(channel !== undefined && { channel: resources.channel(channel).code }),
        ...(standing !== undefined && { standing }),
        ...(since !== undefined && { updatedSince: new Date(since) }),
      };
      const actor = applicationOf(ctx);
      const whose = { ...asked, clientId: actor.clientId };
      const before = places.read(whose, cursor);
      const rows = await resources.listOf(actor, filter, before, limit + 1);
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return {
        items: items.map(brief),
        next: last === undefined ? null : places.write(whose, { at: last.updatedAt, id: last.id }),
      };
    }),

    serveBatch({ ...needs, read, writing }),
  ];
}

const changedSince = () => new Problem('etag_mismatch', fact('resources.changed_since_read'));

function mustBeSeen(ctx: Context, { revision }: Entry): void {
  if (preconditionOf(ctx)?.(revision) === false) throw changedSince();
}
