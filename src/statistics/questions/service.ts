import { type Actor, actorId, isMemberOf, type Member, mustOperate, mustReach, reachOf } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { type Clock, dayOf } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, Problem, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { hasNumberOfPerson } from '../../fields/china/numbers-of-persons.ts';
import { composed, countCharacters, tooLong } from '../../fields/text.ts';
import type { Files } from '../../files/service.ts';
import type { Institutions } from '../../institutions/service.ts';
import { dueAt } from '../../review/days/due.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { dayAfter, isDay, type Phase } from '../reports/closing.ts';
import { type Figures, type MetricCode, metrics } from '../reports/metric.ts';
import { dayName } from '../reports/period.ts';
import { problemsOf } from '../reports/report.ts';
import type { KeptRevision, Reported } from '../reports/report-store.ts';
import type { Reporting } from '../reports/reporting.ts';
import { readCount } from '../reports/typed.ts';
import { type Sight, sightOf } from '../totals/figure.ts';
import {
  type AskedDay,
  askedDays,
  type CorrectedDay,
  correctedSince,
  isCorrectedIn,
  type RuleFound,
  rightName,
  strongestFirst,
} from './asked-days.ts';
import { inQuestionWith, isCause, isVerdict, longestSearch, sentenceNames, type Verdict } from './question.ts';
import { type Standing, standingOf } from './standing.ts';
import { mayAppeal, mayDecideAll, waitsForInstitution } from './standing-rules.ts';
import * as store from './store.ts';
import type { NotifyDesk, NotifyReporters } from './telling.ts';

/** A question as it is listed; `outcome`: the last decision. */
export type ListedQuestion = store.Question & { standing: Standing; outcome: Verdict | undefined };

/** `isHeld`: that day is in question itself, or was decided not to count, so that nothing is compared with it. */
type ShownWeek = { day: string; value: number | undefined; logins: number | undefined; isHeld: boolean };

/** Everything that its page shows. */
export type ShownQuestion = ListedQuestion & {
  /** A decision names the version that it is about. */
  version: string;
  /** The day and figure of its strongest reason, and the same weekdays before it with the logins that the Cloud saw. */
  day: string;
  metric: MetricCode;
  weeks: readonly ShownWeek[];
  /** Whether its reader sees few citizens only as few. */
  sight: Sight;
  /** The findings of its rules, the strongest first. */
  rules: readonly RuleFound[];
  /** Every day that it is about, the first one first. */
  days: readonly AskedDay[];
  /** Corrections since their days were asked about, the newest first. */
  corrected: readonly CorrectedDay[];
  /** Whether one of the figures in question is another since. */
  isCorrected: boolean;
  /** No ranking counts one of its figures. */
  isHeld: boolean;
  /** Its files, the first one first: their places are their numbers in `file`. */
  files: readonly string[];
};

/**
 * The typed answer: a cause, right numbers by day and code of the metric (`rightName`), and words. `until`: the day by which an institution that looks
 * for the cause expects to know it.
 */
type Answer = { cause: string; text: string; right: Readonly<Record<string, string | undefined>>; until?: string };
/** `refused`: why it was not taken. */
type AnswerFile = { name: string; bytes: Buffer; refused?: Fact };

type Range = { from: string; to: string };
/** A question about a day. */
type DayQuestion = Pick<ListedQuestion, 'standing' | 'outcome' | 'dueAt'> & {
  metrics: readonly string[];
  reason: string | undefined;
  isHeld: boolean;
  /** Its day was corrected after the decision, which is about the figures before. */
  isRevisedSince: boolean;
};

/** R54: questions about figures that do not look like days of people; only the institution and the desk see them. */
export interface FigureQuestions {
  /** Of the actor's institution, those that wait for it first. */
  own(actor: Actor): Promise<ListedQuestion[]>;
  /** Of an institution, those without an answer, the first due first: for its 首页. */
  waitingFor(institutionId: string): Promise<ListedQuestion[]>;
  /** How many of them are of the member's applications: for its menu, and the link of 服务数据. */
  waitingForMember(member: Member): Promise<number>;
  /** Of an application by day, for itself: which figures were asked about, and how that ended. */
  aboutDays(actor: Actor & { kind: 'application' }, range: Range): Promise<Map<string, DayQuestion[]>>;
  /** Of the regions of the desk, those that wait for a decision first. */
  desk(actor: Actor): Promise<ListedQuestion[]>;
  /** Throws `not_found` for all but its institution and the desk. */
  read(actor: Actor, id: string): Promise<ShownQuestion>;
  /**
   * Answers, with a correction of the report at once where right numbers are given; until it is decided an answer can be given again. Throws
   * `invalid` by field.
   */
  answer(actor: Actor, id: string, given: Answer, file?: AnswerFile): Promise<{ isCorrected: boolean }>;
  /**
   * 说得通; and once the institution has answered, or its time is over, 已改正 (only where a figure was revised since) or 不计入排名. Of an appeal by
   * another person than the first time. Throws `conflict` where more was said since this `version`.
   */
  decide(actor: Actor, id: string, given: { verdict: string; reason: string; version: string }): Promise<void>;
  /** Gives an answer back to the institution, with a request for more. Throws as `decide` does. */
  askForMore(actor: Actor, id: string, given: { text: string; version: string }): Promise<void>;
  /** Once, against 不计入排名. */
  appeal(actor: Actor, id: string, text: string, file?: AnswerFile): Promise<void>;
  /** Of the desk's regions, how many wait for a decision: its badge. */
  waitingAtDesk(actor: Actor): Promise<number>;
  /** A file of its answers and its appeal, for the institution that sent it and the desk. */
  file(actor: Actor, id: string, place: number): Promise<{ name: string; type: string; bytes: Buffer }>;
}

/** The verbs of reports that a question needs. */
type Reports = {
  list(actor: Actor, clientId: string, range: Range): Promise<Reported[]>;
  counted(actor: Actor, clientId: string, range: Range): Promise<Map<string, Figures>>;
  report(
    actor: Actor,
    clientId: string,
    day: string,
    given: Reporting,
    options: { within: Connection; isAsked: true },
  ): Promise<unknown>;
  versions(actor: Actor, clientId: string, days: readonly string[]): Promise<(KeptRevision & { day: string })[]>;
  phase(day: string): Phase;
};

type Needs = {
  db: Database;
  clock: Clock;
  statistics: Reports;
  institutions: Pick<Institutions, 'mustBeOthers'>;
  files: Pick<Files, 'keep' | 'hold' | 'read'>;
  tell: NotifyReporters;
  tellDesk: NotifyDesk;
};

const most = 200;
const longestText = 500;
/** In how many working days the desk waits for more, and how often it asks for it. */
const moreIn = 3;
const mostAsked = 5;
const accept = { types: ['application/pdf', 'image/jpeg', 'image/png'] };
const deciding = may('decide about a figure under question').roles;
const answering = may('answer a question about a figure').roles;
type FoundQuestion = ListedQuestion & Pick<ShownQuestion, 'version'>;
const none = () => notFound(fact('statistics.no_question'));

const listed = (one: store.Question): ListedQuestion => {
  const outcome = one.finalVerdict ?? one.verdict;
  const known = outcome !== undefined && isVerdict(outcome) ? outcome : undefined;
  return { ...one, standing: standingOf(one), outcome: known };
};

/** All its files, the first one first. */
const filesOf = ({ history, fileId, appealFileId }: store.Question): string[] => [
  ...new Set(
    [...history.map((step) => ('fileId' in step ? step.fileId : null)), fileId, appealFileId].flatMap(
      (each) => each ?? [],
    ),
  ),
];

const isDesk = (actor: Actor) =>
  actor.kind === 'operator' ||
  (actor.kind === 'staff' && actor.roles.some((role) => deciding.some((each) => each === role)));

/** A sentence, or its problem under this name. Answers and decisions stand beside the figure, for all who see it. */
function sentence(text: string, name: keyof typeof sentenceNames, { isNeeded }: { isNeeded: boolean }): Problems {
  const now = countCharacters(composed(text).trim());
  if (now > longestText) return { [name]: tooLong(sentenceNames[name], longestText, now) };
  if (isNeeded && now < 2) return { [name]: fact('statistics.question_text_missing') };
  const isShown = name === 'text' || name === 'reason';
  return isShown && hasNumberOfPerson(text) ? { [name]: fact('statistics.sentence_numbers') } : {};
}

/** When an institution that does not know the cause yet answers again: at the end of that day. */
function dueOn(until: string, now: Date): { due: Date } | { problems: Problems } {
  const [first, last] = [dayAfter(dayOf(now)), dayAfter(dayOf(now), longestSearch)];
  if (isDay(until) && until >= first && until <= last) return { due: new Date(`${until}T18:00:00+08:00`) };
  return { problems: { until: fact('statistics.question_until', { first, last }) } };
}

export function createQuestions({
  db,
  clock,
  statistics,
  institutions,
  files,
  tell,
  tellDesk,
}: Needs): FigureQuestions {
  /** Of its own institution and applications, or of the desk's regions; others find none. */
  async function find(actor: Actor, id: string): Promise<FoundQuestion> {
    const found = isId(id) ? await store.find(db, id) : undefined;
    if (found === undefined) throw none();
    if (actor.kind === 'member') {
      const isOther = actor.applications !== undefined && !actor.applications.includes(found.clientId);
      if (actor.institutionId !== found.institutionId || isOther) throw none();
    } else {
      if (!isDesk(actor)) throw none();
      mustReach(actor, { regionCode: found.regionCode }, none);
    }
    return { ...listed(found), version: found.version };
  }

  /** Why a change of it was not made: more was said or corrected since this version was read, or else this. */
  async function refused(trx: Connection, id: string, version: string, otherwise: Fact): Promise<Problem> {
    const now = await store.find(trx, id);
    const isDecided = now !== undefined && ['decided', 'final'].includes(listed(now).standing);
    return conflict(isDecided || now?.version === version ? otherwise : fact('statistics.question_changed'));
  }

  async function mustAnswer(actor: Actor, question: ListedQuestion): Promise<void> {
    if (!isMemberOf(actor, question.institutionId, answering, question.clientId))
      throw forbidden(fact('statistics.role_may_not'));
  }

  async function shown(actor: Actor, question: FoundQuestion): Promise<ShownQuestion> {
    const { clientId, lastDay } = question;
    const findings = await store.findings(db, question.id);
    const rules = strongestFirst(findings);
    const [{ last: day, metric } = { last: lastDay, metric: 'pv' as const }] = rules;
    const asked = [...new Set(findings.map((each) => each.day))].toSorted();
    const range = { from: dayAfter(day, -28), to: day };
    const [near, seen, versions, held] = await Promise.all([
      statistics.list(actor, clientId, range),
      statistics.counted(actor, clientId, range),
      statistics.versions(actor, clientId, asked),
      store.heldDays(db, clientId, range, inQuestionWith(metric)),
    ]);
    // The newest version of each day is the one that counts.
    const figures = new Map(versions.map((version) => [version.day, version.figures]));
    const days = askedDays(
      findings,
      (date) => figures.get(date),
      (date) => statistics.phase(date) === 'closed',
    );
    const corrected = correctedSince(versions, findings);
    return {
      ...{ ...question, day, metric, rules, sight: sightOf(actor) },
      weeks: [28, 21, 14, 7, 0].map((back) => {
        const date = dayAfter(day, -back);
        const logins = seen.size === 0 ? undefined : (seen.get(date)?.ncc_logins ?? 0);
        const reported = near.find((each) => each.day === date)?.figures[metric];
        const value = metrics[metric].source === 'cloud' ? logins : reported;
        return { day: date, value, logins, isHeld: held.has(date) };
      }),
      ...{
        days,
        corrected,
        isCorrected: isCorrectedIn(days, corrected),
        isHeld: findings.some((each) => each.isHeld),
        files: filesOf(question),
      },
    };
  }

  /** Problems of a report beside its numbers in the form; those of others beside the first that was typed. */
  function besideTyped({ day, figures }: AskedDay, typed: Readonly<Record<string, number>>, problems: Problems) {
    const shownCodes: readonly string[] = figures.map(({ code }) => code);
    const [first = ''] = Object.keys(typed);
    return Object.fromEntries(
      Object.entries(problems).map(([code, problem]) => [
        `right.${rightName(day, shownCodes.includes(code) ? code : first)}`,
        problem,
      ]),
    );
  }

  /** The right numbers by day, or their problems, with those that each day's numbers have among each other. */
  function readRight(right: Answer['right'], days: ShownQuestion['days']) {
    const problems: Problems = {};
    const figures = new Map<string, Record<string, number>>();
    for (const { day, figures: known, isClosed } of days)
      for (const { code, value } of isClosed ? [] : known) {
        const text = right[rightName(day, code)]?.trim() ?? '';
        if (text === '') continue;
        const label = `${dayName(day)} ${metrics[code].short}`;
        const read = readCount(text, label);
        if ('problem' in read) problems[`right.${rightName(day, code)}`] = read.problem;
        else if (read.value === value)
          problems[`right.${rightName(day, code)}`] = fact('statistics.question_right_same');
        else figures.set(day, { ...figures.get(day), [code]: read.value });
      }
    for (const asked of days) {
      const { day, reported } = asked;
      const typed = figures.get(day);
      if (typed === undefined) continue;
      const isUnread = (code: string) => problems[`right.${rightName(day, code)}`] !== undefined;
      const known = Object.entries({ ...reported, ...typed }).filter(([code]) => !isUnread(code));
      const found = Object.entries(problemsOf({ figures: Object.fromEntries(known) }));
      const others = Object.fromEntries(found.filter(([code]) => !isUnread(code)));
      Object.assign(problems, { ...besideTyped(asked, typed, others), ...problems });
    }
    return { problems, figures };
  }

  /** In the transaction of the answer: a correction of each day, whose reason is the answer. All that is wrong is told at once. */
  async function correct(
    actor: Actor,
    trx: Connection,
    { clientId, days }: ShownQuestion,
    corrections: ReadonlyMap<string, Record<string, number>>,
    text: string,
  ) {
    const said = composed(text).trim().slice(0, 200);
    const problems: Problems = {};
    for (const [day, figures] of corrections) {
      const known = days.find((each) => each.day === day);
      if (known === undefined) continue;
      // By terminal they are not kept: the answer does not split the right number.
      const reported = { ...known.reported, ...figures };
      try {
        await statistics.report(
          actor,
          clientId,
          day,
          { figures: reported, reason: said, note: said },
          { within: trx, isAsked: true },
        );
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        Object.assign(problems, besideTyped(known, figures, error.fields ?? { form: error.fact }));
      }
    }
    if (Object.keys(problems).length > 0) throw invalid(problems);
  }

  async function keepFile(actor: Actor, question: ListedQuestion, file: AnswerFile | undefined) {
    if (file?.refused !== undefined) return { problems: { file: file.refused } };
    if (file === undefined) return {};
    const { institutionId } = question;
    const kept = await files.keep(actor, { institutionId, name: file.name, bytes: file.bytes, accept });
    return 'problem' in kept ? { problems: { file: kept.problem } } : { fileId: kept.id };
  }

  return {
    async own(actor) {
      if (actor.kind !== 'member') throw none();
      const { institutionId, applications: clientIds } = actor;
      return (await store.ofInstitution(db, { institutionId, clientIds, limit: most })).map(listed);
    },

    async waitingFor(institutionId) {
      const all = (await store.ofInstitution(db, { institutionId, clientIds: undefined, limit: 20 })).map(listed);
      return all
        .filter((one) => waitsForInstitution.holds(one))
        .toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
    },

    async waitingForMember({ institutionId, applications: clientIds }) {
      return store.countUnanswered(db, institutionId, clientIds);
    },

    async aboutDays({ clientId }, { from, to }) {
      const [all, findings] = await Promise.all([
        store.ofApplication(db, clientId, from, to),
        store.findingsBetween(db, clientId, from, to),
      ]);
      const byId = new Map(all.map((one) => [one.id, listed(one)]));
      const days = new Map<string, DayQuestion[]>();
      for (const { day, questionId, metrics: codes, isHeld, isRevisedSince } of findings) {
        const one = byId.get(questionId);
        if (one === undefined) continue;
        const { standing, outcome, dueAt } = one;
        const about = {
          standing,
          outcome,
          dueAt,
          metrics: codes,
          reason: one.finalReason ?? one.reason,
          isRevisedSince,
        };
        days.set(day, [...(days.get(day) ?? []), { ...about, isHeld }]);
      }
      return days;
    },

    async desk(actor) {
      mustOperate(actor, ...deciding);
      return (await store.ofDesk(db, reachOf(actor), most)).map(listed);
    },

    async waitingAtDesk(actor) {
      mustOperate(actor, ...deciding);
      return store.countWaiting(db, reachOf(actor));
    },

    read: async (actor, id) => shown(actor, await find(actor, id)),

    async answer(actor, id, given, file) {
      const question = await shown(actor, await find(actor, id));
      await mustAnswer(actor, question);
      const { cause, text } = given;
      const right = readRight(given.right, question.days);
      const isCorrection = right.figures.size > 0;
      const search = cause === 'unknown' ? dueOn(given.until ?? '', clock.now()) : { due: undefined };
      const problems = {
        ...(!isCause(cause) && { cause: fact('statistics.question_cause_missing') }),
        // A figure that was wrong has a right one, or was corrected since the question.
        ...(cause === 'wrong' &&
          !isCorrection &&
          !question.isCorrected &&
          Object.fromEntries(
            question.days
              .flatMap(({ day, figures, isClosed }) =>
                isClosed ? [] : figures.map(({ code }) => rightName(day, code)),
              )
              .slice(0, 1)
              .map((name) => [`right.${name}`, fact('statistics.question_right_missing')] as const),
          )),
        ...right.problems,
        ...sentence(text, 'text', { isNeeded: isCorrection || (isCause(cause) && cause !== 'unknown') }),
        ...('problems' in search && search.problems),
      };
      const kept = await keepFile(actor, question, file);
      if (Object.keys({ ...problems, ...kept.problems }).length > 0) throw invalid({ ...problems, ...kept.problems });
      const at = clock.now();
      await db.transaction(async (trx) => {
        await store.lock(trx, id);
        const { fileId } = kept;
        const { institutionId, regionCode } = question;
        const words = composed(text).trim() || undefined;
        const due = 'due' in search ? search.due : undefined;
        const answer = { cause, answer: words, fileId, at, by: actorId(actor) ?? '', due };
        if ((await store.answer(trx, id, answer)) === undefined) throw conflict(fact('statistics.question_decided'));
        if (isCorrection) await correct(actor, trx, question, right.figures, text);
        if (fileId !== undefined)
          await files.hold(trx, { kind: 'question', id }, { institutionId, regionCode, named: { file: [fileId] } });
        const audited = {
          application: question.clientId,
          institution: institutionId,
          cause,
          corrected: [...right.figures].flatMap(([day, own]) => Object.keys(own).map((code) => rightName(day, code))),
        };
        await record(trx, at, actor, 'statistics.answer', { kind: 'question', id }, audited);
        // Who does not know the cause yet answers again.
        if (cause !== 'unknown') await tellDesk(trx, id, 'answered');
        await trx.changed('totals');
      });
      return { isCorrected: isCorrection };
    },

    async decide(actor, id, { verdict, reason, version }) {
      mustOperate(actor, ...deciding);
      const question = await shown(actor, await find(actor, id));
      await institutions.mustBeOthers(actor, question.institutionId);
      const at = clock.now();
      const { dueAt: due } = question;
      if (question.standing === 'decided' || question.standing === 'final')
        throw conflict(fact('statistics.question_decided'));
      const isEarly = verdict !== 'plausible' && isVerdict(verdict) && !mayDecideAll.holds(question, at);
      const problems = {
        ...(!isVerdict(verdict) && { verdict: fact('statistics.verdict_missing') }),
        ...(isEarly && {
          verdict: fact('statistics.verdict_early', { due: due.toISOString(), now: at.toISOString() }),
        }),
        ...(verdict === 'corrected' && !question.isCorrected && { verdict: fact('statistics.verdict_uncorrected') }),
        ...sentence(reason, 'reason', { isNeeded: true }),
      };
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const by = actor.kind === 'staff' ? actor.accountId : null;
      const isFinal = question.standing === 'appealed';
      if (isFinal && by === (question.decidedBy ?? null)) throw forbidden(fact('statistics.appeal_by_another'));
      await db.transaction(async (trx) => {
        await store.lock(trx, id);
        const decision = { verdict, reason: composed(reason).trim(), at, by, seen: version };
        const done = await (isFinal ? store.decideFinally : store.decide)(trx, id, decision);
        if (done === undefined) throw await refused(trx, id, version, fact('statistics.question_decided'));
        const { clientId, institutionId } = question;
        const audited = { application: clientId, institution: institutionId, verdict, reason: decision.reason };
        await record(
          trx,
          at,
          actor,
          isFinal ? 'statistics.decide_appeal' : 'statistics.decide',
          { kind: 'question', id },
          audited,
        );
        await tell(trx, id, 'decided');
        await trx.changed('totals');
      });
    },

    async askForMore(actor, id, { text, version }) {
      mustOperate(actor, ...deciding);
      const question = await find(actor, id);
      await institutions.mustBeOthers(actor, question.institutionId);
      const problems = sentence(text, 'reason', { isNeeded: true });
      if (Object.keys(problems).length > 0) throw invalid(problems);
      if (question.history.filter(({ kind }) => kind === 'more').length >= mostAsked)
        throw conflict(fact('statistics.more_often', { most: mostAsked }));
      const at = clock.now();
      await db.transaction(async (trx) => {
        const asked = { text: composed(text).trim(), at, due: dueAt(at, moreIn), seen: version };
        if ((await store.askForMore(trx, id, asked)) === undefined)
          throw await refused(trx, id, version, fact('statistics.more_not'));
        const audited = { application: question.clientId, institution: question.institutionId };
        await record(trx, at, actor, 'statistics.ask_more', { kind: 'question', id }, audited);
        await tell(trx, id, 'more');
        await trx.changed('totals');
      });
    },

    async appeal(actor, id, text, file) {
      const question = await find(actor, id);
      await mustAnswer(actor, question);
      if (!mayAppeal.holds(question)) throw conflict(fact('statistics.appeal_not'));
      const kept = await keepFile(actor, question, file);
      const problems = { ...sentence(text, 'appeal', { isNeeded: true }), ...kept.problems };
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const at = clock.now();
      await db.transaction(async (trx) => {
        const by = actorId(actor) ?? '';
        const { fileId } = kept;
        const { institutionId, regionCode } = question;
        if ((await store.appeal(trx, id, { text: composed(text).trim(), fileId, at, by })) === undefined)
          throw conflict(fact('statistics.appeal_not'));
        if (fileId !== undefined)
          await files.hold(trx, { kind: 'question', id }, { institutionId, regionCode, named: { file: [fileId] } });
        const audited = { application: question.clientId, institution: question.institutionId };
        await record(trx, at, actor, 'statistics.appeal', { kind: 'question', id }, audited);
        await tellDesk(trx, id, 'appealed');
        await trx.changed('totals');
      });
    },

    async file(actor, id, place) {
      const question = await find(actor, id);
      const { institutionId } = question;
      const fileId = filesOf(question)[place - 1];
      if (fileId === undefined) throw none();
      const { file, bytes } = await files.read(fileId, institutionId);
      await record(
        db,
        clock.now(),
        actor,
        'file.view',
        { kind: 'file', id: fileId },
        { institution: institutionId, type: file.type },
      );
      return { name: file.name, type: file.type, bytes };
    },
  };
}
