import { z } from 'zod';
import { isUnavailable, Problem } from '../../errors.ts';
import { written } from '../../fact.ts';
import { applicationOf } from '../../http/bearer.ts';
import type { Context } from '../../http/context.ts';
import { problemBody } from '../../http/errors.ts';
import type { Quota } from '../../http/limits/quota.ts';
import { ifMissing, named, readAs, type Served, serve } from '../../http/operation.ts';
import type { Channel } from '../channels/channel.ts';
import { badExternalId, isExternalId } from '../channels/external-id.ts';
import type { Resources } from '../entries/service.ts';
import { fact } from '../facts.ts';
import { type createReading, isStrict, type Sent } from './api-reading.ts';
import { inReview, statusOf, type Writing, type Written } from './api-writing.ts';
import { batchResources } from './batch-operations.ts';

type Needs = {
  resources: Pick<Resources, 'channel'>;
  read: ReturnType<typeof createReading>;
  writing: Writing;
  quota: Quota;
  publicUrl: URL;
};

const most = 100;
const shape = z.object({
  channel: z.string(ifMissing(fact('resources.channel_missing'))),
  external_id: z.string(ifMissing(fact('resources.external_id_missing'))),
  data: z.record(z.string(), z.unknown(), written(fact('resources.data_form'))),
});

/** One of the batch, on its way. */
type Item = {
  channel?: Channel;
  names: { channel: string | null; external_id: string | null };
  sent?: Sent;
  entryId?: string;
  result?: Written;
  submitted?: boolean;
  problem?: Problem;
};

/** Up to a hundred entries at once; each succeeds or not by itself. */
export function serveBatch({ resources, read, writing, quota, publicUrl }: Needs): Served {
  /** The result of each item is in its answer; only an unexpected error or an outage ends the call. */
  async function attempt(item: Item, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || isUnavailable(error)) throw error;
      item.problem = error;
    }
  }

  async function take(ctx: Context, given: unknown, seen: Set<string>): Promise<Item> {
    const names = z.object({ channel: z.string(), external_id: z.string() }).partial().safeParse(given).data ?? {};
    const item: Item = { names: { channel: names.channel ?? null, external_id: names.external_id ?? null } };
    await attempt(item, async () => {
      const whole = { whole: 'item', isClosed: true };
      const { channel: code, external_id: externalId, data } = readAs(shape, given, whole);
      const channel = resources.channel(code);
      if (!isExternalId(externalId)) throw named({ external_id: badExternalId });
      const name = `${code} ${externalId}`;
      if (seen.has(name)) throw named({ external_id: fact('resources.twice_in_batch') });
      seen.add(name);
      item.channel = channel;
      const actor = applicationOf(ctx);
      item.sent = await read(channel, data, { actor, externalId, strict: isStrict(ctx) });
    });
    return item;
  }

  /** All of one channel in one transaction. */
  async function propose(ctx: Context, channel: Channel, items: readonly Item[]): Promise<void> {
    const wanted = items.flatMap((item) =>
      item.sent === undefined ? [] : [{ item, externalId: item.names.external_id ?? '', sent: item.sent }],
    );
    const made = await writing.propose(applicationOf(ctx), channel, wanted);
    for (const [place, { item }] of wanted.entries()) {
      const { entryId, outcome = 'in_review', taken } = made[place] ?? {};
      if (outcome === 'taken') item.problem = taken ?? inReview();
      else if (outcome === 'in_review') item.problem = inReview();
      else Object.assign(item, { entryId, result: outcome });
    }
  }

  return serve(batchResources, async (ctx, { body }) => {
    if (body.items.length > most)
      throw new Problem('batch_too_large', fact('resources.most_items', { most, now: body.items.length }));
    const actor = applicationOf(ctx);
    quota.take(ctx, actor.clientId, 'default', Math.ceil(body.items.length / 10) - 1);
    const seen = new Set<string>();
    const items: Item[] = [];
    for (const given of body.items) items.push(await take(ctx, given, seen));

    const good = items.filter(({ problem }) => problem === undefined);
    for (const own of Map.groupBy(good, ({ channel }) => channel?.code).values()) {
      const [{ channel } = {}] = own;
      if (channel !== undefined) await propose(ctx, channel, own);
    }
    for (const item of good) {
      const { channel, entryId, sent } = item;
      if (channel === undefined || entryId === undefined || sent === undefined) continue;
      await attempt(item, async () => {
        await writing.setLive(actor, channel, entryId, sent);
        if (body.submit === true) item.submitted = await writing.submit(actor, channel, entryId, sent);
      });
    }
    return {
      items: items.map(({ names, entryId, result, submitted = false, problem }) => ({
        ...names,
        status: problem?.status ?? (result === undefined ? 200 : statusOf[result]),
        id: entryId ?? null,
        result: result ?? null,
        submitted,
        problem: problem === undefined ? null : problemBody(problem, ctx.state.speech, publicUrl),
      })),
    };
  });
}
