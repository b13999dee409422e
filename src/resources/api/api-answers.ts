import type { Actor } from '../../actor.ts';
import type { Data, Values } from '../../fields/form.ts';
import { iso, isoOrNull } from '../../http/answer.ts';
import { canonical } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { type Entry, revisionOf, standingOf } from '../entries/entry.ts';
import type { Resources } from '../entries/service.ts';
import { readable } from '../public/preview.ts';

/** An entry in a list, as programs get it. */
export const brief = (entry: Entry) => ({
  id: entry.id,
  channel: entry.channel,
  external_id: entry.externalId,
  title: entry.title,
  status: standingOf(entry),
  revision_status: revisionOf(entry) ?? null,
  region_code: entry.regionCode ?? null,
  created_at: iso(entry.createdAt),
  updated_at: iso(entry.updatedAt),
});

/** Typed data as JSON: the parsed values, or, where invalid, the raw texts. */
export function jsonOf(channel: Channel, data: Data): Record<string, unknown> {
  const read = canonical(channel, data);
  if ('values' in read) return { ...read.values };
  // Of an incomplete draft each readable field is in its final form: one spelling of a time, a number, a list.
  return {
    ...Object.fromEntries(Object.entries(data).filter(([, value]) => value !== '')),
    ...readable(channel, data),
  };
}

/** Entries as programs get them whole. */
export function createAnswers({ resources }: { resources: Pick<Resources, 'contents' | 'channel'> }) {
  return async (actor: Actor, id: string, read?: Values) => {
    // Of data read just now the submission adds only the reviewer's comments.
    const isKnown = ({ reviewState }: Entry) =>
      read !== undefined && reviewState !== 'returned' && reviewState !== 'rejected';
    const { entry, published, values, data, submission, live } = await resources.contents(actor, id, isKnown);
    const isPublished = entry.reviewState === 'approved' && values !== undefined;
    const said = (): Record<string, unknown> => {
      if (read !== undefined) return { ...read };
      return isPublished || data === undefined ? { ...values } : jsonOf(resources.channel(entry.channel), data);
    };
    return {
      entry,
      answer: {
        ...brief(entry),
        revision_of: revisionOf(entry) === undefined ? null : (published?.version ?? null),
        version: published?.version ?? null,
        data: said(),
        live_state: live === undefined ? null : { ...live.data },
        reason: submission?.reason ?? null,
        comments: { ...submission?.comments },
        published_at: isoOrNull(published?.publishedAt),
        expires_at: isoOrNull(published?.expiresAt),
      },
    };
  };
}
