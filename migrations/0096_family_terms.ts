import type { Knex } from 'knex';

const acts = `'add', 'allow', 'refuse', 'withdraw', 'password', 'end', 'keep', 'handover', 'due', 'return', 'own'`;
const acted = (names: string) => `
    alter table child_consents drop constraint child_consents_act_check,
      add constraint child_consents_act_check check (act in (${names}));`;

/** A guardian agrees to another version of the terms for a child under 14 (docs/adr/0115); which one stands in text_version. */
export const up = (knex: Knex) => knex.raw(acted(`${acts}, 'terms'`));

export const down = (knex: Knex) => knex.raw(`delete from child_consents where act = 'terms'; ${acted(acts)}`);
