import type { Knex } from 'knex';

const refusing = (more: string) => `
    create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and tg_table_name in ('audit_events', 'audit_seals') and current_setting('cloud.put_away', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;
      if tg_op = 'UPDATE' and tg_table_name = 'submission_events' and current_setting('cloud.reseal', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;${more}
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;`;

export const up = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw(`select quote_ident(current_schema()) as name`);
  await knex.raw(`
    -- What an event says of a person (address, platform, names) ends 180 days after it, and the chain still verifies (docs/adr/0116): only the
    -- hash is signed and sealed. Events from before have it in their details, and go with their month (cloud audit put-away).
    alter table audit_events
      add column person json,
      add column person_salt bytea, -- goes with it: the hash alone tells nothing
      add column person_hash bytea;
    create index audit_events_person on audit_events (at) where person is not null; -- the job

    ${refusing(`
      if tg_op = 'UPDATE' and tg_table_name = 'audit_events' and current_setting('cloud.person_ends', true) = 'on'
         and (select c.relowner = current_user::regrole from pg_class c where c.oid = tg_relid) then
        return null;
      end if;`)}
    -- The one thing that leaves an event: whoever calls it can remove nothing else, and nothing before its time by the clock of the database.
    create function end_audit_persons(before timestamptz, most integer) returns integer
      language plpgsql security definer set search_path = ${rows[0].name}, pg_temp as $$
    declare ended integer;
    begin
      perform set_config('cloud.person_ends', 'on', true);
      update audit_events set person = null, person_salt = null
       where id in (select e.id from audit_events e
                     where e.person is not null and e.at <= least(before, now() - interval '180 days') order by e.at limit most);
      get diagnostics ended = row_count;
      perform set_config('cloud.person_ends', 'off', true);
      return ended;
    end $$;
    revoke all on function end_audit_persons(timestamptz, integer) from public;
  `);
};

export const down = (knex: Knex) =>
  knex.raw(`
    drop function end_audit_persons(timestamptz, integer);
    ${refusing('')}
    drop index audit_events_person;
    alter table audit_events drop column person, drop column person_salt, drop column person_hash;
  `);
