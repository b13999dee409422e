import { system } from '../../actor.ts';
import { after, type Clock, dayStart, hours, minutes } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Log } from '../../log.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import { createPace } from '../../pace.ts';
import type { Review } from '../../review/workflow/service.ts';
import { isOpen } from '../../review/workflow/transitions.ts';
import { confirm } from '../entries/confirmation-store.ts';
import type { Duplicates } from '../entries/duplicates.ts';
import { isPublic, sourceReader } from '../entries/entry.ts';
import type { Proposed } from '../entries/proposing.ts';
import type { Resources } from '../entries/service.ts';
import { likeableOf } from '../entries/written.ts';
import type { Collect, Collected } from './collecting.ts';
import { fact, letter } from './facts.ts';
import { contentChanged, liveOf, merged, settledLive } from './following.ts';
import { externalIdOf, hashOf, keyOf, mapped, targetOf, twinOf } from './mapping.ts';
import { matched, oldestOf } from './matching.ts';
import { lastMomentOf, millisecondsOf, type SourceItem, type SourceReading } from './reading/item.ts';
import { type Counts, goneReason, type Line, type Source } from './source.ts';
import * as store from './store.ts';
import { cutOf, type Hall, textOf } from './texts.ts';
import { readTexts } from './thread.ts';

export type RunNeeds = {
  db: Database;
  clock: Clock;
  log: Log;
  collect: Collect;
  resources: Pick<
    Resources,
    | 'proposeMany'
    | 'contents'
    | 'get'
    | 'submit'
    | 'submitMany'
    | 'recall'
    | 'remove'
    | 'withdraw'
    | 'setLive'
    | 'change'
  >;
  review: Pick<Review, 'approve'>;
  duplicates: Pick<Duplicates, 'findSame'>;
  institutions: Pick<Institutions, 'get'>;
  notifyManagers: NotifyManagers;
  publicUrl: URL;
  trust: { after: number; share: number };
};

export const everyRun = minutes(10);
/** Until the next part of a source that is longer than one run. */
const goesOn = minutes(1);
const longestBackoff = hours(6);
const failuresTold = 3;
/** A reader without a sign for so long is believed dead. */
export const leased = minutes(1);
const inChunks = 100;
/** Sent for review between two signs of the reader. */
const inTurn = 25;
const linesKept = 60;
/** Fewer than these are called off without a question. */
const fewest = 4;

/** Beside an item that is gone: where it is there again, this is another state. */
const calledOff = JSON.stringify({ event_status: 'cancelled' });

const actor = sourceReader;
const truster = system('sources.trust');

class LostLease extends Error {}

/** `problem`: why it cannot be sent; `note`: said of one that was sent all the same. */
type Sent = { problem?: Fact | undefined; note?: Fact | undefined };
type Looked = { item: SourceItem; key: string; row: store.StoredItem | undefined; hash: string };
type Proposing = Looked & {
  channel: 'activity' | 'news';
  data: Readonly<Record<string, string>>;
  from: string | undefined;
  /** The entry that was withdrawn when it was gone: it stays withdrawn, and the item is entered again. */
  instead: string | undefined;
};

/** One reading of a source, and all that follows from it. Begun again it goes on: an item is written in the transaction of its proposal. */
export function createRun(needs: RunNeeds) {
  const { db, clock, log, collect, resources, review, duplicates, institutions, notifyManagers, publicUrl, trust } =
    needs;

  async function mustHold(trx: Connection, id: string, lease: string): Promise<void> {
    if (!(await store.holds(trx, id, lease, clock.now()))) throw new LostLease('another reader has this source');
  }

  function look(
    source: Source,
    reading: Pick<SourceReading, 'items' | 'removed'>,
    kept: readonly store.StoredItem[],
    now: Date,
  ) {
    const { items } = reading;
    const rowOf = matched(items, kept, source.form === 'rpde' ? reading.removed : undefined);
    const met = new Set<string>();
    const looked: Looked[] = [];
    for (const item of items) {
      const key = keyOf(item);
      if (met.has(key)) continue;
      met.add(key);
      const row = rowOf.get(key);
      const end = lastMomentOf(item);
      const isOver = end !== undefined && millisecondsOf(end) < now.getTime();
      if (row === undefined && (isOver || item.isCancelled)) continue;
      if (row === undefined && targetOf(item, source.settings) === 'none') continue;
      looked.push({ item, key, row, hash: hashOf(item) });
    }
    return looked;
  }

  const isComing = ({ state, startsAt, endsAt, entryId }: store.StoredItem, now: Date) =>
    (state === 'here' || state === 'refused') && entryId !== undefined && (endsAt ?? startsAt ?? now) >= now;

  const writeOf = ({ item, key, hash, row }: Looked): store.ItemWrite => ({
    ...{ key, hash, title: item.title, twin: twinOf(item), category: item.categories[0] ?? '', live: row?.live ?? '' },
    startsAt: item.startsAt === undefined ? undefined : new Date(item.startsAt),
    endsAt: item.endsAt === undefined && item.sessions === undefined ? undefined : new Date(lastMomentOf(item) ?? 0),
    url: item.url,
    writtenAt: item.changedAt === undefined ? undefined : new Date(item.changedAt),
    ...{
      state: 'here',
      reason: undefined,
      entryId: row?.entryId,
      contentHash: row?.contentHash,
      waits: row?.waits ?? false,
    },
  });

  const lineOf = (
    kind: Line['kind'],
    { item, key, row }: Pick<Looked, 'item' | 'key' | 'row'>,
    more: Partial<Line> = {},
  ): Line => ({
    ...{ kind, key, title: item.title, startsAt: item.startsAt, place: item.place, entryId: row?.entryId },
    ...more,
  });

  async function apply(
    source: Source,
    lease: string,
    collected: Extract<Collected, { reading: unknown }>,
  ): Promise<void> {
    const { reading } = collected;
    const now = clock.now();
    const { name, regionCode, address } = await institutions.get(source.institutionId);
    const hall: Hall = { name, regionCode, address };
    const kept = await store.items(db, source.id);
    const looked = look(source, reading, kept, now);
    const counts: Counts = { read: 0, created: 0, changed: 0, gone: 0, refused: 0 };
    const lines: Line[] = [];
    counts.read = looked.length;

    /** The same under another key. */
    const renamed: [from: string, to: string][] = [];
    const proposals: Proposing[] = [];
    /** Its hall does not take their category any more. */
    const dropped = new Set<string>();
    const refused: { write: store.ItemWrite; from: string | undefined }[] = [];
    const refuse = (one: Looked, reason: Fact) => {
      counts.refused += 1;
      lines.push(lineOf('refused', one, { reason }));
      const isSame =
        one.row?.state === 'refused' &&
        JSON.stringify(one.row.reason) === JSON.stringify(reason) &&
        one.row.title === one.item.title;
      if (isSame) return;
      // The hash before: it is asked again as long as it is refused.
      refused.push({
        write: { ...writeOf(one), hash: one.row?.hash ?? '', state: 'refused', reason },
        from: one.row?.key,
      });
    };
    const changed: Looked[] = [];
    for (const one of looked) {
      const { item, row, hash } = one;
      if (row !== undefined && row.key !== one.key && (row.state === 'skipped' || row.hash === hash))
        renamed.push([row.key, one.key]);
      if (row?.state === 'skipped' || (row?.state === 'gone' && item.isCancelled)) continue;
      if (row?.state === 'here' && row.hash === hash) continue;
      if (row?.state === 'refused' && row.entryId !== undefined && row.hash === hash && row.reviewState === 'draft') {
        counts.refused += 1;
        lines.push(lineOf('refused', one, { reason: row.reason }));
        continue;
      }
      changed.push(one);
    }
    const mappingOf = ({ row }: Looked) => ({ settings: source.settings, hall, firstAt: row?.firstAt ?? now });
    const certain = await readTexts(changed.map((one) => textOf(one.item, mappingOf(one))));
    const turn = createPace();
    for (const [place, one] of changed.entries()) {
      await turn();
      const { item, row } = one;
      const result = mapped(item, { ...mappingOf(one), address: source.address, certain: certain[place] });
      if (result === 'none') {
        if (row !== undefined) dropped.add(row.key);
        continue;
      }
      if ('reason' in result) refuse(one, result.reason);
      else {
        const instead = row?.state === 'gone' && row.publicationState === 'withdrawn' ? row.entryId : undefined;
        const { channel, data } = result;
        proposals.push({
          ...{ ...one, channel, data, instead, from: row?.key },
          row: row && { ...row, ...(instead !== undefined && { entryId: undefined }) },
        });
      }
    }
    if (refused.length + renamed.length > 0)
      await db.transaction(async (trx) => {
        await mustHold(trx, source.id, lease);
        for (const [from, to] of renamed) await store.rename(trx, source.id, from, to);
        for (const { write, from } of refused)
          if (from !== undefined && from !== write.key) await store.rename(trx, source.id, from, write.key);
        await store.keep(
          trx,
          source.id,
          refused.map(({ write }) => write),
          now,
        );
      });
    const held = new Set(kept.flatMap(({ entryId }) => entryId ?? []));
    let isClaimed = false;
    for (const [channel, all] of Map.groupBy(proposals, (one) => one.channel))
      for (let from = 0; from < all.length; from += inChunks)
        if (await propose(source, lease, channel, all.slice(from, from + inChunks), { counts, lines, refuse, held }))
          isClaimed = true;

    const shrunk = await callOffGone(source, lease, reading, { now, looked, dropped, counts, lines });
    await sendWaiting(source, lease, { counts, lines });
    await follow(source, lease, looked, { counts, lines });
    await settle(source, lease);
    await judge(source, lease);
    await db.transaction(async (trx) => {
      const at = clock.now();
      await mustHold(trx, source.id, lease);
      await confirm(
        trx,
        looked.flatMap(({ row, hash, item }) => (row?.hash === hash && !item.isCancelled ? publicIds([row]) : [])),
        at,
      );
      const order = ['refused', 'new', 'changed', 'gone'];
      const sorted = lines.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).slice(0, linesKept);
      await store.addRun(trx, source.id, { ...counts, lines: sorted }, at, dayStart(at));
      // The same content is read again.
      const isHeld = shrunk !== undefined || isClaimed;
      await store.finish(trx, source.id, lease, {
        etag: isHeld ? undefined : collected.etag,
        lastModified: isHeld ? undefined : collected.lastModified,
        cursor: isHeld ? undefined : collected.cursor,
        ...{ nextAt: after(at, collected.isMore === true && !isHeld ? goesOn : everyRun) },
        ...{ at, shrunk, given: reading.items.length },
      });
    });
  }

  type Telling = { counts: Counts; lines: Line[] };

  /** Drafts of new and changed items, and their rows, in one transaction. True where a reviewer is at one of them: it is proposed later. */
  async function propose(
    source: Source,
    lease: string,
    channel: 'activity' | 'news',
    all: readonly Proposing[],
    { counts, lines, refuse, held }: Telling & { refuse: (one: Looked, reason: Fact) => void; held: Set<string> },
  ): Promise<boolean> {
    const { institutionId } = source;
    // A correction of something that still waits for its reviewer takes its place.
    for (const { row } of all)
      if (row?.entryId !== undefined && row.reviewState === 'submitted')
        await resources.recall(actor, row.entryId).catch(ifRefused);
    const fresh = all.filter(({ row }) => row?.entryId === undefined);
    const same = await duplicates.findSame(
      { channel, institutionId },
      fresh.map(({ data }) => likeableOf(data)),
    );
    // Two things of the source are never one entry, however alike they are.
    const own = new Map<string, string>();
    for (const [place, { key }] of fresh.entries()) {
      const id = same[place]?.id;
      if (id === undefined || held.has(id)) continue;
      held.add(id);
      own.set(key, id);
    }
    const items = [];
    for (const { key, data, row, instead } of all) {
      const entryId = row?.entryId ?? own.get(key);
      const existing = entryId === undefined ? undefined : await resources.contents(actor, entryId).catch(ifRefused);
      const externalId = existing?.entry.externalId ?? externalIdOf(source, [key, instead ?? []].flat().join('\n'));
      items.push({ externalId, data: existing?.data === undefined ? data : merged(existing.data, data) });
    }
    const taken: { one: Proposing; reason: Fact }[] = [];
    const proposed = await resources.proposeMany(
      actor,
      channel,
      {
        ...{ institutionId, clientId: undefined },
        async within(trx, made) {
          await mustHold(trx, source.id, lease);
          const hashes = await store.contentHashes(
            trx,
            made.map(({ entryId }) => entryId),
          );
          const writes = all.flatMap((one, place): store.ItemWrite[] => {
            const said: Proposed | undefined = made[place];
            if (said === undefined || said.outcome === 'in_review') return [];
            if (said.taken !== undefined) {
              taken.push({ one, reason: said.taken.fact });
              return [];
            }
            const { entryId, outcome } = said;
            const waits = outcome !== 'unchanged' || (one.row?.waits ?? true);
            return [{ ...writeOf(one), entryId, contentHash: hashes.get(entryId), waits }];
          });
          for (const { from, key } of all)
            if (from !== undefined && from !== key) await store.rename(trx, source.id, from, key);
          await store.keep(trx, source.id, writes, clock.now());
        },
      },
      items,
    );
    for (const [place, { outcome, entryId }] of proposed.entries()) {
      const one = all[place];
      if (one === undefined) continue;
      held.add(entryId);
      if (outcome === 'created') counts.created += 1;
      if (outcome === 'updated' || outcome === 'revision') counts.changed += 1;
      if (outcome === 'created' || outcome === 'updated' || outcome === 'revision')
        lines.push(lineOf(outcome === 'created' ? 'new' : 'changed', one, { entryId, reason: cutOf(one.item) }));
    }
    for (const { one, reason } of taken) refuse(one, reason);
    return proposed.some(({ outcome }) => outcome === 'in_review');
  }

  /** Those that the source does not have any more. Where that is half of them, nothing happens and the hall is asked. */
  async function callOffGone(
    source: Source,
    lease: string,
    reading: SourceReading,
    {
      now,
      looked,
      dropped,
      counts,
      lines,
    }: Telling & { now: Date; looked: readonly Looked[]; dropped: ReadonlySet<string> },
  ): Promise<{ was: number; now: number } | undefined> {
    const rows = await store.items(db, source.id);
    const here = new Set(looked.map(({ key }) => key));
    const isLeft = ({ missing, key }: store.StoredItem) => missing === 'left' && !here.has(key);
    const coming = rows.filter((row) => isComing(row, now) && !isLeft(row));
    const removed = new Set(reading.removed);
    const starts = reading.items.flatMap(({ startsAt }) => (startsAt === undefined ? [] : [millisecondsOf(startsAt)]));
    // A number like 30 that was never more may be the first page of more: nothing is said of those after its last one.
    const isPage =
      reading.items.length > 0 && reading.items.length % 10 === 0 && (source.given ?? 0) <= reading.items.length;
    const last = isPage ? Math.max(...starts) : Number.POSITIVE_INFINITY;
    const oldest = oldestOf(reading, now);
    const isGone = (row: store.StoredItem) =>
      removed.has(row.key) ||
      dropped.has(row.key) ||
      (!here.has(row.key) &&
        (reading.isWhole
          ? (row.startsAt?.getTime() ?? 0) <= last
          : oldest !== undefined && row.writtenAt !== undefined && row.writtenAt > oldest));
    const gone = coming.filter(isGone);
    const isHalf =
      gone.length * 2 >= coming.length && (coming.length >= fewest || (gone.length > 1 && reading.items.length === 0));
    const isAsked = gone.length > 0 && isHalf && !source.mayShrink;
    const missing = [...rows.filter(isLeft), ...(isAsked ? gone : [])];
    if (missing.length > 0 || rows.some((row) => row.missing !== undefined))
      await db.transaction(async (trx) => {
        await mustHold(trx, source.id, lease);
        await store.setMissing(
          trx,
          source.id,
          missing.map(({ key }) => key),
        );
      });
    if (isAsked) return { was: coming.length, now: coming.length - gone.length };
    // Nothing came of these: there is nothing to call off.
    for (const row of rows)
      if (row.state === 'refused' && row.entryId === undefined && isGone(row))
        await store.change(db, source.id, row.key, { state: 'gone' });
    for (const row of gone) {
      await db.transaction((trx) => mustHold(trx, source.id, lease));
      await callOff(row);
      await store.change(db, source.id, row.key, { state: 'gone', waits: false, live: calledOff });
      counts.gone += 1;
      lines.push({
        kind: 'gone',
        key: row.key,
        title: row.title,
        startsAt: row.startsAt?.toISOString(),
        entryId: row.entryId,
      });
    }
    return undefined;
  }

  /** As a clerk would: an activity is cancelled for all to see, other things are withdrawn; drafts go. */
  async function callOff({ entryId }: store.StoredItem): Promise<void> {
    const entry = entryId === undefined ? undefined : await resources.get(actor, entryId).catch(ifRefused);
    if (entry === undefined) return;
    if (entry.channel === 'activity' && entry.publicationState !== undefined)
      await resources.setLive(actor, entry.id, { event_status: 'cancelled', reason: goneReason }).catch(ifRefused);
    else if (isPublic(entry)) await resources.withdraw(actor, entry.id, goneReason).catch(ifRefused);
    else if (entry.publicationState === undefined) {
      if (entry.reviewState === 'submitted') await resources.recall(actor, entry.id).catch(ifRefused);
      await resources.remove(actor, entry.id).catch(ifRefused);
    }
  }

  async function sendWaiting(source: Source, lease: string, { counts, lines }: Telling): Promise<void> {
    const waiting = (await store.items(db, source.id)).filter(({ waits }) => waits);
    while (waiting.length > 0) {
      await db.transaction((trx) => mustHold(trx, source.id, lease));
      const rows = waiting.splice(0, inTurn).filter(({ entryId }) => entryId !== undefined);
      const sent: string[] = [];
      // One that was sent by a reader that died is sent already.
      const drafts = rows.filter(({ reviewState }) => reviewState === 'draft' || reviewState === 'returned');
      const isTogether = await sendTogether(
        source,
        drafts.flatMap(({ entryId }) => entryId ?? []),
      );
      for (const row of rows) {
        const { key, title, startsAt, entryId = '' } = row;
        const { problem, note }: Sent = isTogether || !drafts.includes(row) ? {} : await send(source, entryId);
        const told = lines.find((line) => line.key === key);
        if (told !== undefined && note !== undefined) told.reason ??= note;
        if (problem === undefined) {
          sent.push(key);
          continue;
        }
        await store.change(db, source.id, key, { waits: false, state: 'refused', reason: problem });
        counts.refused += 1;
        lines.push({ kind: 'refused', key, title, startsAt: startsAt?.toISOString(), entryId, reason: problem });
      }
      await store.sent(db, source.id, sent);
    }
  }

  /** False where one of them cannot be sent: then each is sent by itself. */
  async function sendTogether(source: Source, entryIds: readonly string[]): Promise<boolean> {
    if (entryIds.length < 2) return false;
    const sent = await resources.submitMany(actor, entryIds).catch(ifRefused);
    for (const { id } of sent ?? []) await approveTrusted(source, id);
    return sent !== undefined;
  }

  async function approveTrusted(source: Source, submissionId: string): Promise<void> {
    const isTrusted = trust.after > 0 && source.trust >= trust.after;
    if (isTrusted && !isSampled(submissionId, trust.share))
      await review.approve(truster, submissionId).catch(ifRefused);
  }

  /** For review; a source that is trusted is looked at by sample. */
  async function send(source: Source, entryId: string, note?: Fact): Promise<Sent> {
    try {
      const sent = await resources.submit(actor, entryId);
      await approveTrusted(source, sent.id);
      return { note };
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const { reviewState } = await resources.get(actor, entryId);
      if (reviewState !== 'draft' && reviewState !== 'returned') return {}; // a person was a moment earlier
      const cover = source.settings.fixed.cover;
      // A picture of the site that is too small or not there: the hall's own instead.
      if (error.fields?.cover !== undefined && cover !== undefined && note === undefined) {
        await resources.change(actor, entryId, 'cover', cover).catch(ifRefused);
        return send(source, entryId, fact('sources.cover_instead', { cause: error.fields.cover }));
      }
      return { problem: (error.fields === undefined ? undefined : Object.values(error.fields)[0]) ?? error.fact };
    }
  }

  /** The part that needs no review: places left, postponed, cancelled. */
  async function follow(
    source: Source,
    lease: string,
    looked: readonly Looked[],
    { counts, lines }: Telling,
  ): Promise<void> {
    const rows = new Map((await store.items(db, source.id)).map((row) => [row.key, row]));
    for (const { item, key } of looked) {
      const row = rows.get(key);
      if (row?.entryId === undefined || row.state === 'skipped' || row.state === 'gone') continue;
      const isActivity = item.startsAt !== undefined && targetOf(item, source.settings) === 'activity';
      if (item.isCancelled && (!isActivity || row.publicationState === undefined)) {
        await db.transaction((trx) => mustHold(trx, source.id, lease));
        await callOff(row);
        await store.change(db, source.id, key, { state: 'gone', waits: false });
        counts.gone += 1;
        lines.push(lineOf('gone', { item, key, row }));
        continue;
      }
      if (!isActivity) continue;
      const live = liveOf(item, row, clock.now());
      const written = JSON.stringify(live);
      if (written === (row.live === '' ? '{}' : row.live)) continue;
      await db.transaction((trx) => mustHold(trx, source.id, lease));
      const said = Object.keys(live).length === 0 ? { event_status: 'scheduled' } : live;
      const problem = await resources.setLive(actor, row.entryId, said).then(() => undefined, refusalOf);
      await store.change(db, source.id, key, { live: written });
      if (problem !== undefined) continue;
      const isOff = live.event_status === 'cancelled';
      if (!isOff && lines.some((line) => line.key === key)) continue; // its draft is counted already
      if (isOff) counts.gone += 1;
      else counts.changed += 1;
      lines.push(lineOf(isOff ? 'gone' : 'changed', { item, key, row }, { reason: contentChanged(live) }));
    }
  }

  /** A time that was moved is reviewed now: it takes place as published. */
  async function settle(source: Source, lease: string): Promise<void> {
    for (const row of await store.items(db, source.id)) {
      const settled = settledLive(row);
      if (settled === undefined || row.entryId === undefined) continue;
      await db.transaction((trx) => mustHold(trx, source.id, lease));
      await resources.setLive(actor, row.entryId, { event_status: 'scheduled', ...settled }).catch(ifRefused);
      await store.change(db, source.id, row.key, { live: JSON.stringify(settled) });
    }
  }

  /** Submissions in a row that were approved as they came; one that was corrected, sent back or withdrawn by people begins again. */
  async function judge(source: Source, lease: string): Promise<void> {
    let sum = source.trust;
    const rows = await store.items(db, source.id);
    // The source still has it, and people do not want it here: its changes bring it back no more.
    const withdrawn = rows.filter(
      ({ state, waits, publicationState, reviewState }) =>
        state === 'here' &&
        !waits &&
        publicationState === 'withdrawn' &&
        (reviewState === undefined || !isOpen(reviewState)),
    );
    const decided = rows.filter(
      ({ submissionId, judgedId, reviewState }) =>
        submissionId !== undefined &&
        submissionId !== judgedId &&
        (reviewState === 'approved' || reviewState === 'returned' || reviewState === 'rejected'),
    );
    if (decided.length + withdrawn.length === 0) return;
    await db.transaction(async (trx) => {
      await mustHold(trx, source.id, lease);
      for (const { key, submissionId = '', reviewState, entryHash, contentHash } of decided) {
        sum = reviewState === 'approved' && entryHash === contentHash ? sum + 1 : 0;
        await store.judge(trx, source.id, key, submissionId);
      }
      for (const { key } of withdrawn) await store.change(trx, source.id, key, { state: 'skipped' });
      if (withdrawn.length > 0) sum = 0;
      await store.setTrust(trx, source.id, sum);
    });
  }

  async function failed(source: Source, lease: string, fault: Fact, wait: number | undefined): Promise<void> {
    await db.transaction(async (trx) => {
      const at = clock.now();
      await mustHold(trx, source.id, lease);
      const failures = source.failures + 1;
      const backoff = Math.min(everyRun * 2 ** Math.max(0, failures - failuresTold), longestBackoff);
      const isTold = failures >= failuresTold && source.toldAt === undefined;
      if (isTold)
        await notifyManagers(trx, {
          ...{ event: 'source.failing', institutionId: source.institutionId, institution: source.institution },
          key: `source.failing:${source.id}:${at.toISOString()}`,
          letter: letter('sources.failing_letter', { title: source.title, fault }),
          href: `${publicUrl.origin}/console/sources/${source.id}`,
        });
      await store.addRun(
        trx,
        source.id,
        { read: 0, created: 0, changed: 0, gone: 0, refused: 0, fault, lines: [] },
        at,
        dayStart(at),
      );
      await store.fail(trx, source.id, lease, fault, after(at, Math.max(backoff, wait ?? 0)), isTold ? at : undefined);
    });
  }

  /** Nothing changed at the source; reviewers may have decided, and drafts may wait. */
  async function unchanged(source: Source, lease: string): Promise<void> {
    const { read, refused } = await store.lastCounts(db, source.id);
    const counts: Counts = { read, created: 0, changed: 0, gone: 0, refused };
    const lines: Line[] = [];
    await sendWaiting(source, lease, { counts, lines });
    await settle(source, lease);
    await judge(source, lease);
    await db.transaction(async (trx) => {
      const at = clock.now();
      await mustHold(trx, source.id, lease);
      if (source.form !== 'feed' && source.form !== 'rpde')
        await confirm(trx, publicIds(await store.items(trx, source.id)), at);
      await store.addRun(trx, source.id, { ...counts, lines }, at, dayStart(at));
      const { etag, lastModified, shrunk } = source;
      await store.finish(trx, source.id, lease, {
        etag,
        lastModified,
        shrunk,
        at,
        cursor: undefined,
        nextAt: after(at, everyRun),
      });
    });
  }

  /** True where another reader has it. */
  return async function run(id: string): Promise<boolean> {
    const lease = newId();
    const at = clock.now();
    if (!(await store.take(db, id, lease, at, after(at, -leased)))) return (await store.find(db, id))?.state === 'on';
    const source = await store.find(db, id);
    if (source === undefined) return false;
    try {
      const { etag, lastModified, cursor, address } = source;
      const collected = await collect(cursor ?? address, { etag, lastModified });
      if ('fault' in collected) await failed(source, lease, collected.fault, collected.wait);
      else if ('same' in collected) await unchanged(source, lease);
      else await apply(source, lease, collected);
    } catch (error) {
      if (error instanceof LostLease) {
        log.info({ source: id }, 'Another reader took a source over, or it was stopped');
        return false;
      }
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      await failed(source, lease, error.fact, undefined); // the hall was disabled, or lost its certification
    }
    return false;
  };
}

/** Published entries of items that the source still has as they are: its hall says so by that, and is not asked. */
const publicIds = (rows: readonly store.StoredItem[]): string[] =>
  rows.flatMap(({ state, entryId, publicationState, live, missing }) =>
    state === 'here' &&
    missing === undefined &&
    entryId !== undefined &&
    publicationState === 'published' &&
    !live.includes('event_status')
      ? [entryId]
      : [],
  );

/** The same submission is always in it, or never. */
const isSampled = (id: string, share: number): boolean =>
  Number.parseInt(id.replaceAll('-', '').slice(-6), 16) / 0xffffff < share;

function ifRefused(error: unknown): undefined {
  if (!(error instanceof Problem) || error.status >= 500) throw error;
  return undefined;
}

function refusalOf(error: unknown): Fact {
  if (!(error instanceof Problem) || error.status >= 500) throw error;
  return error.fact;
}
