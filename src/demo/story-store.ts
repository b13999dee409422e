import type { Connection } from '../database/open.ts';

const ofDemo = `(select id from institutions where name like '%（演示）' and certified_at is not null)`;

/** Dates back the rows that a start of the demo made; older ones stay as they are. */
export async function backdate(
  trx: Connection,
  { registered, certified, applied, linked }: Record<'registered' | 'certified' | 'applied' | 'linked', Date>,
): Promise<void> {
  await trx.run(
    `update institutions set created_at = least(created_at, $1), certified_at = least(certified_at, $2) where id in ${ofDemo}`,
    [registered, certified],
  );
  await trx.run(
    `update applications a set created_at = $1 where a.created_at > $1 and not a.sandbox and a.institution_id in ${ofDemo}
       and a.api_scope like '%stats:write%'`,
    [applied],
  );
  await trx.run(`update links l set created_at = $1 where l.created_at > $1 and l.institution_id in ${ofDemo}`, [
    linked,
  ]);
}
