import type { Speech } from '../../fact.ts';
import type { Field, Group } from '../../fields/form.ts';
import { regionName } from '../../fields/regions/region.ts';
import { textOf } from '../channels/channel.ts';
import { watched } from '../channels/watched-addresses.ts';
import { fieldsOn, type Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import { inviteToEvent } from './event.ts';
import { type FactOrText, fact } from './facts.ts';
import type { Invitation, Part, RelatedEntries } from './invitation.ts';
import { type Answer, type Answered, factOf, isLong, type LongText, longTextOf, type Table, tableOf } from './lines.ts';
import { inviteToAudio, inviteToBroadcast, inviteToVideo } from './media.ts';
import { type ChannelOf, inWords, live, pictureOf, presentListing, zoneHref } from './shown.ts';
import { stateOf } from './state.ts';
import { inviteToBook, inviteToCourse, inviteToMarket, inviteToRead, inviteToVenue } from './things.ts';
import { callTo, definedLinks, first, goTo, labelled } from './ways.ts';

/** By the type that a channel names, as for search engines (json-ld.ts): a new channel takes one of these, or lists its fields. */
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
  go: first(goTo(values.h5_url, 'look'), goTo(values.pc_url, 'look')),
});

const rights = new Set(['source_name', 'copyright_owner', 'licence', 'copyright_note', 'licence_no']);
/** Fields shown elsewhere on the page, or used as links. */
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
export function presentEntry(
  opened: Opened,
  channelOf: ChannelOf,
  { now, say, beside = {} }: { now: Date; say: Speech['say']; beside?: RelatedEntries },
) {
  const channel = channelOf(opened.channel);
  const values: Values = { ...opened.values, ...opened.live };
  const groups: readonly Group[] = channel?.groups ?? [];
  const fields = fieldsOn(groups);
  const listing = presentListing({ ...opened, facts: opened.values }, channelOf, now, say);
  const state = stateOf(
    { schemaType: channel?.schemaType ?? '', startsAt: opened.startsAt, endsAt: opened.endsAt, values },
    now,
  );
  const invite =
    (channel && Object.hasOwn(invitations, channel.schemaType) && invitations[channel.schemaType]) || anything;
  const part = invite({ ...beside, opened, values, fields, now, state });
  // Where the page to book or to read is gone, the telephone is left.
  const go =
    part.go ??
    (goneOf(opened, say) !== undefined && !state?.isOver ? callTo(values.contact_phone ?? values.phone) : undefined);
  const words = wording(say);
  const way = labelled(say);
  const above = new Set(part.shownAbove);
  const isSaid = ({ name }: Field) => elsewhere.has(name) || above.has(name);
  const own = fields.filter((field) => !isSaid(field) && (field.name !== 'language' || values.language !== 'zh-Hans'));
  const [, ...gallery] = picturesOf(opened);
  const { week = [], rooms = [], chapters = [], lessons = [], others = [], byLine = [], layout = 'invite' } = part;
  return {
    ...listing,
    ...{ layout, chapters },
    week: week.map((day) => ({ ...day, name: say(day.name) })),
    rooms: rooms.map(({ about = '', booking, ...room }) => ({
      ...{ ...room, about: inWords(about, say), booking: booking && way(booking) },
    })),
    moreRooms: part.moreRooms,
    lessons: lessons.map(({ lasts, ...lesson }) => ({ ...lesson, lasts: lasts && inWords(lasts, say) })),
    byLine: byLine.map((each) => inWords(each, say)),
    code: opened.channel,
    zone: { href: zoneHref(opened.regionCode), name: regionName(opened.regionCode) },
    cover:
      opened.cover === undefined
        ? undefined
        : pictureOf(opened.entryId, 0, opened.cover, String(values.cover_alt ?? '')),
    gallery: gallery.flatMap((file, place) =>
      file === undefined
        ? []
        : [
            pictureOf(
              opened.entryId,
              place + 1,
              file,
              say(fact('invitations.picture', { title: opened.title, number: place + 1 })),
            ),
          ],
    ),
    reason: textOf(values.reason),
    gone: goneOf(opened, say),
    distance: part.distance && inWords(part.distance, say),
    answers: part.answers.map(words.answer),
    player: part.player && { ...part.player, elsewhere: part.player.elsewhere && way(part.player.elsewhere) },
    go: go && way(go),
    others: [
      ...others,
      ...definedLinks(part.layout === undefined && go === undefined && !state?.isOver ? siteOf(values) : undefined),
    ]
      .slice(0, 2)
      .map(way),
    hasCalendar: part.hasCalendar === true,
    closedNote: textOf(values.closed_note),
    tags: Array.isArray(values.tags) ? values.tags.filter((each) => typeof each === 'string') : [],
    facts: own
      .filter((field) => !isLong(field) && field.as?.type !== 'rows')
      .flatMap((field) => factOf(field, values))
      .map(words.answered),
    tables: own
      .filter((field) => field.as?.type === 'rows')
      .flatMap((field) => tableOf(field, values))
      .map(words.table),
    texts: [...own, ...fields.filter(({ name }) => always.has(name))]
      .filter(isLong)
      .flatMap((field) => longTextOf(field, values))
      .map(words.long),
    body: bodyOf(fields, values, opened.summary),
    rights: rightsOf(fields, values).map(words.answered),
    version: opened.version,
  };
}

/** The most important address that does not answer at the moment, in words. */
const goneOf = ({ gone = [] }: Opened, say: Speech['say']): string | undefined => {
  const field = watched.find((each) => gone.includes(each));
  return field === undefined ? undefined : say(fact('invitations.gone', { field }));
};

/** All that a page says, in words. */
function wording(say: Speech['say']) {
  const text = (said: FactOrText) => inWords(said, say);
  const answered = ({ title, words, ...rest }: Answered): Answered<string> => ({
    ...rest,
    title: text(title),
    ...(words !== undefined && { words: text(words) }),
  });
  return {
    answered,
    answer: ({ title, lines, ...rest }: Answer): Answer<string, string> => ({
      ...rest,
      title: say(fact('invitations.heading', { of: title })),
      lines: lines.map((line) => line.map(({ words, ...piece }) => ({ ...piece, words: text(words) }))),
    }),
    table: ({ title, columns, rows }: Table): Table<string> => ({
      title: text(title),
      columns: columns.map(text),
      rows: rows.map((row) =>
        row.map(({ words, ...cell }) => ({ ...cell, ...(words !== undefined && { words: text(words) }) })),
      ),
    }),
    long: ({ title, lines }: LongText): LongText<string> => ({ title: text(title), lines }),
  };
}

/** The article without its summary, where it begins with that: it stands above already. */
function bodyOf(fields: readonly Field[], values: Values, summary: string) {
  const texts = fields.filter(({ name }) => name === 'body').flatMap((field) => longTextOf(field, values));
  const lines = texts.flatMap((text) => text.lines);
  return lines[0]?.text === summary.trim() ? lines.slice(1) : lines;
}

const always = new Set(['notice']);
const siteOf = (values: Values) => goTo(values.h5_url, 'site_of_host') ?? goTo(values.pc_url, 'site_of_host');

const rightsOf = (fields: readonly Field[], values: Values): Answered[] => [
  ...fields
    .filter(({ name }) => name === 'editor' || name === 'reprint_from')
    .flatMap((field) => factOf(field, values)),
  ...fields.filter(({ name }) => rights.has(name)).flatMap((field) => factOf(field, values)),
];
