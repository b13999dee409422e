import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- 附近: events, and houses, of a cell of a tenth of a degree, the next ones first; and exhibitions that are open for long (docs/adr/0137).
    create index listings_near on listings
      (channel, floor(((facts -> 'point') ->> 0)::float8 * 10), floor(((facts -> 'point') ->> 1)::float8 * 10), starts_at)
      where facts -> 'point' is not null;
    create index listings_running_near on listings
      (channel, floor(((facts -> 'point') ->> 0)::float8 * 10), floor(((facts -> 'point') ->> 1)::float8 * 10), ends_at)
      where facts -> 'point' is not null and ends_at - starts_at > interval '24 hours';
  `);

export const down = (knex: Knex) => knex.raw(`drop index listings_near, listings_running_near;`);
