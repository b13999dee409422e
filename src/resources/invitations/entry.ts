import type { Field, Group } from '../../fields/form.ts';
import { regionName } from '../../fields/regions/region.ts';
import { textOf } from '../channels/channel.ts';
import { fieldsOn, type Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import { inviteToEvent } from './event.ts';
import type { Beside, Invitation, Part } from './invitation.ts';
import { type Fact, factOf, isLong, longTextOf, tableOf } from './lines.ts';
import { inviteToAudio, inviteToBroadcast, inviteToVideo } from './media.ts';
import { type ChannelOf, live, pictureOf, presentListing, zoneHref } from './shown.ts';
import { inviteToBook, inviteToCourse, inviteToMarket, inviteToRead, inviteToVenue } from './things.ts';
import { first, goTo, known } from './ways.ts';

/** By the type that a channel names, as for search engines (json-ld.ts): a new channel takes one of these, or shows what was filled in. */
const invitations: Readonly<Record<string, (about: Invitation) => Part>> = {
  Event: inviteToEvent,
  BroadcastEvent: inviteToBroadcast,
  Place: inviteToVenue,
  Course: inviteToCourse,
  Book: inviteToBook,
  Product: inviteToMarket,
  NewsArticle: inviteToRead,
  VideoObject: inviteToVideo,
  AudioObject: inviteToAudio,
};
const anything = ({ values }: Invitation): Part => ({
  shownAbove: [],
  answers: [],
  go: first(goTo(values.h5_url, '去看看'), goTo(values.pc_url, '去看看')),
});

const rights = new Set(['source_name', 'copyright_owner', 'licence', 'copyright_note', 'licence_no']);
/** What is shown elsewhere on the page, or leads somewhere. */
const elsewhere = new Set([
  ...rights,
  ...live,
  ...['title', 'summary', 'cover', 'cover_crop', 'cover_alt', 'region_code', 'tags', 'external_id', 'publish_at'],
  ...['expire_at', 'copyright_until', 'lng', 'lat', 'datum', 'gallery', 'attachments', 'venue_external_id'],
  ...['parent_external_id', 'backup_url', 'seller_uscc', 'booking_url', 'enroll_url', 'read_url', 'play_url'],
  ...['stream_url', 'buy_url', 'h5_url', 'pc_url', 'subtitle_url'],
]);

/** The files of cover and gallery, by place; where there is no cover, its place is empty. */
export const picturesOf = ({ cover, values, pictures }: Opened): (string | undefined)[] => [
  cover,
  ...(Array.isArray(values.gallery) ? values.gallery : []).map((name) => pictures[String(name)]),
];

/** An entry as its page shows it: whether one can come, when, where and how, before anything that describes it. */
export function presentEntry(opened: Opened, channelOf: ChannelOf, now: Date, beside: Beside = {}) {
  const channel = channelOf(opened.channel);
  const values: Values = { ...opened.values, ...opened.live };
  const groups: readonly Group[] = channel?.groups ?? [];
  const fields = fieldsOn(groups);
  const listing = presentListing({ ...opened, facts: opened.values }, channelOf, now);
  const invite =
    (channel && Object.hasOwn(invitations, channel.schemaType) && invitations[channel.schemaType]) || anything;
  const part = invite({ ...beside, opened, values, fields, now, state: listing.state });
  const above = new Set(part.shownAbove);
  const isSaid = ({ name }: Field) => elsewhere.has(name) || above.has(name);
  const own = fields.filter((field) => !isSaid(field) && (field.name !== 'language' || values.language !== 'zh-Hans'));
  const [, ...gallery] = picturesOf(opened);
  const { week = [], rooms = [], chapters = [], lessons = [], others = [], byLine = [], layout = 'invite' } = part;
  return {
    ...listing,
    ...{ layout, week, rooms, chapters, lessons, byLine },
    code: opened.channel,
    zone: { href: zoneHref(opened.regionCode), name: regionName(opened.regionCode) },
    cover:
      opened.cover === undefined
        ? undefined
        : pictureOf(opened.entryId, 0, opened.cover, String(values.cover_alt ?? '')),
    gallery: gallery.flatMap((file, place) =>
      file === undefined ? [] : [pictureOf(opened.entryId, place + 1, file, `${opened.title}，图 ${place + 1}`)],
    ),
    reason: textOf(values.reason),
    distance: part.distance,
    answers: part.answers,
    player: part.player,
    go: part.go,
    others: [
      ...others,
      ...known(
        part.layout === undefined && part.go === undefined && !listing.state?.isOver ? siteOf(values) : undefined,
      ),
    ].slice(0, 2),
    hasCalendar: part.hasCalendar === true,
    closedNote: textOf(values.closed_note),
    tags: Array.isArray(values.tags) ? values.tags.filter((each) => typeof each === 'string') : [],
    facts: own.filter((field) => !isLong(field) && field.as?.type !== 'rows').flatMap((field) => factOf(field, values)),
    tables: own.filter((field) => field.as?.type === 'rows').flatMap((field) => tableOf(field, values)),
    texts: [...own, ...fields.filter(({ name }) => always.has(name))]
      .filter(isLong)
      .flatMap((field) => longTextOf(field, values)),
    body: bodyOf(fields, values, opened.summary),
    rights: rightsOf(fields, values),
    version: opened.version,
  };
}

/** The article without its summary, where it begins with that: it stands above already. */
function bodyOf(fields: readonly Field[], values: Values, summary: string) {
  const texts = fields.filter(({ name }) => name === 'body').flatMap((field) => longTextOf(field, values));
  const lines = texts.flatMap((text) => text.lines);
  return lines[0]?.text === summary.trim() ? lines.slice(1) : lines;
}

const always = new Set(['notice']);
const siteOf = (values: Values) => goTo(values.h5_url, '发布机构的页面') ?? goTo(values.pc_url, '发布机构的页面');

const rightsOf = (fields: readonly Field[], values: Values): Fact[] => [
  ...fields
    .filter(({ name }) => name === 'editor' || name === 'reprint_from')
    .flatMap((field) => factOf(field, values)),
  ...fields.filter(({ name }) => rights.has(name)).flatMap((field) => factOf(field, values)),
];
