import { notFound, Problem, type Problems } from '../../errors.ts';
import { type Data, fieldsIn } from '../../fields/form.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { form, page, param, type Route, seeOther, upload } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import { uploadsByField, uploadsIn } from '../../review/workflow/answers.ts';
import { readDraft } from '../../review/workflow/draft.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import { isEditable } from '../../review/workflow/transitions.ts';
import { fact } from '../facts.ts';
import type { OwnNeeds } from '../needs.ts';
import { may } from '../policies.ts';

const home = '/admin/institutions';
const pathOf = (id: string) => `${home}/certifications/${id}`;

/** R16: an operator enters the certification that an institution sent on paper; a second person decides about it. */
export function createMailedCertificationPages({
  pages,
  institutions,
  review,
  files,
}: OwnNeeds & Pick<PageServices, 'pages'>): Route[] {
  async function show(ctx: Context, submission: Submission, data: Data, problems: Problems = {}, status?: number) {
    const { form } = review.kind('certification');
    pages.show(
      ctx,
      'institutions/mailed',
      {
        action: pathOf(submission.id),
        institution: { id: submission.institutionId, name: submission.institution },
        revision: submission.revision,
        returned: submission.state === 'returned' ? submission.reason : undefined,
        comments: submission.comments,
        groups: form.groups.map(({ fields, ...group }) => ({ ...group, fields: fieldsIn(fields) })),
        saved: submission.updatedAt,
        filesAt: '/admin/files/',
        values: data,
        uploads: uploadsByField(form, data, await files.describe(uploadsIn(form, data), submission.institutionId)),
      },
      {
        title: '录入认证资料',
        here: 'institutions',
        problems,
        ...(status !== undefined && { status }),
      },
    );
  }

  /** A submission that came on paper and may still be corrected; an institution's own are not for operators to change. */
  async function find(ctx: Context): Promise<Submission> {
    const submission = await review.read(staffOf(ctx), param(ctx, 'submission'));
    if (submission.kind !== 'certification' || submission.source !== 'mail')
      throw notFound(fact('institutions.no_mail'));
    return submission;
  }

  async function begin(ctx: Context) {
    const actor = staffOf(ctx);
    const { id, certifiedAt } = await institutions.look(actor, param(ctx, 'id'));
    const about = { institutionId: id, source: 'mail', ...(certifiedAt !== undefined && { subjectId: id }) } as const;
    const submission = await review.begin(actor, 'certification', about);
    seeOther(ctx, pathOf(submission.id));
  }

  async function open(ctx: Context) {
    const submission = await find(ctx);
    if (!isEditable(submission.state)) return seeOther(ctx, `/admin/review/${submission.id}`);
    return show(ctx, submission, submission.data);
  }

  async function save(ctx: Context, form: Form, uploads: readonly Upload[]) {
    const [actor, submission] = [staffOf(ctx), await find(ctx)];
    const { id, institutionId } = submission;
    const step = { groups: review.kind('certification').form.groups };
    const { data, problems } = await readDraft({ files, actor, submission, step, form, uploads });
    try {
      const saved = await review.save(actor, id, data, Number(form.revision ?? Number.NaN));
      if (Object.keys(problems).length > 0) return await show(ctx, saved, data, problems);
      if (form.submit === undefined) return seeOther(ctx, pathOf(id));
      await review.submit(actor, id);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return show(ctx, await find(ctx), data, error.fields ?? { form: error.fact }, error.status);
    }
    return seeOther(ctx, `${home}/${institutionId}`);
  }

  return [
    form('/admin/institutions/:id/certification', may('enter a certification that came by mail'), begin),
    page('/admin/institutions/certifications/:submission', may('enter a certification that came by mail'), open),
    upload('/admin/institutions/certifications/:submission', may('enter a certification that came by mail'), save),
  ];
}
