import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    create table applications (
      client_id text primary key, -- AK
      institution_id uuid not null references institutions,
      name text not null check (char_length(name) between 1 and 1600), -- 50 as a reader counts; a character may be several code points
      purpose text not null default '', -- shown to citizens on the consent page
      home_url text,
      logo text, -- path under /public
      logo_picture bytea, -- 图标, public
      first_party boolean not null default false,
      sandbox boolean not null default false, -- R27: without review, this machine only, test citizens only
      opened_by uuid, -- the account that opened a sandbox, which is reminded of its end

      scope text not null, -- OIDC scopes that it may ask a citizen for
      api_scope text not null, -- scopes of the partner API that it may use with its own credentials
      may_take_over boolean not null default false, -- R43: the institution lets it change what its other AKs entered
      token_endpoint_auth_method text not null check (token_endpoint_auth_method in
        ('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
      jwks json,
      jwks_uri text,
      id_token_signed_response_alg text not null default 'RS256'
        check (id_token_signed_response_alg in ('RS256', 'ES256', 'EdDSA')),
      userinfo_signed_response_alg text check (userinfo_signed_response_alg in ('RS256', 'ES256', 'EdDSA')),
      redirect_uris text[] not null,
      post_logout_redirect_uris text[] not null default '{}',
      backchannel_logout_uri text,
      allow_loopback boolean not null default false,
      require_par boolean not null default false,
      require_signed_request boolean not null default false, -- RFC 9101
      fapi boolean not null default false, -- FAPI 2.0 Security Profile
      -- What binds a code to the login that asked for it: PKCE, PKCE or a nonce (RFC 9700 2.1.1), or, in a sandbox only, neither.
      -- In production neither is a waiver, which has an end.
      login_proof text not null default 'pkce' check (login_proof in ('pkce', 'pkce_or_nonce', 'neither')),
      framework text, -- which one the application is built with, for what its developer is told
      initiate_login_uri text, -- OpenID Connect Core 4
      pkce_waived_until timestamptz(3),
      pkce_waiver_reason text,

      contact_name text,
      contact_phone bytea, -- sealed
      contact_email bytea, -- sealed
      group_name text, -- 工作群, named at the approval (R26)
      group_address text, -- the group's number, or the address behind its QR code
      group_note text,
      approved bytea, -- sealed JSON: what the form said when it was approved last; a change begins with it

      expires_at timestamptz(3), -- null: first-party, does not expire
      disabled_at timestamptz(3),
      disabled_reason text,
      tokens_valid_from timestamptz(3) not null, -- disabling and enabling kill every older token
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check (first_party or expires_at is not null),
      check (not (sandbox and first_party)),
      constraint applications_login_proof check (
        (login_proof = 'pkce' or (token_endpoint_auth_method <> 'none' and not fapi)) and (login_proof <> 'neither' or sandbox)),
      constraint applications_fapi check (not fapi or token_endpoint_auth_method = 'private_key_jwt'),
      -- R28: an AK lasts until the end of the 30th day after its approval or renewal, and never longer. The bound is a day beyond that, for
      -- clocks that disagree at midnight.
      constraint applications_longest_term check (first_party or expires_at <= updated_at + interval '32 days')
    );
    create index applications_of_institution on applications (institution_id, created_at, client_id); -- AK/SK list
    create index applications_in_sandbox on applications (institution_id) where sandbox; -- how many there are
    create index applications_of_opener on applications (opened_by, created_at) where sandbox; -- 起步: the newest that somebody opened
    create index applications_expiring on applications (expires_at) where not first_party; -- who is reminded today

    create table application_secrets ( -- SK
      id uuid primary key,
      client_id text not null references applications on delete cascade,
      hash bytea not null,
      last_four text not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3), -- set when a newer one replaces it (rotation, at most 7 days)
      last_used_at timestamptz(3)
    ) with (fillfactor = 70); -- its last use is noted once a minute: with room on the page no index has to hear of it
    create index application_secrets_of_client on application_secrets (client_id); -- every client authentication
    create index application_secrets_ending on application_secrets (expires_at) where expires_at is not null; -- whose old SK ends

    -- R33: what its maker may still read, until 我已保存 and for a day at most. The hash stands beside it.
    create table shown_secrets (
      id uuid primary key,
      secret_id uuid unique references application_secrets on delete cascade, -- an SK
      citizen_id uuid unique references accounts on delete cascade, -- the password of a test citizen
      made_by uuid not null, -- the account that made it, and nobody else, reads it
      value bytea not null, -- sealed
      shown_until timestamptz(3) not null,
      check (num_nonnulls(secret_id, citizen_id) = 1)
    );
    create index shown_secrets_over on shown_secrets (shown_until); -- the purge
    create index shown_secrets_of_maker on shown_secrets (made_by); -- what a page of its maker shows

    -- R22: addresses that the rules would refuse, and that an operator lets one application use until a date.
    create table application_waivers (
      id uuid primary key,
      client_id text not null references applications on delete cascade,
      redirect_uri text not null,
      until timestamptz(3) not null, -- the last second that counts
      reason text not null,
      created_at timestamptz(3) not null,
      ended_at timestamptz(3) -- taken back before its date
    );
    create index application_waivers_of_client on application_waivers (client_id, until) where ended_at is null; -- every client

    -- Every node keeps applications in memory until it hears of a change, whoever makes it (docs/adr/0023): of the AK, at the commit.
    create function notify_of_application() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'INSERT' then perform pg_notify('applications', old.client_id); end if;
        if tg_op <> 'DELETE' then perform pg_notify('applications', new.client_id); end if;
        return null;
      end $$;
    create function notify_of_institution() returns trigger language plpgsql as $$
      begin
        perform pg_notify('applications', client_id) from applications where institution_id = new.id;
        return null;
      end $$;
    create trigger notify after insert or update or delete on applications
      for each row execute function notify_of_application();
    create trigger notify after insert or delete or update of client_id, hash, last_four, expires_at on application_secrets
      for each row execute function notify_of_application(); -- not of its last use
    create trigger notify after insert or update or delete on application_waivers
      for each row execute function notify_of_application();
    create trigger notify after update on institutions
      for each row execute function notify_of_institution();

    -- 对接日志: one row per refused call, up to a number per application and hour. No secret, code, token or person's data.
    -- Kept by the month (operations): rows come into the part of their month, and into the rest where it has none yet.
    create table integration_failures (
      id bigserial,
      client_id text not null references applications on delete cascade,
      at timestamptz not null constraint integration_failures_at_milliseconds check (at = at::timestamptz(3)), -- as logins.at
      endpoint text not null,
      error text not null, -- as the partner received it
      description text,
      detail text, -- one that the catalogue of causes knows
      received text, -- what came, masked
      registered text[] not null default '{}', -- what it was held against
      request_id text not null -- X-Request-Id, the number on the citizen's page
    ) partition by range (at);
    create table integration_failures_rest partition of integration_failures default;
    create index integration_failures_newest on integration_failures (client_id, at desc, id desc); -- the log of an application
    create index integration_failures_old on integration_failures (at); -- the end of what has no months yet

    -- How many failures of an hour have asked for a row, so that all nodes together keep to the number.
    create table integration_hours (
      client_id text not null references applications on delete cascade,
      hour timestamptz(3) not null,
      failures integer not null,
      primary key (client_id, hour)
    );
    create index integration_hours_old on integration_hours (hour); -- purge after 30 days

    -- All calls, in both: by the minute for the log, by the day for the usage. Counts are written for every AK that called in a minute: to
    -- look up and lock its application for each of them cost twice as much as the row, so there is no foreign key; the only applications
    -- that are ever deleted are those of the sandbox, and their counts go with them by a statement. With room on the page a count that is
    -- raised again needs no new entry in an index. Minutes are kept by the month, as the failures.
    create table integration_minutes (
      client_id text, -- null: an AK or token that nobody knows
      minute timestamptz not null constraint integration_minutes_minute_milliseconds check (minute = minute::timestamptz(3)), -- as logins.at
      endpoint text not null,
      outcome text not null, -- ok, or the error
      calls integer not null,
      listed integer not null, -- those of them that have a row of their own
      unique nulls not distinct (client_id, minute, endpoint, outcome)
    ) partition by range (minute);
    create table integration_minutes_rest partition of integration_minutes default with (fillfactor = 80);
    create index integration_minutes_old on integration_minutes (minute); -- the end of what has no months yet

    create table integration_days (
      client_id text,
      day date not null, -- in Asia/Shanghai
      endpoint text not null,
      outcome text not null,
      calls bigint not null,
      unique nulls not distinct (client_id, day, endpoint, outcome)
    ) with (fillfactor = 60);
    create index integration_days_old on integration_days (day); -- purge after 400 days

    -- Tables of rooms below that name an application.
    alter table idempotency_keys add foreign key (client_id) references applications on delete cascade;
    alter table webhook_endpoints add foreign key (client_id) references applications;
    alter table links add foreign key (client_id) references applications;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table links drop constraint links_client_id_fkey;
    alter table webhook_endpoints drop constraint webhook_endpoints_client_id_fkey;
    alter table idempotency_keys drop constraint idempotency_keys_client_id_fkey;
    drop trigger notify on institutions;
    drop table integration_days, integration_minutes, integration_hours, integration_failures, application_waivers,
      shown_secrets, application_secrets, applications;
    drop function notify_of_institution(), notify_of_application();
  `);
