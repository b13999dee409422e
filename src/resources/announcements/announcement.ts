import type { Fact } from '../../fact.ts';

/** A text that a hall wrote anyway (粘贴通知), however it came: a line a paragraph, a tab between the cells of a table's row. */
export type Announcement = {
  text: string;
  /** The day on which it was written, `YYYY-MM-DD`, where its file, mail or page says it: 明天 is counted from it. */
  writtenOn?: string | undefined;
};

/** Words in the text: their first character, and the one behind their last. */
export type Span = readonly [from: number, to: number];

/** A value as the form of its channel takes it, and where it comes from. */
export type ReadValue = {
  value: string;
  /** In the order of the text; none where the institution's own data or its habits gave it. */
  spans: readonly Span[];
  source: 'text' | 'institution' | 'habit';
  /** The question that a person answers before it is sent; undefined where the value is certain. */
  doubt?: Fact | undefined;
  /** Other readings, the likeliest first. */
  others?: readonly string[] | undefined;
};

/** How an announcement speaks of an entry that is there already. */
export type Change = { kind: 'postponed' | 'cancelled' | 'corrected'; spans: readonly Span[] };

/** One thing that takes place or can be had, by the fields of its channel. */
export type ReadEntry = {
  channel: string;
  values: Readonly<Record<string, ReadValue>>;
  change?: Change | undefined;
};

/** Kinds of text that are no entry. */
export type NoEntry = 'result' | 'report' | 'tender' | 'closure' | 'other' | 'empty' | 'foreign';

export type Reading = {
  entries: readonly ReadEntry[];
  /** Set where there is no entry. */
  none?: { kind: NoEntry; spans: readonly Span[] } | undefined;
  /** Days on which the house is closed or open at other times; they belong to the hours of its venue. */
  closures: readonly { from: string; to: string; spans: readonly Span[] }[];
  /** Lines from which nothing was taken. */
  unused: readonly Span[];
  /** Numbers of identity documents and the like, which were left out and are kept nowhere. */
  leftOut: readonly Span[];
};

/** A correction by a clerk: where these words stand, the field has this value. */
export type Habit = { words: string; field: string; value: string };

/** Knowledge beside the text. */
export type About = {
  /** The day in Beijing on which it is read, `YYYY-MM-DD`. */
  today: string;
  institution: { name: string; regionCode: string; phone?: string | undefined; address?: string | undefined };
  /** Rooms and houses of the institution by their titles, as its venues have them. */
  places: readonly { title: string; address?: string | undefined }[];
  habits: readonly Habit[];
};
