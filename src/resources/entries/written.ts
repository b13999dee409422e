import { createHash } from 'node:crypto';
import { newId } from '../../crypto/secrets.ts';
import type { Data, Values } from '../../fields/form.ts';
import { momentIn } from '../../fields/moment.ts';
import { inOneSpelling } from '../../fields/spelling.ts';
import { beginningOf, composed } from '../../fields/text.ts';
import { canonical, dataIn, formOf, hashOf } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { isExternalId } from '../channels/external-id.ts';
import { type Likeable, marksOf } from './alike.ts';
import type { Written } from './entry-draft-store.ts';

/** 本地编号 for an entry without its own. */
export const newExternalId = (): string => `auto-${newId().replaceAll('-', '').slice(0, 16)}`;

/** The columns of a draft for lists, ready or not. `record`: its values, if just read. */
export function writtenOf(
  channel: Channel,
  given: Data,
  before: string,
  record?: Values,
): Omit<Written, 'id' | 'submissionId'> {
  const typed = given.external_id?.trim() ?? '';
  const externalId = isExternalId(typed) ? typed : before;
  const data: Data = { ...given, external_id: typed === '' ? externalId : typed };
  const read = record === undefined ? canonical(channel, data) : { values: record };
  const kept = 'values' in read ? dataIn(channel, read.values) : inOneSpelling(formOf(channel), data);
  const likeable = likeableOf(kept);
  return {
    externalId,
    ...likeable,
    alike: marksOf(channel.code, likeable),
    contentHash: 'values' in read ? hashOf(read.values) : hashOfDraft(kept),
    gaps: 'values' in read ? 0 : Object.keys(read.problems).length,
  };
}

/** Title, time and place, as far as they can be read. */
export function likeableOf(data: Data): Likeable {
  const at = momentIn(data.start_at ?? '');
  return {
    title: beginningOf(composed(data.title?.slice(0, 1_000) ?? '').trim(), 600),
    regionCode: /^\d{6}$/.test(data.region_code?.trim() ?? '') ? data.region_code?.trim() : undefined,
    startsAt: at === undefined ? undefined : new Date(at),
  };
}

const hashOfDraft = (data: Data) =>
  createHash('sha256')
    .update(
      JSON.stringify(
        Object.entries(data)
          .filter(([, value]) => value !== '')
          .toSorted(),
      ),
    )
    .digest('base64url');
