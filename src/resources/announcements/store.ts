import type { Seal } from '../../crypto/seal.ts';
import type { Connection, Reader } from '../../database/open.ts';
import type { Values } from '../../fields/form.ts';
import type { Habit } from './announcement.ts';
import type { Pasted } from './pasted.ts';

export type StoredAnnouncement = {
  id: string;
  institutionId: string;
  pasted: Pasted;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
};

type Row = {
  id: string;
  institution_id: string;
  state: Buffer;
  revision: number;
  created_at: Date;
  updated_at: Date;
};

const columns = `p.id, p.institution_id, p.state, p.revision, p.created_at, p.updated_at`;
export const stateOf = (id: string) => `pasted_announcements.state.${id}`;
export const habitOf = (institutionId: string) => `announcement_habits.habit.${institutionId}`;

const present = (row: Row, seal: Seal): StoredAnnouncement => ({
  ...{ id: row.id, institutionId: row.institution_id, revision: row.revision },
  ...{ createdAt: row.created_at, updatedAt: row.updated_at },
  pasted: JSON.parse(seal.unseal(row.state, stateOf(row.id))),
});

type New = { id: string; institutionId: string; by: string; at: Date };

export const insert = (trx: Connection, seal: Seal, { id, institutionId, by, at }: New, pasted: Pasted) =>
  trx.run(
    `insert into pasted_announcements (id, institution_id, created_by, state, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)`,
    [id, institutionId, by, seal.seal(JSON.stringify(pasted), stateOf(id)), at],
  );

export async function find(
  db: Reader,
  seal: Seal,
  id: string,
  institutionId: string,
): Promise<StoredAnnouncement | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from pasted_announcements p where p.id = $1 and p.institution_id = $2`,
    [id, institutionId],
  );
  return row && present(row, seal);
}

/** Of an institution, the last touched first. */
export async function list(
  db: Reader,
  seal: Seal,
  institutionId: string,
  limit: number,
): Promise<StoredAnnouncement[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from pasted_announcements p where p.institution_id = $1 order by p.updated_at desc, p.id limit $2`,
    [institutionId, limit],
  );
  return rows.map((row) => present(row, seal));
}

/** Says whether it was still at that revision. */
export async function save(
  trx: Connection,
  seal: Seal,
  { id, revision }: StoredAnnouncement,
  pasted: Pasted,
  at: Date,
) {
  const saved = await trx.run(
    `update pasted_announcements set state = $3, revision = revision + 1, updated_at = $4 where id = $1 and revision = $2`,
    [id, revision, seal.seal(JSON.stringify(pasted), stateOf(id)), at],
  );
  return saved === 1;
}

export const remove = (trx: Connection, id: string) => trx.run(`delete from pasted_announcements where id = $1`, [id]);

export const eraseBefore = (db: Connection, at: Date) =>
  db.run(`delete from pasted_announcements where updated_at < $1`, [at]);

/** More than a clerk corrects in years. */
const mostHabits = 300;

export async function habits(db: Reader, seal: Seal, institutionId: string): Promise<(Habit & { key: string })[]> {
  const rows = await db.rows<{ key: Buffer; habit: Buffer }>(
    `select key, habit from announcement_habits where institution_id = $1 order by updated_at desc, key limit ${mostHabits}`,
    [institutionId],
  );
  return rows.map(({ key, habit }) => ({
    key: key.toString('hex'),
    ...JSON.parse(seal.unseal(habit, habitOf(institutionId))),
  }));
}

export async function keepHabit(trx: Connection, seal: Seal, institutionId: string, habit: Habit, at: Date) {
  await trx.run(
    `insert into announcement_habits (institution_id, key, habit, updated_at) values ($1, $2, $3, $4)
     on conflict (institution_id, key) do update set habit = excluded.habit, updated_at = excluded.updated_at`,
    [
      institutionId,
      seal.index(`${habit.field}\n${habit.words}`, habitOf(institutionId)),
      seal.seal(JSON.stringify(habit), habitOf(institutionId)),
      at,
    ],
  );
  await trx.run(
    `delete from announcement_habits where institution_id = $1 and key in (
       select key from announcement_habits where institution_id = $1 order by updated_at desc, key offset ${mostHabits})`,
    [institutionId],
  );
}

/** One habit, or all of them. */
export const forgetHabits = (trx: Connection, institutionId: string, key: string | undefined) =>
  trx.run(`delete from announcement_habits where institution_id = $1 and ($2::bytea is null or key = $2)`, [
    institutionId,
    key === undefined ? null : Buffer.from(key, 'hex'),
  ]);

export type Venue = {
  entryId: string;
  externalId: string;
  title: string;
  address: string | undefined;
  phone: string | undefined;
  isRoom: boolean;
};

/** Published houses and rooms of an institution, houses first. */
export async function venues(db: Reader, institutionId: string): Promise<Venue[]> {
  const rows = await db.rows<{
    entry_id: string;
    external_id: string;
    title: string;
    address: string | null;
    phone: string | null;
    parent: string | null;
  }>(
    `select e.id as entry_id, e.external_id, p.title, p.data::jsonb->>'address' as address, p.data::jsonb->>'phone' as phone,
       p.data::jsonb->>'parent_external_id' as parent
     from entries e join publications p on p.id = e.publication_id
     where e.institution_id = $1 and e.channel = 'venue' and e.publication_state = 'published'
     order by (p.data::jsonb->>'parent_external_id') is not null, e.created_at, e.id limit 60`,
    [institutionId],
  );
  return rows.map(({ entry_id, external_id, address, phone, parent, title }) => ({
    ...{ entryId: entry_id, externalId: external_id, title, isRoom: parent !== null },
    ...{ address: address ?? undefined, phone: phone ?? undefined },
  }));
}

/** The last published entry of a channel, as its record. */
export async function lastOf(db: Reader, institutionId: string, channel: string): Promise<Values | undefined> {
  const row = await db.row<{ data: string }>(
    `select p.data from entries e join publications p on p.id = e.publication_id
     where e.institution_id = $1 and e.channel = $2 order by p.created_at desc limit 1`,
    [institutionId, channel],
  );
  return row && JSON.parse(row.data);
}
