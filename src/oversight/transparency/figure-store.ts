import type { Connection } from '../../database/open.ts';
import {
  kindAt,
  kindText,
  pastText,
  totalAt,
  totalText,
  type WholeReport,
  wholeReport,
} from '../../statistics/totals/day-store.ts';
import type { FigureKind, FigureName } from './entry.ts';

export type Due = { kind: FigureKind; key: string; day: string; revision: number | null };

/** Up to where the next figures wait for their leaf, and of which days those are that are derived. */
export async function nextDue(db: Connection, limit: number): Promise<{ last: number; days: string[] } | undefined> {
  const row = await db.row<{ last: number | null; days: string[] }>(
    `select max(id)::float8 as last, coalesce(array_agg(distinct to_char(day, 'YYYY-MM-DD')) filter (where kind <> 'report'), '{}') as days
     from (select id, kind, day from figures_due order by id limit $1) due`,
    [limit],
  );
  return row === undefined || row.last === null ? undefined : { last: row.last, days: row.days };
}

/** Figures that wait for their leaf, in the order of arrival; removed from the list with this transaction. */
export async function takeDue(trx: Connection, limit: number, last: number): Promise<Due[]> {
  const rows = await trx.rows<Due & { id: number }>(
    `delete from figures_due where id = any(array(select id from figures_due where id <= $2 order by id limit $1))
     returning id, kind, key, to_char(day, 'YYYY-MM-DD') as day, revision`,
    [limit, last],
  );
  return rows.toSorted((one, other) => one.id - other.id);
}

/** They wait on, behind the others. */
export const waitOn = (trx: Connection, due: readonly Due[]) =>
  trx.run(
    `insert into figures_due (kind, key, day) select * from unnest($1::text[], $2::text[], $3::date[])`,
    columnsOf(due),
  );

export const countDue = async (db: Connection): Promise<number> =>
  (await db.row<{ count: number }>(`select count(*)::int as count from figures_due`))?.count ?? 0;

const day = (row: string) => `to_char(${row}.day, 'YYYY-MM-DD')`;
type Key = Pick<FigureName, 'kind' | 'key' | 'day'>;
const columnsOf = (all: readonly Key[]): string[][] => [
  all.map(({ kind }) => kind),
  all.map(({ key }) => key),
  all.map(({ day }) => day),
];

// Leaves of a region's other totals are kept as totals of 33-kinds and 33-past.
const isOther = (kind: string) => `${kind} in ('kinds', 'past')`;
const keptKind = (kind: string) => `case when ${isOther(kind)} then 'total' else ${kind} end`;
const keptKey = (kind: string, key: string) =>
  `case when ${isOther(kind)} then ${key} || '-' || ${kind} else ${key} end`;
export const ofKept = (
  row: string,
) => `case when ${row}.kind = 'total' and ${row}.key like '%-%' then split_part(${row}.key, '-', 2) else ${row}.kind end as kind,
  case ${row}.kind when 'total' then split_part(${row}.key, '-', 1) else ${row}.key end as key`;
/** Whether a leaf is of the figure `f`. */
export const isOf = (row: string, f = 'f') =>
  `${row}.kind = ${keptKind(`${f}.kind`)} and ${row}.key = ${keptKey(`${f}.kind`, `${f}.key`)} and ${row}.day = ${f}.day`;

export type Leaf = FigureName & {
  position: number;
  commitment: Buffer;
  /** How the leaf calls its application; null in those of before. */
  alias: string | null;
};

const leaf = `l.position::float8 as position, ${ofKept('l')}, ${day('l')} as day, l.revision, l.commitment, l.alias`;

/** The newest leaf of each of these figures. */
export const newestLeaves = (db: Connection, figures: readonly Key[]): Promise<Leaf[]> =>
  db.rows<Leaf>(
    `select ${leaf} from unnest($1::text[], $2::text[], $3::date[]) as f (kind, key, day) cross join lateral (
       select l.* from figure_leaves l where ${isOf('l')} order by l.revision desc limit 1) l`,
    columnsOf(figures),
  );

/** Of leaves by their names in the log those with a newer one of the same figure: their place here, and the newest. */
export const newerLeaves = (
  db: Connection,
  names: readonly FigureName[],
): Promise<{ place: number; revision: number; position: number }[]> =>
  db.rows(
    `select f.place::int - 1 as place, n.revision, n.position::float8 as position
     from unnest($1::text[], $2::text[], $3::date[], $4::int[]) with ordinality as f (kind, key, day, revision, place)
       cross join lateral (select l.kind, l.key, l.day, l.revision from figure_leaves l
         where (${isOf('l')} and l.alias is null or l.alias = f.key and l.kind = f.kind and l.day = f.day)
           and l.revision = f.revision limit 1) l
       cross join lateral (select n.revision, n.position from figure_leaves n
         where n.kind = l.kind and n.key = l.key and n.day = l.day order by n.revision desc limit 1) n
     where n.revision > l.revision order by f.place`,
    [...columnsOf(names), names.map(({ revision }) => revision)],
  );

export const addLeaves = (trx: Connection, leaves: readonly Leaf[]) =>
  trx.run(
    `insert into figure_leaves (position, kind, key, day, revision, commitment, alias)
     select position, ${keptKind('f.kind')}, ${keptKey('f.kind', 'f.key')}, day, revision, commitment, alias
     from unnest($1::bigint[], $2::text[], $3::text[], $4::date[], $5::int[], $6::bytea[], $7::text[])
       as f (position, kind, key, day, revision, commitment, alias)`,
    [
      leaves.map(({ position }) => position),
      ...columnsOf(leaves),
      leaves.map(({ revision }) => revision),
      leaves.map(({ commitment }) => commitment),
      leaves.map(({ alias }) => alias),
    ],
  );

// Texts of PostgreSQL's own: no number is rounded, and JSON is spelled as it is kept.
const reported = (row: string) => `${row}.revision::text, ${row}.figures::text, ${row}.terminals::text, ${row}.note`;

/** A leaf with the contents of its row as they are kept without seals. */
export type LeafOfRow = Leaf & { contents: (string | null)[] };

export const leavesOfRows = (db: Connection, names: readonly FigureName[]): Promise<LeafOfRow[]> =>
  db.rows<LeafOfRow>(
    `select ${leaf}, coalesce(v.told, c.told) as contents
     from unnest($1::text[], $2::text[], $3::date[], $4::int[]) as f (kind, key, day, revision)
       join figure_leaves l on l.kind = f.kind and l.key = f.key and l.day = f.day and (l.kind <> 'report' or l.revision = f.revision)
       left join lateral (select array[${reported('v')}] as told from report_revisions v
         where l.kind = 'report' and v.client_id = l.key and v.day = l.day and v.revision = l.revision) v on true
       left join lateral (select array[c.figures::text] as told from daily_counts c
         where l.kind = 'count' and c.client_id = l.key and c.day = l.day) c on true
     where coalesce(v.told, c.told) is not null`,
    [...columnsOf(names), names.map(({ revision }) => revision)],
  );

/** The database's present value of a figure, beside its leaf. */
export type Standing = Leaf & {
  /** Of a report: the revision as it was published; null where it is gone. */
  told: (string | null)[] | null;
  /** The present values. */
  shown: (string | null)[] | null;
  /** Of a report. */
  whole: WholeReport | null;
  /** Of others: no later value has a leaf. */
  isNewest: boolean;
  /** It was published again, and waits for that leaf. */
  isDue: boolean;
  /** The service found that it follows from no report. */
  isUnproved: boolean;
};

const rows = (row: string, from: string, order: string) =>
  `(select array_agg(part.text order by ${order}, part.place) from ${from} cross join lateral unnest(array[${row}]) with ordinality part (text, place)`;

const standing = (leaves: string, order: string) => `
  select l.position::float8 as position, l.kind, l.key, ${day('l')} as day, l.revision, l.commitment, l.alias,
    case l.kind when 'report' then (select array[${reported('v')}] || case when v.seal is null then '{}' else array[encode(v.seal, 'base64')] end
      from report_revisions v where v.client_id = l.key and v.day = l.day and v.revision = l.revision) end as told,
    case l.kind
      when 'report' then (select array[${reported('r')}] from daily_reports r where r.client_id = l.key and r.day = l.day)
      when 'total' then (select array[${totalText}, ${totalAt}] from daily_totals t where t.region = l.key and t.day = l.day)
      when 'kinds' then ${rows(`${kindText}, ${kindAt}`, 'daily_kind_totals k', 'k.kind collate "C"')} where k.region = l.key and k.day = l.day)
      when 'past' then ${rows(pastText, 'daily_totals_past p', 'p.last_on')} where p.region = l.key and p.day = l.day)
      else (select array[c.figures::text] from daily_counts c where c.client_id = l.key and c.day = l.day) end as shown,
    case when l.kind = 'report' and l.turn = 1 then (select ${wholeReport('r')} from daily_reports r where r.client_id = l.key and r.day = l.day) end as whole,
    l.kind = 'report' or not exists (
      select from figure_leaves n where ${isOf('n', 'l')} and n.revision > l.revision) as "isNewest",
    exists (select from figures_due d where d.kind = case when l.kind in ('kinds', 'past') then 'total' else l.kind end
      and d.key = l.key and d.day = l.day) as "isDue",
    exists (select from figures_unproved u where u.day = l.day and u.kind = l.kind and u.key = l.key and u.revision in (0, l.revision)) as "isUnproved"
  from (select l.*, row_number() over (partition by l.kind, l.key, l.day order by l.position) as turn from ${leaves}) l order by ${order}`;

/** A report of hundreds of corrections is read once, beside the first of its leaves here. */
async function readStandings(db: Connection, text: string, values: readonly unknown[]): Promise<Standing[]> {
  const found = await db.rows<Standing>(text, values);
  const of = ({ kind, key, day: on }: Key) => `${kind} ${key} ${on}`;
  const wholes = new Map(found.flatMap((one) => (one.whole === null ? [] : [[of(one), one.whole]])));
  return found.map((one) => ({ ...one, whole: wholes.get(of(one)) ?? null }));
}

/** Leaves from a position on, as their figures stand. */
export const standings = (db: Connection, from: number, limit: number): Promise<Standing[]> =>
  readStandings(
    db,
    standing(
      `(select l.position, ${ofKept('l')}, l.day, l.revision, l.commitment, l.alias from figure_leaves l where position >= $1 order by position limit $2) l`,
      'l.position',
    ),
    [from, limit],
  );

/** The same of some leaves. */
export const standingsAt = (db: Connection, positions: readonly number[]): Promise<Standing[]> =>
  readStandings(
    db,
    standing(
      `(select l.position, ${ofKept('l')}, l.day, l.revision, l.commitment, l.alias from figure_leaves l where position = any($1)) l`,
      'l.position',
    ),
    [positions],
  );

/** The same for figures that are about to get a leaf, which contains their revision. */
export const standingsOf = (db: Connection, figures: readonly FigureName[]): Promise<Standing[]> =>
  readStandings(
    db,
    standing(
      `(select ordinality - 1 as position, kind, key, day, revision, null::bytea as commitment, null::text as alias
        from unnest($1::text[], $2::text[], $3::date[], $4::int[]) with ordinality as f (kind, key, day, revision, ordinality)) l`,
      'l.position',
    ),
    [...columnsOf(figures), figures.map(({ revision }) => revision)],
  );

/** The leaf of a figure; `isPublic`: as the leaves call it, so that one with an alias is not found by its AK. */
export const leafOf = (
  db: Connection,
  { kind, key, day: of, revision }: Key & { revision: number | undefined },
  isPublic: boolean,
): Promise<Leaf | undefined> =>
  db.row<Leaf>(
    `select ${leaf} from figure_leaves l, (select $1::text as kind, $2::text as key, $3::date as day) f
     where (${isOf('l')} and (l.alias is null or not $5) or l.alias = f.key and l.kind = f.kind and l.day = f.day)
       and ($4::int is null or l.revision = $4)
     order by l.revision desc limit 1`,
    [kind, key, of, revision ?? null, isPublic],
  );
