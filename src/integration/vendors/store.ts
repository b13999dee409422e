import { ends, standing } from '../../applications/aksk/in-force.ts';
import type { Connection } from '../../database/open.ts';
import { institutionStanding, isCertified, isCertifiedVendor } from '../../institutions/institution/institution.ts';

export type Authorisation = {
  id: string;
  institutionId: string;
  institution: string;
  vendorId: string;
  vendor: string;
  endsOn: string;
  grantedAt: Date;
};

const columns = `v.id, v.institution_id as "institutionId", i.name as institution, v.vendor_id as "vendorId", o.name as vendor,
  to_char(v.ends_on, 'YYYY-MM-DD') as "endsOn", v.granted_at as "grantedAt"`;
const from = `from vendor_authorisations v join institutions i on i.id = v.institution_id join institutions o on o.id = v.vendor_id`;
/** Both institutions are certified and not disabled, and the last day is not over. */
const live = (today: string) =>
  `v.ended_at is null and v.ends_on >= ${today}::date and ${isCertified.sql('i')} and ${isCertifiedVendor.sql('o')}`;

/** The certified developer of this name or code. */
export async function findVendor(db: Connection, typed: string): Promise<{ id: string; name: string } | undefined> {
  return db.row<{ id: string; name: string }>(
    `select id, name, ${institutionStanding.columns('institutions')} from institutions where (name = $1 or credit_code = upper($1)) and ${isCertifiedVendor.sql('institutions')}
       order by "certifiedAt" limit 1`,
    [typed],
  );
}

export const isVendor = async (db: Connection, institutionId: string): Promise<boolean> =>
  (await db.row(`select 1 as found from institutions where id = $1 and ${isCertifiedVendor.sql('institutions')}`, [
    institutionId,
  ])) !== undefined;

/** Which developers may act for an institution, or might have since that moment. */
export const actingFor = async (db: Connection, institutionId: string, since: Date, day: string): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select distinct vendor_id as id from vendor_authorisations
       where institution_id = $1 and (ended_at is null or ended_at >= $2) and ends_on >= $3::date`,
      [institutionId, since, day],
    )
  ).map(({ id }) => id);

type New = { id: string; institutionId: string; vendorId: string; endsOn: string; by: string; at: Date };

/** False where it is authorised already; an expired one begins again. */
export async function grant(trx: Connection, { id, institutionId, vendorId, endsOn, by, at }: New, today: string) {
  await trx.run(
    `update vendor_authorisations set ended_at = $4 where institution_id = $1 and vendor_id = $2 and ended_at is null and ends_on < $3::date`,
    [institutionId, vendorId, today, at],
  );
  const granted = await trx.run(
    `insert into vendor_authorisations (id, institution_id, vendor_id, ends_on, granted_by, granted_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (institution_id, vendor_id) where ended_at is null do nothing`,
    [id, institutionId, vendorId, endsOn, by, at],
  );
  return granted === 1;
}

export const setEnd = async (trx: Connection, institutionId: string, id: string, endsOn: string): Promise<boolean> =>
  (await trx.run(
    `update vendor_authorisations set ends_on = $3 where institution_id = $1 and id = $2 and ended_at is null`,
    [institutionId, id, endsOn],
  )) === 1;

export const end = async (trx: Connection, institutionId: string, id: string, at: Date): Promise<boolean> =>
  (await trx.run(
    `update vendor_authorisations set ended_at = $3 where institution_id = $1 and id = $2 and ended_at is null`,
    [institutionId, id, at],
  )) === 1;

/** Authorisations of an institution, including expired ones. */
export const grantedBy = (db: Connection, institutionId: string): Promise<Authorisation[]> =>
  db.rows(`select ${columns} ${from} where v.institution_id = $1 and v.ended_at is null order by v.ends_on, o.name`, [
    institutionId,
  ]);

export const find = (db: Connection, institutionId: string, id: string): Promise<Authorisation | undefined> =>
  db.row(`select ${columns} ${from} where v.institution_id = $1 and v.id = $2 and v.ended_at is null`, [
    institutionId,
    id,
  ]);

export type Row = {
  clientId: string;
  name: string;
  institutionId: string;
  institution: string;
  redirectUris: string[];
  /** Developers maintain production AKs. */
  sandbox: false;
  expiresAt: Date;
  disabledAt: Date | null;
  endsOn: string;
  failed: number;
};

/**
 * The AKs of all institutions that authorised the developer, by their expiry; of one AK where it is given. Failures are those of the days since.
 */
export const rowsOf = (
  db: Connection,
  vendorId: string,
  {
    today,
    since,
    onlyCounted,
    clientId,
  }: { today: string; since: string; onlyCounted: readonly string[]; clientId?: string },
): Promise<Row[]> =>
  db.rows(
    `select a.client_id as "clientId", a.name, a.institution_id as "institutionId", i.name as institution, a.redirect_uris as "redirectUris",
       a.sandbox, ${standing.columns(['a', 'i'])}, to_char(v.ends_on, 'YYYY-MM-DD') as "endsOn", coalesce(f.failed, 0)::int as failed
     ${from} join applications a on a.institution_id = v.institution_id
     left join lateral (
       select sum(d.calls) as failed from integration_days d
       where d.client_id = a.client_id and d.day >= $3::date and d.outcome <> 'ok' and d.outcome <> all($4)) f on true
     where v.vendor_id = $1 and ${live('$2')} and not a.sandbox and not a.first_party and ${ends.sql('a')}
       and ($5::text is null or a.client_id = $5)
     order by "expiresAt", a.client_id`,
    [vendorId, today, since, onlyCounted, clientId ?? null],
  );

/** Refused calls of one AK on one day, of one cause. */
export type Failures = { clientId: string; day: string; outcome: string; calls: number };

/** Those of several AKs, from a day on. */
export const failuresOf = (
  db: Connection,
  clientIds: readonly string[],
  since: string,
  onlyCounted: readonly string[],
): Promise<Failures[]> =>
  db.rows(
    `select client_id as "clientId", to_char(day, 'YYYY-MM-DD') as day, outcome, sum(calls)::int as calls from integration_days
     where client_id = any($1) and day >= $2::date and outcome <> 'ok' and outcome <> all($3) group by 1, 2, 3 order by 1, 2, 3`,
    [clientIds, since, onlyCounted],
  );

/** Which of these AKs the developer may look after at this moment; the authorisations stay as they are until the transaction ends. */
export const authorised = async (
  trx: Connection,
  vendorId: string,
  clientIds: readonly string[],
  today: string,
): Promise<string[]> =>
  (
    await trx.rows<{ client_id: string }>(
      `select a.client_id ${from} join applications a on a.institution_id = v.institution_id
       where v.vendor_id = $1 and ${live('$2')} and not a.sandbox and a.client_id = any($3) for share of v`,
      [vendorId, today, clientIds],
    )
  ).map(({ client_id }) => client_id);

/** Marks authorisations that end soon without a notice as notified: each once, however many nodes look. */
export const takeEnding = (trx: Connection, today: string, until: string): Promise<Authorisation[]> =>
  trx.rows(
    `with taken as (
       update vendor_authorisations set told_of = ends_on
       where ended_at is null and ends_on between $1::date and $2::date and told_of is distinct from ends_on returning id)
     select ${columns} ${from} join taken on taken.id = v.id`,
    [today, until],
  );
