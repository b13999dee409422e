import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- A new second factor that was shown and not confirmed yet: of the session that it was shown to, and gone with it.
    alter table console_sessions
      add pending_factor bytea, -- sealed
      add pending_factor_at timestamptz,
      add check ((pending_factor is null) = (pending_factor_at is null));
    -- Those shown so far were of the account, for every session of it. The columns go with a later edition: nodes of the last one write them.
    update second_factors set pending = null, pending_at = null where pending is not null;
  `);

export const down = (knex: Knex) =>
  knex.raw('alter table console_sessions drop pending_factor, drop pending_factor_at;');
