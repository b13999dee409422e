import type { Connection, Reader } from '../../database/open.ts';
import { allOf, isAfter, isSet, isUnset, rowOf } from '../../rule.ts';

/** Where keys were taken: by a program, or on 起步. */
export type Origin = 'terminal' | 'page';

export type Kit = {
  /** Undefined once it is over. */
  clientId: string | undefined;
  institutionId: string | undefined;
  takenAt: Date;
  door: Origin;
  endsAt: Date;
  claimedAt: Date | undefined;
  claimedBy: string | undefined;
};

type Times = { clientId: string | undefined; endsAt: Date; claimedAt: Date | undefined };

/** Unclaimed, and its days are not over. */
export const isUnclaimed = rowOf<Times>(['sandbox_kits'], (k) => ({
  clientId: `${k}.client_id`,
  endsAt: `${k}.ends_at`,
  claimedAt: `${k}.claimed_at`,
})).rule<[now: Date]>((its, now) =>
  allOf(isSet(its('clientId')), isUnset(its('claimedAt')), isAfter(its('endsAt'), now)),
);

type Row = {
  clientId: string | null;
  institutionId: string | null;
  takenAt: Date;
  door: Origin;
  endsAt: Date;
  claimedAt: Date | null;
  claimedBy: string | null;
};

const columns = `client_id as "clientId", institution_id as "institutionId", taken_at as "takenAt", door, ends_at as "endsAt",
  claimed_at as "claimedAt", claimed_by as "claimedBy"`;

const present = ({ clientId, institutionId, claimedAt, claimedBy, ...row }: Row): Kit => ({
  ...row,
  clientId: clientId ?? undefined,
  institutionId: institutionId ?? undefined,
  claimedAt: claimedAt ?? undefined,
  claimedBy: claimedBy ?? undefined,
});

/** The number of unclaimed ones that are not over; counted no further than `most`. */
export const living = async (db: Reader, now: Date, most: number): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::int as count from (select from sandbox_kits k where ${isUnclaimed.sql('k', '$1')} limit $2) counted`,
      [now, most],
    )
  )?.count ?? 0;

export type NewKit = Pick<Kit, 'takenAt' | 'door' | 'endsAt'> & {
  code: Buffer;
  form: Buffer | undefined;
  clientId: string;
  institutionId: string;
};

/** False where the code is another's, or the form took keys already. */
export const insert = async (trx: Connection, kit: NewKit): Promise<boolean> =>
  (await trx.run(
    `insert into sandbox_kits (code, client_id, institution_id, taken_at, door, ends_at, form)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [kit.code, kit.clientId, kit.institutionId, kit.takenAt, kit.door, kit.endsAt, kit.form ?? null],
  )) === 1;

/** Sealed, for the form that took them. */
export const keepShown = (trx: Connection, clientId: string, shown: Buffer) =>
  trx.run(`update sandbox_kits set shown = $2 where client_id = $1`, [clientId, shown]);

/** Keys that forms took before that moment are shown no more. */
export const emptyShown = (db: Connection, before: Date) =>
  db.run(`update sandbox_kits set shown = null where shown is not null and taken_at <= $1`, [before]);

export async function findByForm(
  db: Connection,
  form: Buffer,
): Promise<(Pick<Kit, 'clientId' | 'takenAt' | 'endsAt'> & { shown: Buffer | undefined }) | undefined> {
  const row = await db.row<Pick<Row, 'clientId' | 'takenAt' | 'endsAt'> & { shown: Buffer | null }>(
    `select client_id as "clientId", taken_at as "takenAt", ends_at as "endsAt", shown from sandbox_kits where form = $1`,
    [form],
  );
  return row && { ...row, clientId: row.clientId ?? undefined, shown: row.shown ?? undefined };
}

export async function find(db: Connection, code: Buffer): Promise<Kit | undefined> {
  const row = await db.row<Row>(`select ${columns} from sandbox_kits where code = $1`, [code]);
  return row && present(row);
}

/** Once: of two claims only one finds it unclaimed. */
export async function claim(
  trx: Connection,
  code: Buffer,
  accountId: string,
  at: Date,
): Promise<{ clientId: string; institutionId: string } | undefined> {
  const row = await trx.row<{ clientId: string; institutionId: string }>(
    `update sandbox_kits k set claimed_at = $3, claimed_by = $2, shown = null
     from (select code, client_id, institution_id from sandbox_kits where code = $1 for update) was
     where k.code = was.code and ${isUnclaimed.sql('k', '$3')}
     returning was.client_id as "clientId", was.institution_id as "institutionId"`,
    [code, accountId, at],
  );
  return row;
}

/** The claimed AK as its person's: from another sector, with an expiry as any sandbox has it. */
export const take = (
  trx: Connection,
  { clientId, name, accountId, expiresAt }: { clientId: string; name: string; accountId: string; expiresAt: Date },
) =>
  trx.run(`update applications set name = $2, opened_by = $3, expires_at = $4 where client_id = $1 and sandbox`, [
    clientId,
    name,
    accountId,
    expiresAt,
  ]);

/** Kits that ended before that moment, locked: concurrent nodes take others. */
export const lockOver = (
  trx: Connection,
  before: Date,
  limit: number,
): Promise<{ clientId: string; institutionId: string }[]> =>
  trx.rows(
    `select client_id as "clientId", institution_id as "institutionId" from sandbox_kits
     where claimed_at is null and client_id is not null and ends_at <= $1 order by ends_at limit $2 for update skip locked`,
    [before, limit],
  );

/** Its verifications go with it to another institution. */
export const moveRuns = (trx: Connection, clientId: string, institutionId: string) =>
  trx.run(`update verification_runs set institution_id = $2 where client_id = $1`, [clientId, institutionId]);

/** Sessions and grants of removed citizens (1 and 3 in oidc/tokens/kinds.ts); all other tokens of theirs have ended, and go by themselves. */
export async function endTokens(trx: Connection, accountIds: readonly string[]): Promise<void> {
  await trx.run(`delete from oidc_tokens where kind in (1, 3) and account_id = any($1::uuid[])`, [accountIds]);
  await trx.run(`delete from consent_uses where account_id = any($1::uuid[])`, [accountIds]);
}
