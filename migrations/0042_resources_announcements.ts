import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 粘贴通知: an announcement while a person looks at what was read in it (docs/adr/0156). Its text is sealed, without numbers of identity documents,
    -- and goes when the entries are sent; what is left goes seven days after the last touch.
    create table pasted_announcements (
      id uuid primary key,
      institution_id uuid not null references institutions on delete cascade,
      created_by text not null,
      state bytea not null, -- sealed
      revision integer not null default 1,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
    );
    create index pasted_announcements_of on pasted_announcements (institution_id, updated_at desc); -- what an institution has not sent yet
    create index pasted_announcements_old on pasted_announcements (updated_at); -- what is erased

    -- What clerks corrected: where these words stand, the field has this value. The key is a keyed hash of field and words.
    create table announcement_habits (
      institution_id uuid not null references institutions on delete cascade,
      key bytea not null,
      habit bytea not null, -- sealed
      updated_at timestamptz(3) not null,
      primary key (institution_id, key)
    );
  `);

export const down = (knex: Knex) => knex.raw(`drop table announcement_habits, pasted_announcements;`);
