import Router from '@koa/router';
import { z } from 'zod';
import { invalid, isUnavailable, Problem } from '../errors.ts';
import { iso } from '../http/answer.ts';
import { applicationOf } from '../http/bearer.ts';
import type { Context, State } from '../http/context.ts';
import { problemBody } from '../http/errors.ts';
import { anyone } from '../http/guard.ts';
import { serve } from '../http/operation.ts';
import type { Partner } from '../http/partner.ts';
import * as operations from './api-operations.ts';
import { dayAfter, isDay } from './closing.ts';
import { metrics } from './metric.ts';
import type { Notice, Report } from './report.ts';
import type { Reported } from './report-store.ts';
import type { ProgramStatistics } from './sandbox.ts';

type Needs = { statistics: ProgramStatistics; partner: Partner; publicUrl: URL };

const most = 31;
const longestRange = 400;

const warningsOf = (notices: readonly Notice[]) =>
  notices.map(({ code, metric, text }) => ({ code, metric, message: text }));

const present = ({ day, figures, terminals, note, revision, late, reportedAt, updatedAt }: Reported) => ({
  date: day,
  figures: { ...figures },
  terminals:
    terminals === undefined
      ? null
      : Object.fromEntries(Object.entries(terminals).map(([name, own]) => [name, { ...own }])),
  note: note ?? null,
  revision,
  late,
  reported_at: iso(reportedAt),
  updated_at: iso(updatedAt),
});

/** Figures stand under figures/ in the body. */
function asSent(error: unknown): unknown {
  if (!(error instanceof Problem) || error.fields === undefined) return error;
  const fields = Object.fromEntries(Object.entries(error.fields).map(([name, text]) => [placeOf(name), text]));
  return new Problem(error.code, error.message, { fields });
}
const placeOf = (name: string): string => {
  if (name === 'note' || name === 'reason' || name === 'date') return name;
  const [terminal, code] = name.split('.');
  return code === undefined ? `figures/${name}` : `terminals/${terminal}/${code}`;
};

type Sent = z.output<typeof operations.reportShape>;
const reportOf = ({ figures, terminals, note, reason }: Sent): Report & { reason?: string } => ({
  figures,
  ...(terminals !== undefined && {
    terminals: Object.fromEntries(
      Object.entries(terminals).flatMap(([name, own]) => (own === undefined ? [] : [[name, own]])),
    ),
  }),
  ...(note !== undefined && { note }),
  ...(reason !== undefined && { reason }),
});

/** R51: what programs report of their application's days. The token says which application it is. */
export function createStatisticsApi({ statistics, partner, publicUrl }: Needs): Router<State> {
  const router = new Router<State>();
  const [reads, writes] = [
    partner('stats:read', 'default', { sandbox: true }),
    partner('stats:write', 'stats', { sandbox: true }),
  ];

  const report = async (ctx: Context, day: string, sent: Sent) => {
    const actor = applicationOf(ctx);
    try {
      return await statistics.report(actor, actor.clientId, day, reportOf(sent));
    } catch (error) {
      throw asSent(error);
    }
  };

  const rangeOf = ({ from, to }: { from: string; to: string }) => {
    const problem = !isDay(from)
      ? { from: 'from 应为 2026-11-23 这样的日期' }
      : !isDay(to)
        ? { to: 'to 应为 2026-11-23 这样的日期' }
        : to < from
          ? { to: 'to 不能早于 from' }
          : to >= dayAfter(from, longestRange)
            ? { to: `一次最多查询 ${longestRange} 天，请分几次` }
            : undefined;
    if (problem !== undefined) throw invalid(problem);
    return { from, to };
  };

  serve(router, operations.metricDefinitions, anyone, async () => ({
    items: Object.entries(metrics).map(([code, metric]) => ({
      code,
      name: metric.name,
      unit: metric.unit,
      definition: metric.definition,
      additive: metric.additive,
      source: metric.source,
      required: 'required' in metric,
    })),
  }));

  serve(router, operations.putDaily, writes, async (ctx, { params: { date = '' }, body }) => {
    const { outcome, notices, kept } = await report(ctx, date, body);
    ctx.status = outcome === 'created' ? 201 : 200;
    return { ...present(kept), result: outcome, warnings: warningsOf(notices) };
  });

  serve(router, operations.batchDaily, writes, async (ctx, { body: { items } }) => {
    if (items.length > most)
      throw new Problem('batch_too_large', `一次最多 ${most} 天，现在是 ${items.length} 天，请分几次发送`);
    const answers = [];
    for (const given of items) {
      const date = z.object({ date: z.string() }).safeParse(given).data?.date ?? null;
      try {
        const read = operations.reportShape.safeParse(given);
        if (date === null) throw invalid({ date: '请填写 date（2026-11-23）' });
        if (!read.success)
          throw invalid(
            Object.fromEntries(read.error.issues.map(({ path, message }) => [path.join('/') || 'item', message])),
          );
        const { outcome, revision, notices } = await report(ctx, date, read.data);
        const status = outcome === 'created' ? 201 : 200;
        answers.push({ date, status, result: outcome, revision, warnings: warningsOf(notices), problem: null });
      } catch (error) {
        if (!(error instanceof Problem) || isUnavailable(error)) throw error;
        const problem = problemBody(error, publicUrl);
        answers.push({ date, status: error.status, result: null, revision: null, warnings: [], problem });
      }
    }
    return { items: answers };
  });

  serve(router, operations.listDaily, reads, async (ctx, { query }) => {
    const actor = applicationOf(ctx);
    return { items: (await statistics.list(actor, actor.clientId, rangeOf(query))).map(present) };
  });

  serve(router, operations.summary, reads, async (ctx, { query }) => {
    const actor = applicationOf(ctx);
    const range = rangeOf(query);
    const reports = await statistics.list(actor, actor.clientId, range);
    const owed = await statistics.owed(actor, actor.clientId, range);
    const due = new Set([...owed, ...reports.map(({ day }) => day)]);
    return {
      ...range,
      due_days: due.size,
      reported_days: reports.length,
      metrics: Object.entries(metrics).map(([code, { name, additive }]) => {
        const values = reports.flatMap(({ figures }) => figures[code] ?? []);
        const total = values.reduce((all, value) => all + value, 0);
        const isKnown = values.length > 0;
        return {
          code,
          name,
          total: additive && isKnown ? total : null,
          daily_average: isKnown ? Math.round((total / values.length) * 100) / 100 : null,
          peak: isKnown ? Math.max(...values) : null,
        };
      }),
    };
  });

  return router;
}
