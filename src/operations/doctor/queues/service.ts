import { type Actor, mustOperate, mustReachAll } from '../../../actor.ts';
import { record } from '../../../audit/record.ts';
import type { Clock } from '../../../clock.ts';
import type { Connection, Database } from '../../../database/open.ts';
import { conflict, notFound, Problem, type Problems } from '../../../errors.ts';
import { isFact, written } from '../../../fact.ts';
import { readFields } from '../../../fields/read.ts';
import type { BacklogCounts, BacklogPage, BacklogState, Stuck } from '../../../jobs/backlog.ts';
import type { Jobs } from '../../../jobs/service.ts';
import { may } from '../../policies.ts';
import { fact } from '../facts.ts';
import { type Backlogs, type QueueName, queueNames, queues, reasonForm } from './queue.ts';

type Needs = { db: Database; clock: Clock; backlogs: Backlogs; jobs: Pick<Jobs, 'runNow' | 'scheduled'> };
type Done = 'retry' | 'drop';

const events: Readonly<Record<QueueName, Readonly<Record<Done, { verb: string }>>>> = {
  jobs: { retry: { verb: 'job.retry' }, drop: { verb: 'job.drop' } },
  mails: { retry: { verb: 'mail.retry' }, drop: { verb: 'mail.drop' } },
  sms: { retry: { verb: 'sms.retry' }, drop: { verb: 'sms.drop' } },
  webhooks: { retry: { verb: 'webhook_delivery.retry' }, drop: { verb: 'webhook_delivery.drop' } },
};

/** Maximum per call: the rest needs another one. */
const atMost = 500;

/** 积压: waiting and dead items, for administrators and operators of the whole country (`forbidden`). Others are `not_found`. */
export interface Queues {
  /** By queue: how many wait, how many were given up, and since when. */
  counts(actor: Actor): Promise<({ queue: QueueName } & BacklogCounts)[]>;
  /** Newest first; `next` is the cursor of the next page. */
  list(actor: Actor, queue: QueueName, page: BacklogPage): Promise<{ shown: Stuck[]; next: BacklogPage['before'] }>;
  /** One of them. */
  get(actor: Actor, queue: QueueName, id: string): Promise<Stuck & { state: BacklogState }>;
  /** Tries one again, for a reason. Throws `conflict` where it is under way. */
  retry(actor: Actor, queue: QueueName, id: string, given: Reason): Promise<{ problems: Problems } | { done: true }>;
  /** Drops one, for a reason. */
  drop(actor: Actor, queue: QueueName, id: string, given: Reason): Promise<{ problems: Problems } | { done: true }>;
  /** The same of all that were given up, newest first, some hundreds at a time; says how many. */
  all(actor: Actor, done: Done, queue: QueueName, given: Reason): Promise<{ problems: Problems } | { count: number }>;
  /** Runs a scheduled job now, in this process. Throws `not_found`, which names the known ones. */
  run(actor: Actor, name: string): Promise<void>;
}

type Reason = { reason?: string | undefined };

/** Stuck work, for operators of the whole service: the same verbs for pages and commands. */
export function createQueues({ db, clock, backlogs, jobs }: Needs): Queues {
  function mayLookAfter(actor: Actor): void {
    mustOperate(actor, ...may('see the queues').roles);
    mustReachAll(actor);
  }

  async function act(trx: Connection, actor: Actor, done: Done, queue: QueueName, id: string, reason: string) {
    const found = await backlogs[queue].find(trx, id);
    const isDone = found !== undefined && (await backlogs[queue][done === 'retry' ? 'again' : 'drop'](trx, id));
    if (!isDone) return false;
    const { subject } = queues[queue];
    const { what, attempts, problem } = found;
    const details = {
      reason,
      attempts,
      ...(what !== undefined && { what }),
      problem: isFact(problem) ? written(problem) : (problem ?? null),
    };
    await record(trx, clock.now(), actor, events[queue][done].verb, { kind: subject, id }, details);
    return true;
  }

  /** One item; a problem of the reason is a value, as in every form. */
  const one =
    (done: Done) =>
    async (
      actor: Actor,
      queue: QueueName,
      id: string,
      given: { reason?: string | undefined },
    ): Promise<{ problems: Problems } | { done: true }> => {
      mayLookAfter(actor);
      const read = readFields(reasonForm, { reason: given.reason ?? '' });
      if ('problems' in read) return read;
      const { reason } = read.values;
      const isDone = await db.transaction((trx) => act(trx, actor, done, queue, id, reason));
      if (isDone) return { done: true };
      throw (await backlogs[queue].find(db, id)) === undefined
        ? notFound(fact('doctor.not_stuck'))
        : conflict(fact('doctor.under_way'));
    };

  return {
    async counts(actor) {
      mayLookAfter(actor);
      return Promise.all(queueNames.map(async (queue) => ({ queue, ...(await backlogs[queue].counts()) })));
    },

    async list(actor, queue, page) {
      mayLookAfter(actor);
      const found = await backlogs[queue].list({ ...page, limit: page.limit + 1 });
      const shown = found.slice(0, page.limit);
      const last = found.length > page.limit ? shown.at(-1) : undefined;
      return { shown, next: last && { at: last.createdAt, id: last.id } };
    },

    async get(actor, queue, id) {
      mayLookAfter(actor);
      const found = await backlogs[queue].find(db, id);
      if (found === undefined) throw notFound(fact('doctor.not_stuck'));
      return found;
    },

    retry: one('retry'),
    drop: one('drop'),

    async run(actor, name) {
      mayLookAfter(actor);
      const known = jobs.scheduled();
      if (!known.includes(name))
        throw new Problem('not_found', fact('doctor.no_run', { name, known: known.join(', ') }));
      await record(db, clock.now(), actor, 'job.run', { kind: 'job', id: name });
      await jobs.runNow(name);
    },

    async all(actor, done, queue, given) {
      mayLookAfter(actor);
      const read = readFields(reasonForm, { reason: given.reason ?? '' });
      if ('problems' in read) return read;
      const dead = await backlogs[queue].list({ state: 'dead', before: undefined, limit: atMost });
      let count = 0;
      for (const { id } of dead)
        if (await db.transaction((trx) => act(trx, actor, done, queue, id, read.values.reason))) count += 1;
      return { count };
    },
  };
}
