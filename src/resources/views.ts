import type { Field } from '../fields/form.ts';
import type { TableKind } from '../fields/workbooks/table.ts';
import type { Answers } from '../review/views.ts';
import type { EntryQuery } from './entries/query.ts';
import type { Booking } from './public/booking.ts';
import type { presentEntry } from './public/entry.ts';
import type { Choice } from './public/query.ts';
import type { presentListing } from './public/shown.ts';

type Listing = ReturnType<typeof presentListing>;
type Picture = NonNullable<Listing['picture']>;
type Fact = { words?: string; at?: Date; href?: string };
/** Whether the cards of a list name the channel and the region of each. */
type Named = { named?: boolean };

/** What search engines and other sites are told about a page. */
export interface Meta {
  canonical?: string;
  description?: string | undefined;
  noIndex?: boolean;
  feed?: string;
  picture?: string | undefined;
  calendar?: string | undefined;
  jsonLd?: unknown;
}
type Tab = { name: string; href: string; isHere: boolean };
interface OfList {
  meta: Meta;
  listings: readonly Listing[];
  next: string | undefined;
  isLater: boolean;
}
interface OfDetail {
  meta: Meta;
  entry: ReturnType<typeof presentEntry>;
  more: readonly Listing[];
}

declare module '../http/views.ts' {
  interface Views {
    'resources/entry': {
      entry: {
        id: string;
        path: string;
        title: string;
        externalId: string;
        channel: string;
        state: { label: string; tone: string };
        revision: { label: string; tone: string } | undefined;
        gaps: number;
        isPublic: boolean;
      };
      submission: { href: string; isEditable: boolean; reason: string | undefined } | undefined;
      withdrawal: false | { href: string };
      published: { at: Date; until: Date | undefined; version: number } | undefined;
      may: { revise: boolean; withdraw: boolean; remove: boolean; live: boolean };
      values: { why: string };
      live: { fields: readonly Field[]; rows: readonly { title: string; text: string }[]; at: Date | undefined };
      answers: Answers;
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
      outcome:
        | {
            verb: string;
            done: number;
            left: readonly { href: string; title: string; why: string }[];
            isNothing?: boolean;
          }
        | undefined;
      isEmpty: boolean;
      tabs: readonly { label: string; count: number; href: string; isHere: boolean }[];
      channels: readonly { code: string; name: string }[];
      exported: string;
      rows: readonly {
        id: string;
        path: string;
        title: string;
        externalId: string;
        channel: string;
        state: { label: string; tone: string };
        revision: { label: string; tone: string } | undefined;
        gaps: number;
        updatedAt: Date;
        next: { href: string; label: string } | undefined;
        mayPick: boolean;
      }[];
      channel: { code: string; name: string } | undefined;
      /** Some of the rows may be sent or removed by the dozen. */
      mayPick: boolean;
      next: string | undefined;
    };
    'resources/new': {
      channels: readonly { lead: string | undefined; code: string; name: string }[];
      chosen: string | undefined;
      as: string;
    };
    'resources/preview': OfDetail & { notes: { isReviewer: boolean; missing: readonly string[] } };
    'resources/remove': {
      entry: { path: string; title: string; channel: string };
      action: string;
    };
    'resources/imports/new': {
      mayWrite: boolean;
      chosen: string | undefined;
      steps: readonly string[];
      channels: readonly { code: string; name: string; lead: string }[];
      past: readonly {
        path: string;
        bad: number;
        all: number;
        channel: { code: string; name: string };
        state: { label: string; tone: string };
        progress: string;
        id: string;
        number: string;
        name: string;
        createdAt: Date;
      }[];
      next: string | undefined;
    };
    'resources/imports/show': {
      one: {
        version: string | undefined;
        outdated: string | undefined;
        counts: readonly { label: string; count: number | undefined }[];
        path: string;
        why: string | undefined;
        notices: readonly string[];
        isKept: boolean;
        good: number;
        bad: number;
        all: number;
        channel: { code: string; name: string };
        state: {
          key: 'done' | 'checked' | 'parsing' | 'importing' | 'sending' | 'undoing' | 'undone' | 'failed' | 'abandoned';
          label: string;
        };
        title: string;
        share: number;
        isUnderWay: boolean;
        progress: string;
        percent: number | undefined;
        id: string;
        number: string;
        name: string;
        kind: TableKind;
        createdAt: Date;
      };
      steps: readonly string[];
      mayWrite: boolean;
      maySend: boolean;
      unsent: readonly { href: string; title: string; number: string; reason: string; advice: string }[];
      stayed: readonly { href: string; title: string; number: string; reason: string; advice: string }[];
      counts: { bad: number; notice: number };
      grade: string;
      findings: readonly { row: number; title: string; value: string; reason: string; advice: string }[];
      isFirst: boolean;
      next: string | undefined;
    };
    'resources/public/channel': OfList & {
      channel: { code: string; name: string; href: string };
      menu: readonly { code: string; name: string; href: string }[];
      choices: readonly Choice[];
      when: string;
      times: readonly { href: string; label: string; isHere: boolean }[];
      isFiltered: boolean;
    };
    'resources/public/detail': OfDetail;
    'resources/public/institution': OfList & {
      host: {
        name: string;
        href: string;
        about: string;
        zone: { href: string; name: string } | undefined;
        links: readonly { name: string; institution: string; href: string; phone: string | undefined; tile: string }[];
      };
      tabs: readonly (Tab & { count: number })[];
    };
    'resources/public/search': {
      query: string;
      channel: string | undefined;
      /** Its first page. */
      first: string;
      tabs: readonly Tab[];
      found:
        | {
            count: number;
            isMore: boolean;
            listings: readonly Listing[];
            near: readonly Listing[];
            institutions: readonly { name: string; href: string }[];
            next: string | undefined;
          }
        | undefined;
      isLater: boolean;
      meta: Meta;
    };
    'resources/public/zone': OfList & {
      /** None of the page that lists them all. */
      zone: { code: string; name: string; own: string } | undefined;
      crumbs: readonly { href: string; name: string }[];
      from?: string | undefined;
      below: readonly { name: string; href: string; count: number }[];
      tabs: readonly Tab[];
    };
  }
  interface Layouts {
    'layouts/public': { body: string; meta?: Meta };
  }
  interface Partials {
    'partials/resources/detail': OfDetail;

    'partials/resources/booking': { booking: Booking };
    'partials/resources/card': Named & { each: Listing };
    'partials/resources/cards': Named & { listings: readonly Listing[] };
    'partials/resources/cover': {
      picture: Picture | undefined;
      leaf: { character: string; tone: string };
      sizes?: string;
      eager?: boolean;
    };
    'partials/resources/fact': { fact: Fact };
    'partials/resources/meta': { meta?: Meta };
    'partials/resources/pages': { next: string | undefined; isLater: boolean; first: string };
    'partials/resources/result': { each: Listing };
  }
}
