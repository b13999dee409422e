import { isWithin } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import { isOpen } from '../../institutions/institution/institution.ts';
import type { LinkPosition, Outline, Side, SideObservation, State } from './side.ts';
import type { Standing } from './standing.ts';

/** Links on public pages without a check of this run, by id. */
export const due = async (db: Connection, slot: Date, afterId: string | undefined, limit: number): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select l.id from links l join institutions i on i.id = l.institution_id
       where l.state = 'online' and ${isOpen.sql('i')} and ($2::uuid is null or l.id > $2)
         and not exists (select from link_checks c where c.link_id = l.id and c.side = 'cloud' and c.slot = $1)
       order by l.id limit $3`,
      [slot, afterId ?? null, limit],
    )
  ).map(({ id }) => id);

/** Holds the link, so that two looks that end at once are counted one after the other; false where it is gone. */
export const hold = async (trx: Connection, linkId: string): Promise<boolean> =>
  (await trx.rows(`select id from links where id = $1 for update`, [linkId])).length === 1;

export type Noted = { linkId: string; slot: Date; asked: boolean; at: Date };

/** Keeps one side of a look; false where this run has been noted already. */
export async function note(
  trx: Connection,
  { linkId, slot, asked, at }: Noted,
  seen: SideObservation,
): Promise<boolean> {
  const { picture } = seen;
  const hash = picture !== undefined && 'hash' in picture ? picture.hash : null;
  if (picture !== undefined && 'hash' in picture)
    await trx.run(
      `insert into link_pictures (hash, bytes, used_at) values ($1, $2, $3)
       on conflict (hash) do update set used_at = greatest(link_pictures.used_at, excluded.used_at)`,
      [picture.hash, picture.bytes, at],
    );
  const kept = await trx.run(
    `insert into link_checks (link_id, side, slot, asked, at, state, cause, address, milliseconds, place, outline, picture_hash, picture_cause)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`,
    [
      ...[linkId, seen.side, slot, asked, at, seen.state, json(seen.cause), seen.address.slice(0, 2_000)],
      ...[seen.milliseconds, json(seen.place), json(seen.outline), hash],
      json(picture !== undefined && 'cause' in picture ? picture.cause : undefined),
    ],
  );
  return kept === 1;
}

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

type SideRow = {
  link_id: string;
  side: Side;
  state: State;
  since: Date;
  failures: number;
  good: number;
  alarmed_at: Date | null;
  changes: string;
  checked_at: Date;
  found_at: Date | null;
  found_place: LinkPosition | null;
  found_picture: string | null;
};

export type SideStanding = Standing & {
  linkId: string;
  side: Side;
  checkedAt: Date;
  /** When, where and how our link was last seen. */
  foundAt: Date | undefined;
  foundPlace: LinkPosition | undefined;
  foundPicture: string | undefined;
};

const sideColumns = `s.link_id, s.side, s.state, s.since, s.failures, s.good, s.alarmed_at, s.changes, s.checked_at, s.found_at, s.found_place, s.found_picture`;

export const standings = async (db: Connection, linkIds: readonly string[]): Promise<SideStanding[]> =>
  (await db.rows<SideRow>(`select ${sideColumns} from link_sides s where s.link_id = any($1)`, [linkIds])).map(present);

const present = (row: SideRow): SideStanding => ({
  linkId: row.link_id,
  side: row.side,
  state: row.state,
  since: row.since,
  failures: row.failures,
  good: row.good,
  alarmedAt: row.alarmed_at ?? undefined,
  changes: row.changes,
  checkedAt: row.checked_at,
  foundAt: row.found_at ?? undefined,
  foundPlace: row.found_place ?? undefined,
  foundPicture: row.found_picture ?? undefined,
});

export const keepStanding = (trx: Connection, linkId: string, seen: SideObservation, standing: Standing, at: Date) =>
  trx.run(
    `insert into link_sides (link_id, side, state, since, failures, good, alarmed_at, changes, checked_at, found_at, found_place, found_picture)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (link_id, side) do update set state = excluded.state, since = excluded.since, failures = excluded.failures, good = excluded.good,
       alarmed_at = excluded.alarmed_at, changes = excluded.changes, checked_at = excluded.checked_at,
       found_at = coalesce(excluded.found_at, link_sides.found_at), found_place = coalesce(excluded.found_place, link_sides.found_place),
       found_picture = coalesce(excluded.found_picture, link_sides.found_picture)`,
    [
      ...[linkId, seen.side, standing.state, standing.since, standing.failures, standing.good],
      ...[standing.alarmedAt ?? null, standing.changes, at, seen.place === undefined ? null : at, json(seen.place)],
      seen.picture !== undefined && 'hash' in seen.picture ? seen.picture.hash : null,
    ],
  );

/** A side that a link no longer has is forgotten. */
export const dropOtherSides = (trx: Connection, linkId: string, sides: readonly Side[]) =>
  trx.run(`delete from link_sides where link_id = $1 and not side = any($2)`, [linkId, sides]);

/** 立即检测 begins, unless one that is not older than `notBefore` is under way. */
export const ask = async (trx: Connection, linkId: string, at: Date, notBefore: Date): Promise<boolean> =>
  (await trx.run(
    `update links set check_asked_at = $2 where id = $1 and (check_asked_at is null or check_asked_at < $3)`,
    [linkId, at, notBefore],
  )) === 1;

export const answered = (trx: Connection, linkId: string, asked: Date) =>
  trx.run(`update links set check_asked_at = null where id = $1 and check_asked_at = $2`, [linkId, asked]);

export const manualCheckAt = async (db: Connection, linkId: string): Promise<Date | undefined> =>
  (await db.row<{ at: Date | null }>(`select check_asked_at as at from links where id = $1`, [linkId]))?.at ??
  undefined;

type CheckRow = {
  id: string;
  side: Side;
  slot: Date;
  asked: boolean;
  at: Date;
  state: State;
  cause: Fact | null;
  address: string;
  milliseconds: number;
  place: LinkPosition | null;
  outline: Outline | null;
  picture_hash: string | null;
  picture_cause: Fact | null;
};

export type Check = {
  id: string;
  side: Side;
  slot: Date;
  asked: boolean;
  at: Date;
  state: State;
  cause: Fact | undefined;
  address: string;
  milliseconds: number;
  place: LinkPosition | undefined;
  outline: Outline | undefined;
  picture: string | undefined;
  pictureCause: Fact | undefined;
};

const checkColumns = `c.id::text, c.side, c.slot, c.asked, c.at, c.state, c.cause, c.address, c.milliseconds, c.place, c.outline, c.picture_hash, c.picture_cause`;

/** The newest of each side. */
export const latest = async (db: Connection, linkId: string): Promise<Check[]> =>
  (
    await db.rows<CheckRow>(
      `select ${checkColumns} from unnest(array['web', 'h5', 'app', 'cloud']) as wanted (side)
       cross join lateral (select * from link_checks where link_id = $1 and side = wanted.side order by slot desc limit 1) c`,
      [linkId],
    )
  ).map(shown);

/** The history, the newest first. */
export const history = async (
  db: Connection,
  linkId: string,
  { side, before, limit }: { side: Side | undefined; before: { at: Date; id: string } | undefined; limit: number },
): Promise<Check[]> =>
  (
    await db.rows<CheckRow>(
      `select ${checkColumns} from link_checks c
       where c.link_id = $1 and ($2::text is null or c.side = $2) and ($3::timestamptz is null or (c.slot, c.id) < ($3, $4::bigint))
       order by c.slot desc, c.id desc limit $5`,
      [linkId, side ?? null, before?.at ?? null, before?.id ?? null, limit],
    )
  ).map(shown);

const shown = (row: CheckRow): Check => ({
  ...{ id: row.id, side: row.side, slot: row.slot, asked: row.asked, at: row.at, state: row.state },
  ...{ address: row.address, milliseconds: row.milliseconds },
  cause: row.cause ?? undefined,
  place: row.place ?? undefined,
  outline: row.outline ?? undefined,
  picture: row.picture_hash ?? undefined,
  pictureCause: row.picture_cause ?? undefined,
});

/** For the strips: the results of each run since then, the oldest first. */
export const runs = (db: Connection, linkId: string, since: Date) =>
  db.rows<{ side: Side; slot: Date; state: State }>(
    `select side, slot, state from link_checks where link_id = $1 and slot >= $2 and not asked order by slot`,
    [linkId, since],
  );

/** A picture that one of the looks at this link found. */
export const picture = async (db: Connection, linkId: string, hash: string): Promise<Buffer | undefined> =>
  (
    await db.row<{ bytes: Buffer }>(
      `select p.bytes from link_pictures p where p.hash = $2
         and (exists (select from link_checks c where c.link_id = $1 and c.picture_hash = $2)
           or exists (select from link_sides s where s.link_id = $1 and s.found_picture = $2))`,
      [linkId, hash],
    )
  )?.bytes;

/** The number of links with an alarm, within the actor's reach. */
export const countAlarmed = async (db: Connection, reach: readonly string[] | undefined): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(distinct s.link_id)::int as count from link_sides s join links l on l.id = s.link_id
         join institutions i on i.id = l.institution_id
       where s.alarmed_at is not null and l.state = 'online' and ${isWithin.sql('i.region_code', '$1')}`,
      [reach ?? null],
    )
  )?.count ?? 0;

export const purgeChecks = (db: Connection, before: Date, limit: number) =>
  db.run(`delete from link_checks where id in (select id from link_checks where slot < $1 limit $2)`, [before, limit]);

export const purgePictures = (db: Connection, before: Date, limit: number) =>
  db.run(
    `delete from link_pictures where hash in (
       select p.hash from link_pictures p where p.used_at < $1
         and not exists (select from link_sides s where s.found_picture = p.hash) limit $2)`,
    [before, limit],
  );
