import { type Actor, actorId, isMemberOf, mustReach } from '../actor.ts';
import type { Application } from '../applications/application.ts';
import type { Applications } from '../applications/service.ts';
import { record } from '../audit/record.ts';
import { type Clock, dayOf } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import { forbidden, ifRefused, invalid, notFound, Problem } from '../errors.ts';
import { regionOn } from '../fields/region-table.ts';
import { countCharacters } from '../fields/text.ts';
import type { Institutions } from '../institutions/service.ts';
import { dayAfter, dueOf, isDay, phaseOf, yesterdayOf } from './closing.ts';
import { type Before, type Notice, noticesOf, problemsOf, type Report } from './report.ts';
import * as store from './report-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  applications: Pick<Applications, 'get' | 'ofInstitution'>;
  institutions: Pick<Institutions, 'get'>;
  /** How many activities of an application citizens saw for the first time on a day. */
  activitiesOf: (clientId: string, day: string, connection?: Connection) => Promise<number>;
};

/** `unchanged`: the same is reported already. */
export type Outcome = {
  outcome: 'created' | 'corrected' | 'unchanged';
  revision: number;
  notices: readonly Notice[];
  /** As it stood right then; another correction may have followed. */
  kept: store.Reported;
};
export type Reporting = Report & { reason?: string };

const longestSentence = 200;
export const reporters = ['owner', 'agent', 'reporter', 'developer'] as const;
const noApplication = () => notFound('没有找到这个应用');

/** R51–R53: what platforms report of their days. A report is never overwritten: each correction is a revision with its reason. */
export function createStatistics({ db, clock, applications, institutions, activitiesOf }: Needs) {
  /** Whose days the actor may see: the application itself, its institution, and operators. Of others' there is nothing. */
  async function seen(actor: Actor, clientId: string, connection: Connection = db): Promise<Application> {
    const application = await applications.get(clientId, connection).catch(ifRefused);
    if (application === undefined || application.sandbox || application.firstParty) throw noApplication();
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
    if (actor.kind === 'staff' && actor.roles.some((role) => role === 'statistics' || role === 'operator'))
      return application;
    throw noApplication();
  }

  /** Who may report them: of its institution only some roles. */
  async function mine(actor: Actor, clientId: string, connection: Connection): Promise<Application> {
    const application = await seen(actor, clientId, connection);
    if (actor.kind === 'member' && !isMemberOf(actor, application.institutionId, reporters, clientId))
      throw forbidden('您的角色不能填报服务数据，请联系本机构的管理员');
    return application;
  }

  const isOperator = (actor: Actor) => actor.kind === 'staff' || actor.kind === 'operator' || actor.kind === 'system';

  /** Throws where nothing can be reported of this day any more, or not yet, by this one. */
  function mustBeOpen(actor: Actor, application: Application, day: string, isCorrection: boolean): void {
    if (!isDay(day)) throw invalid({ date: '日期应为 2026-11-23 这样的日期' });
    const now = clock.now();
    const phase = phaseOf(day, now);
    if (phase === 'future')
      throw new Problem('stats_future_date', '不能填写今天及以后的日期', {
        fields: { date: '不能填写今天及以后的日期' },
      });
    const since = dayOf(application.createdAt);
    if (day < since) throw invalid({ date: `对接日期 ${since} 以前的数据不用填报` });
    if (isOperator(actor)) return;
    if (phase === 'closed') throw new Problem('stats_locked', `${day.slice(0, 7)} 的数据已锁账，需要更正时请联系运营`);
    if (phase === 'asking' && isCorrection)
      throw new Problem('stats_locked', '超过 7 天的数据由运营同意后更正，请在“服务数据”提交更正申请');
  }

  const sentence = (text: string | undefined, label: string): string | undefined => {
    const plain = text?.normalize('NFC').trim();
    if (plain === undefined || plain === '') return undefined;
    if (countCharacters(plain) > longestSentence)
      throw invalid({ [label === '说明' ? 'note' : 'reason']: `${label}最多 ${longestSentence} 个字` });
    return plain;
  };

  const same = (one: Report, other: Report) => JSON.stringify(plainOf(one)) === JSON.stringify(plainOf(other));

  const before = async (connection: Connection, clientId: string, day: string): Promise<Before> =>
    store.list(connection, clientId, { from: dayAfter(day, -28), to: dayAfter(day, -1) });

  return {
    /**
     * Keeps what is reported of a day: once, as a correction with its reason, or not at all where it says the same again. What looks unusual
     * needs a sentence; a program gets the notices with its answer, and its report is kept (`mustExplain` false). `within`: a transaction of the
     * caller's.
     */
    async report(
      actor: Actor,
      clientId: string,
      day: string,
      given: Reporting,
      { mustExplain = actor.kind !== 'application', within }: { mustExplain?: boolean; within?: Connection } = {},
    ): Promise<Outcome> {
      const connection = within ?? db;
      const application = await mine(actor, clientId, connection);
      const problems = problemsOf(given);
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const note = sentence(given.note, '说明');
      const report: Report = {
        figures: given.figures,
        ...(given.terminals !== undefined && { terminals: given.terminals }),
        ...(note !== undefined && { note }),
      };
      const reason = sentence(given.reason, '更正原因');
      mustBeOpen(actor, application, day, false);
      const notices = noticesOf(
        report,
        await before(connection, clientId, day),
        await activitiesOf(clientId, day, connection),
      );
      const { regionCode, kind } = await institutions.get(application.institutionId, connection);
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
          await store.insertRevision(trx, { ...about, ...by, revision: 1, reason: undefined });
          await record(trx, at, actor, 'statistics.report', { kind: 'report', id: `${clientId}.${day}` }, audited);
          await store.markDue(trx, day, region);
          return { outcome: 'created', revision: 1, notices, kept: first };
        }
        const known = await store.lock(trx, clientId, day);
        if (known === undefined) throw new Error('a report that is there and is not');
        if (same(reportOf(known), report))
          return { outcome: 'unchanged', revision: known.revision, notices, kept: known };
        mustBeOpen(actor, application, day, true);
        if (reason === undefined || countCharacters(reason) < 2)
          throw new Problem('stats_reason_required', '更正已报的数据，请写明原因', {
            fields: { reason: '请填写更正原因' },
          });
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

    /** Of one application, by day, the latest first. */
    async list(actor: Actor, clientId: string, range: { from: string; to: string }) {
      await seen(actor, clientId);
      return store.list(db, clientId, range);
    },

    async revisions(actor: Actor, clientId: string, day: string) {
      await seen(actor, clientId);
      return isDay(day) ? store.revisions(db, clientId, day) : [];
    },

    /** From which day on an application owes reports, and the last one that is over. */
    async owed(actor: Actor, clientId: string) {
      const { createdAt } = await seen(actor, clientId);
      return { since: dayOf(createdAt), yesterday: yesterdayOf(clock.now()) };
    },

    /** Whether and until when a day can be reported or corrected. */
    phase: (day: string) => phaseOf(day, clock.now()),
    yesterday: () => yesterdayOf(clock.now()),
    since: ({ createdAt }: Application) => dayOf(createdAt),
  };
}

const plainOf = ({ figures, terminals, note }: Report) => [sorted(figures), terminals && sorted(terminals), note];

function sorted(value: object): unknown[] {
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]: [string, unknown]) => [name, typeof each === 'object' && each !== null ? sorted(each) : each]);
}

const reportOf = ({ figures, terminals, note }: store.Reported): Report => ({
  figures,
  ...(terminals !== undefined && { terminals }),
  ...(note !== undefined && { note }),
});

const unexplained = (notices: readonly Notice[]) =>
  invalid({
    ...Object.fromEntries(notices.map(({ metric, text }) => [metric, text])),
    note: '请写一句说明，确认上面的数值无误',
  });

export type Statistics = ReturnType<typeof createStatistics>;
