import type { Knex } from 'knex';

/**
 * Whoever comes back to an application writes when into their consent, and a row for the day (docs/adr/0100). With room on the page no index
 * hears of the first; and the second no longer locks the row of the account, which wrote another page whole into the log: it is made from a
 * consent, which has the account's key, and accounts are never removed (docs/adr/0085).
 */
export const up = (knex: Knex) =>
  knex.raw(`
    alter table consents set (fillfactor = 90);
    alter table consent_uses drop constraint if exists consent_uses_account_id_fkey;
    delete from distribution_guards where name = 'consent_uses_account_id_fkey'; -- put away where tables are spread over servers
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    alter table consent_uses add constraint consent_uses_account_id_fkey foreign key (account_id) references accounts;
    alter table consents reset (fillfactor);
  `);
