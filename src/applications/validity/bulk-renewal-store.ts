import type { Connection } from '../../database/open.ts';

export type Renewed = {
  clientId: string;
  name: string;
  institutionId: string;
  before: Date;
  expiresAt: Date;
};

/** R30, R31 of many at once: never shorter, and none that an operator has disabled. In the order of their ids, so that two never wait crosswise. */
export const renew = (trx: Connection, clientIds: readonly string[], fresh: Date, at: Date): Promise<Renewed[]> =>
  trx.rows<Renewed>(
    `with asked as (
       select client_id, expires_at from applications
       where client_id = any($1) and disabled_at is null and expires_at is not null and not sandbox order by client_id for update)
     update applications a set expires_at = greatest(asked.expires_at, $2), updated_at = $3
     from asked where a.client_id = asked.client_id
     returning a.client_id as "clientId", a.name, a.institution_id as "institutionId", asked.expires_at as before, a.expires_at as "expiresAt"`,
    [clientIds, fresh, at],
  );
