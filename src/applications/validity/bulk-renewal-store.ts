import type { Connection } from '../../database/open.ts';
import { ends, isEnabled } from '../aksk/in-force.ts';

export type Renewed = {
  clientId: string;
  name: string;
  institutionId: string;
  before: Date;
  expiresAt: Date;
};

/** R30, R31 of many at once: never shorter, and none that an operator has disabled. In the order of their ids, so that two never wait crosswise. */
export const renew = (
  trx: Connection,
  clientIds: readonly string[],
  { fresh, longest }: { fresh: Date; longest: Date },
  at: Date,
): Promise<Renewed[]> =>
  trx.rows<Renewed>(
    `with asked as (
       select a.client_id, a.expires_at from applications a join institutions i on i.id = a.institution_id
       where a.client_id = any($1) and ${isEnabled.sql(['a', 'i'])} and ${ends.sql('a')} and not a.sandbox order by a.client_id for update of a)
     update applications a set expires_at = case when asked.expires_at <= $4 then greatest(asked.expires_at, $2) else $2 end, updated_at = $3
     from asked where a.client_id = asked.client_id
     returning a.client_id as "clientId", a.name, a.institution_id as "institutionId", asked.expires_at as before, a.expires_at as "expiresAt"`,
    [clientIds, fresh, at, longest],
  );
