import { isWithin } from '../actor.ts';
import type { Connection } from '../database/open.ts';
import type { Layer } from './layers.ts';
import type { Item, Plan } from './plan.ts';

type PlanRow = {
  institution_id: string;
  keeper_id: string | null;
  cloud_owner: string;
  partner_owner: string;
  group_name: string | null;
  group_address: string | null;
  group_note: string | null;
};

const presentPlan = (row: PlanRow): Plan => ({
  institutionId: row.institution_id,
  keeperId: row.keeper_id ?? undefined,
  cloudOwner: row.cloud_owner,
  partnerOwner: row.partner_owner,
  group: {
    name: row.group_name ?? undefined,
    address: row.group_address ?? undefined,
    note: row.group_note ?? undefined,
  },
});

const planColumns = `institution_id, keeper_id, cloud_owner, partner_owner, group_name, group_address, group_note`;

export async function find(db: Connection, institutionId: string): Promise<Plan | undefined> {
  const row = await db.row<PlanRow>(`select ${planColumns} from integration_plans where institution_id = $1`, [
    institutionId,
  ]);
  return row && presentPlan(row);
}

/** Locks a plan for the transaction that changes it. */
export async function lock(trx: Connection, institutionId: string): Promise<boolean> {
  return (await trx.run(`select 1 from integration_plans where institution_id = $1 for update`, [institutionId])) === 1;
}

/** Absent values stay unchanged. */
export const save = (trx: Connection, { institutionId, keeperId, cloudOwner, partnerOwner, group }: Plan, at: Date) =>
  trx.run(
    `insert into integration_plans as p (institution_id, keeper_id, cloud_owner, partner_owner, group_name, group_address, group_note,
       created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
     on conflict (institution_id) do update set keeper_id = coalesce(excluded.keeper_id, p.keeper_id), cloud_owner = excluded.cloud_owner,
       partner_owner = excluded.partner_owner, group_name = excluded.group_name, group_address = excluded.group_address,
       group_note = excluded.group_note, updated_at = excluded.updated_at`,
    [
      ...[institutionId, keeperId ?? null, cloudOwner, partnerOwner],
      ...[group.name ?? null, group.address ?? null, group.note ?? null, at],
    ],
  );

type ItemRow = {
  id: string;
  layer: Layer;
  title: string;
  cloud_owner: string;
  partner_owner: string;
  starts_on: string;
  agreed_on: string;
  follows_layer: boolean;
  done_at: Date | null;
};

const itemColumns = `i.id, i.layer, i.title, i.cloud_owner, i.partner_owner, to_char(i.starts_on, 'YYYY-MM-DD') as starts_on,
  to_char(i.agreed_on, 'YYYY-MM-DD') as agreed_on, i.follows_layer, i.done_at`;

const presentItem = (row: ItemRow): Item => ({
  id: row.id,
  layer: row.layer,
  title: row.title,
  cloudOwner: row.cloud_owner,
  partnerOwner: row.partner_owner,
  startsOn: row.starts_on,
  agreedOn: row.agreed_on,
  followsLayer: row.follows_layer,
  doneAt: row.done_at ?? undefined,
});

export const itemsOf = async (db: Connection, institutionId: string): Promise<Item[]> =>
  (
    await db.rows<ItemRow>(
      `select ${itemColumns} from plan_items i where i.institution_id = $1 order by i.agreed_on, i.created_at, i.id`,
      [institutionId],
    )
  ).map(presentItem);

type NewItem = Omit<Item, 'doneAt'> & { institutionId: string };

export const insertItem = (trx: Connection, item: NewItem, at: Date) =>
  trx.run(
    `insert into plan_items (id, institution_id, layer, title, cloud_owner, partner_owner, starts_on, agreed_on, follows_layer, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
    [
      ...[item.id, item.institutionId, item.layer, item.title, item.cloudOwner, item.partnerOwner],
      ...[item.startsOn, item.agreedOn, item.followsLayer, at],
    ],
  );

/** The one item of a layer that follows it, made or given its new date; a new date gets a new notice when it passes. */
export const setFollowing = (trx: Connection, item: Omit<NewItem, 'followsLayer'>, at: Date) =>
  trx.run(
    `insert into plan_items as i (id, institution_id, layer, title, cloud_owner, partner_owner, starts_on, agreed_on, follows_layer, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, true, $9, $9)
     on conflict (institution_id, layer) where follows_layer do update set title = excluded.title, cloud_owner = excluded.cloud_owner,
       partner_owner = excluded.partner_owner, agreed_on = excluded.agreed_on, starts_on = least(i.starts_on, excluded.starts_on),
       overdue_told_at = case when i.agreed_on = excluded.agreed_on then i.overdue_told_at end, updated_at = excluded.updated_at`,
    [
      ...[item.id, item.institutionId, item.layer, item.title, item.cloudOwner, item.partnerOwner],
      ...[item.startsOn, item.agreedOn, at],
    ],
  );

/** Moves the day; a notice sent about the earlier day counts for this one too. */
export const setDay = async (trx: Connection, institutionId: string, id: string, agreedOn: string, at: Date) =>
  (await trx.run(
    `update plan_items set agreed_on = $3, starts_on = least(starts_on, $3::date), overdue_told_at = null, updated_at = $4
     where institution_id = $1 and id = $2`,
    [institutionId, id, agreedOn, at],
  )) === 1;

/** One conditional statement: the first report counts. */
export const finish = async (
  trx: Connection,
  institutionId: string,
  id: string,
  by: 'cloud' | 'partner' | 'facts',
  at: Date,
): Promise<boolean> =>
  (await trx.run(
    `update plan_items set done_at = $4, done_by = $3, updated_at = $4
     where institution_id = $1 and id = $2 and done_at is null and (not follows_layer or $3 = 'facts')`,
    [institutionId, id, by, at],
  )) === 1;

export const reopen = async (trx: Connection, institutionId: string, id: string, at: Date): Promise<boolean> =>
  (await trx.run(
    `update plan_items set done_at = null, done_by = null, updated_at = $3
     where institution_id = $1 and id = $2 and done_at is not null`,
    [institutionId, id, at],
  )) === 1;

export const removeItem = async (trx: Connection, institutionId: string, id: string): Promise<boolean> =>
  (await trx.run(`delete from plan_items where institution_id = $1 and id = $2`, [institutionId, id])) === 1;

/** Of which plans something is open, or follows a layer that may be done or undone. */
export const followed = (db: Connection, after: string, limit: number): Promise<{ id: string }[]> =>
  db.rows(
    `select distinct institution_id as id from plan_items where done_at is null and institution_id > $1::uuid
     order by institution_id limit $2`,
    [after, limit],
  );

/** Marks overdue items without a notice as notified: each once, however many nodes look. */
export const takeOverdue = async (trx: Connection, institutionId: string, today: string, at: Date): Promise<Item[]> =>
  (
    await trx.rows<ItemRow>(
      `update plan_items i set overdue_told_at = $3 where i.institution_id = $1 and i.done_at is null and i.agreed_on < $2::date
         and i.overdue_told_at is null returning ${itemColumns}`,
      [institutionId, today, at],
    )
  ).map(presentItem);

export type Letter = {
  id: string;
  at: Date;
  side: 'cloud' | 'partner' | 'system';
  accountId: string | undefined;
  says: string;
};

export const insertLetter = (
  trx: Connection,
  { institutionId, at, side, accountId, says }: Omit<Letter, 'id'> & { institutionId: string },
) =>
  trx.run(`insert into plan_letters (institution_id, at, side, account_id, says) values ($1, $2, $3, $4, $5)`, [
    ...[institutionId, at, side, accountId ?? null, says],
  ]);

type Between = { from?: Date; before?: { at: Date; id?: string }; limit: number };

/** The newest first. */
export async function lettersOf(
  db: Connection,
  institutionId: string,
  { from, before, limit }: Between,
): Promise<Letter[]> {
  const rows = await db.rows<{
    id: string;
    at: Date;
    side: Letter['side'];
    account_id: string | null;
    says: string;
  }>(
    `select id::text, at, side, account_id, says from plan_letters
     where institution_id = $1 and ($2::timestamptz is null or at >= $2)
       and ($3::timestamptz is null or at < $3 or (at = $3 and id < $4::bigint)) order by at desc, id desc limit $5`,
    [institutionId, from ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows.map(({ account_id, ...row }) => ({ ...row, accountId: account_id ?? undefined }));
}

export type Row = {
  institutionId: string;
  institution: string;
  cloudOwner: string;
  all: number;
  done: number;
  overdue: number;
  lateSince: string | null;
  next: string | null;
};

/** The operators' list: the most overdue first, then by the next day. */
export const list = (db: Connection, reach: readonly string[] | undefined, today: string) =>
  db.rows<Row>(
    `select p.institution_id as "institutionId", o.name as institution, p.cloud_owner as "cloudOwner", count(i.id)::int as all,
       count(i.id) filter (where i.done_at is not null)::int as done,
       count(i.id) filter (where i.done_at is null and i.agreed_on < $2::date)::int as overdue,
       to_char(min(i.agreed_on) filter (where i.done_at is null and i.agreed_on < $2::date), 'YYYY-MM-DD') as "lateSince",
       to_char(min(i.agreed_on) filter (where i.done_at is null and i.agreed_on >= $2::date), 'YYYY-MM-DD') as next
     from integration_plans p join institutions o on o.id = p.institution_id left join plan_items i on i.institution_id = p.institution_id
     where ${isWithin.sql('o.region_code', '$1')}
     group by p.institution_id, o.name, p.cloud_owner
     order by min(i.agreed_on) filter (where i.done_at is null and i.agreed_on < $2::date) nulls last,
       min(i.agreed_on) filter (where i.done_at is null) nulls last, o.name`,
    [reach ?? null, today],
  );
