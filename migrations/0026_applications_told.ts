import type { Knex } from 'knex';

// Every node remembers applications until it is told of a change, whoever makes it (database/hearing.ts): by the AK, at the commit.
export const up = (knex: Knex) =>
  knex.raw(`
    create function tell_of_application() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'INSERT' then perform pg_notify('applications', old.client_id); end if;
        if tg_op <> 'DELETE' then perform pg_notify('applications', new.client_id); end if;
        return null;
      end $$;
    create function tell_of_institution() returns trigger language plpgsql as $$
      begin
        perform pg_notify('applications', client_id) from applications where institution_id = new.id;
        return null;
      end $$;
    create trigger tell after insert or update or delete on applications
      for each row execute function tell_of_application();
    create trigger tell after insert or delete or update of client_id, hash, last_four, expires_at on application_secrets
      for each row execute function tell_of_application(); -- not of its last use, which is noted once a minute
    create trigger tell after insert or update or delete on application_waivers
      for each row execute function tell_of_application();
    create trigger tell after update on institutions
      for each row execute function tell_of_institution();
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop trigger tell on institutions;
    drop trigger tell on application_waivers;
    drop trigger tell on application_secrets;
    drop trigger tell on applications;
    drop function tell_of_institution();
    drop function tell_of_application();
  `);
