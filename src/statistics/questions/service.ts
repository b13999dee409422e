import { type Actor, actorId, isMemberOf, mustOperate, mustReach, reachOf } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, Problem, type Problems } from '../../errors.ts';
import { readWhole } from '../../fields/number.ts';
import { composed, countCharacters, tooLong } from '../../fields/text.ts';
import type { Files } from '../../files/service.ts';
import type { Institutions } from '../../institutions/service.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import type { AttestedFigures } from '../reports/attested.ts';
import { dayAfter } from '../reports/closing.ts';
import { type Figures, isMetric, type MetricCode, metrics } from '../reports/metric.ts';
import type { Reported } from '../reports/report-store.ts';
import type { Reporting } from '../reports/reporting.ts';
import { isCause, isVerdict, type Standing, sentenceNames, standingOf, type Verdict } from './question.ts';
import { falseAlarms, isRule, type RuleCode } from './rules.ts';
import * as store from './store.ts';
import type { NotifyReporters } from './telling.ts';

/** A question as it is listed; `outcome`: the last decision. */
export type ListedQuestion = store.Question & { standing: Standing; outcome: Verdict | undefined };

type RuleShown = { code: RuleCode; about: Readonly<Record<string, number>>; days: number; falseAlarms: number };

/** Everything that its page shows. */
export type ShownQuestion = ListedQuestion & {
  /** The day and figure that it is mostly about, and the same weekdays before it with the logins that the Cloud saw. */
  day: string;
  metric: MetricCode;
  weeks: readonly { day: string; value: number | undefined; logins: number | undefined }[];
  /** The strongest reason first. */
  rules: readonly RuleShown[];
  /** The report of that day, and which of its figures an answer may correct. */
  figures: Figures;
  correctable: readonly { code: MetricCode; value: number }[];
};

/** The typed answer: a cause, right numbers by the code of the metric, and words. */
type Answer = { cause: string; text: string; right: Readonly<Record<string, string | undefined>> };
type AnswerFile = { name: string; bytes: Buffer };

/** R54: questions about figures that do not look like days of people; only the institution and the desk see them. */
export interface FigureQuestions {
  /** Of the actor's institution, those that wait for it first. */
  own(actor: Actor): Promise<ListedQuestion[]>;
  /** Of an institution, those without an answer, the first due first: for its 首页. */
  waitingFor(institutionId: string): Promise<ListedQuestion[]>;
  /** Of the regions of the desk, those that wait for a decision first. */
  desk(actor: Actor): Promise<ListedQuestion[]>;
  /** Throws `not_found` for all but its institution and the desk. */
  read(actor: Actor, id: string): Promise<ShownQuestion>;
  /**
   * Answers, with a correction of the report at once where right numbers are given; until it is decided an answer can be given again. Throws
   * `invalid` by field.
   */
  answer(actor: Actor, id: string, given: Answer, file?: AnswerFile): Promise<{ isCorrected: boolean }>;
  /** 说得通, 已改正 or 不计入排名; of an appeal by another person than the first time. */
  decide(actor: Actor, id: string, given: { verdict: string; reason: string }): Promise<void>;
  /** Once, against 不计入排名. */
  appeal(actor: Actor, id: string, text: string): Promise<void>;
  /** The file of an answer, for the desk. */
  file(actor: Actor, id: string): Promise<{ name: string; type: string; bytes: Buffer }>;
}

type Range = { from: string; to: string };
/** The verbs of reports that a question needs. */
type Reports = {
  list(actor: Actor, clientId: string, range: Range): Promise<Reported[]>;
  attested(actor: Actor, clientId: string, range: Range): Promise<Map<string, AttestedFigures>>;
  report(
    actor: Actor,
    clientId: string,
    day: string,
    given: Reporting,
    options: { within: Connection },
  ): Promise<unknown>;
};

type Needs = {
  db: Database;
  clock: Clock;
  statistics: Reports;
  institutions: Pick<Institutions, 'mustBeOthers'>;
  files: Pick<Files, 'keep' | 'hold' | 'read'>;
  tell: NotifyReporters;
};

const most = 200;
const longestText = 500;
const accept = { types: ['application/pdf', 'image/jpeg', 'image/png'] };
const deciding = may('decide about a figure under question').roles;
const answering = may('answer a question about a figure').roles;
const correctable = ['pv', 'uv', 'ip', 'visits', 'new_activities', 'new_venues', 'new_resources'];
const none = () => notFound(fact('statistics.no_question'));

const listed = (one: store.Question): ListedQuestion => {
  const { answeredAt, verdict, appealedAt, finalVerdict } = one;
  const outcome = finalVerdict ?? verdict;
  return {
    ...one,
    standing: standingOf({
      isAnswered: answeredAt !== undefined,
      verdict,
      isAppealed: appealedAt !== undefined,
      finalVerdict,
    }),
    outcome: outcome !== undefined && isVerdict(outcome) ? outcome : undefined,
  };
};

const isDesk = (actor: Actor) =>
  actor.kind === 'operator' ||
  (actor.kind === 'staff' && actor.roles.some((role) => deciding.some((each) => each === role)));

const hasTyped = (right: Answer['right']) => Object.values(right).some((value) => (value ?? '').trim() !== '');

/** A sentence, or its problem under this name. */
function sentence(text: string, name: keyof typeof sentenceNames, { isNeeded }: { isNeeded: boolean }): Problems {
  const now = countCharacters(composed(text).trim());
  if (now > longestText) return { [name]: tooLong(sentenceNames[name], longestText, now) };
  return isNeeded && now < 2 ? { [name]: fact('statistics.question_text_missing') } : {};
}

export function createQuestions({ db, clock, statistics, institutions, files, tell }: Needs): FigureQuestions {
  /** Of its own institution and applications, or of the desk's regions; others find none. */
  async function find(actor: Actor, id: string, connection: Connection = db): Promise<ListedQuestion> {
    const found = isId(id) ? await store.find(connection, id) : undefined;
    if (found === undefined) throw none();
    if (actor.kind === 'member') {
      const isOther = actor.applications !== undefined && !actor.applications.includes(found.clientId);
      if (actor.institutionId !== found.institutionId || isOther) throw none();
    } else {
      if (!isDesk(actor)) throw none();
      mustReach(actor, { regionCode: found.regionCode }, none);
    }
    return listed(found);
  }

  async function mustAnswer(actor: Actor, question: ListedQuestion): Promise<void> {
    if (!isMemberOf(actor, question.institutionId, answering, question.clientId))
      throw forbidden(fact('statistics.role_may_not'));
  }

  /** The strongest reason: a jump of a day is asked about as that day. */
  function focusOf(findings: readonly store.Finding[]): { day: string; metric: MetricCode } | undefined {
    const [first] = findings.toSorted(
      (one, other) => Number(other.rule === 'jump') - Number(one.rule === 'jump') || (one.day < other.day ? 1 : -1),
    );
    return first && { day: first.day, metric: isMetric(first.metric) ? first.metric : 'pv' };
  }

  async function shown(actor: Actor, question: ListedQuestion): Promise<ShownQuestion> {
    const { clientId, lastDay } = question;
    const findings = await store.findings(db, question.id);
    const { day, metric } = focusOf(findings) ?? { day: lastDay, metric: 'pv' as const };
    const range = { from: dayAfter(day, -28), to: day };
    const [reports, seen] = await Promise.all([
      statistics.list(actor, clientId, range),
      statistics.attested(actor, clientId, range),
    ]);
    const reportOf = (wanted: string) => reports.find((each) => each.day === wanted);
    const figures = reportOf(day)?.figures ?? {};
    const named = findings.filter((each) => each.day === day).map((each) => each.metric);
    const isOfVisits = named.some((each) => ['pv', 'uv', 'ip', 'visits'].includes(each));
    const codes = correctable.filter(
      (code) => named.includes(code) || (isOfVisits && ['pv', 'uv', 'ip'].includes(code)),
    );
    const rules = Map.groupBy(findings, ({ rule }) => rule);
    return {
      ...{ ...question, day, metric, figures },
      weeks: [28, 21, 14, 7, 0].map((back) => {
        const date = dayAfter(day, -back);
        const logins = seen.size === 0 ? undefined : (seen.get(date)?.pv?.value ?? 0);
        return {
          day: date,
          value: metrics[metric].source === 'cloud' ? logins : reportOf(date)?.figures[metric],
          logins,
        };
      }),
      rules: [...rules].flatMap(([code, own]) =>
        isRule(code) && own[0] !== undefined
          ? [
              {
                code,
                about: own[0].about,
                days: new Set(own.map((each) => each.day)).size,
                falseAlarms: falseAlarms(code),
              },
            ]
          : [],
      ),
      correctable: codes.flatMap((code) => {
        const value = figures[code];
        return isMetric(code) && value !== undefined ? [{ code, value }] : [];
      }),
    };
  }

  /** The right numbers, or their problems. */
  function readRight(right: Answer['right'], known: ShownQuestion['correctable']) {
    const problems: Problems = {};
    const figures: Record<string, number> = {};
    for (const { code, value } of known) {
      const text = right[code]?.trim() ?? '';
      if (text === '') continue;
      const number = /^[+-]/.test(text) ? undefined : readWhole(text);
      if (number === undefined)
        problems[`right.${code}`] = fact('statistics.number_form', { label: metrics[code].name });
      else if (number !== value) figures[code] = number;
    }
    return { problems, figures };
  }

  /** In the transaction of the answer: a correction whose reason is the answer. */
  async function correct(
    actor: Actor,
    trx: Connection,
    question: ShownQuestion,
    figures: Record<string, number>,
    text: string,
  ) {
    const { clientId, day } = question;
    const said = composed(text).trim().slice(0, 200);
    try {
      await statistics.report(
        actor,
        clientId,
        day,
        { figures: { ...question.figures, ...figures }, reason: said, note: said },
        { within: trx },
      );
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const [first] = Object.keys(figures);
      const placed = Object.entries(error.fields ?? { form: error.fact }).map(([name, problem]) => [
        question.correctable.some(({ code }) => code === name) ? `right.${name}` : `right.${first}`,
        problem,
      ]);
      throw invalid(Object.fromEntries(placed));
    }
  }

  async function keepFile(actor: Actor, question: ListedQuestion, file: AnswerFile | undefined) {
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
        .filter(({ standing, cause }) => standing === 'open' || (standing === 'answered' && cause === 'unknown'))
        .toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
    },

    async desk(actor) {
      mustOperate(actor, ...deciding);
      return (await store.ofDesk(db, reachOf(actor), most)).map(listed);
    },

    read: async (actor, id) => shown(actor, await find(actor, id)),

    async answer(actor, id, given, file) {
      const question = await shown(actor, await find(actor, id));
      await mustAnswer(actor, question);
      const { cause, text } = given;
      const right = readRight(given.right, question.correctable);
      const isCorrection = Object.keys(right.figures).length > 0;
      const problems = {
        ...(!isCause(cause) && { cause: fact('statistics.question_cause_missing') }),
        // A figure that was wrong has a right one, or was corrected before this answer.
        ...(cause === 'wrong' &&
          !isCorrection &&
          !hasTyped(given.right) &&
          Object.fromEntries(
            question.correctable
              .slice(0, 1)
              .map(({ code }) => [`right.${code}`, fact('statistics.question_right_missing')] as const),
          )),
        ...right.problems,
        ...sentence(text, 'text', { isNeeded: isCorrection || (isCause(cause) && cause !== 'unknown') }),
      };
      const kept = await keepFile(actor, question, file);
      if (Object.keys({ ...problems, ...kept.problems }).length > 0) throw invalid({ ...problems, ...kept.problems });
      const at = clock.now();
      await db.transaction(async (trx) => {
        await store.lock(trx, id);
        const { fileId } = kept;
        const { institutionId, regionCode } = question;
        const answer = { cause, answer: composed(text).trim() || undefined, fileId, at, by: actorId(actor) ?? '' };
        if ((await store.answer(trx, id, answer)) === undefined) throw conflict(fact('statistics.question_decided'));
        if (isCorrection) await correct(actor, trx, question, right.figures, text);
        if (fileId !== undefined)
          await files.hold(trx, { kind: 'question', id }, { institutionId, regionCode, named: { file: [fileId] } });
        const audited = {
          application: question.clientId,
          institution: institutionId,
          cause,
          corrected: Object.keys(right.figures),
        };
        await record(trx, at, actor, 'statistics.answer', { kind: 'question', id }, audited);
      });
      return { isCorrected: isCorrection };
    },

    async decide(actor, id, { verdict, reason }) {
      mustOperate(actor, ...deciding);
      const question = await find(actor, id);
      await institutions.mustBeOthers(actor, question.institutionId);
      const problems = {
        ...(!isVerdict(verdict) && { verdict: fact('statistics.verdict_missing') }),
        ...sentence(reason, 'reason', { isNeeded: true }),
      };
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const at = clock.now();
      const by = actor.kind === 'staff' ? actor.accountId : null;
      const isFinal = question.standing === 'appealed';
      if (isFinal && by === (question.decidedBy ?? null)) throw forbidden(fact('statistics.appeal_by_another'));
      await db.transaction(async (trx) => {
        await store.lock(trx, id);
        const decision = { verdict, reason: composed(reason).trim(), at, by };
        const done = await (isFinal ? store.decideFinally : store.decide)(trx, id, decision);
        if (done === undefined) throw conflict(fact('statistics.question_decided'));
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

    async appeal(actor, id, text) {
      const question = await find(actor, id);
      await mustAnswer(actor, question);
      const problems = sentence(text, 'appeal', { isNeeded: true });
      if (Object.keys(problems).length > 0) throw invalid(problems);
      const at = clock.now();
      await db.transaction(async (trx) => {
        const by = actorId(actor) ?? '';
        if ((await store.appeal(trx, id, { text: composed(text).trim(), at, by })) === undefined)
          throw conflict(fact('statistics.appeal_not'));
        const audited = { application: question.clientId, institution: question.institutionId };
        await record(trx, at, actor, 'statistics.appeal', { kind: 'question', id }, audited);
      });
    },

    async file(actor, id) {
      mustOperate(actor, ...deciding);
      const { fileId, institutionId } = await find(actor, id);
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
