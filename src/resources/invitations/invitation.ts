import type { Field } from '../../fields/form.ts';
import type { Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import type { FactOrText } from './facts.ts';
import type { Hours, weekOf } from './hours.ts';
import type { Answer } from './lines.ts';
import type { Chapter, Player } from './player.ts';
import type { State } from './state.ts';
import type { Leading } from './ways.ts';

/** Rooms shown on the page of their house; more of them are behind a link. */
export const roomsShown = 40;

/** A room of a house, as the page of the house names it. */
type Room = { entryId: string; title: string; values: Values };

/** Entries related to the one on a page: the house it takes place in, the rooms of a house. */
export interface RelatedEntries {
  venue?: Opened | undefined;
  rooms?: readonly Room[];
}

/** Everything that an entry's page is made of. */
export interface Invitation extends RelatedEntries {
  opened: Opened;
  /** The published values, with later unreviewed changes. */
  values: Values;
  fields: readonly Field[];
  now: Date;
  state: State | undefined;
}

export const hoursOf = ({ opening_hours: hours }: Values): Hours[] => (Array.isArray(hours) ? hours : []);

/** The parts of a page by the kind of entry. */
export interface Part {
  layout?: 'player' | 'article' | 'venue';
  /** Fields with words of their own, or of no interest to visitors: the others follow as they were filled in. */
  shownAbove: readonly string[];
  /** Under the title: institution, duration, date. */
  byLine?: readonly FactOrText[];
  distance?: FactOrText | undefined;
  answers: Answer[];
  go?: Leading | undefined;
  others?: readonly Leading[];
  hasCalendar?: boolean;
  player?: Player | undefined;
  chapters?: readonly Chapter[];
  lessons?: readonly { no: string; title: string; lasts: FactOrText | undefined; href: string | undefined }[];
  week?: ReturnType<typeof weekOf>;
  rooms?: readonly { href: string; title: string; about: FactOrText | undefined; booking: Leading | undefined }[];
  /** Where the others are. */
  moreRooms?: string | undefined;
}
