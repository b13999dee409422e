import type { Member, Staff } from '../../actor.ts';
import { Problem } from '../../errors.ts';
import { type Data, ofFilled } from '../../fields/form.ts';
import { diff } from '../../fields/spelling.ts';
import type { Files } from '../../files/service.ts';
import type { Context } from '../../http/context.ts';
import { hour } from '../../http/pages/text.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { seeOther } from '../../http/route.ts';
import { sayAll } from '../../http/speech.ts';
import { presentChanges } from '../workflow/answers.ts';
import { readDraft } from '../workflow/draft.ts';
import type { Review } from '../workflow/service.ts';
import { ofInstitution, pathIn, type Setting } from '../workflow/setting.ts';
import { checkStep, type Step, stepOf, within } from '../workflow/steps.ts';
import type { Submission } from '../workflow/submission.ts';
import { isEditable } from '../workflow/transitions.ts';
import type { createDraftPage, Draft } from './draft-page.ts';
import type { createSentPage } from './sent-page.ts';
import { openProblems, stepRows } from './step-rows.ts';
import { tableQuery } from './tables.ts';

type Needs = {
  review: Review;
  files: Pick<Files, 'keep'>;
  showDraft: ReturnType<typeof createDraftPage>;
  showSent: ReturnType<typeof createSentPage>;
  setting?: Setting;
};

type PathOf = ReturnType<typeof pathIn>;
type Posted = { form: Data; uploads: readonly Upload[] };

/** Where a button leads after everything on the page was saved. */
function pathAfter(pathOf: PathOf, id: string, form: Data, { name, before, after }: Step): string {
  if (form.go !== undefined) return pathOf(id, form.go);
  if (form.next !== undefined) return pathOf(id, after);
  if (form.back !== undefined) return pathOf(id, before);
  const table = tableQuery(form);
  const field =
    form.upload ?? (form.remove ?? form.drop ?? form.more ?? form.table)?.replace('/series', '-every').split('/')[0];
  const here = pathOf(id, name);
  return `${here}${table === '' ? '' : `${here.includes('?') ? '&' : '?'}${table}`}${field === undefined ? '' : `#${encodeURIComponent(field)}`}`;
}

/** The buttons of a draft and of a submission. None of them loses typed values. */
export function createDraftPost({ review, files, showDraft, showSent, setting = ofInstitution }: Needs) {
  const pathOf = pathIn(setting);
  /** Another member saved first: the typed values stay on the page, beside the saved ones. */
  async function showConflict(
    ctx: Context,
    actor: Member | Staff,
    id: string,
    problem: Problem,
    step: Step,
    data: Data,
  ) {
    const submission = await review.read(actor, id);
    const { form } = review.kind(submission.kind);
    const mayKeep = isEditable(submission.state);
    const differences = presentChanges(form, diff(form, submission.data, data), false);
    const conflict = { message: ctx.state.speech.say(problem.fact), differences, mayKeep };
    const { status } = problem;
    if (mayKeep) await showDraft(ctx, actor, { submission, step, data, conflict, status });
    else await showSent(ctx, actor, submission, { conflict, status });
  }

  async function submit(ctx: Context, actor: Member | Staff, draft: Draft): Promise<void> {
    const { id } = draft.submission;
    try {
      await review.submit(actor, id);
      seeOther(ctx, pathOf(id));
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const problems = error.fields ?? { form: error.fact };
      await showDraft(ctx, actor, { ...draft, problems, status: error.status });
    }
  }

  async function recall(ctx: Context, actor: Member | Staff, id: string): Promise<void> {
    try {
      await review.recall(actor, id);
      seeOther(ctx, pathOf(id));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      const conflict = { message: ctx.state.speech.say(error.fact), differences: [], mayKeep: false };
      await showSent(ctx, actor, await review.read(actor, id), { conflict, status: error.status });
    }
  }

  return async (
    ctx: Context,
    actor: Member | Staff,
    submission: Submission,
    { form, uploads }: Posted,
  ): Promise<void> => {
    const { id } = submission;
    if (form.recall !== undefined) return recall(ctx, actor, id);
    if (form.discard !== undefined) {
      await review.discard(actor, id);
      return seeOther(ctx, setting.placeOf(review.kind(submission.kind)).href);
    }
    const kind = review.kind(submission.kind);
    const step = form.page === undefined ? stepOf(kind.form, undefined) : stepOf(kind.form, form.page);
    const { data, problems } = await readDraft({ files, actor, submission, step, form, uploads });
    const isProgram = ctx.accepts('html', 'json') === 'json';
    let saved: Submission;
    try {
      saved = await review.save(actor, id, data, Number(/^\d{1,9}$/.exec(form.revision ?? '')?.[0] ?? 0));
    } catch (error) {
      if (isProgram || !(error instanceof Problem) || error.code !== 'conflict') throw error;
      return showConflict(ctx, actor, id, error, step, data);
    }
    if (isProgram) {
      const all = await openProblems(review, saved);
      const here = within(step.groups, all);
      const wrong = ofFilled(here, saved.data);
      ctx.body = {
        revision: saved.revision,
        savedAt: hour(saved.updatedAt),
        problems: sayAll(ctx, wrong),
        missing: Object.keys(here).filter((name) => !(name in wrong)),
        steps: kind.form.paged ? stepRows(kind.form, saved.data, all, ctx.state.speech.say) : [],
      };
      return;
    }
    const found = { ...(form.next !== undefined && within(step.groups, await review.allProblems(saved))), ...problems };
    if (Object.keys(found).length > 0) return showDraft(ctx, actor, { submission: saved, step, problems: found });
    if (form.submit !== undefined)
      return submit(ctx, actor, { submission: saved, step: kind.form.paged ? checkStep(kind.form) : step });
    return seeOther(ctx, pathAfter(pathOf, id, form, step));
  };
}
