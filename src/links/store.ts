import { isWithin } from '../actor.ts';
import type { Connection, Reader } from '../database/open.ts';
import type { PictureSize } from '../files/sizes.ts';
import { isOpen } from '../institutions/institution/institution.ts';
import type { Link, LinkValues } from './link.ts';

type Row = {
  id: string;
  institution_id: string;
  institution: string;
  region_code: string | null;
  client_id: string | null;
  name: string;
  pc_url: string | null;
  h5_url: string | null;
  web_home: string | null;
  h5_home: string | null;
  app_url: string | null;
  state: 'online' | 'offline';
  offline_by: 'institution' | 'operator' | null;
  offline_reason: string | null;
  picture_hash: string;
  has_app_qr: boolean;
  created_at: Date;
  updated_at: Date;
};

const columns = `l.id, l.institution_id, i.name as institution, i.region_code, l.client_id, l.name, l.pc_url, l.h5_url,
  coalesce(l.web_home, l.pc_url) as web_home, coalesce(l.h5_home, l.h5_url) as h5_home, l.app_url, l.state, l.offline_by, l.offline_reason,
  l.picture_hash, l.app_qr is not null as has_app_qr, l.created_at, l.updated_at`;
const from = `from links l join institutions i on i.id = l.institution_id`;
/** Public: a disabled institution takes its links along. */
const shown = `l.state = 'online' and ${isOpen.sql('i')}`;

export type Opened = LinkValues & {
  id: string;
  institutionId: string;
  clientId: string | undefined;
  pictures: Readonly<Record<PictureSize, Buffer>>;
  pictureHash: string;
  appQrPicture: Buffer | undefined;
  appUrl: string | undefined;
};

const valuesOf = (link: Opened) => [
  link.id,
  link.institutionId,
  link.name,
  link.pcUrl ?? null,
  link.h5Url ?? null,
  link.poster,
  link.crop ?? null,
  link.appQr ?? null,
  link.pictures['230x60'],
  link.pictures['180x50'],
  link.pictureHash,
  link.appQrPicture ?? null,
  link.webHome ?? null,
  link.h5Home ?? null,
  link.appUrl ?? null,
];

export async function insert(trx: Connection, link: Opened, at: Date): Promise<void> {
  await trx.changed('links');
  await trx.run(
    `insert into links (id, institution_id, name, pc_url, h5_url, poster_id, crop, app_qr_id, picture_230x60, picture_180x50, picture_hash,
       app_qr, web_home, h5_home, app_url, client_id, state, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'online', $17, $17)`,
    [...valuesOf(link), link.clientId ?? null, at],
  );
}

/** The approved new version; a link that was taken off stays off. */
export async function update(trx: Connection, link: Opened, at: Date): Promise<number> {
  await trx.changed('links');
  return trx.run(
    `update links set name = $3, pc_url = $4, h5_url = $5, poster_id = $6, crop = $7, app_qr_id = $8, picture_230x60 = $9,
       picture_180x50 = $10, picture_hash = $11, app_qr = $12, web_home = $13, h5_home = $14, app_url = $15, updated_at = $16
     where id = $1 and institution_id = $2`,
    [...valuesOf(link), at],
  );
}

export async function find(db: Connection, id: string): Promise<Link | undefined> {
  const row = await db.row<Row>(`select ${columns} ${from} where l.id = $1`, [id]);
  return row && present(row);
}

export async function findOfApplication(db: Connection, clientId: string): Promise<Link | undefined> {
  const row = await db.row<Row>(`select ${columns} ${from} where l.client_id = $1`, [clientId]);
  return row && present(row);
}

/** The initial form data of a change. */
export async function findValues(db: Connection, id: string, institutionId: string): Promise<LinkValues | undefined> {
  const row = await db.row<{
    name: string;
    pc_url: string | null;
    h5_url: string | null;
    web_home: string | null;
    h5_home: string | null;
    poster_id: string;
    crop: string | null;
    app_qr_id: string | null;
  }>(
    `select name, pc_url, h5_url, web_home, h5_home, poster_id, crop, app_qr_id from links where id = $1 and institution_id = $2`,
    [id, institutionId],
  );
  return (
    row && {
      name: row.name,
      pcUrl: row.pc_url ?? undefined,
      h5Url: row.h5_url ?? undefined,
      webHome: row.web_home ?? undefined,
      h5Home: row.h5_home ?? undefined,
      poster: row.poster_id,
      crop: row.crop ?? undefined,
      appQr: row.app_qr_id ?? undefined,
    }
  );
}

export const listOf = async (db: Connection, institutionId: string): Promise<Link[]> =>
  (
    await db.rows<Row>(`select ${columns} ${from} where l.institution_id = $1 order by l.created_at, l.id`, [
      institutionId,
    ])
  ).map(present);

/** Of the public pages, in their order. */
export const listShown = async (db: Reader, limit: number): Promise<Link[]> =>
  (
    await db.rows<Row>(`select ${columns} ${from} where ${shown} order by l.sort, l.created_at, l.id limit $1`, [limit])
  ).map(present);

export async function countShown(db: Reader): Promise<number> {
  const row = await db.row<{ count: number }>(`select count(*)::int as count ${from} where ${shown}`);
  return row?.count ?? 0;
}

/** By how the watch finds them: with an alarm, changing again and again, or only to be seen with a script. */
export const watchFilters = ['alarmed', 'unsteady', 'unseen'] as const;
type WatchFilter = (typeof watchFilters)[number];

/** `reach`: the beginnings of region codes that the actor is limited to. */
export type Filter = {
  state?: Link['state'];
  watch?: WatchFilter;
  text?: string;
  reach?: readonly string[] | undefined;
};
export type Cursor = { at: Date; id: string };

/** For the operators, newest first. */
export const newest = async (
  db: Connection,
  { state, watch, text, reach }: Filter,
  before: Cursor | undefined,
  limit: number,
): Promise<Link[]> =>
  (
    await db.rows<Row>(
      `select ${columns} ${from} where ($1::text is null or l.state = $1)
         and ($2::text is null or strpos(lower(l.name), lower($2)) > 0 or strpos(lower(i.name), lower($2)) > 0)
         and ($7::text is null or l.state = 'online' and exists (select from link_sides s where s.link_id = l.id and case $7
           when 'alarmed' then s.alarmed_at is not null
           when 'unsteady' then s.changes ~ 'g+b+g+b+g|b+g+b+g+b'
           else s.state = 'unseen' end))
         and ${isWithin.sql('i.region_code', '$3')} and ($4::timestamptz is null or (l.created_at, l.id) < ($4, $5::uuid))
       order by l.created_at desc, l.id desc limit $6`,
      [state ?? null, text ?? null, reach ?? null, before?.at ?? null, before?.id ?? null, limit, watch ?? null],
    )
  ).map(present);

/** One conditional statement: false where it was not in the other state, or not this side's to change. */
export const move = async (
  trx: Connection,
  id: string,
  to:
    | { state: 'online'; of: 'institution' | 'operator' }
    | { state: 'offline'; by: 'institution' | 'operator'; reason: string },
  at: Date,
): Promise<boolean> => {
  await trx.changed('links');
  const moved =
    to.state === 'offline'
      ? await trx.run(
          `update links set state = 'offline', offline_by = $2, offline_reason = $3, updated_at = $4 where id = $1 and state = 'online'`,
          [id, to.by, to.reason, at],
        )
      : await trx.run(
          `update links set state = 'online', offline_by = null, offline_reason = null, updated_at = $3
         where id = $1 and state = 'offline' and ($2 = 'operator' or offline_by = 'institution')`,
          [id, to.of, at],
        );
  return moved === 1;
};

type Pictures = {
  picture_230x60: Buffer;
  picture_180x50: Buffer;
  app_qr: Buffer | null;
  picture_hash: string;
  shown: boolean;
};

export const findPictures = (db: Reader, id: string): Promise<Pictures | undefined> =>
  db.row<Pictures>(
    `select l.picture_230x60, l.picture_180x50, l.app_qr, l.picture_hash, (${shown}) as shown ${from} where l.id = $1`,
    [id],
  );

const present = (row: Row): Link => ({
  id: row.id,
  institutionId: row.institution_id,
  institution: row.institution,
  regionCode: row.region_code ?? undefined,
  clientId: row.client_id ?? undefined,
  name: row.name,
  pcUrl: row.pc_url ?? undefined,
  h5Url: row.h5_url ?? undefined,
  webHome: row.web_home ?? undefined,
  h5Home: row.h5_home ?? undefined,
  appUrl: row.app_url ?? undefined,
  state: row.state,
  offlineBy: row.offline_by ?? undefined,
  offlineReason: row.offline_reason ?? undefined,
  pictureHash: row.picture_hash,
  hasAppQr: row.has_app_qr,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
