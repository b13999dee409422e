import { beginningOf } from '../../actor.ts';
import { after, dayStart } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Cursor, Filter } from './queue-store.ts';
import type { Summary } from './submission.ts';
import { isOpen, type State } from './transitions.ts';

/** The tabs of the desk, before any other filter. */
export const tabs = {
  waiting: { title: '全部', states: ['submitted', 'claimed', 'checked'] },
  mine: { title: '我认领的', states: ['claimed'] },
  second: { title: '待复核', states: ['checked'] },
  done: { title: '已处理', states: ['approved', 'returned', 'rejected'] },
} as const satisfies Record<string, { title: string; states: readonly State[] }>;

/** How near the promised time is. */
export const dues = { late: '已超时', today: '今天到期' } as const;
/** The result of the checks. */
export const doubts = { yes: '有存疑', no: '没有存疑' } as const;

type Tab = keyof typeof tabs;
type Due = keyof typeof dues;
type Doubt = keyof typeof doubts;
const isOf =
  <Key extends string>(table: Readonly<Record<Key, unknown>>) =>
  (value: string): value is Key =>
    Object.hasOwn(table, value);
const [isTab, isDue, isDoubt] = [isOf(tabs), isOf(dues), isOf(doubts)];

/** A reviewer's queue: it travels in the address, so that after a decision the next of the same kind comes. */
export type Queue = {
  tab: Tab;
  kind?: string;
  region?: string;
  due?: Due;
  doubt?: Doubt;
  text?: string;
  batch?: string;
  /** Those that are decided together. */
  bulk?: string;
};

type Query = Readonly<Record<string, string | string[] | undefined>>;
const one = (query: Query, name: string): string => {
  const value = query[name];
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed() ? value.trim() : '';
};

/** The filter in an address; invalid parts are left out. */
export function readQueue(query: Query, kinds: readonly { name: string }[]): Queue {
  const [tab, kind, text] = [one(query, 'tab'), one(query, 'kind'), one(query, 'text').slice(0, 100)];
  const [region, due, doubt] = [one(query, 'region'), one(query, 'due'), one(query, 'doubt')];
  return {
    tab: isTab(tab) ? tab : 'waiting',
    ...(kinds.some(({ name }) => name === kind) && { kind }),
    ...(/^[1-9]\d{5}$/.test(region) && { region }),
    ...(isDue(due) && { due }),
    ...(isDoubt(doubt) && { doubt }),
    ...(text !== '' && { text }),
    ...(isId(one(query, 'batch')) && { batch: one(query, 'batch') }),
    ...(isId(one(query, 'bulk')) && { bulk: one(query, 'bulk') }),
  };
}

/** `?tab=mine&kind=link`, with nothing in it that goes without saying. */
export function search({ tab, ...parts }: Queue, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...(tab !== 'waiting' && { tab }), ...parts, ...more }).toString();
  return query === '' ? '' : `?${query}`;
}

/** The filter that a list and its count both ask with. */
export const filterOf = (
  { tab, kind, region, due, doubt, text, batch, bulk }: Queue,
  accountId: string,
  now: Date,
): Filter => ({
  states: tabs[tab].states,
  ...(kind !== undefined && { kinds: [kind] }),
  ...(region !== undefined && { region: [beginningOf(region)] }),
  ...(due === 'late' && { dueBefore: now }),
  ...(due === 'today' && { dueAfter: now, dueBefore: after(dayStart(now, 1), -1) }),
  ...(doubt !== undefined && { isDoubted: doubt === 'yes' }),
  ...(text !== undefined && { text }),
  ...(batch !== undefined && { batchId: batch }),
  ...(bulk !== undefined && { bulkId: bulk }),
  ...(tab === 'mine' && { claimedBy: accountId }),
});

/** The place of a submission among those that wait. */
export const placeOf = ({ id, dueAt, submittedAt, createdAt }: Summary): Cursor => ({
  at: dueAt ?? createdAt,
  sent: submittedAt ?? createdAt,
  id,
});

/** Whether it is for this reviewer to decide, as far as the row shows: not claimed by another, not the own, not checked already. */
export const isFree = (one: Summary, accountId: string): boolean =>
  isOpen(one.state) &&
  one.submittedBy !== accountId &&
  (one.state !== 'claimed' || one.claimedBy === accountId) &&
  (one.state !== 'checked' || one.checkedBy !== accountId);
