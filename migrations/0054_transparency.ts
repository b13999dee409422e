import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Two Merkle trees (RFC 6962): 'events' has a leaf for each sealed event of the audit, its place in the chain less one; 'figures' one for
    -- each published figure and each of its corrections. Their hashes lie in tiles of 256 (C2SP tlog-tiles): a tree grows at its right edge.
    create table transparency_tiles (
      log text not null check (log in ('events', 'figures')),
      level smallint not null,
      index bigint not null,
      hashes bytea not null check (length(hashes) % 32 = 0 and length(hashes) between 32 and 8192),
      primary key (log, level, index)
    );
    alter table transparency_tiles alter hashes set storage external; -- hashes do not pack

    -- Signed heads. The newest is what everybody is shown; older ones stay for a while, for witnesses that were slow.
    create table transparency_heads (
      log text not null check (log in ('events', 'figures')),
      size bigint not null check (size > 0),
      root bytea not null check (length(root) = 32),
      note text not null, -- the checkpoint with our signatures
      at timestamptz not null,
      primary key (log, size)
    );
    create index transparency_heads_old on transparency_heads (log, at); -- what goes

    -- Of each witness the newest line.
    create table transparency_cosignatures (
      log text not null check (log in ('events', 'figures')),
      witness text not null,
      size bigint not null,
      line text not null,
      at timestamptz not null, -- as the witness says
      primary key (log, witness)
    );

    -- Which figure each leaf is of. The commitment hides it and binds to it.
    create table figure_leaves (
      position bigint primary key check (position >= 0), -- in the tree
      kind text not null check (kind in ('report', 'total', 'count')),
      key text not null, -- AK, or the code of a region ('' of the country)
      day date not null,
      revision integer not null check (revision > 0),
      commitment bytea not null check (length(commitment) = 32),
      unique (kind, key, day, revision)
    );
    create trigger figure_leaves_append_only before update or delete or truncate on figure_leaves
      for each statement execute function refuse_change();

    -- Figures that wait for their leaf, from the transaction on that published them. Of totals and counts that did not change comes none.
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

    insert into figures_due (kind, key, day, revision)
      select 'report', client_id, day, revision from report_revisions order by at, client_id, day, revision;
    insert into figures_due (kind, key, day) select 'count', client_id, day from daily_counts order by day, client_id;
    insert into figures_due (kind, key, day) select 'total', region, day from daily_totals order by day, region;
  `);

export const down = (knex: Knex) =>
  knex.raw(`
    drop trigger report_revisions_leaf on report_revisions;
    drop function await_figure_leaf();
    drop table figures_due, figure_leaves, transparency_cosignatures, transparency_heads, transparency_tiles;
  `);
