import { isNotDeleted } from '../../accounts/account/account.ts';
import { mostTestCitizens } from '../../accounts/people/test-citizens.ts';
import type { Connection } from '../../database/open.ts';
import { isOpen } from '../../institutions/institution/institution.ts';
import { removeSentBy } from '../../sandbox/store.ts';
import type { Application } from '../aksk/application.ts';
import { columns, present, type Row } from '../aksk/application-row.ts';
import { endsBefore } from '../aksk/in-force.ts';
import { removeCounts } from '../log/store.ts';

/** Those who open one for the same institution follow each other; undefined where there is no such institution. */
export async function lockAndCount(
  trx: Connection,
  institutionId: string,
): Promise<{ count: number; isDisabled: boolean; isPersonal: boolean } | undefined> {
  const locked = await trx.row<{ isDisabled: boolean; isPersonal: boolean }>(
    `select not ${isOpen.sql('institutions')} as "isDisabled", person_id is not null as "isPersonal" from institutions where id = $1 for update`,
    [institutionId],
  );
  const counted = await trx.row<{ count: number }>(
    `select count(*)::int as count from applications where institution_id = $1 and sandbox`,
    [institutionId],
  );
  return locked && { count: counted?.count ?? 0, ...locked };
}

/** Whether the maximum is reached, counting also those that the actor may not see. */
export async function hasMostCitizens(trx: Connection, institutionId: string): Promise<boolean> {
  const row = await trx.row<{ count: number }>(
    `select count(*)::int as count from accounts where test_of = $1 and ${isNotDeleted.sql('accounts')}`,
    [institutionId],
  );
  return (row?.count ?? 0) >= mostTestCitizens;
}

const from = `from applications a join institutions i on i.id = a.institution_id`;

/** Of an institution, the first made first. */
export async function list(
  db: Connection,
  institutionId: string,
  only: readonly string[] | undefined,
): Promise<Application[]> {
  const rows = await db.rows<Row>(
    `select ${columns} ${from}
     where a.institution_id = $1 and a.sandbox and ($2::text[] is null or a.client_id = any($2)) order by a.created_at, a.client_id`,
    [institutionId, only ?? null],
  );
  return rows.map(present);
}

/** The one that the account chose, then all that it opened, for any owner, the newest first. */
export async function ofStart(db: Connection, accountId: string, limit: number): Promise<Application[]> {
  const rows = await db.rows<Row>(
    `select ${columns} ${from} left join start_sandboxes s on s.client_id = a.client_id and s.account_id = $1
     where (a.opened_by = $1 or s.client_id is not null) and a.sandbox
     order by s.client_id is null, a.created_at desc, a.client_id limit $2`,
    [accountId, limit],
  );
  return rows.map(present);
}

export const choose = (db: Connection, accountId: string, clientId: string, at: Date) =>
  db.run(
    `insert into start_sandboxes (account_id, client_id, chosen_at) values ($1, $2, $3)
     on conflict (account_id) do update set client_id = $2, chosen_at = $3`,
    [accountId, clientId, at],
  );

/** With the consents of test citizens; its SKs and its log go with it. */
export async function remove(trx: Connection, clientId: string): Promise<void> {
  await trx.run(`delete from consents where client_id = $1`, [clientId]);
  await removeSentBy(trx, clientId);
  await trx.run(`delete from applications where client_id = $1 and sandbox`, [clientId]);
  await removeCounts(trx, clientId);
}

/** Personal sandboxes, locked. */
export async function lockPersonal(trx: Connection, accountId: string, limit: number): Promise<string[]> {
  const rows = await trx.rows<{ client_id: string }>(
    `select a.client_id from applications a join institutions i on i.id = a.institution_id
      where i.person_id = $1 and a.sandbox order by a.client_id limit $2 for update of a`,
    [accountId, limit],
  );
  return rows.map(({ client_id }) => client_id);
}

/** Those of institutions stay, without an opener. */
export const forgetOpener = (trx: Connection, accountId: string) =>
  trx.run(`update applications set opened_by = null where opened_by = $1`, [accountId]);

/** Consents and tokens belong to another sector, and so do earlier submissions to the institution. */
export async function move(trx: Connection, clientId: string, institutionId: string, at: Date): Promise<void> {
  await trx.run(`delete from consents where client_id = $1`, [clientId]);
  await removeSentBy(trx, clientId);
  await trx.run(
    `update applications set institution_id = $2, tokens_valid_from = $3, updated_at = $3 where client_id = $1 and sandbox`,
    [clientId, institutionId, at],
  );
}

/** Sandboxes whose AK ended before that moment, locked: concurrent nodes take others. */
export async function lockOver(trx: Connection, before: Date, limit: number): Promise<string[]> {
  const rows = await trx.rows<{ client_id: string }>(
    `select client_id from applications where sandbox and ${endsBefore.sql('applications', '$1')} and disabled_at is null
     order by expires_at limit $2 for update skip locked`,
    [before, limit],
  );
  return rows.map(({ client_id }) => client_id);
}

export const setSimulated = (trx: Connection, clientId: string, answer: string | undefined, until: Date | undefined) =>
  trx.run(`update applications set simulated = $2, simulated_until = $3 where client_id = $1 and sandbox`, [
    clientId,
    answer ?? null,
    until ?? null,
  ]);

/** False where it was given already, taken back, or is too old. */
export const takeSimulated = async (db: Connection, clientId: string, answer: string, now: Date): Promise<boolean> =>
  (await db.run(
    `update applications set simulated = null, simulated_until = null
     where client_id = $1 and sandbox and simulated = $2 and simulated_until > $3`,
    [clientId, answer, now],
  )) === 1;
