import type { Knex } from 'knex';
import { release } from '../release.ts';
import type { Database } from './connection.ts';

/**
 * The oldest version whose nodes may run on the tables of this one, beside its nodes or after going back. A release that drops a column which
 * the version before it wrote raises it; the database says it in the comment of the table of migrations.
 */
export const oldestFitting = '0.1.0';

const before = 'oldest version that fits: ';
const firstToSay = '0.1.0';

/** Negative where the first of two versions (`0.10.2`) is the older one. */
function compared(one: string, other: string): number {
  const [a = [], b = []] = [one, other].map((each) => each.split('.').map(Number));
  const place = [0, 1, 2].find((each) => a[each] !== b[each]);
  return place === undefined ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
}

/** Fails where the tables are of a later version that has left this one behind. Answers whether the database says the oldest version that fits. */
export async function mustFit(db: Database, own = release.version): Promise<boolean> {
  const found = await db.row<{ said: string | null }>(
    `select obj_description(to_regclass('knex_migrations'), 'pg_class') as said`,
  );
  const said = found?.said?.startsWith(before) === true ? found.said.slice(before.length) : undefined;
  if (said !== undefined && compared(own, said) < 0)
    throw new Error(
      `The tables of this database were made by a later version, and ${said} is the oldest that fits them: this one is ${own}. Start ${said} or a later one, or take the migrations back with the version that made them (cloud db rollback, docs/operating.md, "Upgrade and going back")`,
    );
  return said !== undefined && compared(said, oldestFitting) >= 0;
}

/** Writes down the oldest version that fits, unless a later version has written its own. */
export async function sayOldestFitting(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`do $$ declare said text := substr(obj_description('knex_migrations'::regclass, 'pg_class'), ${before.length + 1});
    begin
      if (said is null or string_to_array(said, '.')::integer[] < string_to_array('${oldestFitting}', '.')::integer[])
        and pg_has_role((select relowner from pg_class where oid = 'knex_migrations'::regclass), 'usage') then
        comment on table knex_migrations is '${before}${oldestFitting}';
      end if;
    end $$`);
}

/** After migrations were taken back: any version fits that says so at all, until that of the migrations that are left writes its own. */
export const forgetOldestFitting = (trx: Knex.Transaction): Knex.Raw =>
  trx.raw(`comment on table knex_migrations is '${before}${firstToSay}'`);
