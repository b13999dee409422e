import Router from '@koa/router';
import { notFound } from '../errors.ts';
import type { Files } from '../files/service.ts';
import { frameOf, type Guards, staffOf } from '../http/access.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import { readUpload } from '../http/upload.ts';
import { cloudInstitutionId } from '../institutions/service.ts';
import { createDraftPage } from '../review/draft-page.ts';
import { createDraftPost } from '../review/draft-post.ts';
import { createSentPage } from '../review/sent-page.ts';
import type { Review } from '../review/service.ts';
import { pathIn, type Setting } from '../review/setting.ts';
import { checkStep, stepOf } from '../review/steps.ts';
import type { Submission } from '../review/submission.ts';
import { createTimelineOf, type Names } from '../review/timeline-of.ts';
import { isEditable } from '../review/transitions.ts';

export const ownPlace = { key: 'own-resources', href: '/admin/resources', label: '国家云资源' };

/** The forms of the back office, for what operators write for the Cloud. */
const ofCloud: Setting = {
  base: '/admin/resources/drafts',
  filesAt: '/admin/files/',
  placeOf: () => ownPlace,
  hrefOf: (_kind, subjectId) => `/admin/resources/${subjectId}`,
};
export const draftPath = pathIn(ofCloud);

export type OwnDraftNeeds = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  review: Review;
  files: Pick<Files, 'keep' | 'describe'>;
  names: Names;
};

/** R50: drafts of the Cloud's own entries, with the very pages that institutions have. */
export function createOwnDraftPages({ pages, formTokens, guards, review, files, names }: OwnDraftNeeds): Router<State> {
  const router = new Router<State>({ prefix: ofCloud.base });
  const timelineOf = createTimelineOf({ review, names });
  const needs = { pages, review, files, timelineOf, setting: ofCloud };
  const [showDraft, showSent] = [createDraftPage(needs), createSentPage(needs)];
  const go = (ctx: Context, path: string) => {
    ctx.status = 303;
    ctx.redirect(path);
  };
  const post = createDraftPost({ review, files, showDraft, showSent, go, setting: ofCloud });

  async function find(ctx: Context & { params: { id?: string } }): Promise<Submission> {
    const submission = await review.read(staffOf(ctx), ctx.params.id ?? '');
    if (submission.institutionId !== cloudInstitutionId || review.kind(submission.kind).operated === undefined)
      throw notFound('没有找到这份草稿，它可能已被删除');
    return submission;
  }

  router.get('/:id', guards.staff('operator'), async (ctx) => {
    const [actor, submission] = [staffOf(ctx), await find(ctx)];
    if (!isEditable(submission.state)) return showSent(ctx, actor, submission);
    const { form } = review.kind(submission.kind);
    const page = typeof ctx.query.page === 'string' ? ctx.query.page : undefined;
    const step = page === undefined && submission.state === 'returned' ? checkStep(form) : stepOf(form, page);
    return showDraft(ctx, actor, { submission, step });
  });

  router.post('/:id', guards.staff('operator'), async (ctx) => {
    const { form, uploads } = await readUpload(ctx);
    formTokens.verify(ctx, form);
    await post(ctx, staffOf(ctx), await find(ctx), { form, uploads });
  });

  router.get('/:id/discard', guards.staff('operator'), async (ctx) => {
    const { id, title, state, kind } = await find(ctx);
    if (state !== 'draft') return go(ctx, draftPath(id));
    const data = { action: draftPath(id), title, kind: { title: review.kind(kind).title }, place: ownPlace };
    return pages.show(ctx, 'review/discard', data, { ...frameOf(ctx), title: '删除草稿', here: ownPlace.key });
  });

  return router;
}
