import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    alter table applications
      -- What binds a code to the login that asked for it: PKCE, PKCE or a nonce (RFC 9700 2.1.1), or, in a sandbox only, neither.
      -- In production neither is a waiver, which has an end.
      add column login_proof text not null default 'pkce' check (login_proof in ('pkce', 'pkce_or_nonce', 'neither')),
      add column framework text, -- which one the application is built with, for what its developer is told
      add column fapi boolean not null default false, -- FAPI 2.0 Security Profile
      add column require_signed_request boolean not null default false, -- RFC 9101
      add column initiate_login_uri text, -- OpenID Connect Core 4
      add constraint applications_login_proof check (
        (login_proof = 'pkce' or (token_endpoint_auth_method <> 'none' and not fapi)) and (login_proof <> 'neither' or sandbox)),
      add constraint applications_fapi check (not fapi or token_endpoint_auth_method = 'private_key_jwt');
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table applications drop constraint applications_fapi, drop constraint applications_login_proof, drop column initiate_login_uri,
      drop column require_signed_request, drop column fapi, drop column framework, drop column login_proof;
  `);
