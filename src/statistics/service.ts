import { type Actor, actorId, isMemberOf, mustReach } from '../actor.ts';
import type { Application } from '../applications/aksk/application.ts';
import type { Applications } from '../applications/service.ts';
import { record } from '../audit/record.ts';
import { type Clock, dayOf } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict, forbidden, ifRefused, invalid, notFound, Problem, type Problems } from '../errors.ts';
import { regionOn } from '../fields/regions/region-table.ts';
import { permits } from '../http/access.ts';
import type { Institutions } from '../institutions/service.ts';
import { production, type Space } from '../space.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import type { AttestedFigures } from './reports/attested.ts';
import { dayAfter, daysBetween, dueOf, isDay, type Phase, phaseOf, yesterdayOf } from './reports/closing.ts';
import { countedOf } from './reports/cloud-store.ts';
import { isOwedOn } from './reports/duty.ts';
import { dutiesOf, dutyOn } from './reports/duty-store.ts';
import { type Figures, metrics } from './reports/metric.ts';
import { earlier } from './reports/period.ts';
import { type Before, type Notice, noticesOf, problemsOf, type Report } from './reports/report.ts';
import * as store from './reports/report-store.ts';
import {
  isSame,
  isSameFigures,
  mustBeReportable,
  mustHaveReason,
  type Reporting,
  readReporting,
  reasonProblem,
  sentenceProblems,
} from './reports/reporting.ts';
import { type Read, readFigures, type Typed } from './reports/typed.ts';
import { attestedShown, exact, sightOf } from './totals/figure.ts';

type Needs = {
  db: Database;
  clock: Clock;
  applications: Pick<Applications, 'get' | 'ofInstitution'>;
  institutions: Pick<Institutions, 'get' | 'mustBeOthers'>;
  /** How many activities of an application citizens saw for the first time on a day. */
  activitiesOf: (clientId: string, day: string, connection?: Connection) => Promise<number>;
  space?: Space;
};

/** `explained`: only the sentence about the same figures is new; `unchanged`: the same is reported already. */
type Outcome = {
  outcome: 'created' | 'corrected' | 'explained' | 'unchanged';
  revision: number;
  notices: readonly Notice[];
  /** As it stood right then; another correction may have followed. */
  kept: store.Reported;
};

const reporters = may('report figures').roles;
const noApplication = () => notFound(fact('statistics.no_application'));

/**
 * R51–R53: daily reports of platforms. A report is never overwritten: each correction is a revision with its reason. Days are dates in Beijing
 * (2026-12-01). The application itself, its institution, and statistics staff and operators of its region may read them: for all others it is
 * `not_found`.
 */
export interface Statistics {
  // Reporting

  /**
   * Saves the report of a day: the first, a correction with its reason, or none if it repeats the known one. An unusual value needs an
   * explanation; a program gets the notices with its answer, and its report is kept (`mustExplain` false). `within`: a transaction of the
   * caller's. `isAsked`: a correction with the answer to a question of the desk, until the month is closed. Throws `forbidden` for a role that
   * may not report, `invalid` by field, `stats_future_date`, `stats_locked` and `stats_reason_required`; where another revision than `seen`
   * stands there (0: none), `conflict`, which names the figures that it would overwrite.
   */
  report(
    actor: Actor,
    clientId: string,
    day: string,
    given: Reporting,
    options?: { mustExplain?: boolean; within?: Connection; isAsked?: boolean; seen?: number | undefined },
  ): Promise<Outcome>;
  /**
   * All that would keep the report of a day from being saved as it is typed, by field: numbers that are none, figures that contradict each other,
   * a missing explanation or reason. Nothing is kept. Throws as `report` does where the day cannot be reported at all.
   */
  problems(actor: Actor, clientId: string, day: string, typed: Typed): Promise<Problems>;
  /** The problem of the day itself: it cannot be reported, whatever the figures are. Throws as `report` does for other reasons. */
  dayProblem(actor: Actor, clientId: string, day: string): Promise<Problems>;
  /** Whether and until when a day can be reported or corrected. */
  phase(day: string): Phase;
  /** The last day that is over. */
  yesterday(): string;
  /** The first day of which an application may report. */
  since(application: Application): string;

  // Reading

  /** Of one application, by day, the latest first; at most 400. */
  list(actor: Actor, clientId: string, range: { from: string; to: string }): Promise<store.Reported[]>;
  /**
   * By day, the part of an application's figures that the Cloud saw itself, by the code of the metric; of others nothing is known, or the actor may
   * not see it (R03).
   */
  attested(actor: Actor, clientId: string, range: { from: string; to: string }): Promise<Map<string, AttestedFigures>>;
  /** By day, the Cloud’s own counts of an application. */
  counted(actor: Actor, clientId: string, range: { from: string; to: string }): Promise<Map<string, Figures>>;
  /** Every version of a report, the first one first. */
  revisions(actor: Actor, clientId: string, day: string): Promise<store.KeptRevision[]>;
  /** The same of several days, by day. */
  versions(actor: Actor, clientId: string, days: readonly string[]): Promise<(store.KeptRevision & { day: string })[]>;
  /** Of which days that are over an application owes a report, the first one first, reported or not. */
  owed(actor: Actor, clientId: string, range: { from: string; to: string }): Promise<string[]>;
}

export function createStatistics(needs: Needs): Statistics {
  const { db, clock, applications, institutions, activitiesOf, space = production } = needs;

  /** Throws unless the actor may read its days: the application itself, its institution, and operators. For others it does not exist. */
  async function mustRead(actor: Actor, clientId: string, connection: Connection = db): Promise<Application> {
    const application = await applications.get(clientId, connection).catch(ifRefused);
    if (application === undefined || application.firstParty) throw noApplication();
    if (application.sandbox !== (space.name === 'sandbox')) throw noApplication();
    const { institutionId } = application;
    if (actor.kind === 'application') {
      if (actor.clientId !== clientId) throw noApplication();
      return application;
    }
    if (actor.kind === 'member') {
      const isLimited = actor.applications !== undefined && !actor.applications.includes(clientId);
      if (actor.institutionId !== institutionId || isLimited) throw noApplication();
      return application;
    }
    if (actor.kind === 'operator' || actor.kind === 'system') return application;
    mustReach(actor, application, noApplication);
    if (permits(may('correct a report'), actor)) return application;
    throw noApplication();
  }

  /** Who may report them: of its institution only some roles. */
  async function mustReport(actor: Actor, clientId: string, connection: Connection): Promise<Application> {
    const application = await mustRead(actor, clientId, connection);
    await institutions.mustBeOthers(actor, application.institutionId, connection);
    if (actor.kind === 'member' && !isMemberOf(actor, application.institutionId, reporters, clientId))
      throw forbidden(fact('statistics.role_may_not'));
    return application;
  }

  const isOperator = (actor: Actor) => actor.kind === 'staff' || actor.kind === 'operator' || actor.kind === 'system';

  const firstDayOf = ({ createdAt }: Application): string => {
    const now = clock.now();
    return space.reportableDays === undefined ? dayOf(createdAt) : dayAfter(dayOf(now), -space.reportableDays);
  };

  /** Throws where nothing can be reported of this day any more, or not yet, by this one. */
  const mustBeOpen = (
    actor: Actor,
    application: Application,
    day: string,
    { isCorrection, isAsked = false }: { isCorrection: boolean; isAsked?: boolean },
  ): void =>
    mustBeReportable(day, {
      ...{ since: firstDayOf(application), now: clock.now() },
      ...{ isCorrection, isAsked, isOperator: isOperator(actor) },
    });

  async function counted(actor: Actor, clientId: string, range: { from: string; to: string }) {
    await mustRead(actor, clientId);
    if (space.name === 'sandbox') return new Map<string, Figures>(); // no citizen logs in there
    return countedOf(db, clientId, range);
  }

  const before = async (connection: Connection, clientId: string, day: string): Promise<Before> =>
    store.list(connection, clientId, { from: dayAfter(day, -28), to: dayAfter(day, -1) });

  return {
    async report(
      actor,
      clientId,
      day,
      given,
      { mustExplain = actor.kind !== 'application', within, isAsked, seen } = {},
    ) {
      const connection = within ?? db;
      const application = await mustReport(actor, clientId, connection);
      const { report, reason } = readReporting(given, () =>
        mustBeOpen(actor, application, day, { isCorrection: false }),
      );
      const notices = noticesOf(
        report,
        await before(connection, clientId, day),
        await activitiesOf(clientId, day, connection),
      );
      // Where the institution lay on that day; where nothing was owed, where it lies now.
      const { regionCode, kind } =
        (await dutyOn(connection, clientId, day)) ?? (await institutions.get(application.institutionId, connection));
      const region = regionCode === undefined ? undefined : regionOn(regionCode, day);
      const at = clock.now();
      const about = { clientId, day, figures: report.figures, terminals: report.terminals, note: report.note };
      const by = { actorKind: actor.kind, actorId: actorId(actor), at };
      const audited = { application: clientId, day, institution: application.institutionId };

      const keep = async (trx: Connection): Promise<Outcome> => {
        const late = at > dueOf(day);
        const first = await store.insert(trx, {
          ...about,
          institutionId: application.institutionId,
          regionCode: region,
          kind,
          late,
          at,
        });
        if (first !== undefined) {
          if (mustExplain && notices.length > 0 && report.note === undefined) throw unexplained(notices);
          const { institutionId } = application;
          await store.insertRevision(
            trx,
            { ...about, ...by, revision: 1, reason: undefined },
            { institutionId, regionCode: region ?? null, kind: kind ?? null, late },
          );
          await record(trx, at, actor, 'statistics.report', { kind: 'report', id: `${clientId}.${day}` }, audited);
          await store.markDue(trx, day, region);
          return { outcome: 'created', revision: 1, notices, kept: first };
        }
        const known = await store.lock(trx, clientId, day);
        if (known === undefined) throw new Error('a report that is there and is not');
        if (isSame(known, report)) return { outcome: 'unchanged', revision: known.revision, notices, kept: known };
        if (seen !== undefined && seen !== known.revision) throw overwriting(known, report);
        mustBeOpen(actor, application, day, { isCorrection: true, ...(isAsked === true && { isAsked }) });
        if (isSameFigures(known, report) && report.note !== undefined && known.note === undefined) {
          // A first sentence that is added afterwards corrects nothing: no figure is another, and no reason is asked for. One that stands is
          // never replaced: another one is a correction, with its reason and a version of its own.
          const { revision } = known;
          const kept = await store.update(trx, { ...about, revision, at });
          await store.insertExplanation(trx, { clientId, day, ...by, revision, note: report.note });
          const said = { ...audited, revision, from: known.note ?? null, to: report.note ?? null };
          await record(trx, at, actor, 'statistics.explain', { kind: 'report', id: `${clientId}.${day}` }, said);
          return { outcome: 'explained', revision, notices, kept };
        }
        mustHaveReason(reason);
        if (mustExplain && notices.length > 0 && report.note === undefined) throw unexplained(notices);
        const revision = known.revision + 1;
        const kept = await store.update(trx, { ...about, revision, at });
        await store.insertRevision(trx, { ...about, ...by, revision, reason });
        await record(
          trx,
          at,
          actor,
          'statistics.correct',
          { kind: 'report', id: `${clientId}.${day}` },
          {
            ...audited,
            revision,
            reason,
            from: known.figures,
            to: report.figures,
          },
        );
        await store.markReportDue(trx, clientId, day);
        return { outcome: 'corrected', revision, notices, kept };
      };
      return within === undefined ? db.transaction(keep) : keep(within);
    },

    async dayProblem(actor, clientId, day) {
      const application = await mustReport(actor, clientId, db);
      try {
        mustBeOpen(actor, application, day, { isCorrection: false });
        return {};
      } catch (error) {
        if (error instanceof Problem) return error.fields ?? { date: error.fact };
        throw error;
      }
    },

    async problems(actor, clientId, day, typed) {
      const application = await mustReport(actor, clientId, db);
      const [known] = isDay(day) ? await store.list(db, clientId, { from: day, to: day }) : [];
      mustBeOpen(actor, application, day, { isCorrection: false });
      const sentences = sentenceProblems(typed);
      const read = readFigures(typed);
      if ('problems' in read) {
        const readable = Object.entries(typed).filter(([name]) => read.problems[name] === undefined);
        const rest = readFigures(Object.fromEntries(readable));
        return { ...('figures' in rest && problemsOf(reportOf(rest, typed))), ...read.problems, ...sentences };
      }
      const report = reportOf(read, typed);
      const problems = problemsOf(report);
      if (known !== undefined && isSameFigures(known, report)) return { ...problems, ...sentences };
      if (known !== undefined) mustBeOpen(actor, application, day, { isCorrection: true });
      const reason = known === undefined ? {} : reasonProblem(typed.reason);
      if (Object.keys(problems).length > 0) {
        // While fields are still empty the filled ones are asked about already.
        const isFilling =
          report.note === undefined && Object.keys(problems).every((code) => (typed[code] ?? '').trim() === '');
        const early = isFilling ? noticesOf(report, await before(db, clientId, day)) : [];
        const outliers = early.flatMap(({ code, metric, problem }) => (code === 'outlier' ? [[metric, problem]] : []));
        return { ...Object.fromEntries(outliers), ...problems, ...reason, ...sentences };
      }
      const notices = noticesOf(report, await before(db, clientId, day), await activitiesOf(clientId, day, db));
      const isExplained = notices.length === 0 || report.note !== undefined;
      return { ...(!isExplained && unexplained(notices).fields), ...reason, ...sentences };
    },

    async list(actor, clientId, range) {
      await mustRead(actor, clientId);
      return store.list(db, clientId, range);
    },

    async attested(actor, clientId, range) {
      const days = await counted(actor, clientId, range);
      return new Map([...days].map(([day, figures]) => [day, attestedShown(figures, sightOf(actor))]));
    },

    counted,

    async revisions(actor, clientId, day) {
      await mustRead(actor, clientId);
      return isDay(day) ? store.revisions(db, clientId, day) : [];
    },

    async versions(actor, clientId, days) {
      await mustRead(actor, clientId);
      return store.versionsIn(db, clientId, days);
    },

    async owed(actor, clientId, { from, to }) {
      await mustRead(actor, clientId);
      const over = daysBetween(from, earlier(to, yesterdayOf(clock.now())));
      if (space.reportableDays !== undefined) return over;
      const own = (await dutiesOf(db, [clientId])).get(clientId) ?? [];
      return over.filter((day) => own.some((duty) => isOwedOn(duty, day)));
    },

    phase: (day) => phaseOf(day, clock.now()),
    yesterday: () => yesterdayOf(clock.now()),
    since: firstDayOf,
  };
}

const reportOf = ({ figures, terminals }: Read, { note = '' }: Typed): Report => ({
  figures,
  ...(terminals !== undefined && { terminals }),
  ...(note.trim() !== '' && { note }),
});

/** A report that came since the form was opened: each figure as it is kept now, and as it was typed. */
const overwriting = ({ revision, figures: kept }: store.Reported, { figures: typed }: Report) =>
  conflict(
    fact('statistics.report_changed', {
      revision,
      changes: Object.entries(metrics).flatMap(([code, { name }]) =>
        kept[code] === typed[code]
          ? []
          : [fact('statistics.report_change', { name, kept: exact(kept[code]), typed: exact(typed[code]) })],
      ),
    }),
  );

const unexplained = (notices: readonly Notice[]) =>
  invalid({
    ...Object.fromEntries(notices.map(({ metric, problem }) => [metric, problem])),
    note: fact('statistics.note_missing'),
  });
