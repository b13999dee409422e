import type { Connection } from '../../database/open.ts';
import { isFetched } from '../../fields/choice.ts';
import { fieldsOf } from '../../fields/form.ts';
import type { Files } from '../../files/service.ts';
import type { Kind } from './kind.ts';
import type { Submission } from './submission.ts';

type Needs = { uploads: Pick<Files, 'hold' | 'release'>; kindNamed: (name: string) => Kind };

/** Uploads named by a submission stay as long as it does, and must be the institution's own. */
export function createHolds({ uploads, kindNamed }: Needs) {
  const hold = (as: string, only: boolean) => async (trx: Connection, submission: Submission) => {
    const fields = fieldsOf(kindNamed(submission.kind).form).filter(({ control }) => control === 'files');
    const named = Object.fromEntries(
      fields.map(({ name }) => [
        name,
        (submission.data[name] ?? '').split('\n').filter((line) => line !== '' && !isFetched(line)),
      ]),
    );
    const { institutionId, regionCode } = submission;
    await uploads.hold(trx, { kind: as, id: submission.id }, { institutionId, regionCode, named, only });
    return submission;
  };

  return {
    /** Its present uploads; earlier ones may go. */
    holdDraft: hold('submission', true),
    /** Files of a submission stay readable, whatever is changed after a return. */
    holdSent: hold('submission.sent', false),
    releaseDraft: async (trx: Connection, id: string) => uploads.release(trx, { kind: 'submission', id }),
  };
}
