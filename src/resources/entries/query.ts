import { after, type Clock, days } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Channels } from '../channels/channels.ts';
import { isStanding, type Standing } from '../standing.ts';
import type { Filter, Sort } from './entry-list-store.ts';

type Query = Readonly<Record<string, string | string[] | undefined>>;
const one = (query: Query, name: string): string => {
  const value = query[name];
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed() ? value.trim() : '';
};

const sorts: Readonly<Record<Sort, string>> = { oldest: '最早更新', title: '标题', newest: '最近建立' };
/** The orders of a list, for a choice. */
export const sortChoices = [
  { value: '', name: '最近更新' },
  ...Object.entries(sorts).map(([value, name]) => ({ value, name })),
];
const isSort = (value: string): value is Sort => Object.hasOwn(sorts, value);

/** The filter in the list's address; invalid parts are left out. */
export type EntryQuery = {
  channel: string;
  status: Standing | '';
  text: string;
  since: '' | '7' | '30';
  batch: string;
  sort: Sort | '';
};

export function readEntryQuery(query: Query, channels: Channels): EntryQuery {
  const [channel, status, since, batch, sort] = [
    one(query, 'channel'),
    one(query, 'status'),
    one(query, 'since'),
    one(query, 'batch'),
    one(query, 'sort'),
  ];
  return {
    channel: Object.hasOwn(channels, channel) ? channel : '',
    status: isStanding(status) ? status : '',
    text: one(query, 'text').slice(0, 100),
    since: since === '7' || since === '30' ? since : '',
    batch: isId(batch) ? batch : '',
    sort: isSort(sort) ? sort : '',
  };
}

export const filterOf = (asked: EntryQuery, institutionId: string, clock: Clock): Filter => ({
  institutionId,
  ...(asked.channel !== '' && { channel: asked.channel }),
  ...(asked.status !== '' && { standing: asked.status }),
  ...(asked.text !== '' && { text: asked.text }),
  ...(asked.batch !== '' && { batchId: asked.batch }),
  ...(asked.since !== '' && { updatedSince: after(clock.now(), -days(Number(asked.since))) }),
});

/** The same list with a change; defaults are left out. */
export function hrefOf(
  asked: EntryQuery,
  change: Partial<EntryQuery> & { before?: string; act?: string } = {},
  path = '/console/resources',
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...change })) if (value) parameters.set(name, value);
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}
