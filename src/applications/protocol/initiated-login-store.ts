import type { Connection } from '../../database/open.ts';
import type { Application } from '../aksk/application.ts';
import { columns, present, type Row } from '../aksk/application-row.ts';
import { inForce } from '../aksk/in-force.ts';

/** Applications whose logins may begin at a page of ours, the oldest first; a sandbox has test citizens only, which have no public pages. */
export async function initiating(db: Connection, institutionId: string): Promise<Application[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from applications a join institutions i on i.id = a.institution_id
     where a.institution_id = $1 and a.initiate_login_uri is not null and not a.sandbox order by a.created_at, a.client_id`,
    [institutionId],
  );
  return rows.map(present);
}

/** The addresses of its production applications that are in force. */
export async function addressesOf(db: Connection, institutionId: string, now: Date): Promise<string[]> {
  const rows = await db.rows<{ redirect_uris: string[]; home_url: string | null }>(
    `select a.redirect_uris, a.home_url from applications a join institutions i on i.id = a.institution_id
     where a.institution_id = $1 and not a.sandbox and not a.first_party and ${inForce.sql(['a', 'i'], '$2')}`,
    [institutionId, now],
  );
  return rows.flatMap(({ redirect_uris, home_url }) =>
    home_url === null ? redirect_uris : [...redirect_uris, home_url],
  );
}
