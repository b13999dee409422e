import type { Connection } from '../../database/open.ts';
import type { Standing } from '../standing.ts';
import type { Entry } from './entry.ts';
import { columns, present, type Row } from './entry-store.ts';

export type Filter = {
  institutionId: string;
  /** The application's reach: its own entries, and those of people. */
  reach?: string;
  /** The AKs that a member is limited to: only their entries. */
  only?: readonly string[] | undefined;
  channel?: string;
  standing?: Standing;
  batchId?: string;
  /** Part of the title, or the whole local number. */
  text?: string;
  updatedSince?: Date;
  /** Only these. */
  ids?: readonly string[];
};
/** In which order a list stands; the latest change first where nothing is said. */
export type Sort = 'oldest' | 'title' | 'newest';
/** The filter of an application; its reach is decided by the service. */
export type OwnFilter = Omit<Filter, 'institutionId' | 'reach' | 'only'>;
/** `title` in the order of titles. */
export type Cursor = { at: Date; id: string; title?: string };

const standing: Readonly<Record<Standing, string>> = {
  draft: `e.publication_state is null and e.review_state = 'draft'`,
  in_review: `e.review_state in ('submitted', 'claimed', 'checked')`,
  returned: `e.review_state = 'returned'`,
  rejected: `e.publication_state is null and e.review_state = 'rejected'`,
  scheduled: `e.publication_state = 'scheduled'`,
  published: `e.publication_state = 'published'`,
  withdrawn: `e.publication_state = 'withdrawn'`,
  expired: `e.publication_state = 'expired'`,
};

/** Each text is made of the same few pieces, so each combination is prepared once. */
export function conditions(filter: Filter, values: unknown[]): string {
  const place = (value: unknown) => `$${values.push(value)}`;
  const { reach, text } = filter;
  return [
    `e.institution_id = ${place(filter.institutionId)}`,
    reach && `(e.client_id is null or e.client_id = ${place(reach)})`,
    filter.only && `e.client_id = any(${place(filter.only)}::text[])`,
    filter.channel && `e.channel = ${place(filter.channel)}`,
    filter.standing && standing[filter.standing],
    filter.batchId && `e.batch_id = ${place(filter.batchId)}`,
    filter.ids && `e.id = any(${place(filter.ids)}::uuid[])`,
    filter.updatedSince && `e.updated_at >= ${place(filter.updatedSince)}`,
    text && `(strpos(lower(e.title), lower(${place(text)})) > 0 or e.external_id = ${place(text)})`,
  ]
    .filter(Boolean)
    .join(' and ');
}

type Order = { column: string; direction: 'asc' | 'desc'; of: (cursor: Cursor) => unknown; type: string };
const byUpdate: Order = { column: 'e.updated_at', direction: 'desc', of: ({ at }) => at, type: 'timestamptz' };
const orders: Readonly<Record<Sort, Order>> = {
  oldest: { ...byUpdate, direction: 'asc' },
  title: { column: 'e.title', direction: 'asc', of: ({ title = '' }) => title, type: 'text' },
  newest: { ...byUpdate, column: 'e.created_at' },
};

/** The place of an entry in an order. */
export const cursorOf = ({ updatedAt, createdAt, id, title }: Entry, sort: Sort | undefined): Cursor => ({
  ...{ at: sort === 'newest' ? createdAt : updatedAt, id, title },
});

export async function list(
  db: Connection,
  filter: Filter,
  before: Cursor | undefined,
  limit: number,
  sort?: Sort,
): Promise<Entry[]> {
  const values: unknown[] = [];
  const where = conditions(filter, values);
  const { column, direction, of, type } = sort === undefined ? byUpdate : orders[sort];
  const place = before
    ? `and (${column}, e.id) ${direction === 'desc' ? '<' : '>'} ($${values.push(of(before))}::${type}, $${values.push(before.id)}::uuid)`
    : '';
  const rows = await db.rows<Row>(
    `select ${columns} from entries e where ${where} ${place} order by ${column} ${direction}, e.id ${direction} limit $${values.push(limit)}`,
    values,
  );
  return rows.map(present);
}

export type Tally = Readonly<Record<Standing | 'all', number>>;

/** How many the filter has, and how many of each standing: those that the same filter with that standing lists. */
export async function tally(db: Connection, filter: Omit<Filter, 'standing'>): Promise<Tally> {
  const values: unknown[] = [];
  const each = Object.entries(standing).map(([name, is]) => `(count(*) filter (where ${is}))::integer as "${name}"`);
  const row = await db.row<Tally>(
    `select count(*)::integer as "all", ${each.join(', ')} from entries e where ${conditions(filter, values)}`,
    values,
  );
  if (row === undefined) throw new Error('a count has one row');
  return row;
}

export type Count = { channel: string; standing: Standing; count: number };

/** How many of each channel stand how. */
export async function counts(
  db: Connection,
  institutionId: string,
  only: readonly string[] | undefined,
): Promise<Count[]> {
  return db.rows<Count>(
    `select e.channel, coalesce(e.publication_state, case when e.review_state in ('submitted', 'claimed', 'checked') then 'in_review'
       when e.review_state = 'approved' then 'published' else e.review_state end) as standing, count(*) as count
     from entries e where e.institution_id = $1 and ($2::text[] is null or e.client_id = any($2)) group by 1, 2`,
    [institutionId, only ?? null],
  );
}
