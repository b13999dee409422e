import type { Clock } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { forbidden, invalid, notFound } from '../../errors.ts';
import type { Data, Form, Values } from '../../fields/form.ts';
import { text } from '../../fields/text.ts';
import type { Files } from '../../files/service.ts';
import { isCertified } from '../../institutions/institution/institution.ts';
import { cloudInstitutionId, type Institutions } from '../../institutions/service.ts';
import type { Kind } from '../../review/workflow/kind.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { production, type Space } from '../../space.ts';
import { dataIn, formOf, hashOf, recordOf } from '../channels/canonical.ts';
import { type Channel, textOf } from '../channels/channel.ts';
import { fact } from '../facts.ts';
import { type Duplicates, likeTo } from './duplicates.ts';
import type { Entry } from './entry.ts';
import { isPublic } from './entry.ts';
import * as drafts from './entry-draft-store.ts';
import * as entries from './entry-store.ts';
import type { Obstacles } from './obstacles.ts';
import type { Pictures } from './pictures.ts';
import * as publications from './publication-store.ts';
import type { Publishing, SendEvent } from './publishing.ts';
import { likeableOf, writtenOf } from './written.ts';

type Needs = {
  db: Connection;
  clock: Clock;
  institutions: Pick<Institutions, 'get'>;
  files: Pick<Files, 'hold'>;
  pictures: Pictures;
  obstacles: Obstacles;
  publishing: Publishing;
  tell: SendEvent;
  duplicates: Duplicates;
  space?: Space;
  sent?: WhenSent;
};

/** Told of entries that were sent for review, in the same transaction. */
export type WhenSent = (
  trx: Connection,
  sent: { institutionId: string; title: string; values: Data; by: string | undefined },
) => Promise<void>;

export const kindOf = (channel: Pick<Channel, 'code'>): string => `resource-${channel.code}`;
export const withdrawal = 'withdrawal';

const place = { key: 'resources', href: '/console/resources', label: '资源' };

const gone = () => notFound(fact('resources.not_found'));

/** Only certified institutions share (R14). */
async function mustBeCertified({ institutions, space = production }: Needs, institutionId: string): Promise<void> {
  if (!space.isForCertified) return;
  if (!isCertified.holds(await institutions.get(institutionId))) throw forbidden(fact('resources.certified_first'));
}

/** R42, R44: a channel's kind of submission. Its subject is the entry. */
export function resourceKind(channel: Channel, needs: Needs): Kind {
  const { db, clock, files, pictures, obstacles, publishing, tell, duplicates } = needs;

  /** Pictures stay as long as the submission that names them: reviewers look at them, citizens later. */
  async function hold(trx: Connection, id: string, entry: Entry, pictures: readonly string[]): Promise<void> {
    const { institutionId, regionCode } = entry;
    const named = { cover: [...new Set(pictures)] };
    await files.hold(trx, { kind: 'resource', id }, { institutionId, regionCode, named });
  }

  /** The pictures of a valid entry; throws its obstacles. */
  async function mustFit(
    trx: Connection,
    entry: Entry,
    values: Values,
    about: { isTrial: boolean },
  ): Promise<Readonly<Record<string, string>>> {
    const isNew = entry.publicationState === undefined;
    const [found] = await obstacles.of(trx, entry.institutionId, channel, [{ values, isNew }], about);
    if (found !== undefined && Object.keys(found.problems).length > 0) throw invalid(found.problems);
    return found?.pictures ?? {};
  }

  const alikeTo = ({ institutionId, subjectId: entryId, data }: Submission, isReviewer: boolean) =>
    duplicates.find({ channel: channel.code, institutionId, isReviewer }, { ...likeableOf(data), entryId });

  const subject = async (trx: Connection, id: string | undefined): Promise<Entry> => {
    const entry = id === undefined ? undefined : await entries.find(trx, id);
    if (entry === undefined) throw gone();
    return entry;
  };

  return {
    name: kindOf(channel),
    title: `${channel.name}内容`,
    form: formOf(channel),
    dueInWorkingDays: 3,
    operated: cloudInstitutionId,
    scope: 'resource:write',
    silent: ['approve'],
    previewOf: (id, reader) => `${reader === 'reviewer' ? '/admin' : '/console/resources'}/previews/${id}`,
    titleOf: ({ title = '' }) => title,
    regionOf: ({ region_code: code }) => code?.trim() || undefined,
    mayBegin: (institutionId) => mustBeCertified(needs, institutionId),
    async mayStart(institutionId, subjectId) {
      await mustBeCertified(needs, institutionId);
      const entry = await subject(db, subjectId);
      if (entry.institutionId !== institutionId) throw gone();
    },
    /** A revision begins with the published data. */
    async prefill(_institutionId, subjectId) {
      const { publicationId } = await subject(db, subjectId);
      const published = publicationId === undefined ? undefined : await publications.find(db, publicationId);
      return published === undefined ? {} : dataIn(channel, JSON.parse(published.data));
    },
    prepare: ({ institutionId }, values) => pictures.makeReady(institutionId, channel, [values]),
    async maySubmit(trx, { id, subjectId }, values, about) {
      const entry = await subject(trx, subjectId);
      const found = Object.entries(await mustFit(trx, entry, values, about));
      const made = found.flatMap(([name, file]) => (file === name ? [] : [file])); // uploads are held by the review
      if (made.length > 0) await hold(trx, id, entry, made);
    },
    async follow(trx, submission, change) {
      const { id, subjectId, data, state } = submission;
      const entry = subjectId === undefined ? undefined : await entries.lock(trx, subjectId);
      if (entry === undefined) return;
      const at = clock.now();
      if (change === 'begin' || change === 'save') {
        const written = writtenOf(channel, data, entry.externalId);
        if (written.externalId !== entry.externalId) await mustBeFree(trx, entry, written.externalId);
        await drafts.update(trx, [{ ...written, id: entry.id, submissionId: id }], at);
      } else if (change === 'discard') {
        if (entry.publicationState === undefined) await entries.remove(trx, entry.id);
        else {
          const published = await publications.find(trx, entry.publicationId ?? '');
          if (published !== undefined)
            await entries.dropRevision(trx, entry.id, hashOf(JSON.parse(published.data)), at);
        }
      } else {
        await entries.setReviewState(trx, entry.id, id, state, at);
        if (change === 'submit')
          await needs.sent?.(trx, {
            ...{ institutionId: entry.institutionId, title: data.title ?? '', values: data },
            by: submission.submittedBy,
          });
        if (change === 'return' || change === 'reject') {
          const { reason } = submission;
          const type = change === 'return' ? 'resource.returned' : 'resource.rejected';
          await tell(trx, { type, entry, at, ...(reason !== undefined && { reason }) });
        }
      }
    },
    async checks(submission) {
      const found = await alikeTo(submission, true);
      return found.map((each) => ({
        field: 'title',
        verdict: 'warn',
        says: fact('resources.check_alike', { alike: likeTo(each) }),
      }));
    },
    async hints(submission) {
      const found = await alikeTo(submission, false);
      return found.map((each) => fact('resources.hint_alike', { alike: likeTo(each) }));
    },
    async onApproved(trx, { submission, actor, values }) {
      const entry = await subject(trx, submission.subjectId);
      const [found] = await pictures.resolve(trx, entry.institutionId, channel, [values]);
      if (found === undefined || 'problems' in found) throw invalid(found?.problems ?? {});
      await hold(trx, submission.id, entry, Object.values(found.pictures));
      await publishing.publish(trx, {
        actor,
        entryId: entry.id,
        submissionId: submission.id,
        values: { ...recordOf(values), external_id: entry.externalId },
        pictures: found.pictures,
      });
      return entry.id;
    },
    place,
    hrefOf: (id) => `/console/resources/${id}`,
  };
}

/** 本地编号 of a published entry stays; in a draft it may change to a free one. */
async function mustBeFree(trx: Connection, entry: Entry, externalId: string): Promise<void> {
  if (entry.publicationState !== undefined)
    throw invalid({ external_id: fact('resources.external_id_stays', { externalId: entry.externalId }) });
  if (entry.clientId !== undefined)
    throw invalid({ external_id: fact('resources.external_id_of_program', { externalId: entry.externalId }) });
  if ((await entries.findNamed(trx, entry, externalId)) !== undefined)
    throw invalid({ external_id: fact('resources.external_id_used', { externalId }) });
}

const withdrawalForm: Form = {
  groups: [
    {
      name: 'withdrawal',
      title: '申请撤回',
      lead: '撤回通过后，市民不再看到这条内容。审核期间它照常显示。',
      fields: { reason: text('撤回原因', { min: 2, max: 200, lines: true }) },
    },
  ],
};

/** R46 撤回申请: the other way in which something published changes. */
export const withdrawalKind = (needs: Needs): Kind => {
  const { db, clock, publishing } = needs;
  const subject = async (trx: Connection, id: string | undefined): Promise<Entry> => {
    const entry = id === undefined ? undefined : await entries.find(trx, id);
    if (entry === undefined) throw gone();
    return entry;
  };
  return {
    name: withdrawal,
    title: '撤回申请',
    form: withdrawalForm,
    dueInWorkingDays: 1,
    operated: cloudInstitutionId,
    scope: 'resource:write',
    silent: ['approve'],
    titleOf: ({ title = '' }) => (title === '' ? '' : `撤回《${title}》`),
    async mayStart(institutionId, subjectId) {
      await mustBeCertified(needs, institutionId);
      const entry = await subject(db, subjectId);
      if (entry.institutionId !== institutionId) throw gone();
      if (!isPublic(entry)) throw invalid({ reason: fact('resources.not_published') });
    },
    async prefill(_institutionId, subjectId) {
      return { title: (await subject(db, subjectId)).title };
    },
    async follow(trx, { id, subjectId }, change) {
      const entry = await entries.lock(trx, subjectId ?? '');
      if (entry === undefined) return;
      if (change === 'begin') await entries.setWithdrawal(trx, entry.id, id, clock.now());
      if (change === 'discard') await entries.setWithdrawal(trx, entry.id, null, clock.now());
    },
    async onApproved(trx, { submission, values, actor }) {
      const entry = await entries.lock(trx, submission.subjectId ?? '');
      if (entry === undefined) throw gone();
      await publishing.takeDown(trx, actor, entry, 'withdrawn', textOf(values.reason));
      return entry.id;
    },
    place,
    hrefOf: (id) => `/console/resources/${id}`,
  };
};
