import type { Member, Staff } from '../../actor.ts';
import type { Problems } from '../../errors.ts';
import { type Data, type Form, fieldsIn, ofFilled } from '../../fields/form.ts';
import type { Change } from '../../fields/spelling.ts';
import type { Files } from '../../files/service.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { sayAll } from '../../http/speech.ts';
import { fact } from '../facts.ts';
import { presentAnswers, presentChanges, uploadsByField, uploadsIn } from '../workflow/answers.ts';
import type { Review } from '../workflow/service.ts';
import { ofInstitution, pathIn, type Setting } from '../workflow/setting.ts';
import { type Step, within } from '../workflow/steps.ts';
import type { Submission } from '../workflow/submission.ts';
import type { TimelineOf } from '../workflow/timeline-of.ts';
import { openProblems, stepRows } from './step-rows.ts';
import { tablesOf } from './tables.ts';

type Needs = {
  pages: Pages;
  review: Review;
  files: Pick<Files, 'describe'>;
  timelineOf: TimelineOf;
  setting?: Setting;
};

export type Conflict = { message: string; differences: readonly Change[]; mayKeep: boolean };

export type Draft = {
  submission: Submission;
  step: Step;
  /** The values of the fields; the saved ones by default. */
  data?: Data;
  /** Of a form that was sent, or a page that was left. */
  problems?: Problems;
  conflict?: Conflict;
  status?: number;
};

/** Shows a draft to be filled in: all groups, or one of several pages, or the summary of answers at the end. */
export function createDraftPage({ pages, review, files, timelineOf, setting = ofInstitution }: Needs) {
  const pathOf = pathIn(setting);
  return async (ctx: Context, _actor: Member | Staff, draft: Draft): Promise<void> => {
    const { submission, step, data = submission.data, problems, conflict, status } = draft;
    const { id, version, revision, comments, reason, state } = submission;
    const kind = review.kind(submission.kind);
    const { form } = kind;
    const place = setting.placeOf(kind);
    const uploads = uploadsByField(form, data, await files.describe(uploadsIn(form, data), submission.institutionId));
    const entries = await timelineOf(submission);
    const isLast = step.isCheck || step.name === undefined;
    const changed = isLast ? await review.changes(submission) : undefined;
    const hints = isLast ? ((await kind.hints?.({ ...submission, data })) ?? []) : [];
    const hrefOf = (group: string) => pathOf(id, group);
    const now = { ...submission, data };
    const all = { ...(await openProblems(review, now)), ...problems };
    // Until a button is pressed, a page names its mistakes and not its empty fields.
    const beside = problems ?? (step.isCheck ? all : within(step.groups, ofFilled(all, data)));
    const told = sayAll(ctx, beside);
    pages.show(
      ctx,
      'review/draft',
      {
        kind: { name: kind.name, title: kind.title },
        place,
        filesAt: setting.filesAt,
        lead: ctx.state.speech.say(
          fact('review.promise', {
            days: kind.dueInWorkingDays,
            minutes: state === 'draft' ? form.minutes : undefined,
          }),
        ),
        hints: hints.map(ctx.state.speech.say),
        ...{ action: pathOf(id), version, revision, conflict, uploads, values: data, step: step.name },
        comments: state === 'returned' || state === 'draft' ? comments : {},
        returned: state === 'returned' && { reason, comments: commentsOf(form, comments, step, hrefOf) },
        steps: step.name !== undefined && {
          rows: stepRows(form, data, all, ctx.state.speech.say),
          current: step.place,
        },
        beside: told,
        fieldAddresses: step.isCheck ? addressesOf(form, hrefOf) : {},
        isTold: problems !== undefined,
        skip: problems === undefined ? undefined : step.after,
        groups: step.groups.map(({ fields, ...group }) => ({ ...group, fields: fieldsIn(fields) })),
        tables: tablesOf(step.groups, data, ctx.query, ctx.state.speech.say),
        multipart: step.groups.some(({ fields }) => fieldsIn(fields).some(({ control }) => control === 'files')),
        answers:
          step.isCheck && presentAnswers(form, { data, uploads, problems: told, comments, masked: false, hrefOf }),
        changes: changed && {
          title: changed.against === undefined ? '与上次提交相比' : `与第 ${changed.against.version} 版相比`,
          rows: presentChanges(form, changed.changes, false),
        },
        saved: submission.updatedAt,
        seen: await kind.seen?.({ ...submission, data }),
        preview: kind.previewOf?.(id, 'institution'),
        discard: state === 'draft' && entries.length === 0 && `${pathOf(id)}/discard`,
        timeline: entries,
      },
      {
        title: kind.title,
        here: place.key,
        ...(problems && { problems }),
        ...(status !== undefined && { status }),
      },
    );
  };
}

/** Field → its address on a page of the form. */
const addressesOf = (form: Form, hrefOf: (group: string) => string): Record<string, string> =>
  Object.fromEntries(
    form.groups.flatMap(({ name: group, fields }) =>
      fieldsIn(fields).map(({ name }) => [name, `${hrefOf(group)}#${encodeURIComponent(name)}`]),
    ),
  );

/** In the order of the form; a field on another page of it is reached there. */
const commentsOf = (form: Form, comments: Data, step: Step, hrefOf: (group: string) => string) =>
  form.groups.flatMap(({ name: group, fields }) =>
    fieldsIn(fields)
      .filter(({ name }) => comments[name] !== undefined)
      .map(({ name, title }) => {
        const isHere = step.groups.some((each) => each.name === group);
        return { href: `${isHere ? '' : hrefOf(group)}#${encodeURIComponent(name)}`, title };
      }),
  );
