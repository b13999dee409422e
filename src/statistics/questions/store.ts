import type { Connection, Reader } from '../../database/open.ts';
import { type Standing, standingIn } from './standing.ts';
import { isHeld, mayDecideAll, waitsForDesk, waitsForInstitution } from './standing-rules.ts';

/** An earlier answer, or the request of the desk after it. */
type PastStep =
  | { kind: 'answer'; at: string; cause: string; text: string | null; fileId: string | null }
  | { kind: 'more'; at: string; text: string };

export type Question = {
  id: string;
  clientId: string;
  application: string;
  institutionId: string;
  institution: string;
  regionCode: string | undefined;
  firstDay: string;
  lastDay: string;
  askedAt: Date;
  dueAt: Date;
  cause: string | undefined;
  answer: string | undefined;
  fileId: string | undefined;
  answeredAt: Date | undefined;
  /** Since when the desk waits for more. */
  moreAt: Date | undefined;
  history: readonly PastStep[];
  verdict: string | undefined;
  reason: string | undefined;
  decidedAt: Date | undefined;
  decidedBy: string | undefined;
  appeal: string | undefined;
  appealedAt: Date | undefined;
  appealFileId: string | undefined;
  finalVerdict: string | undefined;
  finalReason: string | undefined;
  finalAt: Date | undefined;
};
export type Finding = { day: string; metric: string; rule: string; about: Readonly<Record<string, number>> };
/** `isHeld`: no ranking counts its figure. */
export type KeptFinding = Finding & { foundAt: Date; isHeld: boolean };

const day = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`;
const columns = `q.id, q.client_id as "clientId", a.name as application, q.institution_id as "institutionId", i.name as institution,
  q.region_code as "regionCode", ${day('q.first_day')} as "firstDay", ${day('q.last_day')} as "lastDay", q.asked_at as "askedAt",
  q.due_at as "dueAt", q.cause, q.answer, q.file_id as "fileId", q.answered_at as "answeredAt", q.more_at as "moreAt", q.history, q.verdict, q.reason,
  q.decided_at as "decidedAt", q.decided_by as "decidedBy", q.appeal, q.appealed_at as "appealedAt", q.appeal_file_id as "appealFileId",
  q.final_verdict as "finalVerdict",
  q.final_reason as "finalReason", q.final_at as "finalAt"`;
const from = `figure_questions q join applications a on a.client_id = q.client_id join institutions i on i.id = q.institution_id`;

type Row = { [Key in keyof Question]: undefined extends Question[Key] ? Question[Key] | null : Question[Key] };
const present = (row: Row): Question =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value ?? undefined])) as Question; // null is unset

/** Another one after each answer, request, decision and correction of one of its days. */
const version = (q: string) =>
  `encode(sha256(convert_to(row(${q}.cause, ${q}.answer, ${q}.file_id, ${q}.answered_at, ${q}.more_at, ${q}.verdict, ${q}.appealed_at, ${q}.final_verdict,
     (select count(*) from report_revisions v where v.client_id = ${q}.client_id and v.day between ${q}.first_day and ${q}.last_day))::text, 'UTF8')), 'hex')`;

export async function find(db: Reader, id: string): Promise<(Question & { version: string }) | undefined> {
  const row = await db.row<Row & { version: string }>(
    `select ${columns}, ${version('q')} as version from ${from} where q.id = $1`,
    [id],
  );
  return row && { ...present(row), version: row.version };
}

/** For the change of it: others wait. */
export const lock = async (trx: Connection, id: string): Promise<void> => {
  await trx.row(`select from figure_questions where id = $1 for update`, [id]);
};

export const findings = (db: Reader, id: string): Promise<KeptFinding[]> =>
  db.rows<KeptFinding>(
    `select ${day('f.day')} as day, f.metric, f.rule, f.about, f.found_at as "foundAt", ${isHeld.sql(['f', 'q'])} as "isHeld"
     from figure_findings f join figure_questions q on q.id = f.question_id where f.question_id = $1
     order by f.day desc, f.metric, f.rule limit 400`,
    [id],
  );

type Wanted = {
  institutionId?: string;
  clientIds?: readonly string[] | undefined;
  states?: 'waiting' | 'all';
  limit: number;
};

/** Of an institution, those that wait for it first. */
export const ofInstitution = async (db: Reader, { institutionId, clientIds, limit }: Wanted): Promise<Question[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from ${from} where q.institution_id = $1 and ($2::text[] is null or q.client_id = any($2))
       order by (${waitsForInstitution.sql('q')}) desc, q.asked_at desc, q.id limit $3`,
      [institutionId, clientIds ?? null, limit],
    )
  ).map(present);

/** For the desk: those that wait for a decision first, then those that wait for an answer, then the decided ones. */
export const ofDesk = async (db: Reader, regions: readonly string[] | undefined, limit: number): Promise<Question[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from ${from}
       where ${inReach('$1')}
       order by case when q.appealed_at is not null and q.final_at is null then 0 when q.decided_at is not null then 3
           when ${waitsForDesk.sql('q')} then 1 else 2 end, q.due_at, q.id limit $2`,
      [regions ?? null, limit],
    )
  ).map(present);

/** Of an application, those that are about some of these days. */
export const ofApplication = async (db: Reader, clientId: string, first: string, last: string): Promise<Question[]> =>
  (
    await db.rows<Row>(
      `select ${columns} from ${from} where q.client_id = $1 and q.last_day >= $2 and q.first_day <= $3 order by q.asked_at, q.id`,
      [clientId, first, last],
    )
  ).map(present);

/** Which figures of which of these days each of them is about. */
export const findingsBetween = (db: Reader, clientId: string, first: string, last: string) =>
  db.rows<{ day: string; questionId: string; metrics: string[]; isHeld: boolean; isRevisedSince: boolean }>(
    `select ${day('f.day')} as day, f.question_id as "questionId", array_agg(distinct f.metric order by f.metric) as metrics,
       bool_or(${isHeld.sql(['f', 'q'])}) as "isHeld",
       exists (select from report_revisions v where v.client_id = $1 and v.day = f.day and v.at > max(coalesce(q.final_at, q.decided_at))) as "isRevisedSince"
     from figure_findings f join figure_questions q on q.id = f.question_id
     where f.client_id = $1 and f.day between $2 and $3 group by f.day, f.question_id order by 1, 2`,
    [clientId, first, last],
  );

/** On which of these days one of these figures of an application is in question, or was decided not to count. */
export const heldDays = async (
  db: Reader,
  clientId: string,
  { from: first, to: last }: { from: string; to: string },
  codes: readonly string[],
): Promise<ReadonlySet<string>> =>
  new Set(
    (
      await db.rows<{ day: string }>(
        `select distinct ${day('f.day')} as day from figure_findings f join figure_questions q on q.id = f.question_id
         where f.client_id = $1 and f.day between $2 and $3 and f.metric = any($4) and ${isHeld.sql(['f', 'q'])}`,
        [clientId, first, last, codes],
      )
    ).map((each) => each.day),
  );

const inReach = (codes: string) =>
  `(${codes}::text[] is null or exists (select from unnest(${codes}::text[]) as reach (code) where starts_with(q.region_code, reach.code)))`;

/** How many the desk decides next. */
export const countWaiting = async (db: Reader, regions: readonly string[] | undefined): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::int as count from figure_questions q where ${inReach('$1')} and ${waitsForDesk.sql('q')}`,
      [regions ?? null],
    )
  )?.count ?? 0;

/** How many an institution answers next, of some of its applications or all. */
export const countUnanswered = async (
  db: Reader,
  institutionId: string,
  clientIds: readonly string[] | undefined,
): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::int as count from figure_questions q
       where q.institution_id = $1 and ($2::text[] is null or q.client_id = any($2)) and ${waitsForInstitution.sql('q')}`,
      [institutionId, clientIds ?? null],
    )
  )?.count ?? 0;

type New = Pick<
  Question,
  'id' | 'clientId' | 'institutionId' | 'regionCode' | 'firstDay' | 'lastDay' | 'askedAt' | 'dueAt'
>;

export const insert = (trx: Connection, one: New) =>
  trx.run(
    `insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      one.id,
      one.clientId,
      one.institutionId,
      one.regionCode ?? null,
      one.firstDay,
      one.lastDay,
      one.askedAt,
      one.dueAt,
    ],
  );

/** More days of a question that is not decided. */
export const widen = (trx: Connection, id: string, first: string, last: string) =>
  trx.run(
    `update figure_questions set first_day = least(first_day, $2::date), last_day = greatest(last_day, $3::date) where id = $1`,
    [id, first, last],
  );

/** Findings of days with a report; known ones stay as they are. */
export const addFindings = (
  trx: Connection,
  questionId: string,
  clientId: string,
  found: readonly Finding[],
  at: Date,
) =>
  trx.run(
    `insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at)
     select $1, f.day, f.metric, f.rule, $2, f.about, $3
     from unnest($4::date[], $5::text[], $6::text[], $7::jsonb[]) as f (day, metric, rule, about)
     where exists (select from daily_reports r where r.client_id = $1 and r.day = f.day)
     on conflict do nothing`,
    [
      ...[clientId, questionId, at],
      ...[found.map((each) => each.day), found.map(({ metric }) => metric), found.map(({ rule }) => rule)],
      found.map(({ about }) => JSON.stringify(about)),
    ],
  );

type AskedBefore = {
  rule: string;
  metric: string;
  last: string;
  questionId: string;
  isOpen: boolean;
  /** Days on which the institution reported another figure after the decision: that says nothing about them. */
  revised: readonly string[];
};

/** Earlier questions to an application, by rule and figure; `last`: the last day with the sign, or the day of the decision. */
export const askedOf = (trx: Connection, clientId: string, since: string): Promise<AskedBefore[]> =>
  trx.rows<AskedBefore>(
    `select f.rule, f.metric, ${day(`greatest(max(f.day), max((q.decided_at at time zone 'Asia/Shanghai')::date))`)} as last,
       q.id as "questionId", q.decided_at is null as "isOpen",
       array(select distinct ${day('v.day')} from report_revisions v where v.client_id = $1 and v.day >= $2::date and v.at > coalesce(q.final_at, q.decided_at)
         and v.revision > 1) as revised
     from figure_findings f join figure_questions q on q.id = f.question_id
     where f.client_id = $1 and q.last_day >= $2 group by f.rule, f.metric, q.id order by last desc`,
    [clientId, since],
  );

/** The newest undecided one of an application, and how many there are. */
export const openOf = (trx: Connection, clientId: string) =>
  trx.rows<{ id: string; firstDay: string; lastDay: string; isAnswered: boolean }>(
    `select q.id, ${day('q.first_day')} as "firstDay", ${day('q.last_day')} as "lastDay", q.answered_at is not null as "isAnswered"
     from figure_questions q where q.client_id = $1 and q.decided_at is null order by q.asked_at desc, q.id`,
    [clientId],
  );

/** Steps in the history of a question, at most; a person takes a few. */
const mostSteps = 60;
/** The answer that stands, as a step of the history. */
const answerStep = `jsonb_build_object('kind', 'answer', 'at', answered_at, 'cause', cause, 'text', answer, 'fileId', file_id)`;

/** `due`: by when an institution that looks for the cause expects to know it. */
type Answer = {
  cause: string;
  answer: string | undefined;
  fileId: string | undefined;
  at: Date;
  by: string;
  due: Date | undefined;
};
/** Earlier answers stand in the history, with their files; of very many the last one is replaced. Without another file it keeps the one before. */
export const answer = (trx: Connection, id: string, { cause, answer: text, fileId, at, by, due }: Answer) =>
  trx.row(
    `update figure_questions set cause = $2, answer = $3, file_id = coalesce($4, case when more_at is null then file_id end), answered_at = $5,
       answered_by = $6, more_at = null, due_at = coalesce($7, due_at),
       history = case when answered_at is null or more_at is not null or jsonb_array_length(history) >= ${mostSteps} then history
         else history || jsonb_build_array(${answerStep}) end
     where id = $1 and decided_at is null returning id`,
    [id, cause, text ?? null, fileId ?? null, at, by, due ?? null],
  );

/** The answer goes into the history, with the request after it. Only where the desk decides next. */
export const askForMore = (
  trx: Connection,
  id: string,
  { text, at, due, seen }: { text: string; at: Date; due: Date; seen: string },
) =>
  trx.row(
    `update figure_questions q set more_at = $3, due_at = $4, reminded_on = null, history = history || jsonb_build_array(
         ${answerStep},
         jsonb_build_object('kind', 'more', 'at', $3::timestamptz, 'text', $2::text))
     where id = $1 and decided_at is null and ${waitsForDesk.sql('q')} and ${version('q')} = $5 returning id`,
    [id, text, at, due, seen],
  );

/** `seen`: its version when the desk read it; a newer answer is read first. */
type Decision = { verdict: string; reason: string; at: Date; by: string | null; seen: string };
export const decide = (trx: Connection, id: string, { verdict, reason, at, by, seen }: Decision) =>
  trx.row(
    `update figure_questions q set verdict = $2, reason = $3, decided_at = $4, decided_by = $5
     where id = $1 and decided_at is null and ${version('q')} = $6 and ($2 = 'plausible' or ${mayDecideAll.sql('q', '$4')}) returning id`,
    [id, verdict, reason, at, by, seen],
  );

type Appeal = { text: string; fileId: string | undefined; at: Date; by: string };
/** Once. */
export const appeal = (trx: Connection, id: string, { text, fileId, at, by }: Appeal) =>
  trx.row(
    `update figure_questions set appeal = $2, appealed_at = $3, appealed_by = $4, appeal_file_id = $5
     where id = $1 and verdict = 'excluded' and appealed_at is null returning id`,
    [id, text, at, by, fileId ?? null],
  );

/** By another person. */
export const decideFinally = (trx: Connection, id: string, { verdict, reason, at, by, seen }: Decision) =>
  trx.row(
    `update figure_questions q set final_verdict = $2, final_reason = $3, final_at = $4, final_by = $5
     where id = $1 and appealed_at is not null and final_at is null and decided_by is distinct from $5 and ${version('q')} = $6 returning id`,
    [id, verdict, reason, at, by, seen],
  );

/** Without an answer after their time, or on the day on which the institution expected to know; and not reminded on this day. */
export const overdue = (db: Reader, now: Date, today: string, limit: number): Promise<{ id: string }[]> =>
  db.rows<{ id: string }>(
    `select id from figure_questions q where ${waitsForInstitution.sql('q')}
       and (due_at < $1 or (cause = 'unknown' and (due_at at time zone 'Asia/Shanghai')::date <= $2::date))
       and (reminded_on is null or reminded_on < $2::date) order by due_at, id limit $3`,
    [now, today, limit],
  );
export const markReminded = (trx: Connection, id: string, today: string) =>
  trx.row(
    `update figure_questions set reminded_on = $2 where id = $1 and (reminded_on is null or reminded_on < $2::date) returning id`,
    [id, today],
  );

/** A question about a figure of a report, as the figure's note tells it. */
export type FigureNote = {
  id: string;
  clientId: string;
  day: string;
  metric: string;
  isHeld: boolean;
  standing: Standing;
  verdict: string | undefined;
  reason: string | undefined;
  at: Date;
  /** The value of the metric that it was decided about, where that was revised since. */
  before: number | undefined;
};

/** The questions about reports, by day and the first one first, with the earlier values of this metric. */
export async function notesOf(
  db: Reader,
  reports: readonly { clientId: string; day: string }[],
  place: number,
): Promise<FigureNote[]> {
  type NoteRow = Omit<FigureNote, 'verdict' | 'reason' | 'before'> & {
    verdict: string | null;
    reason: string | null;
    before: string | null;
  };
  const rows = await db.rows<NoteRow>(
    `select distinct q.id, f.client_id as "clientId", ${day('f.day')} as day, f.metric, ${isHeld.sql(['f', 'q'])} as "isHeld",
       ${standingIn('q')} as standing, coalesce(q.final_verdict, q.verdict) as verdict, coalesce(q.final_reason, q.reason) as reason,
       coalesce(q.final_at, q.decided_at, q.asked_at) as at, q.asked_at, nullif(decided.value, d.figures[$3]) as before
     from unnest($1::text[], $2::date[]) as r (client_id, day) join figure_findings f on f.client_id = r.client_id and f.day = r.day
       join figure_questions q on q.id = f.question_id join daily_reports d on d.client_id = r.client_id and d.day = r.day
       left join lateral (select v.figures[$3] as value from report_revisions v where v.client_id = r.client_id and v.day = r.day
         and v.at <= coalesce(q.final_at, q.decided_at) order by v.revision desc limit 1) decided on true
     order by 3, q.asked_at, 1, 4`,
    [reports.map(({ clientId }) => clientId), reports.map((each) => each.day), place + 1],
  );
  return rows.map(({ id, clientId, day: on, metric, isHeld: held, standing, verdict, reason, at, before }) => ({
    ...{ id, clientId, day: on, metric, isHeld: held, standing, at },
    ...{ verdict: verdict ?? undefined, reason: reason ?? undefined },
    before: before === null ? undefined : Number(before),
  }));
}

/**
 * Decisions say nothing any more about figures of these days that were corrected since, now that these are judged too: true where there are such.
 * `places`: where each metric stands among the figures of a report.
 */
export const endDecisions = async (
  trx: Connection,
  judged: readonly { clientId: string; day: string }[],
  places: readonly [metric: string, place: number][],
  at: Date,
): Promise<boolean> =>
  (
    await trx.rows(
      `update figure_findings f set over_at = $5
       from unnest($1::text[], $2::date[]) as j (client_id, day), unnest($3::text[], $4::int[]) as m (metric, place), figure_questions q, daily_reports r
       where f.client_id = j.client_id and f.day = j.day and f.metric = m.metric and f.over_at is null and q.id = f.question_id
         and q.decided_at is not null and (q.appealed_at is null or q.final_at is not null) and r.client_id = f.client_id and r.day = f.day
         and r.figures[m.place] is distinct from (select v.figures[m.place] from report_revisions v where v.client_id = f.client_id and v.day = f.day
           and v.at <= coalesce(q.final_at, q.decided_at) order by v.revision desc limit 1)
       returning f.day`,
      [
        ...[judged.map(({ clientId }) => clientId), judged.map((each) => each.day)],
        ...[places.map(([metric]) => metric), places.map(([, place]) => place), at],
      ],
    )
  ).length > 0;

export const saveRound = (trx: Connection, { day: judged, judgedUntil }: { day: string; judgedUntil: Date }) =>
  trx.run(
    `insert into figure_rounds (name, day, judged_until) values ('reports', $1, $2)
     on conflict (name) do update set day = excluded.day, judged_until = excluded.judged_until`,
    [judged, judgedUntil],
  );
