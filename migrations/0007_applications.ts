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
      first_party boolean not null default false,
      scope text not null, -- OIDC scopes that it may ask a citizen for
      api_scope text not null, -- scopes of the partner API that it may use with its own credentials
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
      pkce_waived_until timestamptz,
      pkce_waiver_reason text,
      expires_at timestamptz, -- null: first-party, does not expire
      disabled_at timestamptz,
      disabled_reason text,
      tokens_valid_from timestamptz not null, -- disabling and enabling kill every older token
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check (first_party or expires_at is not null)
    );
    create index applications_of_institution on applications (institution_id, created_at, client_id); -- AK/SK list

    create table application_secrets ( -- SK
      id uuid primary key,
      client_id text not null references applications on delete cascade,
      hash bytea not null,
      last_four text not null,
      created_at timestamptz not null,
      expires_at timestamptz, -- set when a newer one replaces it (rotation, at most 7 days)
      last_used_at timestamptz
    );
    create index application_secrets_of_client on application_secrets (client_id); -- every client authentication
  `);

export const down = (knex: Knex) => knex.raw('drop table application_secrets; drop table applications;');
