import { type Data, readEach, type Values } from '../../fields/form.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { canonical, formOf } from '../channels/canonical.ts';
import { type Channel, textOf } from '../channels/channel.ts';
import { coverIn } from '../entries/cover.ts';
import type { Opened } from '../listing/public-store.ts';

/** The readable values of a draft, ready or not. */
export function readable(channel: Channel, data: Data): Values {
  const whole = canonical(channel, data);
  if ('values' in whole) return whole.values;
  return readEach(formOf(channel), data);
}

const dateOf = (value: unknown): Date | undefined => {
  const text = textOf(value);
  return text === undefined ? undefined : new Date(text);
};

/** A submission as the public page would take it, if it were approved at this moment. */
export function asOpened(
  channel: Channel,
  submission: Submission,
  { values, pictures, now }: { values: Values; pictures: Readonly<Record<string, string>>; now: Date },
): Opened {
  const { id, subjectId = id, institutionId, institution, title, version } = submission;
  return {
    entryId: subjectId,
    publicationId: id,
    channel: channel.code,
    institutionId,
    institution,
    regionCode: textOf(values.region_code) ?? '',
    title: textOf(values.title) ?? title,
    summary: textOf(values.summary) ?? '',
    cover: coverIn(values, pictures),
    facts: {},
    startsAt: dateOf(values.start_at),
    endsAt: dateOf(values.end_at),
    publishedAt: dateOf(values.publish_at) ?? now,
    changedAt: now,
    live: {},
    values: { ...values },
    pictures,
    version,
  };
}
