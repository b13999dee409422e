import type { Cursor, Filter } from './queue-store.ts';
import type { Summary } from './submission.ts';
import { isOpen, type State } from './transitions.ts';

/** The tabs of the desk. */
export const tabs = {
  waiting: { title: '待审核', states: ['submitted', 'claimed'] },
  mine: { title: '我认领的', states: ['claimed'] },
  second: { title: '待复核', states: ['checked'] },
  done: { title: '已处理', states: ['approved', 'returned', 'rejected'] },
} as const satisfies Record<string, { title: string; states: readonly State[] }>;

type Tab = keyof typeof tabs;
const isTab = (value: string): value is Tab => Object.hasOwn(tabs, value);

/** A reviewer's queue: it travels in the address, so that after a decision the next of the same kind comes. */
export type Queue = { tab: Tab; kind?: string; text?: string };

type Query = Readonly<Record<string, string | string[] | undefined>>;
const one = (query: Query, name: string): string => {
  const value = query[name];
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed() ? value.trim() : '';
};

/** The filter in an address; invalid parts are left out. */
export function readQueue(query: Query, kinds: readonly { name: string }[]): Queue {
  const [tab, kind, text] = [one(query, 'tab'), one(query, 'kind'), one(query, 'text').slice(0, 100)];
  return {
    tab: isTab(tab) ? tab : 'waiting',
    ...(kinds.some(({ name }) => name === kind) && { kind }),
    ...(text !== '' && { text }),
  };
}

/** `?tab=mine&kind=link`, with nothing in it that goes without saying. */
export function search({ tab, kind, text }: Queue, more: Readonly<Record<string, string>> = {}): string {
  const given = { ...(tab !== 'waiting' && { tab }), ...(kind && { kind }), ...(text && { text }), ...more };
  const query = new URLSearchParams(given).toString();
  return query === '' ? '' : `?${query}`;
}

export const filterOf = ({ tab, kind, text }: Queue, accountId: string): Filter => ({
  states: tabs[tab].states,
  ...(kind !== undefined && { kinds: [kind] }),
  ...(text !== undefined && { text }),
  ...(tab === 'mine' && { claimedBy: accountId }),
});

/** The place of a submission among those that wait. */
export const placeOf = ({ id, submittedAt, createdAt }: Summary): Cursor => ({ at: submittedAt ?? createdAt, id });

/** Whether it is for this reviewer to decide, as far as the row shows: not claimed by another, not the own, not checked already. */
export const isFree = (one: Summary, accountId: string): boolean =>
  isOpen(one.state) &&
  one.submittedBy !== accountId &&
  (one.state !== 'claimed' || one.claimedBy === accountId) &&
  (one.state !== 'checked' || one.checkedBy !== accountId);
