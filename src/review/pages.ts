import Router from '@koa/router';
import type { Files } from '../files/service.ts';
import { frameOf, type Guards, memberOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State as RequestState } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Cursors } from '../http/cursors.ts';
import type { Pages } from '../http/page.ts';
import { readUpload } from '../http/upload.ts';
import { createDraftPage } from './draft-page.ts';
import { createDraftPost } from './draft-post.ts';
import { submissionsPlace } from './kind.ts';
import { createSentPage, stateTag } from './sent-page.ts';
import type { Review, State } from './service.ts';
import { ofInstitution, pathIn } from './setting.ts';
import { checkStep, stepOf } from './steps.ts';
import type { Submission } from './submission.ts';
import { createTimelineOf, type Names } from './timeline-of.ts';
import { isEditable, stateNames } from './transitions.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  review: Review;
  files: Pick<Files, 'keep' | 'describe'>;
  guards: Guards;
  names: Names;
  cursors: Cursors;
};

const pageSize = 20;
const pathOf = pathIn(ofInstitution);
const isState = (value: string): value is State => Object.hasOwn(stateNames, value);

/** 对接申请: the institution's side of the review. */
export function createSubmissionPages({ pages, formTokens, review, files, guards, names, cursors }: Needs) {
  const router = new Router<RequestState>({ prefix: '/console/submissions' });
  const timelineOf = createTimelineOf({ review, names });
  const places = cursors.byTime('submissions');
  const showDraft = createDraftPage({ pages, review, files, timelineOf });
  const showSent = createSentPage({ pages, review, files, timelineOf });
  const go = (ctx: Context, path: string) => {
    ctx.status = 303;
    ctx.redirect(path);
  };
  const post = createDraftPost({ review, files, showDraft, showSent, go });

  router.get('/', guards.member(), async (ctx) => {
    const { institutionId, applications } = memberOf(ctx);
    const asked = { kind: String(ctx.query.kind ?? ''), state: String(ctx.query.state ?? '') };
    const known = review.kinds().find(({ name }) => name === asked.kind);
    const filter = { kind: known?.name ?? '', state: isState(asked.state) ? asked.state : '' };
    const whose = { ...filter, institutionId };
    const before = places.find(whose, ctx.query.before);
    const found = await review.list(
      {
        institutionId,
        ...(known && { kinds: [known.name] }),
        ...(isState(asked.state) && { states: [asked.state] }),
        ...(applications && { subjectIds: applications }),
      },
      before,
      pageSize + 1,
    );
    const rows = found.slice(0, pageSize).map((row) => ({
      ...row,
      kind: review.kind(row.kind).title,
      state: stateTag(row.state),
    }));
    const last = found.length > pageSize ? rows.at(-1) : undefined;
    pages.show(
      ctx,
      'review/submissions',
      {
        rows,
        filter,
        isFiltered: filter.kind !== '' || filter.state !== '' || before !== undefined,
        // What operators write for the Cloud is no business of an institution.
        kinds: review.kinds().flatMap(({ name, title, senders }) => (senders?.length === 0 ? [] : [{ name, title }])),
        states: Object.entries(stateNames),
        next:
          last &&
          `/console/submissions?${new URLSearchParams({ ...filter, before: places.write(whose, { at: last.createdAt, id: last.id }) })}`,
      },
      { ...frameOf(ctx), title: '对接申请', here: 'submissions' },
    );
  });

  router.post('/', guards.member(), async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const actor = memberOf(ctx);
    const { kind = '', subject = '' } = form;
    const about = { institutionId: actor.institutionId, ...(subject !== '' && { subjectId: subject }) };
    go(ctx, pathOf((await review.begin(actor, kind, about)).id));
  });

  const isToFill = (ctx: Context, submission: Submission) =>
    isEditable(submission.state) && review.maySend(memberOf(ctx), submission);

  router.get('/:id', guards.member(), async (ctx) => {
    const actor = memberOf(ctx);
    const submission = await review.read(actor, ctx.params.id ?? '');
    if (!isToFill(ctx, submission)) return showSent(ctx, actor, submission);
    const { form } = review.kind(submission.kind);
    const page = typeof ctx.query.page === 'string' ? ctx.query.page : undefined;
    // What a reviewer sent back is seen as a whole first, with the words to each answer.
    const step = page === undefined && submission.state === 'returned' ? checkStep(form) : stepOf(form, page);
    return showDraft(ctx, actor, { submission, step });
  });

  router.post('/:id', guards.member(), async (ctx) => {
    const { form, uploads } = await readUpload(ctx);
    formTokens.verify(ctx, form);
    const actor = memberOf(ctx);
    await post(ctx, actor, await review.read(actor, ctx.params.id ?? ''), { form, uploads });
  });

  router.get('/:id/discard', guards.member(), async (ctx) => {
    const submission = await review.read(memberOf(ctx), ctx.params.id ?? '');
    const { id, title } = submission;
    if (!isToFill(ctx, submission) || submission.state !== 'draft') return go(ctx, pathOf(id));
    const { title: kindTitle, place = submissionsPlace } = review.kind(submission.kind);
    const page = { ...frameOf(ctx), title: '删除草稿', here: place.key };
    return pages.show(ctx, 'review/discard', { action: pathOf(id), title, kind: { title: kindTitle }, place }, page);
  });

  return router;
}
