import { isFormProblem } from '../../../citizens/helpdesk/service.ts';
import { type Clock, epoch, minutes } from '../../../clock.ts';
import type { Connection } from '../../../database/open.ts';
import { notFound, type Problems } from '../../../errors.ts';
import { isFact } from '../../../fact.ts';
import { staffOf } from '../../../http/admitted.ts';
import type { Context } from '../../../http/context.ts';
import type { Pages } from '../../../http/pages/page.ts';
import type { Form } from '../../../http/requests/body.ts';
import type { Cursors } from '../../../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../../../http/route.ts';
import type { BacklogState, Stuck } from '../../../jobs/backlog.ts';
import { listName } from '../../advisories/list.ts';
import type { Advisories } from '../../advisories/service.ts';
import { shown as advisoriesShown } from '../../advisories/shown.ts';
import { type Nodes, quiet } from '../../nodes/service.ts';
import { may } from '../../policies.ts';
import type { Sealing } from '../../sealing/service.ts';
import { backupsShown } from '../backups-shown.ts';
import { databaseShown } from '../database-shown.ts';
import type { Sizes } from '../disk.ts';
import { fact } from '../facts.ts';
import { isQueue, queues as named, type QueueName } from './queue.ts';
import type { Queues } from './service.ts';

type Needs = {
  db: Connection;
  config: Sizes;
  pages: Pages;
  clock: Clock;
  time: { city: () => string | undefined };
  cursors: Cursors;
  queues: Queues;
  nodes: Nodes;
  sealing: Pick<Sealing, 'standing'>;
  advisories: Pick<Advisories, 'judged'>;
};

const home = '/admin/system';
const here = 'system';
const pageSize = 20;
const states = { dead: '没有成功', waiting: '等待中' } as const satisfies Record<BacklogState, string>;

/** 系统状态: stuck work and running nodes, for operators of the whole service. */
export function createQueuePages({
  db,
  config,
  pages,
  clock,
  time,
  cursors,
  queues,
  nodes,
  sealing,
  advisories,
}: Needs): Route[] {
  const places = cursors.byTime('system');

  async function overview(ctx: Context) {
    const [counts, all] = [await queues.counts(staffOf(ctx)), await nodes.all()];
    const now = clock.now();
    const shown = counts.map(({ queue, waiting, dead, oldestAt }) => ({
      name: named[queue].name,
      waiting,
      dead,
      oldest: oldestAt && ageOf(oldestAt, now),
      deadHref: `${home}/${queue}`,
      waitingHref: `${home}/${queue}?state=waiting`,
      light: dead > 0 ? 'off' : oldestAt !== undefined && epoch(now) - epoch(oldestAt) > minutes(10) ? 'run' : 'on',
    }));
    const living = all.map(({ name, version, nodeVersion, startedAt, seenAt, skew }) => ({
      ...{ name, version, nodeVersion, startedAt, seenAt },
      isQuiet: epoch(now) - epoch(seenAt) > quiet,
      skew: Math.abs(skew) > 1 ? Math.round(skew) : undefined,
    }));
    const sealed = await sealing.standing();
    const database = await databaseShown({ db, clock, config, time });
    const backups = await backupsShown(db, now);
    const judged = await advisories.judged();
    const holes = advisoriesShown(judged, now);
    const refused =
      judged.refused && ctx.state.speech.say(fact('doctor.list_refused', { file: listName, why: judged.refused }));
    const isWell =
      holes.open.length === 0 &&
      holes.parts.every(({ light }) => light !== 'off') &&
      shown.every(({ light }) => light === 'on') &&
      living.every(({ isQuiet }) => !isQuiet) &&
      !sealed?.failed &&
      backups.light !== 'off' &&
      database.slots.length === 0 &&
      database.disks.every(({ isLow }) => !isLow);
    const data = { queues: shown, nodes: living, isWell, at: now, database, sealing: sealed, holes, refused, backups };
    pages.show(ctx, 'doctor/system', data, { title: '系统状态', here });
  }

  async function list(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const queue = queueOf(ctx);
    const state: BacklogState = ctx.query.state === 'waiting' ? 'waiting' : 'dead';
    const filter = { queue, state };
    const before = places.find(filter, ctx.query.before);
    const { shown, next } = await queues.list(staffOf(ctx), queue, { state, before, limit: pageSize });
    const base = `${home}/${queue}`;
    const data = {
      ...{ base, name: named[queue].name, state, values },
      tabs: (['dead', 'waiting'] as const).map((each) => ({
        name: states[each],
        href: each === 'dead' ? base : `${base}?state=waiting`,
        isHere: each === state,
      })),
      items: shown.map((each) => presented(ctx, each, clock.now())),
      done: countOf(ctx.query.done),
      next: next && `${base}?${new URLSearchParams({ state, before: places.write(filter, next) })}`,
    };
    pages.show(ctx, 'doctor/queue', data, { title: named[queue].name, here, problems });
  }

  async function show(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const queue = queueOf(ctx);
    const found = await queues.get(staffOf(ctx), queue, param(ctx, 'id'));
    const item = { ...presented(ctx, found, clock.now()), isDead: found.state === 'dead', dueAt: found.dueAt };
    const base = `${home}/${queue}`;
    const data = { base, name: named[queue].name, item, values };
    pages.show(ctx, 'doctor/stuck', data, { title: `${named[queue].name} ${item.short}`, here, problems });
  }

  const act = (verb: 'retry' | 'drop') => async (ctx: Context, given: Form) => {
    const queue = queueOf(ctx);
    try {
      const done = await queues[verb](staffOf(ctx), queue, param(ctx, 'id'), given);
      if ('problems' in done) return show(ctx, given, done.problems);
    } catch (error) {
      if (!isFormProblem(error)) throw error;
      return show(ctx, given, { form: error.fact });
    }
    seeOther(ctx, `${home}/${queue}?done=1`);
  };

  async function retryAll(ctx: Context, given: Form) {
    const queue = queueOf(ctx);
    const done = await queues.all(staffOf(ctx), 'retry', queue, given);
    if ('problems' in done) return list(ctx, given, done.problems);
    seeOther(ctx, `${home}/${queue}?done=${done.count}`);
  }

  return [
    page(home, may('see the queues'), overview),
    page(`${home}/:queue`, may('see the queues'), (ctx) => list(ctx)),
    form(`${home}/:queue/retry`, may('retry and drop jobs'), retryAll),
    page(`${home}/:queue/:id`, may('see the queues'), (ctx) => show(ctx)),
    form(`${home}/:queue/:id/retry`, may('retry and drop jobs'), act('retry')),
    form(`${home}/:queue/:id/drop`, may('retry and drop jobs'), act('drop'), {
      asks: fact('doctor.ask_drop'),
    }),
  ];
}

function queueOf(ctx: Context): QueueName {
  const name = param(ctx, 'queue');
  if (isQueue(name)) return name;
  throw notFound(fact('doctor.no_queue'));
}

const countOf = (given: unknown) => (typeof given === 'string' && /^\d{1,3}$/.test(given) ? Number(given) : undefined);

/** 3 天, 5 小时, 12 分钟: the largest unit says enough. */
function ageOf(at: Date, now: Date): string {
  const inMinutes = Math.max(0, Math.floor((epoch(now) - epoch(at)) / minutes(1)));
  if (inMinutes < 1) return '不到 1 分钟';
  if (inMinutes < 60) return `${inMinutes} 分钟`;
  return inMinutes < 48 * 60 ? `${Math.floor(inMinutes / 60)} 小时` : `${Math.floor(inMinutes / 1440)} 天`;
}

const presented = (ctx: Context, { id, what, createdAt, attempts, problem, receiver }: Stuck, now: Date) => ({
  ...{ id, what, createdAt, attempts, receiver },
  short: id.slice(0, 8),
  age: ageOf(createdAt, now),
  /** Messages of programs are in English. */
  problem: isFact(problem) ? ctx.state.speech.say(problem) : problem,
  isForeign: typeof problem === 'string',
});
