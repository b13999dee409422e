import { z } from 'zod';
import type { Connection, Database } from '../../database/open.ts';
import { fieldsOf } from '../../fields/form.ts';
import type { Job, QueuedJob, ScheduledJob } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Check, Kind } from '../workflow/kind.ts';
import type { Announcement } from '../workflow/needs.ts';
import { keepSeen, unseen } from '../workflow/queue-store.ts';
import type { Review } from '../workflow/service.ts';
import type { Submission } from '../workflow/submission.ts';
import { isOpen } from '../workflow/transitions.ts';

const queue = 'review.look';
const mostInOneRun = 100;
/** The name for doubts of no single field. */
export const wholeForm = 'form';

/** The fields that the checks doubt or contradict, each once, in the order of the form. */
export function doubtedIn(kind: Pick<Kind, 'form'>, checks: readonly Pick<Check, 'field' | 'verdict'>[]): string[] {
  const names = fieldsOf(kind.form).map(({ name }) => name);
  const doubted = new Set(
    checks
      .filter(({ verdict }) => verdict !== 'ok')
      .map(({ field }) => (field !== undefined && names.includes(field) ? field : wholeForm)),
  );
  return [...names, wholeForm].filter((name) => doubted.has(name));
}

export interface Looks {
  /** The checks of one that waits, as the desk keeps them. */
  look(id: string): Promise<void>;
  /** Stores the result of a look that a page has just taken. */
  keep(
    submission: Submission,
    checks: readonly Pick<Check, 'field' | 'verdict'>[],
    changes: readonly { name: string }[] | undefined,
  ): Promise<void>;
  /** After a submission was sent, in its transaction. */
  follow(trx: Connection, announcement: Announcement): Promise<void>;
  /** Of each that is sent, and hourly of those without a look. */
  jobs: Job[];
}

type Needs = { db: Database; review: Review; jobs: Pick<Jobs, 'enqueue'> };

/** Doubts and changes for the list of the desk, found by the checks when a submission is sent; the page of the submission looks again. */
export function createLooks({ db, review, jobs }: Needs): Looks {
  async function look(id: string): Promise<void> {
    const submission = await review.find(id);
    if (submission === undefined || !isOpen(submission.state)) return;
    const [checks, compared] = [await review.checks(submission), await review.changes(submission)];
    await keep(submission, checks, compared?.changes);
  }

  const keep = async (
    submission: Submission,
    checks: readonly Pick<Check, 'field' | 'verdict'>[],
    changes: readonly { name: string }[] | undefined,
  ): Promise<void> => {
    const doubts = doubtedIn(review.kind(submission.kind), checks);
    await keepSeen(
      db,
      submission,
      doubts,
      changes?.map(({ name }) => name),
    );
  };

  const sent: QueuedJob = {
    queue,
    handle: (payload) => look(z.object({ id: z.uuid() }).parse(payload).id),
  };
  /** Submissions sent by a version before this one, or whose look failed for good. */
  const rest: ScheduledJob = {
    name: 'review.looks',
    schedule: '23 * * * *',
    async run() {
      for (const id of await unseen(db, mostInOneRun)) await look(id);
    },
  };

  return {
    look,
    keep,
    async follow(trx, { action, submission }) {
      if (action === 'submit') await jobs.enqueue(trx, queue, { id: submission.id });
    },
    jobs: [sent, rest],
  };
}
