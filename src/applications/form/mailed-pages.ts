import { Problem, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { type Data, fieldsIn } from '../../fields/form.ts';
import type { Files } from '../../files/service.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { page, param, type Route, seeOther, upload } from '../../http/route.ts';
import type { Institutions } from '../../institutions/service.ts';
import { uploadsByField, uploadsIn } from '../../review/workflow/answers.ts';
import { readDraft } from '../../review/workflow/draft.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { isEditable, openStates, stateNames } from '../../review/workflow/transitions.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { evidenceTypes } from './fields.ts';

type Needs = {
  pages: Pages;
  institutions: Pick<Institutions, 'list' | 'look'>;
  review: Review;
  files: Pick<Files, 'keep' | 'describe'>;
};

const home = '/admin/applications/mailed';
const pathOf = (id: string) => `${home}/${id}`;

/** R16, R17: an operator enters an institution's papers from a mail, with the mail as evidence; a second person decides about it. */
export function createMailedPages(needs: Needs): Route[] {
  const { pages, institutions, review, files } = needs;
  const here = 'applications';

  /** Undecided submissions entered from a letter, and the search for the institution of the next letter. */
  async function showHome(ctx: Context): Promise<void> {
    const actor = staffOf(ctx);
    const text = typeof ctx.query.q === 'string' ? ctx.query.q.trim().slice(0, 50) : '';
    const [found, open] = await Promise.all([
      text === '' ? undefined : institutions.list(actor, { text, standing: 'certified' }, undefined, 20),
      review.newest(actor, {
        kinds: ['application'],
        states: openStates,
      }),
    ]);
    const entered = open
      .filter(({ source }) => source === 'mail')
      .map(({ id, title, institution, state }) => ({
        href: isEditable(state) ? pathOf(id) : `/admin/review/${id}`,
        title,
        institution,
        state: stateNames[state],
      }));
    pages.show(
      ctx,
      'applications/mailed',
      { asked: text, found, entered, isSent: ctx.query.sent !== undefined },
      { title: '邮寄申请', here },
    );
  }

  async function showBegin(ctx: Context, institutionId: string, problems: Problems = {}): Promise<void> {
    const institution = await institutions.look(staffOf(ctx), institutionId);
    const data = { institution: { id: institution.id, name: institution.name }, types: evidenceTypes };
    pages.show(ctx, 'applications/mailed-begin', data, { title: '录入邮寄申请', here, problems });
  }

  type More = { data?: Data; problems?: Problems; status?: number; notice?: string };

  async function showForm(ctx: Context, submission: Submission, more: More = {}): Promise<void> {
    const { data = submission.data, problems = {}, status, notice } = more;
    const { form, title } = review.kind(submission.kind);
    const uploads = uploadsByField(form, data, await files.describe(uploadsIn(form, data), submission.institutionId));
    const view = {
      action: pathOf(submission.id),
      kind: title,
      institution: submission.institution,
      revision: submission.revision,
      returned: submission.state === 'returned' ? submission.reason : undefined,
      comments: submission.comments,
      groups: form.groups.map(({ fields, ...group }) => ({ ...group, fields: fieldsIn(fields) })),
      saved: submission.updatedAt,
      filesAt: '/admin/files/',
      ...{ values: data, uploads, notice },
    };
    const options = { title: '录入邮寄申请', here, problems, ...(status !== undefined && { status }) };
    pages.show(ctx, 'applications/mailed-form', view, options);
  }

  /** A letter's form, while it may still be corrected. */
  async function find(ctx: Context): Promise<Submission> {
    const submission = await review.read(staffOf(ctx), param(ctx, 'id'));
    if (submission.source !== 'mail') throw new Problem('not_found', fact('applications.no_paper'));
    return submission;
  }

  async function begin(ctx: Context, form: Form, uploads: readonly Upload[]) {
    const actor = staffOf(ctx);
    const { id: institutionId } = await institutions.look(actor, form.institution ?? '');
    const kept = await keepLetter(files, actor, institutionId, uploads);
    if ('problem' in kept) return showBegin(ctx, institutionId, { evidence: kept.problem });
    const about = { institutionId, source: 'mail', data: { evidence: kept.ids.join('\n') } } as const;
    return seeOther(ctx, pathOf((await review.begin(actor, 'application', about)).id));
  }

  async function open(ctx: Context) {
    const submission = await find(ctx);
    if (!isEditable(submission.state)) return seeOther(ctx, `/admin/review/${submission.id}`);
    return showForm(
      ctx,
      submission,
      ctx.query.saved === undefined ? {} : { notice: ctx.state.speech.say(fact('applications.letter_saved')) },
    );
  }

  async function save(ctx: Context, form: Form, uploads: readonly Upload[]) {
    const [actor, submission] = [staffOf(ctx), await find(ctx)];
    const step = { groups: review.kind(submission.kind).form.groups };
    const read = await readDraft({ files, actor, submission, step, form, uploads });
    try {
      const saved = await review.save(actor, submission.id, read.data, Number(form.revision ?? Number.NaN));
      if (Object.keys(read.problems).length > 0) return await showForm(ctx, saved, { problems: read.problems });
      if (form.submit === undefined) return seeOther(ctx, `${pathOf(saved.id)}?saved=1`);
      await review.submit(actor, saved.id);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const problems = error.fields ?? { form: error.fact };
      return showForm(ctx, await find(ctx), { data: read.data, problems, status: error.status });
    }
    return seeOther(ctx, `${home}?sent=1`);
  }

  return [
    page('/admin/applications/mailed', may('enter an application that came by mail'), showHome),
    page('/admin/applications/mailed/new', may('enter an application that came by mail'), (ctx) =>
      showBegin(ctx, String(ctx.query.institution ?? '')),
    ),
    upload('/admin/applications/mailed/new', may('enter an application that came by mail'), begin),
    page('/admin/applications/mailed/:id', may('enter an application that came by mail'), open),
    upload('/admin/applications/mailed/:id', may('enter an application that came by mail'), save),
  ];
}

/** All files of the letter, or the problem of the first unusable one. */
async function keepLetter(
  files: Needs['files'],
  actor: ReturnType<typeof staffOf>,
  institutionId: string,
  uploads: readonly Upload[],
): Promise<{ ids: string[] } | { problem: Fact }> {
  if (uploads.length === 0) return { problem: fact('applications.letter_missing') };
  if (uploads.length > 3) return { problem: fact('applications.letters_most', { now: uploads.length }) };
  const ids: string[] = [];
  for (const { name, bytes } of uploads) {
    const kept = await files.keep(actor, { institutionId, name, bytes, accept: { types: evidenceTypes } });
    if ('problem' in kept) return { problem: kept.problem };
    ids.push(kept.id);
  }
  return { ids };
}
