import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- One row for each application and day, as it counts now. Each metric has its place in figures (statistics/reports/metric.ts).
    create table daily_reports (
      client_id text not null references applications,
      day date not null,
      institution_id uuid not null references institutions,
      region_code text, -- of the institution, as it was called on that day
      kind text, -- 机构类型, as it was when the day was reported
      figures bigint[] not null,
      terminals jsonb, -- pc, h5, app, mini: the same by terminal
      note text,
      revision integer not null check (revision >= 1), -- 1: as first reported
      late boolean not null, -- the first report came after noon of the next day
      reported_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (client_id, day)
    ) with (fillfactor = 90);
    create index daily_reports_of_day on daily_reports (day, region_code); -- roll-ups
    create index daily_reports_of_institution on daily_reports (institution_id, day); -- its page

    -- Every version of a report, the one that counts included: what was published on a past date can be shown again (R53).
    create table report_revisions (
      client_id text not null,
      day date not null,
      revision integer not null,
      figures bigint[] not null,
      terminals jsonb,
      note text,
      reason text, -- why it was corrected
      actor_kind text not null,
      actor_id text,
      at timestamptz(3) not null,
      primary key (client_id, day, revision),
      foreign key (client_id, day) references daily_reports (client_id, day),
      check (revision = 1 or reason is not null)
    );
    create trigger report_revisions_append_only before update or delete or truncate on report_revisions
      for each statement execute function refuse_change();

    -- What was said afterwards about figures that stay: no revision, since no figure changed. The newest one is the note of its daily_reports row.
    create table report_explanations (
      client_id text not null,
      day date not null,
      revision integer not null,
      id bigint generated always as identity,
      note text not null,
      actor_kind text not null,
      actor_id text,
      at timestamptz(3) not null,
      primary key (client_id, day, revision, id),
      foreign key (client_id, day, revision) references report_revisions (client_id, day, revision)
    );
    create trigger report_explanations_append_only before update or delete or truncate on report_explanations
      for each statement execute function refuse_change();

    -- What the Cloud counts itself of an application's day.
    create table daily_counts (
      client_id text not null references applications,
      day date not null,
      region_code text,
      kind text,
      figures bigint[] not null,
      primary key (client_id, day)
    );
    create index daily_counts_of_day on daily_counts (day, region_code); -- roll-ups

    -- Of which days the Cloud has counted its own figures: a day on whose night no server ran is counted by the next one that does.
    create table counted_days (day date primary key, counted_at timestamptz(3) not null);

    -- Sums by county, city (3301), province (33) and country (''), made anew whenever something below them changed.
    create table daily_totals (
      region text not null,
      day date not null,
      figures bigint[] not null, -- sums; of what may not be added up they are not without duplicates
      reported integer not null, -- how many applications have reported
      late integer not null,
      revised integer not null,
      extra integer not null default 0, -- reports that came without a duty: what is due is the duties, and these
      updated_at timestamptz(3) not null,
      primary key (region, day)
    );
    create index daily_totals_of_day on daily_totals (day, region); -- the regions below one

    -- How the totals of a county, city or province stood up to the end of a day, where something about them changed later; how they stand
    -- since is in daily_totals. What was published by the end of a past day is the first row that is not before it (docs/adr/0025).
    create table daily_totals_past (
      region text not null,
      day date not null,
      last_on date not null,
      figures bigint[] not null, -- of what platforms report
      reported integer not null,
      late integer not null,
      revised integer not null,
      primary key (day, region, last_on)
    );

    -- Sums by city (3301), province (33) and country ('') of the institutions of one kind. Of a county they are read from its few reports.
    create table daily_kind_totals (
      region text not null,
      kind text not null, -- '': not known
      day date not null,
      figures bigint[] not null,
      reported integer not null,
      late integer not null,
      revised integer not null,
      extra integer not null default 0,
      updated_at timestamptz(3) not null,
      primary key (region, kind, day)
    );
    create index daily_kind_totals_of_day on daily_kind_totals (day, region); -- the regions below one

    -- Days of counties whose totals are to be made anew. Noted once for every report: of two that shared a row, the second would not have
    -- been seen by whoever took the row away while it was still being written.
    create table totals_due (
      id bigint generated always as identity primary key,
      day date not null,
      region_code text not null -- '': of institutions whose region is not known
    );
    create index totals_due_newest on totals_due (day, region_code); -- what is taken next

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

    -- Figures that wait for their leaf in the tree of oversight, from the transaction on that published them. Of totals and counts that did not
    -- change comes none.
    create table figures_due (
      id bigint generated always as identity primary key,
      kind text not null,
      key text not null,
      day date not null,
      revision integer -- of a report
    );
    create index figures_due_of on figures_due (kind, key, day); -- whether one waits
    create function await_figure_leaf() returns trigger language plpgsql as $$
    begin
      insert into figures_due (kind, key, day, revision) values ('report', new.client_id, new.day, new.revision);
      return null;
    end $$;
    create trigger report_revisions_leaf after insert on report_revisions for each row execute function await_figure_leaf();
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop trigger institutions_duties on institutions;
    drop trigger applications_duties on applications;
    drop function duties_of_institution(), duties_of_application(), renew_duties(text, date), beijing_day(timestamptz);
    drop table figures_due, reporting_duties, totals_due, daily_kind_totals, daily_totals_past, daily_totals, counted_days, daily_counts,
      report_explanations, report_revisions, daily_reports;
    drop function await_figure_leaf();
  `);
