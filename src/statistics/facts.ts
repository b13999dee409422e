import { type Fact, factsOf, type None } from '../fact.ts';

export type StatisticsFacts = {
  'statistics.to_before_from': None;
  'statistics.figure_form': None;
  'statistics.figures_form': None;
  'statistics.terminals_form': None;
  'statistics.this_day_form': None;
  'statistics.items_missing': None;
  'statistics.terminal_unknown': { name: string; known: readonly string[] };
  'statistics.longest_range': { days: number };
  'statistics.most_days': { most: number; now: number };
  'statistics.no_day_data': None;
  'statistics.locked': { month: string };
  'statistics.reason_missing': None;
  'statistics.no_place': None;
  'statistics.no_day': None;
  'statistics.no_month': None;
  'statistics.no_application_or_day': None;
  'statistics.pasted_lines': { most: number; now: number };
  'statistics.pasted_date': { row: number; month: string };
  'statistics.pasted_other_month': { row: number; day: string; month: string };
  'statistics.pasted_twice': { row: number; other: number; day: string };
  'statistics.pasted_few': { row: number; now: number; least: number };
  'statistics.pasted_many': { row: number; now: number; most: number };
  'statistics.no_region': None;
  'statistics.urge_none': None;
  'statistics.urge_most': { most: number };
  'statistics.metric_missing': { metric: string };
  'statistics.metric_unknown': { code: string };
  'statistics.metric_of_cloud': { metric: string };
  'statistics.metric_form': { metric: string; largest: number };
  'statistics.uv_at_least_1': None;
  'statistics.ip_at_least_1': None;
  'statistics.terminals_sum': { metric: string; sum: number; whole: number };
  'statistics.terminals_between': { metric: string; whole: number; most: number; sum: number };
  'statistics.uv_above_pv': { uv: number; pv: number };
  'statistics.ip_above_pv': { ip: number; pv: number };
  /** By the codes of both metrics and by their short names. */
  'statistics.part_above': {
    part: string;
    partName: string;
    value: number;
    of: string;
    ofName: string;
    whole: number;
  };
  'statistics.many_visits': { times: number };
  'statistics.unusual': { how: Fact };
  'statistics.repeated': None;
  'statistics.all_zero': None;
  'statistics.rounded': None;
  'statistics.activities_apart': { reported: number; published: number };
  'statistics.below_median': { percent: number };
  'statistics.median_zero': { value: number };
  'statistics.above_median': { times: number };
  'statistics.future': None;
  'statistics.old': None;
  'statistics.correction_reason': None;
  'statistics.date_form': None;
  'statistics.before_start': { since: string };
  'statistics.no_application': None;
  'statistics.role_may_not': None;
  'statistics.note_missing': None;
  'statistics.columns_missing': { columns: string };
  'statistics.columns_twice': { columns: string };
  'statistics.columns_unread': { columns: string };
  'statistics.days_unread': { days: string };
  'statistics.of_day': { day: string; problem: Fact };
  'statistics.sheet_long': { most: number; month: string };
  'statistics.sheet_empty': None;
  'statistics.number_form': { label: string };
  'statistics.sentence_long': { label: string; max: number };
  'statistics.sentence_numbers': None;
  'statistics.day_form': { name: string };
  'statistics.date_field_missing': None;
  'statistics.date_twice': { day: string };
  'statistics.file_missing': None;
  'statistics.counter_off': None;
  'statistics.counter_needs_ak': None;
  'statistics.counter_unknown': None;
  'statistics.counter_elsewhere': { origin: string };
  'statistics.visitor_form': None;
  'statistics.visitors_many': { most: number };
};

/** Phrases of back-office pages, which are in Chinese. */
export type StatisticsPageFacts = {
  'statistics.progress_no_ak': None;
  'statistics.task_missing': { count: number };
  'statistics.task_missing_since': { days: number; names: readonly string[] };
  'statistics.to_missing': None;
  'statistics.tag_missing': None;
  'statistics.task_yesterday': None;
  'statistics.task_late_after': { names: readonly string[] };
  'statistics.to_report': None;
  'statistics.tag_noon': None;
  'statistics.progress_missing': { days: number; count: number; isFirst: boolean };
  'statistics.progress_first': { isDue: boolean };
  'statistics.next_report': None;
  'statistics.progress_until': { day: string; isDue: boolean; count: number; silent: number };
  'statistics.summary_none': { when: string; place: string; label: string; part: string };
  'statistics.summary': {
    when: string;
    place: string;
    label: string;
    text: string;
    previous: string;
    /** The part that the change leaves out of both periods, and the rest that it compares. */
    rest: Fact | undefined;
    change: number | undefined;
    /** 国家云自己看见至少 6.1 万次（37%） */
    seen: string | undefined;
    held: Fact | undefined;
    from: readonly string[];
    part: string;
    weak: number;
    below: string;
  };
  /** `count`: where the reader may know of them; `isNewer`: the total is still to be made of their corrections. */
  'statistics.held_in': { count: number | undefined; state: string; isNewer?: boolean; sum?: string; rest?: string };
  /** `count` of applications and `rest`, where the reader may know of them. */
  'statistics.compared_rest': { count: number | undefined; rest: string | undefined };
  'statistics.compared_rest_before': None;
  'statistics.trend_none': { label: string; count: number };
  'statistics.trend': {
    label: string;
    count: number;
    day: string;
    highest: string;
    holiday: Fact | undefined;
    weak: number;
    held: number;
  };
  'statistics.holiday': { name: string; mean: string; times: string };
  'statistics.counted_twice': { name: string; unit: string; isTwice: boolean };
  'statistics.not_ranked': None;
  'statistics.not_compared_before': { why: string };
  'statistics.not_compared': { why: string };
  'statistics.about_replay': { day: string };
  'statistics.about_part': None;
  'statistics.about_comparing': None;
  'statistics.about_before': None;
  'statistics.about_year_ago': None;
  'statistics.about_metric': { definition: string; source: string; rule: string; seen: string };
  'statistics.figure_title': { value: string; unit: string; definition: string };
  'statistics.part_title': None;
  'statistics.part_note': { reported: string; due: string };
  'statistics.adds_up': { isAdditive: boolean };
  'statistics.by_counter': None;
  'statistics.seen_share': { share: string };
  'statistics.seen_lede': { text: string; share: string; isExact: boolean };
  /** `reported`: of one application and day; `more`: of sums, the rest that no report contains. */
  'statistics.seen_over': { counted: string; reported: string | undefined; more: string | undefined; isExact: boolean };
  'statistics.seen_heading': { name: string; isTwice: boolean };
  'statistics.seen_title': { value: string; unit: string; isExact: boolean };
  'statistics.seen_of': { kind: 'exact' | 'at_least' | undefined; by: string | undefined; isCloud: boolean };
  'statistics.menu_statistics': None;
  'statistics.menu_statistics_staff': None;
  'statistics.menu_data_quality': None;
  'statistics.do_report': None;
  'statistics.also_report': None;
  'statistics.do_dashboard': None;
  'statistics.do_quality': None;
  'statistics.do_urge': None;
  'statistics.progress_title': None;
  'statistics.no_question': None;
  'statistics.question_cause_missing': None;
  'statistics.question_text_missing': None;
  'statistics.question_right_missing': None;
  'statistics.question_right_same': None;
  /** By when an institution expects to know the cause: the earliest day and the latest. */
  'statistics.question_until': { first: string; last: string };
  'statistics.question_decided': None;
  'statistics.verdict_missing': None;
  'statistics.report_changed': { revision: number; changes: readonly Fact[] };
  'statistics.report_change': { name: string; kept: string; typed: string };
  'statistics.asked_wrong': { name: string; value: string; of: string; known: readonly string[] };
  'statistics.asked_over': { name: string; value: string; latest: string };
  'statistics.question_changed': None;
  'statistics.verdict_early': { due: string; now: string };
  'statistics.verdict_uncorrected': None;
  'statistics.more_not': None;
  'statistics.more_often': { most: number };
  'statistics.appeal_not': None;
  'statistics.appeal_by_another': None;
  /** `outcome`: how it ended, empty where it is on its way; undefined asks. */
  'statistics.question_title': { days: string; metric: string; outcome: string | undefined };
  /** The finding of a rule, with its days. */
  'statistics.question_found': { days: string; metric: string; says: string };
  /** The strongest finding, and how many others there are; the first of these are named. */
  'statistics.question_lead': { strongest: string; others: readonly string[]; count: number; isPast: boolean };
  /** The day beside its four weeks before, but for those of these days that are in question themselves: `leftOut`. */
  'statistics.question_day': {
    isCorrected: boolean;
    value: string;
    unit: string;
    weekday: string;
    least: string;
    most: string;
    leftOut: number;
    logins: string | undefined;
    usual: string | undefined;
    isAsUsual: boolean;
  };
  /** The numbers of a rule by their names. */
  'statistics.question_says': { rule: string; names: readonly string[]; values: readonly (number | string)[] };
  'statistics.question_alarms': { permille: number };
  'statistics.task_questions': { count: number };
  'statistics.task_question_of': { names: readonly string[] };
  'statistics.tag_question': { day: string };
  'statistics.to_question': None;
  'statistics.do_questions': None;
  'statistics.menu_questions': None;
  'statistics.in_question': { count: number; state: string; isRanked: boolean };
  'statistics.about_ranking': None;
};

export const fact = factsOf<StatisticsFacts & StatisticsPageFacts>();

/** `days`: 10月12日至14日; `due`: 2026-10-20; `verdict`: in words. */
type Questioned = { application: string; days: string; due: string; verdict: string };

type AnsweredQuestion = { institution: string; application: string; days: string };

/** Texts of letters to institutions and to the statistics desk. */
export type StatisticsLetters = {
  /** `days` the first one first. */
  'statistics.urge_letter': { application: string; days: readonly string[] };
  'statistics.question_asked': Questioned;
  'statistics.question_reminded': Questioned;
  'statistics.question_more_letter': Questioned;
  'statistics.question_decided_letter': Questioned;
  /** Of 不计入排名, which may be appealed against. */
  'statistics.question_excluded_letter': Questioned;
  /** Of an appeal: nothing comes after it. */
  'statistics.question_final_letter': Questioned;
  /** To the statistics desk. */
  'statistics.question_answered': AnsweredQuestion;
  'statistics.question_appealed': AnsweredQuestion;
};

export const letter = factsOf<StatisticsLetters>();
