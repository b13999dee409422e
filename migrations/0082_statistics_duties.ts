import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- From which day to which an application owes reports, and where its institution lay and what kind it was then (docs/adr/0020). Follows
    -- from applications and institutions at once, so that no figure waits for a job. Of one application they never overlap.
    create table reporting_duties (
      client_id text not null references applications on delete cascade,
      first_day date not null,
      end_day date, -- the first day of which none is owed any more
      institution_id uuid not null references institutions,
      region_code text,
      kind text,
      primary key (client_id, first_day),
      check (end_day > first_day)
    );
    create index reporting_duties_of_institution on reporting_duties (institution_id); -- its page

    create function beijing_day(moment timestamptz) returns date language sql immutable
      return (moment at time zone 'Asia/Shanghai')::date;

    -- What is owed from a day on, as things stand now. What was owed before stays.
    create function renew_duties(client text, since date) returns void language plpgsql as $$
    declare own record;
    begin
      -- The institution stays as it is read here until this is committed.
      perform from institutions i join applications a on a.institution_id = i.id where a.client_id = client for share of i;
      delete from reporting_duties where client_id = client and first_day >= since;
      update reporting_duties set end_day = since where client_id = client and (end_day is null or end_day > since);
      select a.institution_id, i.region_code, i.kind into own from applications a join institutions i on i.id = a.institution_id
        where a.client_id = client and not a.sandbox and not a.first_party and a.disabled_at is null and i.disabled_at is null
          and a.api_scope like '%stats:write%';
      if not found then return; end if;
      update reporting_duties set end_day = null where client_id = client and end_day = since and institution_id = own.institution_id
        and region_code is not distinct from own.region_code and kind is not distinct from own.kind;
      if found then return; end if;
      insert into reporting_duties (client_id, first_day, institution_id, region_code, kind)
        values (client, since, own.institution_id, own.region_code, own.kind);
    end $$;

    create function duties_of_application() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        perform renew_duties(new.client_id, beijing_day(new.created_at));
        return null;
      end if;
      if new.created_at <> old.created_at then
        update reporting_duties set first_day = beijing_day(new.created_at)
          where client_id = new.client_id and first_day = beijing_day(old.created_at);
      end if;
      if (new.disabled_at, new.api_scope, new.sandbox, new.first_party, new.institution_id)
         is distinct from (old.disabled_at, old.api_scope, old.sandbox, old.first_party, old.institution_id) then
        perform renew_duties(new.client_id, greatest(beijing_day(new.created_at), beijing_day(coalesce(new.disabled_at, new.updated_at))));
      end if;
      return null;
    end $$;
    create trigger applications_duties after insert or update of created_at, disabled_at, api_scope, sandbox, first_party, institution_id
      on applications for each row execute function duties_of_application();

    create function duties_of_institution() returns trigger language plpgsql as $$
    begin
      perform renew_duties(a.client_id, greatest(beijing_day(a.created_at), beijing_day(coalesce(new.disabled_at, new.updated_at))))
        from applications a where a.institution_id = new.id;
      return null;
    end $$;
    create trigger institutions_duties after update of disabled_at, region_code, kind on institutions for each row
      when ((new.disabled_at, new.region_code, new.kind) is distinct from (old.disabled_at, old.region_code, old.kind))
      execute function duties_of_institution();

    insert into reporting_duties (client_id, first_day, end_day, institution_id, region_code, kind)
      select client_id, first_day, end_day, institution_id, region_code, kind
      from (select a.client_id, beijing_day(a.created_at) as first_day, beijing_day(least(a.disabled_at, i.disabled_at)) as end_day,
              a.institution_id, i.region_code, i.kind
            from applications a join institutions i on i.id = a.institution_id
            where not a.sandbox and not a.first_party and a.api_scope like '%stats:write%') known
      where end_day is null or end_day > first_day;

    -- What is due is the duties, and the reports that came without one.
    alter table daily_totals drop due, add extra integer not null default 0;
    alter table daily_kind_totals drop due, add extra integer not null default 0;
    insert into totals_due (day, region_code) select distinct day, coalesce(region_code, '') from daily_reports;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table daily_kind_totals drop extra, add due integer not null default 0;
    alter table daily_totals drop extra, add due integer not null default 0;
    alter table daily_kind_totals alter due drop default;
    alter table daily_totals alter due drop default;
    drop trigger institutions_duties on institutions;
    drop trigger applications_duties on applications;
    drop function duties_of_institution(), duties_of_application(), renew_duties(text, date), beijing_day(timestamptz);
    drop table reporting_duties;
  `);
