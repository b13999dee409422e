import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { type Clock, dayOf } from '../clock.ts';
import { notFound } from '../errors.ts';
import type { Kept, SandboxData } from '../sandbox/service.ts';
import { fact } from './facts.ts';
import { dayAfter, daysBetween, dueOf, yesterdayOf } from './reports/closing.ts';
import { earlier } from './reports/period.ts';
import { noticesOf } from './reports/report.ts';
import type { Reported } from './reports/report-store.ts';
import { isSame, isSameFigures, mustBeReportable, mustHaveReason, readReporting } from './reports/reporting.ts';
import type { Outcome, Statistics } from './service.ts';

type Needs = { clock: Clock; sandboxData: SandboxData };

/** Verbs of the API on reports, of production or of a sandbox. */
export type ProgramStatistics = Pick<Statistics, 'report' | 'list' | 'owed'>;

const figures = z.record(z.string(), z.number());
const terminals = z.partialRecord(z.enum(['pc', 'h5', 'app', 'mini']), figures);
const shape = z.object({
  figures,
  terminals: terminals.optional(),
  note: z.string().optional(),
  revision: z.int(),
  late: z.boolean(),
});
type Value = z.output<typeof shape>;

/** As far back as reports may be tried out; a sandbox has no first day. */
const furthest = 400;

const present = (clientId: string, { key: day, value, createdAt, updatedAt }: Kept<Value>): Reported => ({
  ...{ clientId, day, figures: value.figures, terminals: value.terminals, note: value.note },
  ...{ revision: value.revision, late: value.late, reportedAt: createdAt, updatedAt },
});

/**
 * R27: reports of a sandbox, kept to the same rules and answered in the same words as those of production. No total, dashboard, letter or event
 * knows of them.
 */
export function createSandboxStatistics({ clock, sandboxData }: Needs): ProgramStatistics {
  const collection = sandboxData.collection('report', shape);

  function mustBeOwn(actor: Actor, clientId: string): void {
    if (actor.kind !== 'application' || actor.sandbox !== true || actor.clientId !== clientId)
      throw notFound(fact('statistics.no_application'));
  }

  const reports = async (clientId: string, from: string, to: string) =>
    (await collection.list(clientId, { from, to, limit: furthest }))
      .map((kept) => present(clientId, kept))
      .toSorted((one, other) => (one.day < other.day ? 1 : -1));

  return {
    async report(actor, clientId, day, given) {
      mustBeOwn(actor, clientId);
      const { report, reason } = readReporting(given);
      const now = clock.now();
      const mustBeOpen = (isCorrection: boolean) =>
        mustBeReportable(day, { since: dayAfter(dayOf(now), -furthest), now, isCorrection, isOperator: false });
      mustBeOpen(false);
      const notices = noticesOf(report, await reports(clientId, dayAfter(day, -28), dayAfter(day, -1)));
      const { figures, terminals, note } = report;
      const said = {
        figures: { ...figures },
        ...(terminals !== undefined && { terminals: { ...terminals } }),
        ...(note !== undefined && { note }),
      };
      let outcome: Outcome['outcome'] = 'created';
      const kept = await collection.change(clientId, day, (known) => {
        if (known === undefined) return { ...said, revision: 1, late: now > dueOf(day) };
        const { value } = known;
        outcome = isSame(value, report) ? 'unchanged' : isSameFigures(value, report) ? 'explained' : 'corrected';
        if (outcome === 'unchanged') return undefined;
        mustBeOpen(true);
        if (outcome === 'corrected') mustHaveReason(reason);
        return { ...said, late: value.late, revision: value.revision + (outcome === 'corrected' ? 1 : 0) };
      });
      if (kept === undefined) throw new Error('a report that was kept and is not there');
      return { outcome, revision: kept.value.revision, notices, kept: present(clientId, kept) };
    },

    async list(actor, clientId, { from, to }) {
      mustBeOwn(actor, clientId);
      return reports(clientId, from, to);
    },

    /** As if every day were owed. */
    async owed(actor, clientId, { from, to }) {
      mustBeOwn(actor, clientId);
      const yesterday = yesterdayOf(clock.now());
      return daysBetween(from, earlier(to, yesterday));
    },
  };
}

/** R27: calls from a sandbox reach the sandbox's reports only. */
export function createProgramStatistics(production: ProgramStatistics, sandbox: ProgramStatistics): ProgramStatistics {
  const of = (actor: Actor) => (actor.kind === 'application' && actor.sandbox === true ? sandbox : production);
  return {
    report: (actor, clientId, day, given, options) => of(actor).report(actor, clientId, day, given, options),
    list: (actor, clientId, range) => of(actor).list(actor, clientId, range),
    owed: (actor, clientId, range) => of(actor).owed(actor, clientId, range),
  };
}
