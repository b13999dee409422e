import type { MemberRole } from '../../actor.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { isOpen } from '../institution/institution.ts';
import type { Post } from '../institution/member-store.ts';

/** An invitation to work for an institution; acceptance requires a login with that phone. */
export interface Invitation extends Post {
  id: string;
  institutionId: string;
  institution: string;
  phone: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  /** By staff or from the command line, not by an owner. */
  byOperator: boolean;
  /** It cannot be accepted before a second operator agrees. */
  waits: boolean;
}

export type End = { institutionId: string; institution: string; why: 'accepted' | 'revoked' | 'expired' };

type Row = {
  id: string;
  institution_id: string;
  institution: string;
  phone_sealed: Buffer;
  role: MemberRole;
  applications: string[] | null;
  ends_at: Date | null;
  invited_by: string;
  created_at: Date;
  expires_at: Date;
  by_operator: boolean;
  needs_second: boolean;
  agreed_at: Date | null;
};

export const sealedAs = (id: string) => `invitations.phone.${id}`;
const indexOf = (seal: Seal, phone: string) => seal.index(phone, 'invitations phone');

const columns = `v.id, v.institution_id, i.name as institution, v.phone_sealed, v.role, v.applications, v.ends_at, v.invited_by, v.created_at, v.expires_at,
  v.by_operator, v.needs_second, v.agreed_at`;
const isPending = `v.accepted_at is null and v.revoked_at is null and v.expires_at > $2`;
const isReady = `(not v.needs_second or v.agreed_at is not null)`;

export async function insert(trx: Connection, seal: Seal, one: Omit<Invitation, 'institution'>): Promise<void> {
  await trx.run(
    `insert into invitations (id, institution_id, phone_index, phone_sealed, role, applications, ends_at, invited_by, created_at, expires_at,
       by_operator, needs_second)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      one.id,
      one.institutionId,
      indexOf(seal, one.phone),
      seal.seal(one.phone, sealedAs(one.id)),
      one.role,
      one.applications ?? null,
      one.endsAt ?? null,
      one.invitedBy,
      one.createdAt,
      one.expiresAt,
      one.byOperator,
      one.waits,
    ],
  );
}

/** Those that can still be accepted, newest first. */
export async function openOf(db: Connection, seal: Seal, institutionId: string, now: Date): Promise<Invitation[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from invitations v join institutions i on i.id = v.institution_id
     where v.institution_id = $1 and ${isPending} order by v.created_at desc, v.id`,
    [institutionId, now],
  );
  return rows.map((row) => present(row, seal));
}

/** Those that the owner of a phone can still accept. */
export async function openFor(db: Connection, seal: Seal, phone: string, now: Date): Promise<Invitation[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from invitations v join institutions i on i.id = v.institution_id
     where v.phone_index = $1 and ${isPending} and ${isReady} and ${isOpen.sql('i')} order by v.created_at desc, v.id`,
    [indexOf(seal, phone), now],
  );
  return rows.map((row) => present(row, seal));
}

/** One that was for this phone and can be accepted no more, and why; undefined of any other. */
export const endOf = (db: Connection, seal: Seal, id: string, phone: string, now: Date): Promise<End | undefined> =>
  db.row<End>(
    `select v.institution_id as "institutionId", i.name as institution,
       case when v.accepted_at is not null then 'accepted' when v.revoked_at is not null then 'revoked' else 'expired' end as why
     from invitations v join institutions i on i.id = v.institution_id
     where v.phone_index = $3 and v.id = $1 and not (${isPending}) and ${isReady} and ${isOpen.sql('i')}`,
    [id, now, indexOf(seal, phone)],
  );

/** The numbers sent by an institution since then, and to this phone by any. */
export async function sentSince(
  db: Connection,
  seal: Seal,
  institutionId: string,
  phone: string,
  since: Date,
): Promise<{ byInstitution: number; toPhone: number }> {
  const row = await db.row<{ byInstitution: number; toPhone: number }>(
    `select (count(*) filter (where institution_id = $1))::int as "byInstitution", (count(*) filter (where phone_index = $2))::int as "toPhone"
     from invitations where (institution_id = $1 or phone_index = $2) and created_at > $3`,
    [institutionId, indexOf(seal, phone), since],
  );
  return row ?? { byInstitution: 0, toPhone: 0 };
}

/** One conditional statement: undefined where it was accepted or revoked, is over, or is for another phone. */
export async function accept(
  trx: Connection,
  seal: Seal,
  id: string,
  phone: string,
  now: Date,
): Promise<(Post & { institutionId: string; isUnseconded: boolean }) | undefined> {
  const row = await trx.row<Omit<Row, 'institution' | 'phone_sealed'>>(
    `update invitations v set accepted_at = $2 from institutions i
     where i.id = v.institution_id and ${isOpen.sql('i')} and v.id = $1 and v.phone_index = $3 and ${isPending} and ${isReady}
     returning v.institution_id, v.role, v.applications, v.ends_at, v.by_operator, v.agreed_at`,
    [id, now, indexOf(seal, phone)],
  );
  if (row === undefined) return undefined;
  const isUnseconded = row.by_operator && row.agreed_at === null;
  return { institutionId: row.institution_id, isUnseconded, ...postOf(row) };
}

/** The institution whose members an acceptance changes; undefined for an unknown invitation. */
export const institutionOf = async (trx: Connection, id: string): Promise<string | undefined> =>
  (await trx.row<{ id: string }>(`select institution_id as id from invitations where id = $1`, [id]))?.id;

/** One conditional statement: undefined where nothing waits, or the same operator asked for it. From now on it can be accepted. */
export async function agree(
  trx: Connection,
  seal: Seal,
  { institutionId, id, by }: { institutionId: string; id: string; by: string },
  now: Date,
  expiresAt: Date,
): Promise<Invitation | undefined> {
  const row = await trx.row<Row>(
    `update invitations v set agreed_by = $4, agreed_at = $2, expires_at = $5 from institutions i
     where i.id = v.institution_id and v.institution_id = $1 and v.id = $3 and ${isPending} and not ${isReady} and v.invited_by <> $4
     returning ${columns}`,
    [institutionId, now, id, by, expiresAt],
  );
  return row && present(row, seal);
}

/** False where there is nothing to revoke any more. */
export async function revoke(trx: Connection, institutionId: string, id: string, now: Date): Promise<boolean> {
  const revoked = await trx.run(
    `update invitations v set revoked_at = $2 where v.institution_id = $1 and v.id = $3 and ${isPending}`,
    [institutionId, now, id],
  );
  return revoked === 1;
}

/** Revokes the pending invitations of a member who may no longer invite; returns their number. */
export const revokeBy = (trx: Connection, institutionId: string, accountId: string, now: Date) =>
  trx.run(
    `update invitations v set revoked_at = $2 where v.institution_id = $1 and v.invited_by = $3 and ${isPending}`,
    [institutionId, now, accountId],
  );

const postOf = (row: Pick<Row, 'role' | 'applications' | 'ends_at'>): Post => ({
  role: row.role,
  applications: row.applications ?? undefined,
  endsAt: row.ends_at ?? undefined,
});

const present = (row: Row, seal: Seal): Invitation => ({
  ...postOf(row),
  id: row.id,
  institutionId: row.institution_id,
  institution: row.institution,
  phone: seal.unseal(row.phone_sealed, sealedAs(row.id)),
  invitedBy: row.invited_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  byOperator: row.by_operator,
  waits: row.needs_second && row.agreed_at === null,
});
