import type { Field } from '../../fields/form.ts';
import type { Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import type { Said } from './facts.ts';
import type { Hours, weekOf } from './hours.ts';
import type { Answer } from './lines.ts';
import type { Chapter, Player } from './player.ts';
import type { State } from './state.ts';
import type { Leading } from './ways.ts';

/** So many rooms stand on the page of their house; where there are more, it leads to all. */
export const roomsShown = 40;

/** A room of a house, as the page of the house names it. */
type Room = { entryId: string; title: string; values: Values };

/** What stands beside an entry and is said on its page: the house it takes place in, the rooms of a house. */
export interface Beside {
  venue?: Opened | undefined;
  rooms?: readonly Room[];
}

/** Everything that an entry's page is made of. */
export interface Invitation extends Beside {
  opened: Opened;
  /** As published, with what has changed without review since. */
  values: Values;
  fields: readonly Field[];
  now: Date;
  state: State | undefined;
}

export const hoursOf = ({ opening_hours: hours }: Values): Hours[] => (Array.isArray(hours) ? hours : []);

/** What an entry of one kind makes of its page. */
export interface Part {
  layout?: 'player' | 'article' | 'venue';
  /** Fields with words of their own, or of no interest to visitors: the others follow as they were filled in. */
  shownAbove: readonly string[];
  /** Under the title: by whom, how long, from when. */
  byLine?: readonly Said[];
  distance?: Said | undefined;
  answers: Answer[];
  go?: Leading | undefined;
  others?: readonly Leading[];
  hasCalendar?: boolean;
  player?: Player | undefined;
  chapters?: readonly Chapter[];
  lessons?: readonly { no: string; title: string; lasts: Said | undefined; href: string | undefined }[];
  week?: ReturnType<typeof weekOf>;
  rooms?: readonly { href: string; title: string; about: Said | undefined; booking: Leading | undefined }[];
  /** Where the others are. */
  moreRooms?: string | undefined;
}
