import { notFound } from '../../errors.ts';
import type { Files } from '../../files/service.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, param, type Route, seeOther, upload } from '../../http/route.ts';
import { cloudInstitutionId } from '../../institutions/service.ts';
import { createDraftPage } from '../../review/sending/draft-page.ts';
import { createDraftPost } from '../../review/sending/draft-post.ts';
import { createGonePage } from '../../review/sending/gone-page.ts';
import { createSentPage } from '../../review/sending/sent-page.ts';
import type { Review } from '../../review/workflow/service.ts';
import { pathIn, type Setting } from '../../review/workflow/setting.ts';
import { checkStep, stepOf } from '../../review/workflow/steps.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { createTimelineOf, type Names } from '../../review/workflow/timeline-of.ts';
import { isEditable } from '../../review/workflow/transitions.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';

export const ownPlace = { key: 'own-resources', href: '/admin/resources', label: '国家云资源' };

/** The forms of the back office, for operators writing for the Cloud. */
const ofCloud: Setting = {
  base: '/admin/resources/drafts',
  filesAt: '/admin/files/',
  placeOf: () => ownPlace,
  hrefOf: (_kind, subjectId) => `/admin/resources/${subjectId}`,
};
export const draftPath = pathIn(ofCloud);

export type OwnDraftNeeds = {
  pages: Pages;
  review: Review;
  files: Pick<Files, 'keep' | 'describe'>;
  names: Names;
};

/** R50: drafts of the Cloud's own entries, with the very pages that institutions have. */
export function createOwnDraftPages({ pages, review, files, names }: OwnDraftNeeds): Route[] {
  const timelineOf = createTimelineOf({ review, names });
  const needs = { pages, review, files, timelineOf, setting: ofCloud };
  const [showDraft, showSent] = [createDraftPage(needs), createSentPage(needs)];
  const post = createDraftPost({ review, files, showDraft, showSent, setting: ofCloud });

  const showGone = createGonePage({ pages, review, setting: ofCloud });

  async function find(ctx: Context): Promise<Submission> {
    const submission = await review.read(staffOf(ctx), param(ctx, 'id'));
    if (submission.institutionId !== cloudInstitutionId || review.kind(submission.kind).operated === undefined)
      throw notFound(fact('licences.no_draft'));
    return submission;
  }

  async function open(ctx: Context) {
    const [actor, submission] = [staffOf(ctx), await find(ctx)];
    if (!isEditable(submission.state)) return showSent(ctx, actor, submission);
    const { form } = review.kind(submission.kind);
    const page = typeof ctx.query.page === 'string' ? ctx.query.page : undefined;
    const step = page === undefined && submission.state === 'returned' ? checkStep(form) : stepOf(form, page);
    return showDraft(ctx, actor, { submission, step });
  }

  async function askToDiscard(ctx: Context) {
    const { id, title, state, kind } = await find(ctx);
    if (state !== 'draft') return seeOther(ctx, draftPath(id));
    const data = { action: draftPath(id), title, kind: { title: review.kind(kind).title }, place: ownPlace };
    return pages.show(ctx, 'review/discard', data, { title: '删除草稿', here: ownPlace.key });
  }

  return [
    page('/admin/resources/drafts/:id', may("write the Cloud's own entries"), open),
    upload('/admin/resources/drafts/:id', may("write the Cloud's own entries"), async (ctx, form, uploads) => {
      try {
        await post(ctx, staffOf(ctx), await find(ctx), { form, uploads });
      } catch (error) {
        showGone(ctx, error, form);
      }
    }),
    page('/admin/resources/drafts/:id/discard', may("write the Cloud's own entries"), askToDiscard),
  ];
}
