import type { Problems } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import type { Data, Form } from '../../fields/form.ts';
import { fact } from '../facts.ts';
import type { Review } from '../workflow/service.ts';
import { type Progress, stepsOf } from '../workflow/steps.ts';
import type { Submission } from '../workflow/submission.ts';

/**
 * The problems of a draft, as its step list, each of its pages and its script count them: with pages those of sending, so that no page counts others
 * than the last one. A single page has no list, and pictures are not drawn with every saving.
 */
export async function openProblems(review: Review, submission: Submission): Promise<Readonly<Problems>> {
  const { form } = review.kind(submission.kind);
  return form.paged === true ? review.allProblems(submission) : review.problems(submission);
}

/** The step list, with the progress of each page in words. */
export const stepRows = (form: Form, data: Data, problems: Readonly<Problems>, say: Speech['say']) =>
  stepsOf(form, data, problems).map((step) => ({ ...step, words: progressWords(step, say) }));

function progressWords({ standing, wrong, missing }: Progress, say: Speech['say']): string {
  if (standing === 'done') return say(fact('review.step_done'));
  if (standing === 'optional') return say(fact('review.step_optional'));
  return standing === 'last' ? '' : say(fact('review.step_open', { wrong, missing }));
}
