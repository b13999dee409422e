import type { Speech } from '../../fact.ts';
import { dueAt } from '../../review/days/due.ts';
import { fact } from '../facts.ts';
import { metrics } from '../reports/metric.ts';
import { dayName, weekday } from '../reports/period.ts';
import { exact } from '../totals/figure.ts';
import { rightName } from './asked-days.ts';
import { causes, isCause, isHeld, isVerdict, type Standing, verdicts, waitsForDesk } from './question.ts';
import { questionRules } from './rules.ts';
import { periodText } from './sentence.ts';
import { middleOf } from './series.ts';
import type { ListedQuestion, ShownQuestion } from './service.ts';

const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];

/** How it stands, and the look of its tag. */
const standings: Readonly<Record<Standing, { name: string; tone: string }>> = {
  open: { name: '等回答', tone: 'warn' },
  answered: { name: '等决定', tone: 'wait' },
  decided: { name: '已决定', tone: 'ok' },
  appealed: { name: '申诉中', tone: 'wait' },
  final: { name: '已终局', tone: 'ok' },
};

/** In how many working days the desk decides. */
const decidedIn = 3;

const nameOf = (verdict: string | undefined) =>
  verdict !== undefined && isVerdict(verdict) ? verdicts[verdict] : undefined;

function lineOf({ id, application, firstDay, lastDay, dueAt, standing, outcome }: ListedQuestion) {
  return {
    ...{ id, application, dueAt, days: periodText(firstDay, lastDay) },
    standing: {
      ...standings[standing],
      word: (standing === 'appealed' ? undefined : nameOf(outcome)) ?? standings[standing].name,
    },
    isOpen: standing === 'open',
  };
}

export const listOf = (all: readonly ListedQuestion[]) => ({ questions: all.map(lineOf) });

/** Those that wait for the desk first; an answer that does not know yet waits with the institution. */
export function deskOf(all: readonly ListedQuestion[], now: Date) {
  const lines = all.map((one) => ({
    ...lineOf(one),
    institution: one.institution,
    cause: one.cause !== undefined && isCause(one.cause) ? causes[one.cause] : undefined,
    isOver: (waitsForDesk.holds(one) ? dueAt(one.appealedAt ?? one.answeredAt ?? now, decidedIn) : one.dueAt) < now,
    waits: waitsForDesk.holds(one) ? ('desk' as const) : ('institution' as const),
    isDecided: one.standing === 'decided' || one.standing === 'final',
  }));
  return {
    waiting: lines.filter(({ waits, isDecided }) => !isDecided && waits === 'desk'),
    open: lines.filter(({ waits, isDecided }) => !isDecided && waits === 'institution'),
    decided: lines.filter(({ isDecided }) => isDecided),
  };
}

/** The bars of five weeks: 340 wide, the highest 130. */
function barsOf(weeks: ShownQuestion['weeks']) {
  const highest = Math.max(1, ...weeks.map(({ value }) => value ?? 0));
  return weeks.map(({ day, value, logins }, place) => {
    const height = Math.round(((value ?? 0) / highest) * 1300) / 10;
    return {
      ...{ x: 10 + 66 * place, middle: 32 + 66 * place, y: Math.round((150 - height) * 10) / 10, height },
      ...{
        text: value === undefined ? '未报' : exact(value),
        day: dayName(day),
        logins: logins === undefined ? undefined : exact(logins),
      },
      isAsked: place === weeks.length - 1,
    };
  });
}

/** The findings of the rules in words; the first is the strongest. */
function reasonsOf(rules: ShownQuestion['rules'], say: Speech['say']) {
  return rules.map(({ code, about, falseAlarms, first, last, metric }) => {
    const says = say(
      fact('statistics.question_says', { rule: code, names: Object.keys(about), values: Object.values(about) }),
    );
    return {
      ...{ ...questionRules[code], says, days: periodText(first, last) },
      alarms: say(fact('statistics.question_alarms', { permille: falseAlarms })),
      lead: say(
        fact('statistics.question_lead', { days: periodText(first, last), metric: metrics[metric].short, says }),
      ),
    };
  });
}

/** The days with their reported figures, and the names under which right numbers are typed. */
function daysOf(days: ShownQuestion['days']) {
  const codes = [...new Set(days.flatMap(({ figures }) => figures.map(({ code }) => code)))];
  return {
    columns: codes.map((code) => metrics[code].short),
    rows: days.map(({ day, isClosed, figures }) => ({
      ...{ day, isClosed },
      cells: codes.map((code) => {
        const value = figures.find((each) => each.code === code)?.value;
        return {
          ...{ name: `right.${rightName(day, code)}`, label: metrics[code].short },
          value: value === undefined ? undefined : exact(value),
        };
      }),
    })),
  };
}

const correctionsOf = (corrected: ShownQuestion['corrected']) =>
  corrected.map(({ day, at, reason, changes }) => ({
    ...{ day: dayName(day), at, reason },
    changes: changes.map(({ code, before, after }) => ({
      name: metrics[code].short,
      ...{ before: exact(before), after: exact(after) },
    })),
  }));

/** The data of a question, for the institution and the desk alike. */
export function questionOf(question: ShownQuestion, say: Speech['say'], now: Date) {
  const { day, metric, weeks, firstDay, lastDay, rules, cause, standing, outcome } = question;
  const { name, short, unit } = metrics[metric];
  const asked = weeks.at(-1);
  const bars = barsOf(weeks);
  const reasons = reasonsOf(rules, say);
  const was = rules.find(({ code }) => code === 'jump')?.about.value;
  const before = weeks.slice(0, -1).flatMap(({ value }) => value ?? []);
  const usual = middleOf(weeks.slice(0, -1).flatMap(({ logins }) => logins ?? []));
  const isOver = standing === 'decided' || standing === 'final';
  const days = periodText(firstDay, lastDay);
  return {
    ...{ id: question.id, application: question.application, institution: question.institution, dueAt: question.dueAt },
    title: say(
      fact('statistics.question_title', {
        ...{ days, metric: short },
        outcome: standing === 'appealed' ? standings.appealed.name : isOver ? nameOf(outcome) : undefined,
      }),
    ),
    days,
    metric: name,
    lead: reasons[0]?.lead,
    says:
      asked?.value === undefined
        ? undefined
        : say(
            fact('statistics.question_day', {
              ...{ value: exact(asked.value), unit, weekday: weekdays[weekday(day)] ?? '' },
              least: before.length === 0 ? '' : exact(Math.min(...before)),
              most: before.length === 0 ? '' : exact(Math.max(...before)),
              ...{ logins: asked.logins, usual: Number.isNaN(usual) ? undefined : Math.round(usual) },
            }),
          ),
    /** The figure that was asked about, where it is another now. */
    was: was === undefined || was === asked?.value ? undefined : exact(was),
    weekday: weekdays[weekday(day)] ?? '',
    isOneDay: question.days.length < 2,
    day,
    bars,
    /** The same for the ear. */
    spoken: bars
      .map((bar) => `${bar.day} ${bar.text}${bar.logins === undefined ? '' : `，登录 ${bar.logins}`}`)
      .join('；'),
    rules: reasons,
    causes: Object.entries(causes),
    cause: cause !== undefined && isCause(cause) ? causes[cause] : undefined,
    answer: question.answer,
    answeredAt: question.answeredAt,
    hasFile: question.fileId !== undefined,
    asked: daysOf(question.days),
    corrected: correctionsOf(question.corrected),
    standing: { ...standings[standing], key: standing },
    isOver,
    /** No ranking counts it: as long as it is open, or because it was decided so. */
    isHeld: isHeld.holds(question),
    isLate: standing === 'open' && question.dueAt < now,
    verdict: nameOf(question.verdict),
    reason: question.reason,
    decidedAt: question.decidedAt,
    ...{ appeal: question.appeal, appealedAt: question.appealedAt },
    ...{ finalVerdict: nameOf(question.finalVerdict), finalReason: question.finalReason, finalAt: question.finalAt },
    mayAppeal: standing === 'decided' && question.verdict === 'excluded',
    verdicts: Object.entries(verdicts),
  };
}
