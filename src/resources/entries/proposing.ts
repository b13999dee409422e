import { type Actor, actorId } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, invalid, Problem } from '../../errors.ts';
import type { Data, Values } from '../../fields/form.ts';
import type { Batch } from '../../review/workflow/submission.ts';
import { fact as ofSandbox } from '../../sandbox/facts.ts';
import { production } from '../../space.ts';
import type { Channel } from '../channels/channel.ts';
import { channelNamed } from '../channels/channels.ts';
import { fact } from '../facts.ts';
import type { EntryAccess } from './access.ts';
import type { Entry } from './entry.ts';
import * as drafts from './entry-draft-store.ts';
import * as store from './entry-store.ts';
import { kindOf } from './kinds.ts';
import type { ResourceNeeds } from './needs.ts';
import { newExternalId, writtenOf } from './written.ts';

/** `holds`: whether it is meant for the entry as it is now, or for none; where it is not, nothing is changed. */
export type Proposal = {
  externalId?: string;
  data: Data;
  /** The parsed `data`, if read a moment ago (canonical.ts). */
  values?: Values | undefined;
  holds?: ((revision: number | undefined) => boolean) | undefined;
};

/**
 * The result of a proposal: a new draft, a changed draft, no change, a draft of the next version of a published entry, or none because it is
 * being reviewed, or because another AK entered it (R43).
 */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'revision' | 'in_review' | 'taken';
export type Proposed = { entryId: string; externalId: string; submissionId: string; outcome: Outcome; taken?: Problem };

export type For = {
  institutionId: string;
  clientId: string | undefined;
  batch?: Batch;
  /** The caller's own record of the outcome, in the same transaction. */
  within?: (trx: Connection, proposed: readonly Proposed[]) => Promise<void>;
};

type Needs = ResourceNeeds & { access: EntryAccess };

/** R43: the one way in for form, workbook and program. */
export function createProposing({ db, clock, review, channels, access, space = production }: Needs) {
  /** Runs in the caller's transaction. No local number may come twice. */
  async function propose(
    trx: Connection,
    actor: Actor,
    channel: Channel,
    { institutionId, clientId, batch }: For,

    items: readonly Proposal[],
  ): Promise<Proposed[]> {
    const entrySet = { institutionId, channel: channel.code };
    const batchId = batch?.id;
    const wanted = items.map(({ externalId, data, values, holds }) => {
      const name = externalId ?? (data.external_id?.trim() || newExternalId());
      const record = values && { ...values, external_id: name };
      return { externalId: name, data: { ...data, external_id: name }, record, holds };
    });
    const names = wanted.map(({ externalId }) => externalId);
    const there = await store.idsNamed(trx, entrySet, names);
    if (there.length > 0) await review.lockSubjects(trx, kindOf(channel), there);
    const known = new Map((await store.lockNamed(trx, entrySet, names)).map((entry) => [entry.externalId, entry]));
    const reached = new Map<string, 'own' | 'taken over' | 'none'>();
    for (const entry of known.values()) reached.set(entry.id, await access.reach(actor, entry, trx));
    const taken = new Map<string, Problem>();
    for (const entry of known.values())
      if (reached.get(entry.id) === 'none') taken.set(entry.id, await access.taken(entry, trx));
    const all = wanted.map(({ externalId, data, record, holds }) => {
      const entry: Entry | undefined = known.get(externalId);
      const written = writtenOf(channel, data, externalId, record);
      if (entry !== undefined && taken.has(entry.id)) return { entry, data, written, entryId: entry.id };
      if (holds?.(entry?.revision) === false) throw new Problem('etag_mismatch', fact('resources.changed_since_read'));
      return { entry, data, written, entryId: entry?.id ?? newId() };
    });
    const isSame = ({ entry, written }: (typeof all)[number]) =>
      entry !== undefined && entry.contentHash === written.contentHash;
    const changed = all.filter((one) => !isSame(one) && !taken.has(one.entryId));
    const at = clock.now();
    const fresh = changed.filter(({ entry }) => entry === undefined);
    const rowOf = ({ written, entryId }: (typeof all)[number]) => ({
      ...written,
      id: entryId,
      submissionId: undefined,
    });
    if (fresh.length > 0) await mustHaveRoom(trx, clientId, fresh.length);
    if (fresh.length > 0)
      await drafts.insert(
        trx,
        { ...entrySet, clientId, batchId, createdBy: actorId(actor) ?? '', at },
        fresh.map(rowOf),
      );
    const saying = changed.map(({ entryId, data }) => ({ subjectId: entryId, data }));
    const kept = await review.saveMany(trx, actor, kindOf(channel), { institutionId, batch, items: saying });
    const updated = changed.flatMap((one) => {
      const found = kept.get(one.entryId);
      return found === undefined || found.outcome === 'waiting'
        ? []
        : [{ ...one.written, id: one.entryId, submissionId: found.submissionId }];
    });
    const pushedBy = actor.kind === 'application' ? actor.clientId : undefined;
    if (updated.length > 0) await drafts.update(trx, updated, at, { batchId, pushedBy });
    const others = [...known.values()].filter(({ id }) => reached.get(id) === 'taken over');
    if (pushedBy !== undefined) await takeOver(trx, actor, others, pushedBy, at);
    return all.map((one): Proposed => {
      const { entry, entryId, written } = one;
      const found = kept.get(entryId);
      const submissionId = found?.submissionId ?? entry?.submissionId ?? '';
      const problem = taken.get(entryId);
      if (problem !== undefined)
        return { entryId, externalId: written.externalId, submissionId, outcome: 'taken', taken: problem };
      const outcome: Outcome = isSame(one)
        ? 'unchanged'
        : found?.outcome === 'waiting'
          ? 'in_review'
          : entry === undefined
            ? 'created'
            : entry.publicationState !== undefined
              ? 'revision'
              : 'updated';
      return { entryId, externalId: written.externalId, submissionId, outcome };
    });
  }

  async function mustHaveRoom(trx: Connection, clientId: string | undefined, wanted: number): Promise<void> {
    const max = space.maxEntries;
    if (clientId === undefined || max === Number.POSITIVE_INFINITY) return;
    if ((await drafts.countOf(trx, clientId)) + wanted > max) throw conflict(ofSandbox('sandbox.full', { most: max }));
  }

  /** R43 接管: entries of another AK become this one's, and the audit shows it to both. */
  async function takeOver(trx: Connection, actor: Actor, entries: readonly Entry[], to: string, at: Date) {
    if (entries.length === 0) return;
    const ids = entries.map(({ id }) => id);
    await store.takeOver(trx, ids, to, at);
    for (const { id, institutionId: institution, channel, clientId: from } of entries)
      await record(trx, at, actor, 'resource.take_over', { kind: 'resource', id }, { institution, channel, from, to });
  }

  return {
    /** A draft of each, or of the next version where something is published, by its local number; the same again changes nothing. */
    async proposeMany(actor: Actor, code: string, about: For, items: readonly Proposal[]): Promise<Proposed[]> {
      const channel = channelNamed(code, channels);
      const names = items.map(({ externalId, data }) => externalId ?? data.external_id?.trim()).filter(Boolean);
      if (new Set(names).size < names.length) throw invalid({ external_id: fact('resources.external_ids_twice') });
      await review.kind(kindOf(channel)).mayBegin?.(about.institutionId);
      const attempt = () =>
        db.transaction(async (trx) => {
          await review.lockKind(trx, kindOf(channel), about.institutionId);
          const proposed = await propose(trx, actor, channel, about, items);
          await about.within?.(trx, proposed);
          return proposed;
        });
      // A form took the number in the same moment: the second time that entry is found.
      return attempt().catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'external_id_taken') return attempt();
        throw error;
      });
    },
  };
}
