import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Characters 9 to 17 of the credit code, or the older code alone: one organization is certified once, whichever code it shows.
    alter table institutions add organization_code text unique check (organization_code ~ '^[0-9A-Z]{8}-[0-9X]$');
    create index institutions_newest on institutions (created_at desc, id desc); -- the operators' list
    create index institutions_name on institutions (name); -- 该机构已登记
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop index institutions_name;
    drop index institutions_newest;
    alter table institutions drop organization_code;
  `);
