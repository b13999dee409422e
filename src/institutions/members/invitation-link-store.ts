import type { MemberRole } from '../../actor.ts';
import type { Seal } from '../../crypto/seal.ts';
import { hashToken } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { isOpen } from '../institution/institution.ts';
import type { Post } from '../institution/member-store.ts';

/** The first one to open the link may accept. */
export interface InvitationLink extends Post {
  id: string;
  institutionId: string;
  institution: string;
  /** The token of the link; shown to owners until it is used. */
  token: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
}

type Row = {
  id: string;
  institution_id: string;
  institution: string;
  token_sealed: Buffer;
  role: MemberRole;
  applications: string[] | null;
  ends_at: Date | null;
  invited_by: string;
  created_at: Date;
  expires_at: Date;
};

export const sealedAs = (id: string) => `invitation_links.token.${id}`;
const columns = `l.id, l.institution_id, i.name as institution, l.token_sealed, l.role, l.applications, l.ends_at, l.invited_by,
  l.created_at, l.expires_at`;
const from = `from invitation_links l join institutions i on i.id = l.institution_id`;
const isPending = `l.accepted_at is null and l.revoked_at is null and l.expires_at > $2 and (l.ends_at is null or l.ends_at > $2)`;

export async function insert(trx: Connection, seal: Seal, one: Omit<InvitationLink, 'institution'>): Promise<void> {
  await trx.run(
    `insert into invitation_links (id, institution_id, token_hash, token_sealed, role, applications, ends_at, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      one.id,
      one.institutionId,
      hashToken(one.token),
      seal.seal(one.token, sealedAs(one.id)),
      one.role,
      one.applications ?? null,
      one.endsAt ?? null,
      one.invitedBy,
      one.createdAt,
      one.expiresAt,
    ],
  );
}

/** Those of an institution that can still be accepted, newest first. */
export async function openOf(db: Connection, seal: Seal, institutionId: string, now: Date): Promise<InvitationLink[]> {
  const rows = await db.rows<Row>(
    `select ${columns} ${from} where l.institution_id = $1 and ${isPending} order by l.created_at desc, l.id`,
    [institutionId, now],
  );
  return rows.map((row) => present(row, seal));
}

/** The one that a link carries, if it can still be accepted. */
export async function findOpen(
  db: Connection,
  seal: Seal,
  token: string,
  now: Date,
): Promise<InvitationLink | undefined> {
  const row = await db.row<Row>(
    `select ${columns} ${from} where l.token_hash = $1 and ${isPending} and ${isOpen.sql('i')}`,
    [hashToken(token), now],
  );
  return row && present(row, seal);
}

/** One conditional statement: of several who open the link at once, one accepts. */
export const accept = async (trx: Connection, id: string, accountId: string, now: Date): Promise<boolean> =>
  (await trx.run(`update invitation_links l set accepted_at = $2, accepted_by = $3 where l.id = $1 and ${isPending}`, [
    id,
    now,
    accountId,
  ])) === 1;

/** False where there is nothing to revoke any more. */
export const revoke = async (trx: Connection, institutionId: string, id: string, now: Date): Promise<boolean> =>
  (await trx.run(
    `update invitation_links l set revoked_at = $2 where l.institution_id = $1 and l.id = $3 and ${isPending}`,
    [institutionId, now, id],
  )) === 1;

/** Revokes all links made by a member who may no longer invite; returns their number. */
export const revokeBy = (trx: Connection, institutionId: string, accountId: string, now: Date): Promise<number> =>
  trx.run(
    `update invitation_links l set revoked_at = $2 where l.institution_id = $1 and l.invited_by = $3 and ${isPending}`,
    [institutionId, now, accountId],
  );

const present = (row: Row, seal: Seal): InvitationLink => ({
  role: row.role,
  applications: row.applications ?? undefined,
  endsAt: row.ends_at ?? undefined,
  id: row.id,
  institutionId: row.institution_id,
  institution: row.institution,
  token: seal.unseal(row.token_sealed, sealedAs(row.id)),
  invitedBy: row.invited_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});
