import { dayOf } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import type { Data } from '../../fields/form.ts';
import type { About, Announcement } from '../announcements/announcement.ts';
import { readAnnouncement } from '../announcements/reading/read.ts';
import { fact } from './facts.ts';
import type { SourceItem } from './reading/item.ts';
import { longestText } from './reading/markup.ts';
import type { Settings } from './source.ts';

export type Hall = { name: string; regionCode: string | undefined; address: string | undefined };
/** The text of an item, for the rules of 粘贴通知. */
export type ItemText = { announcement: Announcement; about: About };
/** Fields that a text says for certain of the one entry in it. */
export type Certain = { channel: string; values: Data };

/** So much of a text is read: a programme of a month has less. */
const longest = 20_000;

export function textOf(
  item: SourceItem,
  { hall, firstAt, settings }: { hall: Hall; firstAt: Date; settings: Settings },
): ItemText | undefined {
  if (item.text === undefined) return undefined;
  return {
    announcement: { text: wholeOf(item).slice(0, longest), writtenOn: item.changedAt?.slice(0, 10) },
    about: {
      today: dayOf(firstAt),
      institution: { name: hall.name, regionCode: hall.regionCode ?? '', address: hall.address },
      places: Object.values(settings.places).map((title) => ({ title })),
      habits: [],
    },
  };
}

const wholeOf = ({ title, text = '' }: SourceItem) => `${title}\n${text}`;

/** Of a text that was not read to its end, or not even taken. */
export function cutOf(item: SourceItem): Fact | undefined {
  if ((item.text ?? '').length >= longestText) return fact('sources.text_cut', { most: longestText });
  return wholeOf(item).length > longest ? fact('sources.text_long', { most: longest }) : undefined;
}

export function certainOf({ announcement, about }: ItemText): Certain | undefined {
  const { entries } = readAnnouncement(announcement, about);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) return undefined;
  const certain = Object.entries(entry.values).filter(([, { doubt }]) => doubt === undefined);
  return { channel: entry.channel, values: Object.fromEntries(certain.map(([name, { value }]) => [name, value])) };
}
