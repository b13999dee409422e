import { isWithin } from '../../actor.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection, Reader } from '../../database/open.ts';
import { conflict } from '../../errors.ts';
import type { Data } from '../../fields/form.ts';
import { fact } from '../facts.ts';
import type { Institution, Standing } from './institution.ts';
import { isCertified, isOpen, isOrganisation } from './institution.ts';

type Row = {
  id: string;
  name: string;
  kind: string | null;
  credit_code: string | null;
  organization_code: string | null;
  region_code: string | null;
  address: string | null;
  certified_at: Date | null;
  disabled_at: Date | null;
  disabled_reason: string | null;
  created_at: Date;
};

const columns = `id, name, kind, credit_code, organization_code, region_code, address, certified_at, disabled_at, disabled_reason, created_at`;

export const sealedAs = (id: string) => `institutions.profile.${id}`;

export type New = Pick<
  Institution,
  'id' | 'name' | 'creditCode' | 'organizationCode' | 'regionCode' | 'certifiedAt'
> & { registeredBy?: string };

export async function insert(trx: Connection, institution: New, at: Date): Promise<void> {
  await once(
    trx.run(
      `insert into institutions (id, name, credit_code, organization_code, certified_at, region_code, created_at, updated_at, registered_by)
       values ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
      [
        institution.id,
        institution.name,
        institution.creditCode ?? null,
        institution.organizationCode ?? null,
        institution.certifiedAt ?? null,
        institution.regionCode ?? null,
        at,
        institution.registeredBy ?? null,
      ],
    ),
  );
}

export async function find(db: Connection, id: string): Promise<Institution | undefined> {
  const row = await db.row<Row>(`select ${columns} from institutions where id = $1`, [id]);
  return row && present(row);
}

/** All with exactly this name, the certified first. */
export async function namesakes(db: Connection, name: string): Promise<Institution[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from institutions where name = $1 and ${isOrganisation.sql('institutions')} order by certified_at, created_at limit 20`,
    [name],
  );
  return rows.map(present);
}

/** The one that is certified under this code, in either of its forms. */
export async function findByCode(
  db: Connection,
  creditCode: string | undefined,
  organizationCode: string,
): Promise<Institution | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from institutions where credit_code = $1 or organization_code = $2 limit 1`,
    [creditCode ?? null, organizationCode],
  );
  return row && present(row);
}

/** Registrations of one person are serialized: the fifth counts before the sixth is checked. */
export const lockRegistering = (trx: Connection, accountId: string) =>
  trx.run(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`registering institutions\n${accountId}`]);

/** The number of uncertified institutions that an account registered, under any owner, or owns. */
export const countUncertified = async (trx: Connection, accountId: string): Promise<number> =>
  (
    await trx.row<{ count: number }>(
      `select count(*)::int as count from institutions i where i.certified_at is null and ${isOrganisation.sql('i')}
         and (i.registered_by = $1 or exists (
           select from members m where m.institution_id = i.id and m.account_id = $1 and m.role = 'owner'))`,
      [accountId],
    )
  )?.count ?? 0;

/** Those who register one name at once follow each other. */
export const lockName = (trx: Connection, name: string) =>
  trx.run(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`institution name\n${name}`]);

/** Locks an institution while it or its members change. */
export const lock = (trx: Connection, id: string) =>
  trx.run(`select 1 from institutions where id = $1 for update`, [id]);

export type Certified = {
  name: string;
  kind: string;
  creditCode: string | undefined;
  organizationCode: string;
  regionCode: string;
  address: string;
};

/** The certified data apply from now on; the day of the first certification stays. */
export async function certify(
  trx: Connection,
  seal: Seal,
  id: string,
  certified: Certified,
  profile: Data,
  at: Date,
): Promise<void> {
  const { name, kind, creditCode, organizationCode, regionCode, address } = certified;
  await once(
    trx.run(
      `update institutions set name = $2, kind = $3, credit_code = $4, organization_code = $5, region_code = $6, address = $7, profile = $8,
         certified_at = coalesce(certified_at, $9), updated_at = $9 where id = $1`,
      [
        id,
        name,
        kind,
        creditCode ?? null,
        organizationCode,
        regionCode,
        address,
        seal.seal(JSON.stringify(profile), sealedAs(id)),
        at,
      ],
    ),
  );
  await trx.changed('institutions');
}

/** The answers that are certified, as they were typed in their normal form. */
export async function profile(db: Connection, seal: Seal, id: string): Promise<Data | undefined> {
  const row = await db.row<{ profile: Buffer | null }>(`select profile from institutions where id = $1`, [id]);
  if (row?.profile == null) return undefined;
  const data: Data = JSON.parse(seal.unseal(row.profile, sealedAs(id)));
  return data;
}

/** Of the institution of that submission, unless newer ones took their place. */
export async function dropPhotos(trx: Connection, seal: Seal, submissionId: string, files: readonly string[]) {
  const row = await trx.row<{ id: string; profile: Buffer | null }>(
    `select i.id, i.profile from institutions i join submissions s on s.institution_id = i.id where s.id = $1 for update of i`,
    [submissionId],
  );
  if (row?.profile == null) return;
  const profile: Data = JSON.parse(seal.unseal(row.profile, sealedAs(row.id)));
  if (!(profile.idPhotos ?? '').split('\n').some((each) => files.includes(each))) return;
  await keepProfile(trx, seal, row.id, { ...profile, idPhotos: '' });
}

const keepProfile = (trx: Connection, seal: Seal, id: string, profile: Data) =>
  trx.run(`update institutions set profile = $2 where id = $1`, [id, seal.seal(JSON.stringify(profile), sealedAs(id))]);

/** Of institutions that were disabled before then, in the order of their ids: deletes the numbers and photos of their agents. */
export async function endPapers(
  db: Connection,
  seal: Seal,
  { before, beyond, limit }: { before: Date; beyond: string | undefined; limit: number },
): Promise<string | undefined> {
  const rows = await db.rows<{ id: string; profile: Buffer }>(
    `select id, profile from institutions where disabled_at < $1 and profile is not null and ($2::uuid is null or id > $2)
      order by id limit $3 for update`,
    [before, beyond ?? null, limit],
  );
  for (const { id, profile: sealed } of rows) {
    const profile: Data = JSON.parse(seal.unseal(sealed, sealedAs(id)));
    if ((profile.idNumber ?? '') !== '' || (profile.idPhotos ?? '') !== '')
      await keepProfile(db, seal, id, { ...profile, idNumber: '', idPhotos: '' });
  }
  return rows.length < limit ? undefined : rows.at(-1)?.id;
}

/** One conditional statement: 0 where it stands so already. */
export async function disable(trx: Connection, id: string, reason: string, at: Date): Promise<number> {
  await trx.changed('institutions');
  return trx.run(
    `update institutions set disabled_at = $2, disabled_reason = $3, updated_at = $2 where id = $1 and ${isOpen.sql('institutions')}`,
    [id, at, reason],
  );
}

export async function enable(trx: Connection, id: string, at: Date): Promise<number> {
  await trx.changed('institutions');
  return trx.run(
    `update institutions set disabled_at = null, disabled_reason = null, updated_at = $2 where id = $1 and not ${isOpen.sql('institutions')}`,
    [id, at],
  );
}

export type Filter = {
  /** Part of the name, or the whole credit code. */
  text?: string;
  /** As 搜索和命令 asks: all of these in the name, or the whole credit code. */
  named?: { patterns: readonly string[]; code: string };
  standing?: Standing;
  /** The beginning of a region code that was chosen. */
  within?: string;
  /** The beginnings that the actor is limited to. */
  reach?: readonly string[] | undefined;
};

export type Cursor = { at: Date; id: string };

/** Newest first. */
export async function list(
  db: Connection,
  { text, named, standing, within, reach }: Filter,
  before: Cursor | undefined,
  limit: number,
): Promise<Institution[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from institutions
     where ${isOrganisation.sql('institutions')} and ($1::text is null or strpos(lower(name), lower($1)) > 0 or credit_code = upper($1))
       and ($2::text is null or $2 = case when not ${isOpen.sql('institutions')} then 'disabled' when ${isCertified.sql('institutions')} then 'certified' else 'registered' end)
       and ${isWithin.sql('region_code', '$3')}
       and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid))
       and ($6::text is null or starts_with(region_code, $6))
       and ($8::text[] is null or name ~* all($8) or credit_code = upper($9))
     order by created_at desc, id desc limit $7`,
    [
      ...[text ?? null, standing ?? null, reach ?? null, before?.at ?? null, before?.id ?? null, within ?? null],
      ...[limit, named?.patterns ?? null, named?.code ?? null],
    ],
  );
  return rows.map(present);
}

/** Creates the institution with this id unless it exists; true if it was created now. */
export async function ensure(trx: Connection, id: string, name: string, at: Date): Promise<boolean> {
  const inserted = await trx.run(
    `insert into institutions (id, name, certified_at, created_at, updated_at) values ($1, $2, $3, $3, $3) on conflict do nothing`,
    [id, name, at],
  );
  return inserted > 0;
}

export const findPersonal = async (db: Connection, accountId: string): Promise<string | undefined> =>
  (await db.row<{ id: string }>(`select id from institutions where person_id = $1`, [accountId]))?.id;

/** The person of a personal space; undefined for an institution. */
export const personOf = async (db: Connection, id: string): Promise<string | undefined> =>
  (await db.row<{ id: string | null }>(`select person_id as id from institutions where id = $1`, [id]))?.id ??
  undefined;

/** Of two concurrent calls the second finds the row of the first. */
export async function ensurePersonal(trx: Connection, accountId: string, name: string, at: Date): Promise<string> {
  const made = await trx.row<{ id: string }>(
    `insert into institutions (id, name, person_id, created_at, updated_at) values ($1, $2, $3, $4, $4)
     on conflict (person_id) do update set updated_at = institutions.updated_at returning id`,
    [newId(), name, accountId, at],
  );
  if (made === undefined) throw new Error('the insert answered nothing');
  return made.id;
}

/** Owner of unclaimed keys. */
export const insertKit = (trx: Connection, { id, name, at }: { id: string; name: string; at: Date }) =>
  trx.run(`insert into institutions (id, name, kit_since, created_at, updated_at) values ($1, $2, $3, $3, $3)`, [
    id,
    name,
    at,
  ]);

export const isKit = async (db: Reader, id: string): Promise<boolean> =>
  (await db.row(`select 1 from institutions where id = $1 and kit_since is not null`, [id])) !== undefined;

export const removeKit = (trx: Connection, id: string) =>
  trx.run(`delete from institutions where id = $1 and kit_since is not null`, [id]);

/** Two concurrent certifications of one organization: the second is refused, by whichever statement finds out. */
async function once(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === '23505')) throw cause;
    throw conflict(fact('institutions.code_taken'));
  }
}

const present = (row: Row): Institution => ({
  id: row.id,
  name: row.name,
  kind: row.kind ?? undefined,
  creditCode: row.credit_code ?? undefined,
  organizationCode: row.organization_code ?? undefined,
  regionCode: row.region_code ?? undefined,
  address: row.address ?? undefined,
  certifiedAt: row.certified_at ?? undefined,
  disabledAt: row.disabled_at ?? undefined,
  disabledReason: row.disabled_reason ?? undefined,
  createdAt: row.created_at,
});
