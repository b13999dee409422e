import type { Fact } from '../../fact.ts';
import type { Form } from './reading/item.ts';

/** Channels that a source can fill: the others ask for more than any source says. */
export const targets = { activity: '享活动', news: '文化资讯', none: '不收' } as const;
export type Target = keyof typeof targets;
export const isTarget = (value: unknown): value is Target => typeof value === 'string' && Object.hasOwn(targets, value);

/** Values of every entry that the source itself does not say. */
export const fixedFields = [
  'category',
  'fee_type',
  'booking',
  'address',
  'cover',
  'cover_alt',
  'licence',
  'news_category',
  'hours',
] as const;
type FixedField = (typeof fixedFields)[number];

export type Settings = {
  /** Category of the source → channel. */
  categories: Readonly<Record<string, Target>>;
  /** Items without a category. */
  otherwise: Target;
  /** The source's word for a room → the hall's. */
  places: Readonly<Record<string, string>>;
  fixed: Readonly<Partial<Record<FixedField, string>>>;
};

export type SourceState = 'on' | 'paused' | 'stopped' | 'held';

export type Source = {
  id: string;
  institutionId: string;
  institution: string;
  address: string;
  form: Form;
  title: string;
  state: SourceState;
  settings: Settings;
  createdAt: Date;
  etag: string | undefined;
  lastModified: string | undefined;
  cursor: string | undefined;
  nextAt: Date;
  readAt: Date | undefined;
  failures: number;
  fault: Fact | undefined;
  toldAt: Date | undefined;
  shrunk: { was: number; now: number } | undefined;
  mayShrink: boolean;
  /** Items of its last content. */
  given: number | undefined;
  trust: number;
};

export type LineKind = 'new' | 'changed' | 'refused' | 'gone';
/** One line of a run, as its page shows it. */
export type Line = {
  kind: LineKind;
  key: string;
  title: string;
  startsAt?: string | undefined;
  place?: string | undefined;
  entryId?: string | undefined;
  reason?: Fact | undefined;
};

export type Counts = { read: number; created: number; changed: number; gone: number; refused: number };
export type Run = Counts & { at: Date; lastAt: Date; times: number; fault: Fact | undefined; lines: readonly Line[] };

/** An address without the differences that mean nothing. */
export function sameAddress(address: string): string {
  const url = new URL(address);
  return `${url.host.replace(/^www\./, '')}${url.pathname.replace(/\/+$/, '')}${url.search}`.toLowerCase();
}

/** As a person types or copies it; undefined where it is none. */
export function addressIn(typed: string): string | undefined {
  const text = typed.trim().replace(/^webcals?:/i, 'https:');
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || text === '' || /\s/.test(text) || (!url.hostname.includes('.') && url.hostname !== 'localhost'))
    return undefined;
  url.hash = '';
  return url.username === '' && url.password === '' && url.href.length <= 1_000 ? url.href : undefined;
}

/** Words of the live state, which citizens read beside it. */
export const goneReason = '主办方的网站上已经没有这一项';
export const calledOffReason = '主办方的网站写明取消';
export const movedBeginning = '主办方的网站改到';
export const movedReason = (startsAt: string): string =>
  `${movedBeginning} ${Number(startsAt.slice(5, 7))}月${Number(startsAt.slice(8, 10))}日 ${startsAt.slice(11, 16)}`;
