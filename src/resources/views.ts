import type { Field } from '../fields/form.ts';
import type { Answers } from '../review/views.ts';
import type { Control, ShownItem, ShownPasted, ShownRow } from './announcements/presented.ts';
import type { Unsent } from './announcements/service.ts';
import type { controlOf } from './channels/control.ts';
import type { presentOwn } from './entries/presented.ts';
import type { EntryQuery } from './entries/query.ts';
import type { presentPressed } from './entries/selection-pages.ts';
import type { Act } from './facts.ts';
import type { presentFinding, presentGroup, presentImport, presentLeft } from './imports/presented.ts';
import type { presentEntry } from './invitations/entry.ts';
import type { presentListing } from './invitations/shown.ts';
import type { ActionLink } from './invitations/ways.ts';
import type { Further } from './public/around.ts';
import type { Places } from './public/country.ts';
import type { InstitutionHome } from './public/institution-home.ts';
import type { Day, Turns } from './public/lists.ts';
import type { Cell } from './public/month.ts';
import type { presentNear } from './public/near-shown.ts';
import type { Choice } from './public/query.ts';

type Own = ReturnType<typeof presentOwn>;
type Action = ReturnType<typeof presentPressed>;
type ShownImport = ReturnType<typeof presentImport>;
type Listing = ReturnType<typeof presentListing>;
type Picture = NonNullable<Listing['picture']>;
type Near = ReturnType<typeof presentNear>;
type Fact = { words?: string; at?: Date; href?: string };
/** Whether the cards of a list name the channel and the region of each. */
type Named = { named?: boolean };

/** Metadata of a page for search engines and other sites. */
export interface Meta {
  canonical?: string;
  description?: string | undefined;
  noIndex?: boolean;
  feed?: string;
  /** The same by schema.org, for programs. */
  data?: string;
  picture?: string | undefined;
  calendar?: string | undefined;
  /** The QR code of its address. */
  code?: string;
  jsonLd?: unknown;
  /** Where the page tells that it was looked at, and the origins to which a click counts. */
  counted?: { at: string; origins: string };
}
interface OfList {
  meta: Meta;
  listings: readonly Listing[];
  turns: Turns;
  /** Past ones are listed apart; none on a list of just those. */
  pastHref: string | undefined;
}
/** The filters of a channel, in its list and in its calendar. */
interface OfChannel {
  channel: { code: string; name: string; href: string };
  /** The other ones. */
  menu: readonly { code: string; name: string; href: string }[];
  choices: readonly Choice[];
  /** The number of chosen options; the rest of the query is kept unchanged. */
  chosen: number;
  kept: readonly (readonly [name: string, value: string])[];
  isFiltered: boolean;
  chips: readonly { href: string; label: string; isOn: boolean }[];
  calendarHref: string | undefined;
  /** Where another place to be near is chosen. */
  elsewhere: string | undefined;
}
type Province = { code: string; name: string; href: string; count: number; isHere: boolean };
interface OfDetail {
  meta: Meta;
  entry: ReturnType<typeof presentEntry>;
  further: readonly Further[];
}

type BatchActs = readonly { act: Act; label: string }[];

declare module '../http/views.ts' {
  interface Views {
    'resources/synonyms': { count: number; values: { groups: string; version: string }; isSaved: boolean };
    'resources/entry': {
      entry: Omit<Own, 'updatedAt' | 'next' | 'mayPick'>;
      /** Addresses that do not answer, in words. */
      failing: readonly string[];
      submission: { href: string; isEditable: boolean; reason: string | undefined } | undefined;
      withdrawal: false | { href: string };
      published: { at: Date; until: Date | undefined; version: number } | undefined;
      may: { revise: boolean; withdraw: boolean; remove: boolean; live: boolean };
      values: { why: string };
      live: { fields: readonly Field[]; rows: readonly { title: string; text: string }[]; at: Date | undefined };
      answers: Answers;
      /** Where uploads are looked at; empty: not by this person. */
      filesAt: string;
      versions: readonly {
        version: number;
        publishedAt: Date;
        endedAt: Date | undefined;
        /** How it went offline, in words. */
        ended: string;
      }[];
    };
    'resources/list': {
      mayWrite: boolean;
      asked: EntryQuery;
      /** How many the filter has. */
      matching: number;
      /** The list's own query. */
      listed: string;
      sorts: readonly { value: string; name: string }[];
      batches: readonly { id: string; name: string }[];
      /** The name of the batch that the list is of. */
      batch: string | undefined;
      /** Its buttons, of which each would do something. */
      batchActs: BatchActs;
      /** The action on many of them. */
      action: Action | undefined;
      notice: string | undefined;
      /** The chosen entries that an action did not fit, where they can be called back from the review first: the fields of that form. */
      recall: readonly string[] | undefined;
      isEmpty: boolean;
      tabs: readonly ShownTab[];
      channels: readonly { code: string; name: string }[];
      exported: string;
      rows: readonly Omit<Own, 'isPublic'>[];
      channel: { code: string; name: string } | undefined;
      /** Rows may be ticked. */
      mayPick: boolean;
      next: string | undefined;
    };
    'resources/paste/start': { values: { text: string }; unsent: readonly (Unsent & { href: string })[] };
    'resources/paste/show': { shown: ShownPasted; path: string };
    'resources/paste/sent': { sent: readonly { title: string; href: string }[] };
    'resources/paste/habits': { habits: readonly { key: string; words: string; label: string; value: string }[] };
    'resources/act': {
      act: Act;
      count: number;
      passedOver: number;
      path: string;
      back: string;
      fields: readonly { name: string; title: string }[];
      field:
        | (ReturnType<typeof controlOf> & { name: string; title: string; hint: string | undefined; optional: boolean })
        | undefined;
      typed: { value: string; reason: string };
    };
    'resources/new': {
      channels: readonly { lead: string | undefined; code: string; name: string }[];
      chosen: string | undefined;
      as: string;
    };
    'resources/preview': OfDetail & { notes: { isReviewer: boolean; missing: readonly string[] } };
    'resources/preview-institution': Views['resources/public/institution'] & Pick<Views['resources/preview'], 'notes'>;
    'resources/remove': {
      entry: Pick<Own, 'path' | 'title' | 'channel'>;
      action: string;
    };
    'resources/imports/new': {
      mayWrite: boolean;
      chosen: string | undefined;
      steps: readonly string[];
      channels: readonly { code: string; name: string; lead: string }[];
      past: readonly Pick<
        ShownImport,
        'path' | 'bad' | 'all' | 'channel' | 'state' | 'progress' | 'id' | 'number' | 'name' | 'createdAt'
      >[];
      next: string | undefined;
    };
    'resources/imports/show': {
      one: ShownImport;
      steps: readonly string[];
      mayWrite: boolean;
      maySend: boolean;
      /** How its entries stand today. */
      today: readonly { name: string; count: number; href: string }[];
      unsent: ReturnType<typeof presentLeft>;
      stayed: ReturnType<typeof presentLeft>;
      counts: { bad: number; notice: number };
      grade: string;
      /** Problems that rows have in common. */
      groups: readonly ReturnType<typeof presentGroup>[];
      /** Whether the single rows were asked for. */
      isListed: boolean;
      findings: readonly ReturnType<typeof presentFinding>[];
      isFirst: boolean;
      next: string | undefined;
    };
    'resources/public/channel': OfList &
      OfChannel & {
        when: string;
        /** Today, with the events that begin; those of several days follow. */
        today: readonly Day[];
        days: readonly Day[];
        /** Whether it is the list of running ones only. */
        isRunning: boolean;
        running: readonly Listing[];
        /** Where more is on than stands here. */
        runningHref: string | undefined;
        over: readonly Listing[];
      };
    'resources/public/calendar': OfChannel & {
      title: string;
      weeks: readonly (readonly Cell[])[];
      previous: { href: string; label: string } | undefined;
      next: { href: string; label: string } | undefined;
      day: Day;
      feed: string;
      /** Of the day that is open. */
      turns: Turns;
      meta: Meta;
    };
    'resources/public/nearby': {
      province: { name: string; href: string } | undefined;
      back: string;
      below: readonly { name: string; href: string }[];
      here: string | undefined;
      meta: Meta;
    };
    'resources/public/detail': OfDetail;
    'resources/public/institution': InstitutionHome & { meta: Meta };
    'resources/public/institution-entries': OfList & {
      host: { name: string; href: string; about: string; zone: { href: string; name: string } | undefined };
      tabs: readonly ShownTab[];
    };
    'resources/public/near': {
      typed: string;
      /** A position was given, and cannot be used. */
      isDenied: boolean;
      /** The typed place stands in for it. */
      isUsed: boolean;
      isUnknown: boolean;
      /** The house by which a typed name was found. */
      by: string | undefined;
      /** The rest of the question, for the form that asks for a place; and its subject and kinds in words. */
      kept: readonly { name: string; value: string }[];
      about: string;
      around: Near | undefined;
      meta: Meta;
    };
    'resources/public/search': {
      query: string;
      channel: string | undefined;
      /** Example queries for an empty search. */
      examples: readonly { href: string; words: string }[];
      tabs: readonly ShownTab[];
      turns: Turns;
      /** The days, the place and the price that were understood, each with the address without it. */
      asked: readonly { kind: string; value: string; href: string }[];
      /** The same text without conditions; undefined where there are none. */
      plainHref: string | undefined;
      /** The same by distance, where the question asks for one. */
      nearest: { words: string; href: string; isKnown: boolean } | undefined;
      found:
        | {
            count: number;
            isMore: boolean;
            heard: string | undefined;
            listings: readonly (Listing & { sessions: readonly { href: string; at: Date; words: string }[] })[];
            wider: readonly { words: string; href: string; listings: readonly Listing[] }[];
            near: readonly Listing[];
            institutions: readonly { name: string; href: string }[];
          }
        | undefined;
      meta: Meta;
    };
    'resources/public/channels': {
      channels: readonly { href: string; name: string; lead: string; count: number }[];
      meta: Meta;
    };
    'resources/public/zones': {
      /** The name of a place that was looked for, and the places that have it. */
      typed: string;
      found: readonly { href: string; name: string; full: string }[];
      here: { href: string; name: string } | undefined;
      tiles: readonly (Province & { character: string; x: number; y: number })[];
      parts: readonly { name: string; provinces: readonly Province[] }[];
      meta: Meta;
    };
    'resources/public/zone': OfList & {
      zone: { code: string; name: string; own: string; count: number; level: string };
      crumbs: readonly { href: string; name: string }[];
      from?: string | undefined;
      below: Places | undefined;
      /** Of a province the visitor's city. */
      city: { name: string; href: string; count: number; below: Places } | undefined;
      /** Makes it the region that is near; none where it is. */
      remember: string | undefined;
      soon: { isToday: boolean; listings: readonly Listing[] } | undefined;
      hosts: readonly { name: string; href: string }[];
      wider: { name: string; href: string; count: number } | undefined;
      tabs: readonly ShownTab[];
    };
  }
  interface Layouts {
    'layouts/public': { body: string; meta?: Meta };
  }
  interface Partials {
    'partials/resources/detail': OfDetail;

    'partials/resources/confirmed': { confirmed: { words: string; isOld: boolean } };
    'partials/resources/card': Named & { each: Listing };
    'partials/resources/cards': Named & { listings: readonly Listing[] };
    'partials/resources/cover': {
      picture: Picture | undefined;
      leaf: Listing['leaf'];
      sizes?: string;
      eager?: boolean;
    };
    'partials/resources/fact': { fact: Fact };
    'partials/resources/institution': Views['resources/public/institution'];
    'partials/resources/hours': { week: OfDetail['entry']['week'] };
    'partials/resources/batch': { id: string; acts: BatchActs };
    'partials/resources/cure': { group: ReturnType<typeof presentGroup>; place: number; path: string };
    'partials/resources/action': { action: Action };
    'partials/resources/paste/none': { shown: ShownPasted; path: string };
    'partials/resources/paste/line': { pieces: ShownPasted['note'][number]['pieces'] };
    'partials/resources/paste/item': { item: ShownItem; isCompact: boolean };
    'partials/resources/paste/target': { place: number; target: NonNullable<ShownItem['target']> };
    'partials/resources/paste/rows': { rows: readonly ShownRow[]; noEnd: ShownItem['noEnd'] };
    'partials/resources/paste/open': { row: ShownRow; open: NonNullable<ShownRow['open']> };
    'partials/resources/paste/control': { label: string; control: Control; id: string };
    'partials/resources/meta': { meta?: Meta };
    'partials/resources/turns': { turns: Turns };
    'partials/resources/channel-head': OfChannel & { isCalendar: boolean };
    'partials/resources/day-of-list': { each: Day };
    'partials/resources/day': { each: Day };
    'partials/resources/date': { date: NonNullable<Listing['date']> };
    'partials/resources/places': { places: Places };
    'partials/resources/state': { state: NonNullable<Listing['state']> };
    /** A row of a list of events; `dated` shows the leaf of a calendar, else its time stands there. */
    'partials/resources/row': { each: Listing & { far?: string }; dated: boolean; own?: boolean };
    'partials/resources/near-form': {
      typed: string;
      kept: readonly { name: string; value: string }[];
      isUnknown: boolean;
      label: string;
      asks: boolean;
    };
    'partials/resources/near-rows': {
      rows: readonly Near['running'][number][];
      dated: boolean;
      /** Houses have no time. */
      houses?: boolean;
    };
    'partials/resources/near-map': { map: Near['map']; isWider: boolean };
    /** News: the day, and the first line of each. */
    'partials/resources/news': { listings: readonly Listing[] };
    /** `own`: of one institution, whose name and place need not be said again. */
    'partials/resources/rows': { listings: readonly (Listing & { far?: string })[]; dated: boolean; own?: boolean };
    'partials/resources/way': { way: ActionLink; go: boolean };
    /** The button that leads to a place at the partner's. */
    'partials/resources/booking': { way: ActionLink; go: boolean };
    'partials/resources/entry/answers': OfDetail;
    'partials/resources/entry/article': OfDetail;
    'partials/resources/entry/beside': OfDetail;
    'partials/resources/entry/body': OfDetail;
    'partials/resources/entry/further': OfDetail;
    'partials/resources/entry/invite': OfDetail;
    'partials/resources/entry/lines': { lines: OfDetail['entry']['body'] };
    'partials/resources/entry/play': OfDetail;
    'partials/resources/entry/player': OfDetail;
    'partials/resources/entry/share': OfDetail;
    'partials/resources/entry/source': OfDetail;
    'partials/resources/entry/venue': OfDetail;
    'partials/resources/entry/ways': OfDetail;
    'partials/resources/result': { each: Listing; sessions: readonly { href: string; at: Date; words: string }[] };
  }
}
