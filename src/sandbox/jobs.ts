import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';

const named = (name: string) => `sandbox.${name.replaceAll('.', '_')}`;

type Enqueuing = Pick<Jobs, 'enqueue' | 'hurry' | 'isUnderWay'>;

/** The same workers, for queues of other names: jobs of a sandbox run on sandbox data. */
export const sandboxQueues = ({ enqueue, hurry, isUnderWay }: Enqueuing): Enqueuing => ({
  enqueue: (trx, queue, ...more) => enqueue(trx, named(queue), ...more),
  hurry: (trx, queue, ...more) => hurry(trx, named(queue), ...more),
  isUnderWay: (trx, queue, ...more) => isUnderWay(trx, named(queue), ...more),
});

/** The workers there. */
export const sandboxJobs = (jobs: readonly Job[]): Job[] =>
  jobs.map((job) => ('schedule' in job ? { ...job, name: named(job.name) } : { ...job, queue: named(job.queue) }));
