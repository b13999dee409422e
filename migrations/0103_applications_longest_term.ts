import type { Knex } from 'knex';

/**
 * R28: an AK lasts until the end of the 30th day after its approval or renewal, and never longer: the command line made one of nine years, and
 * a renewal kept it. The bound is a day beyond that, for clocks that disagree at midnight. Those that lasted longer get what a renewal now
 * would give them, and their contacts are reminded as always.
 */
export const up = (knex: Knex) =>
  knex.raw(`
    update applications
       set expires_at = least(expires_at,
             (date_trunc('day', now() at time zone 'Asia/Shanghai') + interval '31 days' - interval '1 second') at time zone 'Asia/Shanghai'),
           updated_at = now()
     where not first_party and expires_at > updated_at + interval '32 days';
    alter table applications add constraint applications_longest_term
      check (first_party or expires_at <= updated_at + interval '32 days');
  `);

export const down = (knex: Knex) => knex.raw('alter table applications drop constraint applications_longest_term;');
