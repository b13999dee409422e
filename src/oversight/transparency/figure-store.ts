import type { Connection } from '../../database/open.ts';
import { newestExplanation } from '../../statistics/reports/report-store.ts';
import type { Contents, FigureKind, FigureName } from './entry.ts';

export type Due = { kind: FigureKind; key: string; day: string; revision: number | null };

/** Figures that wait for their leaf, in the order of arrival; removed from the list with this transaction. */
export async function takeDue(trx: Connection, limit: number): Promise<Due[]> {
  const rows = await trx.rows<Due & { id: number }>(
    `delete from figures_due where id = any(array(select id from figures_due order by id limit $1))
     returning id, kind, key, to_char(day, 'YYYY-MM-DD') as day, revision`,
    [limit],
  );
  return rows.toSorted((one, other) => one.id - other.id);
}

export const countDue = async (db: Connection): Promise<number> =>
  (await db.row<{ count: number }>(`select count(*)::int as count from figures_due`))?.count ?? 0;

const day = (row: string) => `to_char(${row}.day, 'YYYY-MM-DD')`;
type Key = Pick<FigureName, 'kind' | 'key' | 'day'>;
const columnsOf = (all: readonly Key[]) => [
  all.map(({ kind }) => kind),
  all.map(({ key }) => key),
  all.map(({ day }) => day),
];

export type Leaf = FigureName & { position: number; commitment: Buffer };

const leaf = `l.position::float8 as position, l.kind, l.key, ${day('l')} as day, l.revision, l.commitment`;

/** The newest leaf of each of these figures. */
export const newestLeaves = (db: Connection, figures: readonly Key[]): Promise<Leaf[]> =>
  db.rows<Leaf>(
    `select ${leaf} from unnest($1::text[], $2::text[], $3::date[]) as f (kind, key, day) cross join lateral (
       select l.* from figure_leaves l where l.kind = f.kind and l.key = f.key and l.day = f.day order by l.revision desc limit 1) l`,
    columnsOf(figures),
  );

export const addLeaves = (trx: Connection, leaves: readonly Leaf[]) =>
  trx.run(
    `insert into figure_leaves (position, kind, key, day, revision, commitment)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::date[], $5::int[], $6::bytea[])`,
    [
      leaves.map(({ position }) => position),
      ...columnsOf(leaves),
      leaves.map(({ revision }) => revision),
      leaves.map(({ commitment }) => commitment),
    ],
  );

/** The database's present value of a figure, beside its leaf. */
export type Standing = Leaf & {
  /** The revision as it was published; null where it is gone. */
  told: (string | null)[] | null;
  /** The values of the newest revision, as published. */
  shown: (string | null)[] | null;
  /** Of a report: explanations added afterwards, which no leaf contains. */
  explained: string | null;
  isNewest: boolean;
  /** It was published again, and waits for that leaf. */
  isDue: boolean;
};

// Texts of PostgreSQL's own: no number is rounded, and JSON is spelled as it is kept.
const reported = (row: string) => `${row}.revision::text, ${row}.figures::text, ${row}.terminals::text, ${row}.note`;
const ofTotal = `t.figures::text, t.reported::text, t.extra::text, t.late::text, t.revised::text`;

const standing = (leaves: string, order: string) => `
  select ${leaf},
    case l.kind when 'report' then (select array[${reported('v')}] from report_revisions v
      where v.client_id = l.key and v.day = l.day and v.revision = l.revision) end as told,
    case l.kind
      when 'report' then (select array[${reported('r')}] from daily_reports r where r.client_id = l.key and r.day = l.day)
      when 'total' then (select array[${ofTotal}] from daily_totals t where t.region = l.key and t.day = l.day)
      else (select array[c.figures::text] from daily_counts c where c.client_id = l.key and c.day = l.day) end as shown,
    case l.kind when 'report' then (select ${newestExplanation('r')} from daily_reports r where r.client_id = l.key and r.day = l.day) end as explained,
    case l.kind
      when 'report' then not exists (select from report_revisions v where v.client_id = l.key and v.day = l.day and v.revision > l.revision)
      else not exists (select from figure_leaves n where n.kind = l.kind and n.key = l.key and n.day = l.day and n.revision > l.revision)
      end as "isNewest",
    exists (select from figures_due d where d.kind = l.kind and d.key = l.key and d.day = l.day) as "isDue"
  from ${leaves} order by ${order}`;

/** Leaves from a position on, as their figures stand. */
export const standings = (db: Connection, from: number, limit: number): Promise<Standing[]> =>
  db.rows<Standing>(
    standing('(select * from figure_leaves where position >= $1 order by position limit $2) l', 'l.position'),
    [from, limit],
  );

/** The same for figures that are about to get a leaf, which contains their revision. */
export const standingsOf = (db: Connection, figures: readonly FigureName[]): Promise<Standing[]> =>
  db.rows<Standing>(
    standing(
      `(select ordinality - 1 as position, kind, key, day, revision, null::bytea as commitment
        from unnest($1::text[], $2::text[], $3::date[], $4::int[]) with ordinality as f (kind, key, day, revision, ordinality)) l`,
      'l.position',
    ),
    [...columnsOf(figures), figures.map(({ revision }) => revision)],
  );

export const leafOf = (
  db: Connection,
  { kind, key, day: of, revision }: Key & { revision: number | undefined },
): Promise<Leaf | undefined> =>
  db.row<Leaf>(
    `select ${leaf} from figure_leaves l where l.kind = $1 and l.key = $2 and l.day = $3 and ($4::int is null or l.revision = $4)
     order by l.revision desc limit 1`,
    [kind, key, of, revision ?? null],
  );

const gone: Contents = ['gone'];

/** A report as it has to stand: as its newest revision was published, with a later explanation in the place of its note. */
const standingReport = (told: Contents, explained: string | null): Contents =>
  explained === null ? told : [...told.slice(0, -1), explained];

/**
 * The contents of a leaf made now; undefined for a value published again, whose earlier state only the leaf knows. A report whose row differs
 * from its newest revision was changed past it.
 */
export function contentsNow({ kind, told, shown, explained, isNewest, isDue }: Standing): Contents | undefined {
  if (kind !== 'report') return isNewest && !isDue ? (shown ?? gone) : undefined;
  if (told === null) return gone;
  if (!isNewest) return told;
  return JSON.stringify(standingReport(told, explained)) === JSON.stringify(shown)
    ? told
    : ['changed', ...(shown ?? gone)];
}
