import { isLive } from '../../accounts/account/account.ts';
import { endsAfter, endsBefore, inForce } from '../../applications/aksk/in-force.ts';
import type { Connection } from '../../database/open.ts';

/** Whether the tables are there at all. */
export const hasTables = async (db: Connection): Promise<boolean> =>
  (await db.row<{ there: boolean }>(`select to_regclass('nodes') is not null as there`))?.there === true;

/** Since when there is data of the demo in this database. */
export const demoSince = async (db: Connection): Promise<Date | undefined> =>
  (await db.row<{ seeded_at: Date }>(`select seeded_at from demo_data`))?.seeded_at;

type Head = { table: string; head: Buffer };

/** How sealed values begin, a hundred of each table that has some: their first bytes name the key. */
export const sealedHeads = (db: Connection): Promise<Head[]> =>
  db.rows<Head>(`
    (select 'accounts' as table, substring(phone_sealed from 1 for 5) as head from accounts where phone_sealed is not null limit 100)
    union (select 'applications', substring(contact_phone from 1 for 5) from applications where contact_phone is not null limit 100)
    union (select 'institutions', substring(profile from 1 for 5) from institutions where profile is not null limit 100)
    union (select 'submissions', substring(data from 1 for 5) from submissions limit 100)
    union (select 'files', substring(name from 1 for 5) from files limit 100)
    union (select 'mails', substring(sealed from 1 for 5) from mails limit 100)
    union (select 'sms_messages', substring(sealed from 1 for 5) from sms_messages limit 100)
    union (select 'webhook_endpoints', substring(secret from 1 for 5) from webhook_endpoints limit 100)
    union (select 'second_factors', substring(secret from 1 for 5) from second_factors limit 100)`);

/** A resealing run without progress since then: how far it was. */
export const stuckSealing = (db: Connection, before: Date) =>
  db.row<{ at: Date }>(`select advanced_at as at from sealing_runs where state = 'under_way' and advanced_at < $1`, [
    before,
  ]);

export type Waiting = { count: number; since: Date | null };

/** Jobs due since before `at` that no worker has taken; mails and messages have counts of their own. */
export const stuckJobs = (db: Connection, at: Date, now: Date) =>
  db.row<Waiting>(
    `select count(*)::int as count, min(run_at) as since from jobs
     where done_at is null and given_up_at is null and run_at < $1 and (leased_until is null or leased_until < $2)`,
    [at, now],
  );

export const deadJobs = async (db: Connection, since: Date): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::int as count from jobs
       where given_up_at is not null and coalesce(done_at, given_up_at) > $1 and queue not in ('mails', 'sms_messages')`,
      [since],
    )
  )?.count ?? 0;

const waitingIn = (table: 'mails' | 'sms_messages') =>
  `select count(*)::int as count, min(created_at) as since from ${table} where sent_at is null and failed_at is null and created_at < $1`;
const deadIn = (table: 'mails' | 'sms_messages') =>
  `select count(*)::int as count from ${table} where failed_at > $1 and created_at > $2`;

export const waitingMails = (db: Connection, before: Date) => db.row<Waiting>(waitingIn('mails'), [before]);
export const waitingSms = (db: Connection, before: Date) => db.row<Waiting>(waitingIn('sms_messages'), [before]);
/** `oldest`: messages are removed after a while, and none that is older can have failed lately. */
export const deadMails = async (db: Connection, since: Date, oldest: Date): Promise<number> =>
  (await db.row<{ count: number }>(deadIn('mails'), [since, oldest]))?.count ?? 0;
export const deadSms = async (db: Connection, since: Date, oldest: Date): Promise<number> =>
  (await db.row<{ count: number }>(deadIn('sms_messages'), [since, oldest]))?.count ?? 0;

export const restingGateways = async (db: Connection, now: Date): Promise<string[]> =>
  (await db.rows<{ name: string }>(`select name from sms_gateways where rests_until > $1 order by name`, [now])).map(
    ({ name }) => name,
  );

export const lateWebhooks = (db: Connection, before: Date) =>
  db.row<Waiting>(
    `select count(*)::int as count, min(next_at) as since from webhook_deliveries where state = 'pending' and next_at < $1`,
    [before],
  );

export const waitingEvents = (db: Connection, before: Date) =>
  db.row<Waiting>(`select count(*)::int as count, min(at) as since from event_arrivals where at < $1`, [before]);

/** Roles that at least one account has which can be used. */
export const staffRoles = async (db: Connection): Promise<string[]> =>
  (
    await db.rows<{ role: string }>(
      `select distinct r.role from account_roles r join accounts a on a.id = r.account_id where ${isLive.sql('a')}`,
    )
  ).map(({ role }) => role);

/** Staff accounts that a stolen password opens: no second factor was ever set up. */
export const unprotectedStaff = async (db: Connection): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(distinct r.account_id)::int as count from account_roles r join accounts a on a.id = r.account_id
       where ${isLive.sql('a')}
         and not exists (select from second_factors f where f.account_id = a.id and not f.demo)`,
    )
  )?.count ?? 0;

/** R28: AKs of partners that last longer than any may. */
export const beyondTerm = async (db: Connection, longest: Date): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::int as count from applications where not first_party and ${endsAfter.sql('applications', '$1')}`,
      [longest],
    )
  )?.count ?? 0;

/** AKs that end soon without a notice. */
export const endingWithoutNotice = async (db: Connection, now: Date, until: Date): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::int as count from applications a join institutions i on i.id = a.institution_id
       where not a.first_party and not a.sandbox and ${inForce.sql(['a', 'i'], '$1')} and ${endsBefore.sql('a', '$2')}
         and a.contact_phone is null and a.contact_email is null`,
      [now, until],
    )
  )?.count ?? 0;

/** When the links were looked at last, where there are any that are older than `before`; null: never. */
export const linksWatchedAt = (db: Connection, before: Date) =>
  db.row<{ at: Date | null }>(
    `select (select max(r.finished_at) from job_runs r where r.name = 'links.watch' and r.finished_at is not null) as at
     where exists (select from links where state = 'online' and created_at < $1)`,
    [before],
  );

/** The addresses of the newest logins, the newest first. */
export const loginAddresses = async (db: Connection, limit: number): Promise<string[]> =>
  (
    await db.rows<{ address: string }>(`select host(address) as address from logins order by at desc limit $1`, [limit])
  ).map(({ address }) => address);

export const lastBackup = async (db: Connection): Promise<Date | undefined> =>
  (await db.row<{ at: Date }>(`select at from backups order by at desc limit 1`))?.at;

export const insertBackup = (trx: Connection, id: string, at: Date, note: string) =>
  trx.run(`insert into backups (id, at, note) values ($1, $2, $3)`, [id, at, note]);

/** How many connections the server lets ordinary roles have. */
export const mostConnections = async (db: Connection): Promise<number> =>
  (
    await db.row<{ most: number }>(
      `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most`,
    )
  )?.most ?? 0;
