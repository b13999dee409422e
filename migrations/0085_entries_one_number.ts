import type { Knex } from 'knex';

/**
 * R43: one entry for institution, channel and own number, however it came. Where several have one number already, the one that citizens
 * see keeps it, else the oldest; the others stay as they are under a number that says so.
 */
export const up = (knex: Knex) =>
  knex.raw(`
    update entries e set external_id = left(e.external_id, 46) || '.again-' || left(replace(e.id::text, '-', ''), 10), revision = e.revision + 1
    from (select id, row_number() over (partition by institution_id, channel, external_id
        order by (publication_state = 'published') desc nulls last, publication_state is null, created_at, id) as turn from entries) found
    where found.id = e.id and found.turn > 1;
    drop index entries_key;
    create unique index entries_key on entries (institution_id, channel, external_id); -- upsert

    alter table entries add pushed_by text references applications; -- the AK that wrote it last where a person entered it: it hears what becomes of it
    alter table applications add may_take_over boolean not null default false; -- R43: the institution lets it change what its other AKs entered
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table applications drop may_take_over;
    alter table entries drop pushed_by;
    drop index entries_key;
    create unique index entries_key on entries (institution_id, coalesce(client_id, ''), channel, external_id);
  `);
