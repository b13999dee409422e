import { type Actor, actorId, isMemberOf, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, Problem, type Problems } from '../../errors.ts';
import { type Data, fieldsOf, readForm, type Values } from '../../fields/form.ts';
import { cloudInstitutionId } from '../../institutions/service.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { isEditable, isOpen } from '../../review/workflow/transitions.ts';
import { production } from '../../space.ts';
import { apart, canonicalLive, dataIn, formOf } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { channelNamed } from '../channels/channels.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { createEntryAccess } from './access.ts';
import { confirm } from './confirmation-store.ts';
import { type Entry, isPublic } from './entry.ts';
import * as lists from './entry-list-store.ts';
import * as store from './entry-store.ts';
import { kindOf, withdrawal } from './kinds.ts';
import * as live from './live-store.ts';
import type { ResourceNeeds } from './needs.ts';
import { createProposing, type For, type Proposal, type Proposed } from './proposing.ts';
import * as publications from './publication-store.ts';

export const noEntry = () => notFound(fact('resources.not_found'));
/** R50: resources shared by the Cloud itself are managed by its operators. */
const isCloudStaff = (actor: Actor, { institutionId }: Entry): boolean =>
  institutionId === cloudInstitutionId && actor.kind === 'staff' && actor.roles.includes('operator');
const immutable = () => new Problem('resource_published_immutable', fact('resources.published_stays'));

/** `values`: as published; `data`: of the latest submission; `live`: of the fields that change without a review. */
type Contents = {
  entry: Entry;
  published: publications.Publication | undefined;
  values: Values | undefined;
  data: Data | undefined;
  submission: Submission | undefined;
  live: live.Live | undefined;
};

/**
 * R41–R46: entries shared by institutions. Sending and deciding are the review's; here is the state of entries. An entry that the actor may not
 * read (R43) is `not_found`; a role that may not write it is `forbidden`.
 */
export interface Resources {
  // Channels

  /** All of them. */
  channels(): Channel[];
  /** By its code. Throws `not_found`. */
  channel(code: string): Channel;
  /** The two parts of typed data: the reviewed fields, and the live ones. */
  apart(code: string, data: Data): { data: Data; live: Data };

  // Reading

  /** Throws `not_found`. */
  get(actor: Actor, id: string, connection?: Connection): Promise<Entry>;
  /** By its own number. Undefined for one that the actor may not read. */
  find(actor: Actor, entrySet: store.EntrySet, externalId: string): Promise<Entry | undefined>;
  /** The same before a change: throws `external_id_taken` if it came by another way (R43). */
  findToChange(actor: Actor, entrySet: store.EntrySet, externalId: string): Promise<Entry | undefined>;
  /** The entries within an application's reach, latest change first: its own, those of people, and all where it may take over. */
  listOf(
    actor: Actor & { kind: 'application' },
    filter: lists.OwnFilter,
    before: lists.Cursor | undefined,
    limit: number,
  ): Promise<Entry[]>;
  /** Of an institution, latest change first unless `sort` says otherwise. For callers that have checked who asks. */
  list(filter: lists.Filter, before?: lists.Cursor, limit?: number, sort?: lists.Sort): Promise<Entry[]>;
  /** How many a filter has, whole and by standing. For callers that have checked who asks. */
  tally(filter: Omit<lists.Filter, 'standing'>): Promise<lists.Tally>;
  /** R50: resources shared by the Cloud itself, for its operators. */
  listOwn(
    actor: Actor,
    filter: Omit<lists.Filter, 'institutionId'>,
    before?: lists.Cursor,
    limit?: number,
  ): Promise<Entry[]>;
  /** How many of each channel stand how. `only`: of these applications. */
  counts(institutionId: string, only?: readonly string[]): Promise<lists.Count[]>;
  /**
   * The data of an entry: the published ones, and those of the latest submission if they differ, unless `isKnown` says that they are not
   * needed.
   */
  contents(actor: Actor, id: string, isKnown?: (entry: Entry) => boolean): Promise<Contents>;
  /** Newest first, and how each ended. For callers that have read the entry. */
  versions(entryId: string): Promise<publications.Version[]>;
  /** How many activities that an application pushed citizens saw for the first time on a day (2026-12-01). */
  activitiesOf(clientId: string, day: string, connection?: Connection): Promise<number>;

  // Drafts and revisions, until they are reviewed

  /**
   * R43: a draft of each, or of the next version where something is published, by its local number; the same again changes nothing. Throws
   * `invalid` where a number comes twice, `etag_mismatch` where one is meant for another version.
   */
  proposeMany(actor: Actor, code: string, about: For, items: readonly Proposal[]): Promise<Proposed[]>;
  /** A new draft for a person. Returns the submission whose pages ask for the rest. */
  begin(actor: Actor, code: string, institutionId: string, data?: Data): Promise<string>;
  /** R46 修订版: a draft of the next version, which begins with the published data. Throws `conflict` where none is published. */
  revise(actor: Actor, id: string): Promise<Submission>;
  /** 提交审核 of the draft or revision. Throws `invalid` by field, and `conflict` where there is none. */
  submit(actor: Actor, id: string): Promise<Submission>;
  /** So many at once, all or none. Throws like `submit`, for the first that cannot be sent. */
  submitMany(actor: Actor, ids: readonly string[]): Promise<Submission[]>;
  /** One field of the draft or revision, empty for none. Throws `conflict` where there is no draft, or no such field. */
  change(actor: Actor, id: string, field: string, value: string): Promise<Submission>;
  /** Back to a draft, until it is claimed. Throws `conflict`. */
  recall(actor: Actor, id: string): Promise<Submission>;
  /**
   * R45: only an entry that was never published, or a revision of it; the published version stays. Throws `resource_published_immutable` and
   * `resource_in_review`.
   */
  remove(actor: Actor, id: string): Promise<void>;

  // Published entries

  /** R46 撤回申请, sent at once; the one that is under way where there is one. Throws `invalid` for its reason, `conflict` where nothing is published. */
  withdraw(actor: Actor, id: string, reason: string): Promise<Submission>;
  /** R46: sets fields that change too fast for a review. Throws `invalid` by field, and `conflict` for a channel without such fields. */
  setLive(actor: Actor, id: string, data: Data, found?: Problems): Promise<{ changed: boolean; live: Values }>;
  /** The live state as typed data of its form; empty where there is none. */
  liveData(id: string): Promise<Data>;
}

export function createResources(needs: ResourceNeeds): Resources {
  const { db, clock, review, channels, applications, space = production } = needs;
  const channelOf = (entry: Pick<Entry, 'channel'>): Channel => channelNamed(entry.channel, channels);

  const access = createEntryAccess({ applications });
  /** Of others' there is nothing to see. */
  const mayRead = async (actor: Actor, entry: Entry, connection?: Connection): Promise<boolean> =>
    (await access.reach(actor, entry, connection)) !== 'none';

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
    channels: () => Object.values(channels),
    channel: (code) => channelNamed(code, channels),
    ...createProposing({ db, clock, review, channels, applications, space, access }),

    get,

    async find(actor, entrySet, externalId) {
      const entry = await store.findNamed(db, entrySet, externalId);
      return entry !== undefined && (await mayRead(actor, entry)) ? entry : undefined;
    },

    async findToChange(actor, entrySet, externalId) {
      const entry = await store.findNamed(db, entrySet, externalId);
      if (entry !== undefined && !(await mayRead(actor, entry))) throw await access.taken(entry);
      return entry;
    },

    async listOf({ institutionId, clientId }, filter, before, limit) {
      const isAll = await applications.mayTakeOver(clientId);
      return lists.list(db, { ...filter, institutionId, ...(!isAll && { reach: clientId }) }, before, limit);
    },

    list: (filter, before, limit = 20, sort) => lists.list(db, filter, before, limit, sort),
    tally: (filter) => lists.tally(db, filter),
    async listOwn(actor, filter, before, limit = 20) {
      mustOperate(actor, ...may("write the Cloud's own entries").roles);
      mustReachAll(actor);
      return lists.list(db, { ...filter, institutionId: cloudInstitutionId }, before, limit);
    },
    counts: (institutionId, only) => lists.counts(db, institutionId, only),

    async contents(actor, id, isKnown = () => false) {
      const entry = await get(actor, id);
      const [published, submission, state] = await Promise.all([
        entry.publicationId === undefined ? undefined : publications.find(db, entry.publicationId),
        entry.submissionId === undefined || isKnown(entry) ? undefined : review.find(entry.submissionId),
        live.find(db, id),
      ]);
      const values: Values | undefined = published === undefined ? undefined : JSON.parse(published.data);
      return { entry, published, values, data: submission?.data, submission, live: state };
    },
    activitiesOf: (clientId, day, connection = db) => publications.countFirst(connection, clientId, 'activity', day),
    versions: (entryId) => publications.versions(db, entryId),

    async begin(actor, code, institutionId, data = {}) {
      const channel = channelNamed(code, channels);
      const [made] = await this.proposeMany(actor, channel.code, { institutionId, clientId: undefined }, [{ data }]);
      if (made === undefined) throw new Error('a proposal without an answer');
      return made.submissionId;
    },

    async revise(actor, id) {
      const entry = await get(actor, id);
      mustWrite(actor, entry);
      if (!isPublic(entry)) throw conflict(fact('resources.edit_draft'));
      const { institutionId } = entry;
      return review.begin(actor, kindOf(channelOf(entry)), { institutionId, subjectId: id });
    },

    async submit(actor, id) {
      const entry = await get(actor, id);
      mustWrite(actor, entry);
      if (entry.submissionId === undefined) throw conflict(fact('resources.no_draft'));
      return review.submit(actor, entry.submissionId);
    },
    async submitMany(actor, ids) {
      const drafts: string[] = [];
      for (const id of ids) {
        const entry = await get(actor, id);
        mustWrite(actor, entry);
        if (entry.submissionId === undefined) throw conflict(fact('resources.no_draft'));
        drafts.push(entry.submissionId);
      }
      return review.submitMany(actor, drafts);
    },
    async change(actor, id, field, value) {
      const entry = await get(actor, id);
      mustWrite(actor, entry);
      const draft = entry.submissionId === undefined ? undefined : await review.find(entry.submissionId);
      if (draft === undefined || !isEditable(draft.state)) throw conflict(fact('resources.no_draft'));
      if (!fieldsOf(formOf(channelOf(entry))).some(({ name }) => name === field))
        throw conflict(fact('resources.choose_field'));
      const { [field]: _before, ...data } = draft.data;
      return review.save(actor, draft.id, { ...data, ...(value !== '' && { [field]: value }) }, draft.revision);
    },
    async recall(actor, id) {
      mustWrite(actor, await get(actor, id));
      return review.recall(actor, await submissionOf(actor, id));
    },

    async remove(actor, id) {
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

    async withdraw(actor, id, reason) {
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

    async setLive(actor, id, data, found = {}) {
      const entry = await get(actor, id);
      mustWrite(actor, entry);
      const channel = channelOf(entry);
      if (channel.live === undefined) throw conflict(fact('resources.no_live', { channel: channel.name }));
      const read = canonicalLive(channel, data);
      const published =
        entry.publicationId === undefined ? undefined : await publications.find(db, entry.publicationId);
      const values: Values = published === undefined ? {} : JSON.parse(published.data);
      const problems = { ...channel.checkLive?.(read.values, values), ...read.problems, ...found };
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const at = clock.now();
      const changed = await db.transaction(async (trx) => {
        const isNew = await live.save(trx, id, read.values, at);
        if (isPublic(entry)) await confirm(trx, [id], at); // a word of the institution
        if (isNew) {
          const details = { institution: entry.institutionId, by: actorId(actor) };
          await record(trx, at, actor, 'resource.live', { kind: 'resource', id }, details);
        }
        return isNew;
      });
      return { changed, live: read.values };
    },

    async liveData(id) {
      const entry = await store.find(db, id);
      const state = entry && (await live.find(db, id));
      return entry === undefined || state === undefined ? {} : dataIn(channelOf(entry), state.data);
    },
    apart: (code, data) => apart(channelNamed(code, channels), data),
  };
}
