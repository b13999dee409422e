import type { Knex } from 'knex';

/** Who registered an institution: how many that nobody certified one person may have counts also what was passed on to somebody else. */
export const up = (knex: Knex) =>
  knex.raw(`
    alter table institutions add column registered_by uuid references accounts;
    update institutions i set registered_by = m.account_id
      from (select distinct on (m.institution_id) m.institution_id, m.account_id from members m where m.role = 'owner'
            order by m.institution_id, m.created_at) m
     where m.institution_id = i.id and i.certified_at is null and i.person_id is null;
    create index institutions_registered_by on institutions (registered_by) where certified_at is null; -- how many somebody has
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index institutions_registered_by;
    alter table institutions drop column registered_by;
  `);
