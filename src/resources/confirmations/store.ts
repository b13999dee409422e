import type { Connection, Reader } from '../../database/open.ts';
import { isOpen } from '../../institutions/institution/institution.ts';
import { isListed } from '../listing/listing.ts';

export type Event = {
  entryId: string;
  channel: string;
  externalId: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  place: string | undefined;
  venue: string | undefined;
  isOnline: boolean;
  /** Places that are taken, where the institution reports them. */
  taken: number | undefined;
  /** When it was published as it is now. */
  changedAt: Date;
  confirmedAt: Date | undefined;
};

/** Entries within the reach of whose program or member asks; undefined: all of the institution. */
export type Reach = { clientId?: string | undefined; only?: readonly string[] | undefined };
type Wanted = { institutionId: string; channels: readonly string[]; from: Date; until: Date; now: Date };

/** More than an institution has in a week. */
const most = 2_000;
/** Events that do not take place as published are not asked about. */
const isMeant = `coalesce(s.data->>'event_status', s.data->>'live_status', '') not in ('ended', 'cancelled', 'postponed')`;
const isOfWeek = (from: string, until: string) => `l.starts_at < ${until} and l.ends_at > l.starts_at
  and (l.starts_at >= ${from} or (l.ends_at >= ${from} and l.ends_at - l.starts_at > interval '24 hours'))`;

/** Public events that begin in these days or go on in them, by their time; not those that are over, postponed or called off. */
export async function events(
  db: Reader,
  { institutionId, channels, from, until, now }: Wanted,
  { clientId, only }: Reach,
): Promise<Event[]> {
  const rows = await db.rows<{
    entry_id: string;
    channel: string;
    external_id: string;
    title: string;
    starts_at: Date;
    ends_at: Date;
    place: string | null;
    venue: string | null;
    mode: string | null;
    taken: number | null;
    changed_at: Date;
    confirmed_at: Date | null;
  }>(
    `select l.entry_id, l.channel, e.external_id, l.title, l.starts_at, l.ends_at, l.facts->>'place_name' as place, l.facts->>'mode' as mode,
       p.data::jsonb->>'venue_external_id' as venue, l.changed_at, c.at as confirmed_at,
       greatest(0, (p.data::jsonb->>'capacity')::int - (s.data->>'remaining')::int) as taken
     from listings l join entries e on e.id = l.entry_id join publications p on p.id = l.publication_id
       left join live_states s on s.entry_id = l.entry_id left join entry_confirmations c on c.entry_id = l.entry_id
     where l.institution_id = $1 and l.channel = any($2::text[]) and ${isOfWeek('$3', '$4')} and l.ends_at > $5
       and ${isListed.sql('l', '$5')} and ${isMeant}
       and ($6::text is null or e.client_id is null or e.client_id = $6) and ($7::text[] is null or e.client_id = any($7))
     order by l.starts_at, l.entry_id limit ${most}`,
    [institutionId, channels, from, until, now, clientId ?? null, only ?? null],
  );
  return rows.map(
    ({ entry_id, external_id, starts_at, ends_at, place, venue, mode, taken, changed_at, confirmed_at, ...row }) => ({
      ...row,
      ...{ entryId: entry_id, externalId: external_id, startsAt: starts_at, endsAt: ends_at },
      ...{
        place: place?.trim() || undefined,
        venue: venue ?? undefined,
        isOnline: mode === 'online',
        taken: taken ?? undefined,
      },
      ...{ changedAt: changed_at, confirmedAt: confirmed_at ?? undefined },
    }),
  );
}

/** Whether anything of theirs took place in the months before: an institution without events is not asked to have some. */
export async function hasEvents(db: Reader, institutionId: string, channels: readonly string[]): Promise<boolean> {
  const row = await db.row(
    `select 1 from entries where institution_id = $1 and channel = any($2::text[]) and first_published_at is not null limit 1`,
    [institutionId, channels],
  );
  return row !== undefined;
}

export type Answer = { by: string; at: Date; entries: number };

export async function answer(db: Reader, institutionId: string, week: string): Promise<Answer | undefined> {
  const row = await db.row<Answer>(
    `select confirmed_by as by, at, entries from week_confirmations where institution_id = $1 and week = $2::date`,
    [institutionId, week],
  );
  return row;
}

/** When the institution answered last before this week. */
export async function answeredBefore(db: Reader, institutionId: string, week: string): Promise<Date | undefined> {
  const row = await db.row<{ at: Date }>(
    `select at from week_confirmations where institution_id = $1 and week < $2::date order by week desc limit 1`,
    [institutionId, week],
  );
  return row?.at;
}

export const keepAnswer = (trx: Connection, institutionId: string, week: string, { by, at, entries }: Answer) =>
  trx.run(
    `insert into week_confirmations as w (institution_id, week, entries, confirmed_by, at) values ($1, $2::date, $3, $4, $5)
     on conflict (institution_id, week) do update set entries = w.entries + excluded.entries, confirmed_by = excluded.confirmed_by, at = excluded.at`,
    [institutionId, week, entries, by, at],
  );

export type Waiting = { institutionId: string; institution: string; count: number; titles: string[] };

/** Institutions with events that begin in this week and that they did not confirm since they are asked, in the order of their ids. */
export async function waiting(
  db: Reader,
  { channels, from, until, now, askedFrom }: Omit<Wanted, 'institutionId'> & { askedFrom: Date },
  { after, limit, titlesNamed }: { after: string | undefined; limit: number; titlesNamed: number },
): Promise<Waiting[]> {
  const rows = await db.rows<{ id: string; name: string; count: number; titles: string[] }>(
    `select i.id, i.name, count(*)::int as count, (array_agg(l.title order by l.starts_at))[1:$7] as titles
     from listings l join institutions i on i.id = l.institution_id left join live_states s on s.entry_id = l.entry_id
       left join entry_confirmations c on c.entry_id = l.entry_id
     where l.channel = any($1::text[]) and l.starts_at >= $2 and l.starts_at < $3 and l.ends_at > l.starts_at and l.ends_at > $4
       and ${isListed.sql('l', '$4')} and ${isOpen.sql('i')} and ${isMeant} and (c.at is null or c.at < $5) and ($6::uuid is null or i.id > $6)
     group by i.id, i.name order by i.id limit $8`,
    [channels, from, until, now, askedFrom, after ?? null, titlesNamed, limit],
  );
  return rows.map(({ id, name, ...row }) => ({ ...row, institutionId: id, institution: name }));
}
