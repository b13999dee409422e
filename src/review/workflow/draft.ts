import type { Actor } from '../../actor.ts';
import { Problem, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { type Data, fieldsIn, typed } from '../../fields/form.ts';
import type { Accept, Files, StoredFile } from '../../files/service.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { fact } from '../facts.ts';
import type { Step } from './steps.ts';
import type { Submission } from './submission.ts';

type Posted = {
  files: Pick<Files, 'keep'>;
  actor: Actor;
  submission: Submission;
  step: Pick<Step, 'groups'>;
  form: Data;
  uploads: readonly Upload[];
};

/** A posted page applied to the draft: typed values, and uploads added and removed. */
export async function readDraft(posted: Posted): Promise<{ data: Data; problems: Problems }> {
  const { step, form, submission } = posted;
  const data: Record<string, string> = { ...typed(step.groups, form, submission.data) };
  const problems: Problems = {};
  const [removedFrom = '', removed = ''] = form.remove?.split(/\/(.*)/s) ?? [];
  for (const field of step.groups.flatMap(({ fields }) => fieldsIn(fields))) {
    const { name, title, control, accept, readonly } = field;
    if (control !== 'files' || accept === undefined || readonly === true) continue;
    const ids = (data[name] ?? '').split('\n').filter((id) => id !== '' && !(name === removedFrom && id === removed));
    for (const upload of posted.uploads.filter((each) => each.field === `upload.${name}`)) {
      if (ids.length >= accept.most) {
        problems[name] = fact('review.most_files', { field: title, most: accept.most, name: upload.name });
        break;
      }
      const kept = await keep(posted, upload, accept);
      if ('problem' in kept) problems[name] = kept.problem;
      else if (!ids.includes(kept.id)) ids.push(kept.id);
    }
    data[name] = ids.join('\n');
  }
  return { data, problems };
}

/** Whatever is wrong with one upload, the rest of the page is saved all the same. */
async function keep(
  { files, actor, submission: { institutionId } }: Posted,
  { name, bytes }: Upload,
  accept: Accept,
): Promise<StoredFile | { problem: Fact }> {
  try {
    return await files.keep(actor, { institutionId, name, bytes, accept });
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return { problem: error.fact };
    throw error;
  }
}
