import { type Actor, actorId, isMemberOf, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, Problem } from '../../errors.ts';
import { type Data, readForm, type Values } from '../../fields/form.ts';
import { cloudInstitutionId } from '../../institutions/service.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { isEditable, isOpen } from '../../review/workflow/transitions.ts';
import { production } from '../../space.ts';
import { apart, canonicalLive, dataIn } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { channelNamed } from '../channels/channels.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { type Entry, isPublic } from './entry.ts';
import * as lists from './entry-list-store.ts';
import * as store from './entry-store.ts';
import { kindOf, withdrawal } from './kinds.ts';
import * as live from './live-store.ts';
import type { ResourceNeeds } from './needs.ts';
import { createProposing } from './proposing.ts';
import * as publications from './publication-store.ts';
import { createEntryAccess } from './ways.ts';

export const noEntry = () => notFound(fact('resources.not_found'));
/** R50: resources shared by the Cloud itself are managed by its operators. */
const isCloudStaff = (actor: Actor, { institutionId }: Entry): boolean =>
  institutionId === cloudInstitutionId && actor.kind === 'staff' && actor.roles.includes('operator');
const immutable = () => new Problem('resource_published_immutable', fact('resources.published_stays'));

/** R41–R46: entries shared by institutions. Sending and deciding are the review's; here is the state of entries. */
export function createResources({ db, clock, review, channels, applications, space = production }: ResourceNeeds) {
  const channelOf = (entry: Pick<Entry, 'channel'>): Channel => channelNamed(entry.channel, channels);

  const ways = createEntryAccess({ applications });
  /** Of others' there is nothing to see. */
  const mayRead = async (actor: Actor, entry: Entry, connection?: Connection): Promise<boolean> =>
    (await ways.reach(actor, entry, connection)) !== 'none';

  async function get(actor: Actor, id: string, connection: Connection = db): Promise<Entry> {
    const entry = isId(id) ? await store.find(connection, id) : undefined;
    if (entry === undefined || !(await mayRead(actor, entry, connection))) throw noEntry();
    return entry;
  }

  const mustWrite = (actor: Actor, entry: Entry): void => {
    if (actor.kind === 'application' && actor.scopes.includes('resource:write')) return;
    if (actor.kind === 'operator' || actor.kind === 'system') return;
    if (isCloudStaff(actor, entry)) return;
    if (!isMemberOf(actor, entry.institutionId, may('write entries, one by one and by workbook').roles))
      throw forbidden(fact('resources.role_may_not'));
  };

  /** The submission that an entry is at; throws where it is none that the verb could be about. */
  async function submissionOf(actor: Actor, id: string): Promise<string> {
    const { submissionId } = await get(actor, id);
    if (submissionId === undefined) throw conflict(fact('resources.no_draft'));
    return submissionId;
  }

  return {
    channels: (): Channel[] => Object.values(channels),
    channel: (code: string) => channelNamed(code, channels),
    ...createProposing({ db, clock, review, channels, applications, space, ways }),

    get,

    /** By its own number. */
    async find(actor: Actor, entrySet: store.EntrySet, externalId: string): Promise<Entry | undefined> {
      const entry = await store.findNamed(db, entrySet, externalId);
      return entry !== undefined && (await mayRead(actor, entry)) ? entry : undefined;
    },

    /** The same before a change: throws external_id_taken if it came by another way (R43). */
    async findToChange(actor: Actor, entrySet: store.EntrySet, externalId: string): Promise<Entry | undefined> {
      const entry = await store.findNamed(db, entrySet, externalId);
      if (entry !== undefined && !(await mayRead(actor, entry))) throw await ways.taken(entry);
      return entry;
    },

    /** The entries within an application's reach: its own, those of people, and all where it may take over. */
    listOf: async (
      { institutionId, clientId }: Actor & { kind: 'application' },
      filter: lists.OwnFilter,
      before: lists.Cursor | undefined,
      limit: number,
    ) => {
      const isAll = await applications.mayTakeOver(clientId);
      return lists.list(db, { ...filter, institutionId, ...(!isAll && { reach: clientId }) }, before, limit);
    },

    list: (filter: lists.Filter, before?: lists.Cursor, limit = 20) => lists.list(db, filter, before, limit),
    /** R50: resources shared by the Cloud itself, for its operators. */
    async listOwn(actor: Actor, filter: Omit<lists.Filter, 'institutionId'>, before?: lists.Cursor, limit = 20) {
      mustOperate(actor, ...may("write the Cloud's own entries").roles);
      mustReachAll(actor);
      return lists.list(db, { ...filter, institutionId: cloudInstitutionId }, before, limit);
    },
    counts: (institutionId: string, only?: readonly string[]) => lists.counts(db, institutionId, only),

    /**
     * The data of an entry: the published ones, and those of the latest submission if they differ, unless `isKnown` says that they are not
     * needed.
     */
    async contents(actor: Actor, id: string, isKnown: (entry: Entry) => boolean = () => false) {
      const entry = await get(actor, id);
      const [published, submission, state] = await Promise.all([
        entry.publicationId === undefined ? undefined : publications.find(db, entry.publicationId),
        entry.submissionId === undefined || isKnown(entry) ? undefined : review.find(entry.submissionId),
        live.find(db, id),
      ]);
      const values: Values | undefined = published === undefined ? undefined : JSON.parse(published.data);
      return { entry, published, values, data: submission?.data, submission, live: state };
    },
    /** How many activities that an application pushed citizens saw for the first time on a day. */
    activitiesOf: (clientId: string, day: string, connection: Connection = db) =>
      publications.countFirst(connection, clientId, 'activity', day),
    versions: (entryId: string) => publications.versions(db, entryId),

    /** A new draft for a person: returns the submission whose pages ask for the rest. */
    async begin(actor: Actor, code: string, institutionId: string, data: Data = {}): Promise<string> {
      const channel = channelNamed(code, channels);
      const [made] = await this.proposeMany(actor, channel.code, { institutionId, clientId: undefined }, [{ data }]);
      if (made === undefined) throw new Error('a proposal without an answer');
      return made.submissionId;
    },

    /** R46 修订版: a draft of the next version, which begins with the published data. */
    async revise(actor: Actor, id: string): Promise<Submission> {
      const entry = await get(actor, id);
      mustWrite(actor, entry);
      if (!isPublic(entry)) throw conflict(fact('resources.edit_draft'));
      const { institutionId } = entry;
      return review.begin(actor, kindOf(channelOf(entry)), { institutionId, subjectId: id });
    },

    /** 提交审核 of the draft or revision. */
    submit: async (actor: Actor, id: string): Promise<Submission> => {
      mustWrite(actor, await get(actor, id));
      return review.submit(actor, await submissionOf(actor, id));
    },
    recall: async (actor: Actor, id: string): Promise<Submission> => {
      mustWrite(actor, await get(actor, id));
      return review.recall(actor, await submissionOf(actor, id));
    },

    /** R45: only an entry that was never published, or a revision of it; the published version stays. */
    async remove(actor: Actor, id: string): Promise<void> {
      const entry = await get(actor, id);
      mustWrite(actor, entry);
      if (entry.publicationState !== undefined && (entry.submissionId === undefined || !isEditable(entry.reviewState)))
        throw immutable();
      if (isOpen(entry.reviewState)) throw new Problem('resource_in_review', fact('resources.in_review_recall_first'));
      if (entry.submissionId !== undefined && entry.reviewState === 'draft')
        return review.discard(actor, entry.submissionId);
      if (entry.publicationState !== undefined) throw immutable();
      await db.transaction(async (trx) => {
        const locked = await store.lock(trx, id);
        if (locked === undefined) throw noEntry();
        if (isOpen(locked.reviewState))
          throw new Problem('resource_in_review', fact('resources.in_review_recall_first'));
        if (!(await store.remove(trx, id))) throw immutable();
        const details = { institution: entry.institutionId, channel: entry.channel };
        await record(trx, clock.now(), actor, 'resource.remove', { kind: 'resource', id }, details);
      });
    },

    /** R46 撤回申请, sent at once; the one that is under way where there is one. */
    async withdraw(actor: Actor, id: string, reason: string): Promise<Submission> {
      const entry = await get(actor, id);
      mustWrite(actor, entry);
      if (!isPublic(entry)) throw conflict(fact('resources.not_published'));
      const read = readForm(review.kind(withdrawal).form, { reason });
      if ('problems' in read) throw invalid(read.problems); // nothing is begun that could not be sent
      const { institutionId } = entry;
      const begun = await review.begin(actor, withdrawal, { institutionId, subjectId: id });
      if (!isEditable(begun.state)) return begun;
      const saved = await review.save(actor, begun.id, { ...begun.data, reason });
      return review.submit(actor, saved.id);
    },

    /** R46: sets fields that change too fast for a review. Returns whether they changed. */
    async setLive(actor: Actor, id: string, data: Data): Promise<{ changed: boolean; live: Values }> {
      const entry = await get(actor, id);
      mustWrite(actor, entry);
      const channel = channelOf(entry);
      if (channel.live === undefined) throw conflict(fact('resources.no_live', { channel: channel.name }));
      const read = canonicalLive(channel, data);
      if ('problems' in read) throw invalid(read.problems);
      const published =
        entry.publicationId === undefined ? undefined : await publications.find(db, entry.publicationId);
      const values: Values = published === undefined ? {} : JSON.parse(published.data);
      const problems = channel.checkLive?.(read.values, values) ?? {};
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const at = clock.now();
      const changed = await db.transaction(async (trx) => {
        const isNew = await live.save(trx, id, read.values, at);
        if (isNew) {
          const details = { institution: entry.institutionId, by: actorId(actor) };
          await record(trx, at, actor, 'resource.live', { kind: 'resource', id }, details);
        }
        return isNew;
      });
      return { changed, live: read.values };
    },

    /** The live state as typed data of its form. */
    async liveData(id: string): Promise<Data> {
      const entry = await store.find(db, id);
      const state = entry && (await live.find(db, id));
      return entry === undefined || state === undefined ? {} : dataIn(channelOf(entry), state.data);
    },
    apart: (code: string, data: Data) => apart(channelNamed(code, channels), data),
  };
}

export type Resources = ReturnType<typeof createResources>;
