import { awaitsHandover, isNotDeleted } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';

export type Act =
  | 'add'
  | 'allow'
  | 'refuse'
  | 'withdraw'
  | 'password'
  | 'end'
  | 'keep'
  /** At 14: by the guardian, by the day, back to the guardian, and by the child itself. */
  | 'handover'
  | 'due'
  | 'return'
  | 'own'
  /** To another version of the terms, which `textVersion` names. */
  | 'terms';
export type Consent = {
  id: string;
  childId: string;
  guardianId: string;
  at: Date;
  act: Act;
  clientId: string | undefined;
  given: readonly string[];
  textVersion: string;
  adult: 'declared';
};

export const insert = (trx: Connection, consent: Consent) =>
  trx.run(
    `insert into child_consents (id, child_id, guardian_id, at, act, client_id, given, text_version, adult)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[consent.id, consent.childId, consent.guardianId, consent.at, consent.act],
      ...[consent.clientId ?? null, consent.given, consent.textVersion, consent.adult],
    ],
  );

/**
 * Who counts for a guardian, without one of them: the children that it manages, those that wait, and those that it handed over or took back
 * since then, under any present owner.
 */
export async function countChildren(
  trx: Connection,
  guardianId: string,
  { since, without }: { since: Date; without?: string },
): Promise<number> {
  const row = await trx.row<{ count: number }>(
    `select count(*)::int as count from (
       select id from accounts where guardian_id = $1 and ${isNotDeleted.sql('accounts')}
       union select h.child_id from child_handovers h join accounts a on a.id = h.child_id
              where h.guardian_id = $1 and h.begun_at is not null and ${awaitsHandover.sql('a')}
       union select child_id from child_consents
              where guardian_id = $1 and act in ('handover', 'due', 'return', 'own') and at > $2) c
      where $3::uuid is null or c.id <> $3`,
    [guardianId, since, without ?? null],
  );
  return row?.count ?? 0;
}

/** How a child calls its guardian. */
export const callings = ['mum', 'dad', 'grandma', 'grandpa', 'nana', 'granddad'] as const;
export type Calling = (typeof callings)[number];
export type Care = { called: Calling | undefined; seenAt: Date | undefined };

export async function care(db: Connection, childId: string): Promise<Care> {
  const row = await db.row<{ called: Calling | null; seenAt: Date | null }>(
    `select called, seen_at as "seenAt" from child_cares where child_id = $1`,
    [childId],
  );
  return { called: row?.called ?? undefined, seenAt: row?.seenAt ?? undefined };
}

export const setCalled = (trx: Connection, childId: string, called: Calling | undefined) =>
  trx.run(
    `insert into child_cares (child_id, called) values ($1, $2)
     on conflict (child_id) do update set called = excluded.called`,
    [childId, called ?? null],
  );

/** At 14 it has no guardian any more. */
export const forgetCare = (trx: Connection, childId: string) =>
  trx.run('delete from child_cares where child_id = $1', [childId]);

export const setSeen = (trx: Connection, childId: string, at: Date) =>
  trx.run(
    `insert into child_cares (child_id, seen_at) values ($1, $2)
     on conflict (child_id) do update set seen_at = greatest(child_cares.seen_at, excluded.seen_at)`,
    [childId, at],
  );

/** The newest first. */
export async function list(db: Connection, childId: string): Promise<Consent[]> {
  const rows = await db.rows<Omit<Consent, 'clientId'> & { clientId: string | null }>(
    `select id, child_id as "childId", guardian_id as "guardianId", at, act, client_id as "clientId", given,
       text_version as "textVersion", adult
       from child_consents where child_id = $1 order by at desc, id desc`,
    [childId],
  );
  return rows.map((row) => ({ ...row, clientId: row.clientId ?? undefined }));
}
