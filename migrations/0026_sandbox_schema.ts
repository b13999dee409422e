import type { Knex } from 'knex';

type Found = { rows: { there: boolean; may: boolean; role: string }[] };

/**
 * Where sandboxes keep what programs send; its tables are made of those of production after every migration (src/database/sandbox-schema.ts),
 * so it comes last and goes first.
 */
export async function up(knex: Knex): Promise<void> {
  const { rows }: Found = await knex.raw(
    `select to_regnamespace('sandbox') is not null as there, has_database_privilege(current_database(), 'create') as may, current_user as role`,
  );
  const [found] = rows;
  if (found?.there) return;
  if (found?.may === false)
    throw new Error(
      `The role ${found.role} may not make the schema of the sandboxes: let a superuser say, in this database, create schema sandbox authorization ${found.role}`,
    );
  await knex.raw('create schema sandbox');
}

export const down = (knex: Knex) => knex.raw('drop schema sandbox cascade');
