import type { Speech } from '../fact.ts';
import { displayValue, fieldsOf } from '../fields/form.ts';
import { iso, isoOrNull } from '../http/answer.ts';
import type { Review } from './workflow/service.ts';
import type { Submission, Summary } from './workflow/submission.ts';

export type Names = (ids: readonly string[]) => Promise<Map<string, string>>;

/** Submissions as programs of operators get them: snake_case, people by id and masked name, personal data masked. */
export function createAnswers({ review, names }: { review: Review; names: Names }) {
  const personIn = (known: Map<string, string>) => (id: string | undefined) =>
    id === undefined ? null : { id, name: known.get(id) ?? null };
  const peopleOf = ({ claimedBy, checkedBy, decidedBy }: Summary) =>
    [claimedBy, checkedBy, decidedBy].filter((id) => id !== undefined);

  const brief = (submission: Summary, known: Map<string, string>) => {
    const person = personIn(known);
    return {
      id: submission.id,
      kind: submission.kind,
      kind_title: review.kind(submission.kind).title,
      title: submission.title,
      institution: { id: submission.institutionId, name: submission.institution },
      region_code: submission.regionCode ?? null,
      subject_id: submission.subjectId ?? null,
      version: submission.version,
      revision: submission.revision,
      state: submission.state,
      source: submission.source,
      submitted_at: isoOrNull(submission.submittedAt),
      due_at: isoOrNull(submission.dueAt),
      claimed_by: person(submission.claimedBy),
      checked_by: person(submission.checkedBy),
      decided_by: person(submission.decidedBy),
      decided_at: isoOrNull(submission.decidedAt),
      created_at: iso(submission.createdAt),
      updated_at: iso(submission.updatedAt),
    };
  };

  return {
    async summaries(submissions: readonly Summary[]) {
      const known = await names(submissions.flatMap(peopleOf));
      return submissions.map((submission) => brief(submission, known));
    },

    async full(submission: Submission, { say }: Speech) {
      const kind = review.kind(submission.kind);
      const fields = fieldsOf(kind.form);
      const data = await review.sent(submission);
      const [timeline, checks, changed] = await Promise.all([
        review.timeline(submission.id),
        review.checks({ ...submission, data }),
        review.changes({ ...submission, data }),
      ]);
      const known = await names([...peopleOf(submission), ...timeline.flatMap(({ actorId }) => actorId ?? [])]);
      const masks = new Map(fields.map(({ name, mask }) => [name, mask]));
      return {
        ...brief(submission, known),
        answers: fields.flatMap((field) => {
          const value = displayValue(field, data[field.name], true);
          return value === '' ? [] : [{ name: field.name, title: field.title, value }];
        }),
        checks: checks.map(({ field, verdict, says }) => ({ field: field ?? null, verdict, text: say(says) })),
        changes:
          changed?.changes.map(({ name, title, from, to }) => {
            const mask = masks.get(name);
            const covered = (value: string) => (value === '' || mask === undefined ? value : mask(value));
            return { name, title, from: covered(from), to: covered(to) };
          }) ?? null,
        reason: submission.reason ?? null,
        comments: { ...submission.comments },
        timeline: timeline.map((entry) => ({
          at: iso(entry.at),
          verb: entry.verb,
          from: entry.from ?? null,
          to: entry.to,
          by: personIn(known)(entry.actorId),
          by_kind: entry.actorKind,
          reason: entry.reason ?? null,
        })),
      };
    },
  };
}
