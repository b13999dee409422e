import type { Knex } from 'knex';

/**
 * What was proved when a passkey was made (`acr`): it is worth no more (docs/adr/0114). Of those that are there nobody knows it, nor do nodes
 * of the version before say it: they are worth a password, until their owner proves more beside one of them once.
 */
export const up = (knex: Knex) =>
  knex.raw(`alter table passkeys add column made_with text not null default 'urn:ncc:acr:1'`);

export const down = (knex: Knex) => knex.raw('alter table passkeys drop column made_with');
