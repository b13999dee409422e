import { isId } from '../../crypto/secrets.ts';
import type { Files } from '../../files/service.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { form, page, param, type Route, seeOther, upload } from '../../http/route.ts';
import { may } from '../policies.ts';
import { submissionsEntry } from '../workflow/kind.ts';
import type { Review, State } from '../workflow/service.ts';
import { ofInstitution, pathIn } from '../workflow/setting.ts';
import { checkStep, stepOf } from '../workflow/steps.ts';
import type { Submission } from '../workflow/submission.ts';
import { createTimelineOf, type Names } from '../workflow/timeline-of.ts';
import { isEditable, stateNames } from '../workflow/transitions.ts';
import { createDraftPage } from './draft-page.ts';
import { createDraftPost } from './draft-post.ts';
import { createGonePage } from './gone-page.ts';
import { createSentPage, stateTag } from './sent-page.ts';

type Needs = {
  pages: Pages;
  review: Review;
  files: Pick<Files, 'keep' | 'describe'>;
  names: Names;
  cursors: Cursors;
};

const pageSize = 20;
const pathOf = pathIn(ofInstitution);
const isState = (value: string): value is State => Object.hasOwn(stateNames, value);

/** 对接申请: the institution's side of the review. */
export function createSubmissionPages({ pages, review, files, names, cursors }: Needs): Route[] {
  const timelineOf = createTimelineOf({ review, names });
  const places = cursors.byTime('submissions');
  const showDraft = createDraftPage({ pages, review, files, timelineOf });
  const showSent = createSentPage({ pages, review, files, timelineOf });
  const post = createDraftPost({ review, files, showDraft, showSent });

  const showGone = createGonePage({ pages, review });

  async function list(ctx: Context) {
    const { institutionId, applications } = memberOf(ctx);
    const asked = { kind: String(ctx.query.kind ?? ''), state: String(ctx.query.state ?? '') };
    const known = review.kinds().find(({ name }) => name === asked.kind);
    const filter = { kind: known?.name ?? '', state: isState(asked.state) ? asked.state : '' };
    const press = typeof ctx.query.press === 'string' && isId(ctx.query.press) ? ctx.query.press : undefined;
    const whose = { ...filter, institutionId, ...(press && { press }) };
    const before = places.find(whose, ctx.query.before);
    const found = await review.list(
      {
        institutionId,
        ...(known && { kinds: [known.name] }),
        ...(isState(asked.state) && { states: [asked.state] }),
        ...(applications && { subjectIds: applications }),
        ...(press && { pressId: press }),
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
        press,
        isFiltered: filter.kind !== '' || filter.state !== '' || press !== undefined || before !== undefined,
        // Kinds that operators write for the Cloud are not for institutions.
        kinds: review.kinds().flatMap(({ name, title, senders }) => (senders?.length === 0 ? [] : [{ name, title }])),
        states: Object.entries(stateNames),
        next:
          last &&
          `/console/submissions?${new URLSearchParams({ ...filter, ...(press && { press }), before: places.write(whose, { at: last.createdAt, id: last.id }) })}`,
      },
      { title: '对接申请', here: 'submissions' },
    );
  }

  async function begin(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const { kind = '', subject = '' } = form;
    const about = { institutionId: actor.institutionId, ...(subject !== '' && { subjectId: subject }) };
    seeOther(ctx, pathOf((await review.begin(actor, kind, about)).id));
  }

  const isToFill = (ctx: Context, submission: Submission) =>
    isEditable(submission.state) && review.maySend(memberOf(ctx), submission);

  async function open(ctx: Context) {
    const actor = memberOf(ctx);
    const submission = await review.read(actor, param(ctx, 'id'));
    if (!isToFill(ctx, submission)) return showSent(ctx, actor, submission);
    const { form } = review.kind(submission.kind);
    const page = typeof ctx.query.page === 'string' ? ctx.query.page : undefined;
    // A returned submission is shown as a whole first, with the comments on each answer.
    const step = page === undefined && submission.state === 'returned' ? checkStep(form) : stepOf(form, page);
    return showDraft(ctx, actor, { submission, step });
  }

  async function save(ctx: Context, form: Form, uploads: readonly Upload[]) {
    const actor = memberOf(ctx);
    try {
      await post(ctx, actor, await review.read(actor, param(ctx, 'id')), { form, uploads });
    } catch (error) {
      showGone(ctx, error, form);
    }
  }

  async function askToDiscard(ctx: Context) {
    const submission = await review.read(memberOf(ctx), param(ctx, 'id'));
    const { id, title } = submission;
    if (!isToFill(ctx, submission) || submission.state !== 'draft') return seeOther(ctx, pathOf(id));
    const { title: kindTitle, place = submissionsEntry } = review.kind(submission.kind);
    const page = { title: '删除草稿', here: place.key };
    return pages.show(ctx, 'review/discard', { action: pathOf(id), title, kind: { title: kindTitle }, place }, page);
  }

  return [
    page('/console/submissions', may('write and send submissions'), list),
    form('/console/submissions', may('write and send submissions'), begin),
    page('/console/submissions/:id', may('write and send submissions'), open),
    upload('/console/submissions/:id', may('write and send submissions'), save),
    page('/console/submissions/:id/discard', may('write and send submissions'), askToDiscard),
  ];
}
