import type { Actor } from '../../actor.ts';
import { actorId } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { type Clock, dayStart } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict } from '../../errors.ts';
import type { Values } from '../../fields/form.ts';
import { stored } from '../channels/canonical.ts';
import { textOf } from '../channels/channel.ts';
import { fact } from '../facts.ts';
import type { Entry } from './entry.ts';
import * as entries from './entry-store.ts';
import { endPostponement } from './live-store.ts';
import * as store from './publication-store.ts';

type ResourceEvent =
  | 'resource.published'
  | 'resource.returned'
  | 'resource.rejected'
  | 'resource.withdrawn'
  | 'resource.expired';

/** Sends an event to programs, by webhook and pull feed. Within the transaction of the change. */
export type SendEvent = (
  trx: Connection,
  event: { type: ResourceEvent; entry: Entry; at: Date; reason?: string },
) => Promise<void>;

/** The public pages index a publication; within the transaction that publishes. */
type ListingWriter = {
  index: (trx: Connection, publication: store.Publication, firstPublishedAt: Date) => Promise<void>;
  remove: (trx: Connection, entryIds: readonly string[]) => Promise<void>;
};

type Needs = { db: Database; clock: Clock; listingIndex: ListingWriter; tell: SendEvent };

const subjectOf = (id: string) => ({ kind: 'resource', id });

/** When a version approved now becomes visible, and until when. 授权截止 is the last day on which it may be shown. */
function termOf(values: Values, now: Date): { publishedAt: Date; expiresAt: Date | undefined } {
  const [from, until, licensed] = [values.publish_at, values.expire_at, values.copyright_until].map(textOf);
  const wanted = from === undefined ? now : new Date(from);
  const ends = [until && new Date(until), licensed && dayStart(new Date(`${licensed}T12:00:00+08:00`), 1)].filter(
    (each): each is Date => each instanceof Date,
  );
  const expiresAt = ends.toSorted((one, other) => one.getTime() - other.getTime())[0];
  return { publishedAt: wanted > now ? wanted : now, expiresAt };
}

const startOf = ({ data }: store.Publication): unknown => JSON.parse(data).start_at;

/** R44–R46: approved versions come, follow each other and go; none of them ever changes. */
export function createPublishing({ db, clock, listingIndex, tell }: Needs) {
  /** The version that citizens see from now on; the one before has ended with that. */
  async function putUp(trx: Connection, actor: Actor, entry: Entry, publication: store.Publication): Promise<void> {
    const at = clock.now();
    if (entry.publicationId !== undefined && entry.publicationId !== publication.id) {
      const former = await store.find(trx, entry.publicationId);
      if (former !== undefined && startOf(former) !== startOf(publication)) await endPostponement(trx, entry.id, at);
      await store.end(trx, entry.publicationId, 'superseded', at);
    }
    await entries.setPublication(trx, entry.id, { state: 'published', publicationId: publication.id }, at);
    const [first = publication] = (await store.versions(trx, entry.id)).toReversed();
    await listingIndex.index(trx, publication, first.publishedAt);
    await record(trx, at, actor, 'resource.publish', subjectOf(entry.id), {
      institution: entry.institutionId,
      channel: entry.channel,
      version: publication.version,
    });
    await tell(trx, { type: 'resource.published', entry, at });
  }

  async function takeDown(trx: Connection, actor: Actor, entry: Entry, why: 'withdrawn' | 'expired', reason?: string) {
    const at = clock.now();
    const { publicationId } = entry;
    const waiting = await store.unscheduleEntry(trx, entry.id);
    if (publicationId === undefined || !(await store.end(trx, publicationId, why, at))) return;
    for (const id of waiting) if (id !== publicationId) await store.end(trx, id, why, at);
    await entries.setPublication(trx, entry.id, { state: why, publicationId }, at);
    await listingIndex.remove(trx, [entry.id]);
    await record(trx, at, actor, `resource.${why === 'withdrawn' ? 'withdraw' : 'expire'}`, subjectOf(entry.id), {
      institution: entry.institutionId,
      channel: entry.channel,
      ...(reason !== undefined && { reason }),
    });
    await tell(trx, { type: `resource.${why}`, entry, at, ...(reason !== undefined && { reason }) });
  }

  const each = async (
    find: (limit: number) => Promise<{ id: string; entryId: string }[]>,
    work: (trx: Connection, entry: Entry, publicationId: string) => Promise<void>,
  ) => {
    for (;;) {
      const found = await find(100);
      for (const { id, entryId } of found)
        await db.transaction(async (trx) => {
          const entry = await entries.lock(trx, entryId);
          if (entry !== undefined) await work(trx, entry, id);
        });
      if (found.length < 100) return;
    }
  };

  return {
    takeDown,

    /** A submission was approved: its version is published, or waits for its time. Runs in the approving transaction. */
    async publish(trx: Connection, { actor, entryId, submissionId, values, pictures }: Approved): Promise<void> {
      const entry = await entries.lock(trx, entryId);
      if (entry === undefined) throw conflict(fact('resources.deleted'));
      const at = clock.now();
      const { publishedAt, expiresAt } = termOf(values, at);
      if (expiresAt !== undefined && expiresAt <= publishedAt) throw conflict(fact('resources.already_over'));
      const publication = await store.insert(trx, {
        id: newId(),
        entryId,
        submissionId,
        channel: entry.channel,
        institutionId: entry.institutionId,
        regionCode: textOf(values.region_code) ?? '',
        title: textOf(values.title) ?? '',
        summary: textOf(values.summary) ?? '',
        data: stored(values),
        pictures,
        publishedAt,
        expiresAt,
        approvedBy: actorId(actor) ?? '',
        createdAt: at,
      });
      for (const id of await store.unscheduleEntry(trx, entryId)) await store.end(trx, id, 'superseded', at);
      if (publishedAt <= at) return putUp(trx, actor, entry, publication);
      await store.schedule(trx, publication.id, publishedAt);
      // A revision waits behind the published version; a first version becomes the entry's state.
      if (entry.publicationState !== 'published')
        await entries.setPublication(trx, entryId, { state: 'scheduled', publicationId: publication.id }, at);
    },

    /** Publishes scheduled versions and takes down expired ones; by a job once a minute, pages check the times themselves. */
    async turn(actor: Actor): Promise<void> {
      const now = clock.now();
      await each(
        (limit) => store.due(db, now, limit),
        async (trx, entry, id) => {
          const publication = await store.find(trx, id);
          if (publication !== undefined && (await store.unschedule(trx, id)))
            await putUp(trx, actor, entry, publication);
        },
      );
      await each(
        (limit) => store.expiredPublications(db, now, limit),
        (trx, entry) => takeDown(trx, actor, entry, 'expired'),
      );
    },
  };
}

type Approved = {
  actor: Actor;
  entryId: string;
  submissionId: string;
  values: Values;
  pictures: Readonly<Record<string, string>>;
};

export type Publishing = ReturnType<typeof createPublishing>;
