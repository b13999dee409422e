import { isNotDeleted, mayAct } from '../../accounts/account/account.ts';
import { isWithin, type MemberRole } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import { isMember, type Membership } from './membership.ts';

type Row = {
  institution_id: string;
  institution: string;
  certified_at: Date | null;
  disabled_at: Date | null;
  account_id: string;
  role: MemberRole;
  applications: string[] | null;
  ends_at: Date | null;
  created_at: Date;
};

const columns = `m.institution_id, i.name as institution, i.certified_at, i.disabled_at, m.account_id, m.role, m.applications, m.ends_at, m.created_at`;

/** The memberships of an account at `now`, the first joined first. */
export async function membershipsOf(db: Connection, accountId: string, now: Date): Promise<Membership[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from members m join institutions i on i.id = m.institution_id
     where m.account_id = $1 and ${isMember.sql('m', '$2')} order by m.created_at, m.institution_id`,
    [accountId, now],
  );
  return rows.map(present);
}

/**
 * Of these institutions, and of those that the people left by themselves, the ones that lost one of the people as a member since that moment.
 * A removed member leaves no row but the record of the removal.
 */
export const leftSince = async (
  db: Connection,
  accountIds: readonly string[],
  institutionIds: readonly string[],
  since: Date,
): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select distinct subject_id as id from audit_events
       where subject_kind = 'institution' and verb = 'member.remove' and at >= $3 and details ->> 'member' = any($1::text[])
         and (subject_id = any($2::text[]) or actor_id = any($1::text[]))`,
      [accountIds, institutionIds, since],
    )
  ).map(({ id }) => id);

/** The vendors that have one of these accounts as a member. */
export const vendorsOf = async (db: Connection, accountIds: readonly string[]): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select distinct i.id from members m join institutions i on i.id = m.institution_id
       where m.account_id = any($1::uuid[]) and i.kind = 'vendor'`,
      [accountIds],
    )
  ).map(({ id }) => id);

/** Who works for an institution at `now`, the first joined first. */
export async function membersOf(db: Connection, institutionId: string, now: Date): Promise<Membership[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from members m join institutions i on i.id = m.institution_id
     where m.institution_id = $1 and ${isMember.sql('m', '$2')} order by m.created_at, m.account_id`,
    [institutionId, now],
  );
  return rows.map(present);
}

export type NamedMembers = {
  institutionId: string | undefined;
  reach: readonly string[] | undefined;
  /** Each is the whole name of the person, or part of that of the institution. */
  patterns: readonly string[];
  /** One of them is the name of the person. */
  byName: boolean;
  /** The person of a whole phone number. */
  accountId: string | undefined;
};

/** Members by name, of one institution or of all within reach. */
export async function namedMembers(
  db: Connection,
  { institutionId, reach, patterns, byName, accountId }: NamedMembers,
  now: Date,
  limit: number,
): Promise<Membership[]> {
  const isName = `a.nickname ~* ('^(?:' || p || ')$')`;
  const rows = await db.rows<Row>(
    `select ${columns} from members m join institutions i on i.id = m.institution_id join accounts a on a.id = m.account_id
     where ${isMember.sql('m', '$1')} and ${isNotDeleted.sql('a')} and ($2::uuid is null or m.institution_id = $2)
       and ${isWithin.sql('i.region_code', '$3')}
       and not exists (select from unnest($4::text[]) p where not (${isName} or i.name ~* p))
       and (not $5::boolean or exists (select from unnest($4::text[]) p where ${isName})) and ($7::uuid is null or m.account_id = $7)
     order by m.created_at, m.account_id limit $6`,
    [now, institutionId ?? null, reach ?? null, patterns, byName, limit, accountId ?? null],
  );
  return rows.map(present);
}

/** People with a personal space and no institution, each by the whole name, the newest first. */
export const namedWithoutInstitution = async (
  db: Connection,
  { patterns, accountId }: Pick<NamedMembers, 'patterns' | 'accountId'>,
  now: Date,
  limit: number,
): Promise<{ accountId: string }[]> =>
  db.rows(
    `select a.id as "accountId" from institutions own join accounts a on a.id = own.person_id
       where ${isNotDeleted.sql('a')} and not exists (select from members m where m.account_id = a.id and ${isMember.sql('m', '$1')})
         and not exists (select from unnest($2::text[]) p where not a.nickname ~* ('^(?:' || p || ')$'))
         and ($4::uuid is null or a.id = $4)
       order by own.created_at desc, a.id limit $3`,
    [now, patterns, limit, accountId ?? null],
  );

const present = (row: Row): Membership => ({
  institutionId: row.institution_id,
  institution: row.institution,
  certifiedAt: row.certified_at ?? undefined,
  disabledAt: row.disabled_at ?? undefined,
  accountId: row.account_id,
  role: row.role,
  applications: row.applications ?? undefined,
  endsAt: row.ends_at ?? undefined,
  createdAt: row.created_at,
});

/** The role, limits and end of a membership. */
export type Post = { role: MemberRole; applications: string[] | undefined; endsAt: Date | undefined };

/** False for a present member; an ended membership begins again. */
export async function join(
  trx: Connection,
  institutionId: string,
  accountId: string,
  { role, applications, endsAt }: Post,
  at: Date,
): Promise<boolean> {
  const joined = await trx.run(
    `insert into members (institution_id, account_id, role, applications, ends_at, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (institution_id, account_id) do update
       set role = excluded.role, applications = excluded.applications, ends_at = excluded.ends_at, created_at = excluded.created_at
       where members.ends_at <= excluded.created_at`,
    [institutionId, accountId, role, applications ?? null, endsAt ?? null, at],
  );
  return joined === 1;
}

// An owner who could not act would be none: of those who may another one has to stay.
const anotherOwner = `exists (select 1 from members other join accounts a on a.id = other.account_id
  where other.institution_id = members.institution_id and other.account_id <> members.account_id and other.role = 'owner'
    and ${mayAct.sql('a')})`;

/** Whether it has an owner with an existing account; a locked one may be unlocked. */
export const hasOwner = async (db: Connection, institutionId: string): Promise<boolean> =>
  (await db.row(
    `select 1 from members m join accounts a on a.id = m.account_id
     where m.institution_id = $1 and m.role = 'owner' and ${isNotDeleted.sql('a')} limit 1`,
    [institutionId],
  )) !== undefined;

/** False if this would leave the institution without an owner. The caller has locked the institution. */
export async function setPost(
  trx: Connection,
  institutionId: string,
  accountId: string,
  { role, applications, endsAt }: Post,
): Promise<boolean> {
  const changed = await trx.run(
    `update members set role = $3, applications = $4, ends_at = $5
     where institution_id = $1 and account_id = $2 and (role <> 'owner' or $3 = 'owner' or ${anotherOwner})`,
    [institutionId, accountId, role, applications ?? null, endsAt ?? null],
  );
  return changed === 1;
}

/** One more AK for a member limited to some. */
export const addApplication = (trx: Connection, institutionId: string, accountId: string, clientId: string) =>
  trx.run(
    `update members set applications = array_append(applications, $3)
     where institution_id = $1 and account_id = $2 and applications is not null`,
    [institutionId, accountId, clientId],
  );

/** As `setPost`. */
export async function remove(trx: Connection, institutionId: string, accountId: string): Promise<boolean> {
  const removed = await trx.run(
    `delete from members where institution_id = $1 and account_id = $2 and (role <> 'owner' or ${anotherOwner})`,
    [institutionId, accountId],
  );
  return removed === 1;
}
