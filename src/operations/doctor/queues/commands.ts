import { actor, type Commands, fact as commandFact, forTerminal, must, one, type Say, text } from '../../../command.ts';
import { invalid, Problem } from '../../../errors.ts';
import { isFact } from '../../../fact.ts';
import type { BacklogState, Stuck } from '../../../jobs/backlog.ts';
import { fact } from '../facts.ts';
import { type QueueName, queueNames } from './queue.ts';
import type { Queues } from './service.ts';

type On = { queues: Queues };
const shown = 50;

const english: Readonly<Record<QueueName, string>> = {
  jobs: 'jobs',
  mails: 'mails',
  sms: 'short messages',
  webhooks: 'deliveries of webhooks',
};

/** cloud jobs list, cloud mails retry …: the same three for each. */
const of = (queue: QueueName): Commands<On> => ({
  [`${queue} list`]: {
    help: `Shows ${english[queue]} that were given up, or that wait: reason, age, attempts, and a part of the receiver.`,
    example: `${queue} list --state waiting`,
    options: {
      state: text('dead (without it) or waiting'),
      cursor: text('where the page before ended'),
    },
    positionals: [],
    work: async ({ queues }, values) => {
      const state = stateOf(one(values, 'state'));
      const before = cursorOf(one(values, 'cursor'));
      const { shown: found, next } = await queues.list(actor, queue, { state, before, limit: shown });
      const counts = (await queues.counts(actor)).find((each) => each.queue === queue);
      const cursor = next && `${next.at.toISOString()},${next.id}`;
      return {
        document: {
          ...{ state, waiting: counts?.waiting ?? 0, dead: counts?.dead ?? 0 },
          items: found.map((each) => documentOf(each)),
          next: cursor ?? null,
        },
        text: (say) =>
          [
            say(fact('doctor.queue_counts', { dead: counts?.dead ?? 0, waiting: counts?.waiting ?? 0 })),
            ...found.map((each) => line(each, say)),
            ...(cursor === undefined ? [] : [say(commandFact('commands.more', { cursor }))]),
          ].join('\n'),
      };
    },
  },
  ...action(queue, 'retry', 'Tries it now, from the first attempt on', 'the mail server is back'),
  ...action(queue, 'drop', 'Removes it: it is never done', 'the code in it is long over'),
});

const action = (queue: QueueName, verb: 'retry' | 'drop', help: string, reason: string): Commands<On> => ({
  [`${queue} ${verb}`]: {
    help: `${help}. ID is one that list shows, or "all" for up to 500 that are dead. The audit keeps the reason.`,
    example: `${queue} ${verb} all --reason "${reason}"`,
    options: { reason: text('why (required)') },
    positionals: ['ID'],
    work: async ({ queues }, values, [id = '']) => {
      const given = { reason: must(values, 'reason') };
      const done =
        id === 'all' ? await queues.all(actor, verb, queue, given) : await queues[verb](actor, queue, id, given);
      if ('problems' in done) throw invalid(done.problems);
      const count = 'count' in done ? done.count : 1;
      const result = verb === 'retry' ? fact('doctor.retried', { count }) : fact('doctor.dropped', { count });
      return { document: { count }, text: (say) => say(result) };
    },
  },
});

const run: Commands<On> = {
  'jobs run': {
    help: 'Does scheduled work here and now, beside what the clock does: after a run that was missed or did not end. A name that there is not is answered with those that there are.',
    example: 'jobs run links.watch',
    whole: true,
    options: {},
    positionals: ['NAME'],
    work: async ({ queues }, _values, [name = '']) => {
      await queues.run(actor, name);
      return { document: { name }, text: (say) => say(fact('doctor.run_done', { name })) };
    },
  },
};

export const queueCommands: Commands<On> = Object.assign({}, ...queueNames.map(of), run);

function stateOf(given = 'dead'): BacklogState {
  if (given === 'dead' || given === 'waiting') return given;
  throw new Problem('bad_request', fact('doctor.no_state'));
}

function cursorOf(given: string | undefined) {
  if (given === undefined) return undefined;
  const [, at = '', id = ''] = /^([\dT:.Z-]{20,30}),([\w-]{1,40})$/.exec(given) ?? [];
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) throw new Problem('bad_request', fact('doctor.no_cursor'));
  return { at: time, id };
}

const documentOf = ({ id, what, createdAt, attempts, dueAt, problem, receiver }: Stuck) => ({
  ...{ id, what: what ?? null, created_at: createdAt, attempts, due_at: dueAt ?? null },
  ...{ problem: problem ?? null, receiver: receiver ?? null },
});

const line = ({ id, what, createdAt, attempts, problem, receiver }: Stuck, say: Say) =>
  forTerminal(
    [
      id,
      createdAt.toISOString(),
      say(fact('doctor.attempts', { count: attempts })),
      what ?? '',
      receiver ?? '',
      isFact(problem) ? say(problem) : (problem ?? ''),
    ].join('  '),
  );
