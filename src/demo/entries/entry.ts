import { after, hours, minutes } from '../../clock.ts';
import type { Data } from '../../fields/form.ts';
import type { ChannelCode } from '../../resources/channels/channels.ts';
import { altOf, pictureOf } from './covers.ts';
import type { Host } from './hosts.ts';
import { type Medium, media, spoken, story } from './media.ts';

export interface DemoEntry {
  channel: ChannelCode;
  kind: string;
  host: Host;
  /** As a person would type it; the cover is added by the drawing. */
  data: Data;
  publishedAt: Date;
  live: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The partner site, as long as an entry is read like any other: a form takes no address of this machine. The seeding puts the real one in its
 * place (resources.ts).
 */
export const partner = 'https://hezuo.example.cn';

/** The page of the partner site on which an entry is done, by the channel. */
const verbs: Readonly<Record<ChannelCode, string>> = {
  ...{ activity: 'book', live: 'watch', news: 'look', venue: 'book', course: 'learn', book: 'read', market: 'shop' },
  ...{ video: 'watch', audio: 'listen' },
};
export const pageOf = (channel: ChannelCode, id: string, verb = verbs[channel]): string => `${partner}/${verb}/${id}`;

export type Written = {
  channel: ChannelCode;
  kind: string;
  host: Host;
  id: string;
  title: string;
  summary: string;
  publishedAt: Date;
  own: Data;
  live?: DemoEntry['live'];
};

/** An entry from its own fields and those that all of a host share: one address, one telephone, one owner. */
export function entryOf({ channel, kind, host, id, title, summary, publishedAt, own, live }: Written): DemoEntry {
  const page = pageOf(channel, id);
  const data: Data = {
    ...{
      title,
      summary,
      external_id: id,
      cover_alt: altOf(pictureOf(channel, kind, title)),
      region_code: host.regionCode,
    },
    ...{ source_name: host.name, copyright_owner: host.name, licence: channel === 'news' ? 'share_by' : 'display' },
    ...{ pc_url: page, h5_url: page, contact_phone: host.phone },
    ...(kindFields[channel] !== undefined && { [kindFields[channel]]: kind }),
    ...own,
  };
  return { channel, kind, host, data, publishedAt, live };
}

/** The field by which a channel sorts its entries; rooms and houses have their own (venue). */
const kindFields: Readonly<Partial<Record<ChannelCode, string>>> = {
  ...{ activity: 'category', live: 'category', news: 'category', course: 'art_category', book: 'book_kind' },
  ...{ market: 'kind', video: 'work_type', audio: 'work_type' },
};

/** The address of a host, as its events and rooms give it. */
export const addressOf = ({ address, lng, lat }: Host): Data => ({ address, lng, lat, datum: 'gcj02' });

/** Booking ends two hours before the beginning. */
export const bookingOf = (channel: ChannelCode, id: string, start: Date): Data => ({
  ...{ booking: 'online', booking_url: pageOf(channel, id), booking_end: after(start, -hours(2)).toISOString() },
});

/** Announced a fortnight before, or within the last hours, at no round minute. */
export function announcedAt(start: Date, now: Date, turn: number): Date {
  const early = after(start, -hours(24 * 14) + minutes((turn * 37) % 400));
  const late = after(now, -hours(1) - minutes((turn * 53) % 4_000));
  return new Date(Math.min(early.getTime(), late.getTime()));
}

/** A film or recording, with its true length. */
export function mediumOf(name: Medium): Data {
  const { file, seconds, captions } = media[name];
  const address = `${partner}/media/${file}`;
  const isFilm = file.endsWith('.mp4');
  return {
    ...{ play_url: address, duration_s: String(seconds), format: isFilm ? 'mp4' : 'mp3' },
    ...(isFilm && { resolution: '480p', subtitle_url: captions === undefined ? '' : `${partner}/media/${captions}` }),
    transcript: spoken[name] ?? (name === 'story' ? story : ''),
  };
}
