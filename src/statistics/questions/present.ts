import { dayOf } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { dueAt } from '../../review/days/due.ts';
import { fact } from '../facts.ts';
import { dayAfter } from '../reports/closing.ts';
import { metrics } from '../reports/metric.ts';
import { dayName, weekday } from '../reports/period.ts';
import { exact, few, figureText, isFew } from '../totals/figure.ts';
import { firstChange, rightName } from './asked-days.ts';
import { causes, isCause, isVerdict, longestSearch, verdicts } from './question.ts';
import { countedBy, questionRules } from './rules.ts';
import { periodText } from './sentence.ts';
import { middleOf } from './series.ts';
import type { ListedQuestion, ShownQuestion } from './service.ts';
import type { Standing } from './standing.ts';
import { mayAppeal, mayDecideAll } from './standing-rules.ts';

const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];

/** How it stands, and the look of its tag. */
const standingNames: Readonly<Record<Standing, { name: string; tone: string }>> = {
  open: { name: '等回答', tone: 'warn' },
  investigating: { name: '机构在查', tone: 'wait' },
  more_asked: { name: '要补充', tone: 'warn' },
  answered: { name: '等决定', tone: 'wait' },
  decided: { name: '已决定', tone: 'ok' },
  appealed: { name: '申诉中', tone: 'wait' },
  final: { name: '已终局', tone: 'ok' },
};

/** In how many working days the desk decides. */
const decidedIn = 3;

const nameOf = (verdict: string | undefined) =>
  verdict !== undefined && isVerdict(verdict) ? verdicts[verdict] : undefined;

const isWithInstitution = (standing: Standing) => ['open', 'investigating', 'more_asked'].includes(standing);

/** An application that is called like its institution is not named beside it. */
const applicationOf = ({ application, institution }: ListedQuestion) =>
  application === institution ? '' : application;

function lineOf({ id, application, firstDay, lastDay, dueAt, standing, outcome }: ListedQuestion) {
  return {
    ...{ id, application, dueAt, days: periodText(firstDay, lastDay) },
    standing: {
      ...standingNames[standing],
      word: (standing === 'appealed' ? undefined : nameOf(outcome)) ?? standingNames[standing].name,
    },
    isWithInstitution: isWithInstitution(standing),
  };
}

export const listOf = (all: readonly ListedQuestion[]) => ({ questions: all.map(lineOf) });

/** Those that wait for the desk first; an institution that looks for the cause, or is asked for more, has the question back. */
export function deskOf(all: readonly ListedQuestion[], now: Date) {
  const lines = all.map((one) => {
    const due = decidedBy(one) ?? (isWithInstitution(one.standing) ? one.dueAt : undefined);
    return {
      ...lineOf(one),
      ...{ institution: one.institution, application: applicationOf(one) },
      cause: one.cause !== undefined && isCause(one.cause) ? causes[one.cause] : undefined,
      due,
      isOver: due !== undefined && due < now,
      of: one.standing,
    };
  });
  const those = (...of: readonly Standing[]) => lines.filter((line) => of.includes(line.of));
  return {
    waiting: those('answered', 'appealed'),
    investigating: those('investigating'),
    open: those('open', 'more_asked'),
    decided: those('decided', 'final'),
  };
}

/** By when the desk decides, where it is to. */
const decidedBy = ({ standing, appealedAt, answeredAt }: ListedQuestion): Date | undefined => {
  const since = standing === 'appealed' ? appealedAt : standing === 'answered' ? answeredAt : undefined;
  return since && dueAt(since, decidedIn);
};

/** The bars of five weeks: 340 wide, the highest 124. */
function barsOf({ weeks, metric, sight }: Pick<ShownQuestion, 'weeks' | 'metric' | 'sight'>) {
  const highest = Math.max(1, ...weeks.map(({ value }) => value ?? 0));
  return weeks.map(({ day, value, logins, isHeld: isOut }, place) => {
    const height = Math.round(((value ?? 0) / highest) * 1240) / 10;
    return {
      ...{ x: 10 + 66 * place, middle: 32 + 66 * place, y: Math.round((150 - height) * 10) / 10, height },
      ...{
        text: value === undefined ? '未报' : figureText(metric, value, sight),
        day: dayName(day),
        logins: logins === undefined ? undefined : figureText('ncc_logins', logins, sight),
      },
      isAsked: place === weeks.length - 1,
      /** One of the days before that is in question itself. */
      isLeftOut: isOut && place < weeks.length - 1,
    };
  });
}

/** Findings that the lead names after the strongest; all stand beside their rules. */
const mostNamed = 2;

/** The rules with their findings in words, and the strongest of it as the lead. */
function reasonsOf(
  { rules: all, isCorrected: isPast, sight }: Pick<ShownQuestion, 'rules' | 'isCorrected' | 'sight'>,
  say: Speech['say'],
) {
  const found = all.map(({ code, about, first, last, metric, falseAlarms }) => {
    const values = Object.entries(about).map(([name, value]) => {
      const by = countedBy(code, name);
      return by !== undefined && isFew(by, value, sight) ? few : value;
    });
    const says = say(fact('statistics.question_says', { rule: code, names: Object.keys(about), values }));
    const days = periodText(first, last);
    const sentence = say(fact('statistics.question_found', { days, metric: metrics[metric].short, says }));
    return { code, falseAlarms, sentence, shown: says === '' ? '' : `${days}，${says}` };
  });
  const [strongest, ...others] = found.map(({ sentence }) => sentence);
  return {
    rules: [...Map.groupBy(found, ({ code }) => code)].map(([code, own]) => ({
      ...questionRules[code],
      found: own.flatMap(({ shown }) => shown || []),
      alarms: say(fact('statistics.question_alarms', { permille: own[0]?.falseAlarms ?? 0 })),
    })),
    lead:
      strongest === undefined
        ? undefined
        : say(
            fact('statistics.question_lead', {
              ...{ isPast, strongest, others: others.slice(0, mostNamed), count: others.length },
            }),
          ),
  };
}

/** The days with their reported figures in question, and the names under which right numbers are typed. */
const daysOf = (days: ShownQuestion['days']) =>
  days.flatMap(({ day, isClosed, figures }) =>
    figures.length === 0
      ? []
      : [
          {
            ...{ day, isClosed },
            cells: figures.map(({ code, value }) => ({
              name: `right.${rightName(day, code)}`,
              label: metrics[code].short,
              value: exact(value),
            })),
          },
        ],
  );

const correctionsOf = (corrected: ShownQuestion['corrected']) =>
  corrected.map(({ day, at, reason, changes }) => ({
    ...{ kind: 'revision' as const, at, lead: dayName(day), words: reason ?? '', file: undefined },
    changes: changes.map(({ code, before, after }) => ({
      name: metrics[code].short,
      ...{ before: exact(before), after: exact(after) },
    })),
  }));

/** All that was said, corrected and decided, the first one first. */
function stepsOf(question: ShownQuestion) {
  const { history, files, answeredAt, moreAt, decidedAt, appealedAt, finalAt } = question;
  const named = (cause: string | null | undefined) => (cause && isCause(cause) ? causes[cause] : '');
  const step = (kind: Step, at: Date, lead: string, words: string | null = '', file?: string | null) => ({
    ...{ kind, at, lead, words: words ?? '', file: (file && files.indexOf(file) + 1) || undefined },
    changes: undefined,
  });
  const past = history.map((one) =>
    one.kind === 'more'
      ? step('more', new Date(one.at), '', one.text)
      : step('answer', new Date(one.at), named(one.cause), one.text, one.fileId),
  );
  const now = answeredAt === undefined || moreAt !== undefined ? [] : [answeredAt];
  const said = [
    ...past,
    ...now.map((at) => step('answer', at, named(question.cause), question.answer, question.fileId)),
    ...(decidedAt === undefined ? [] : [step('decision', decidedAt, nameOf(question.verdict) ?? '', question.reason)]),
    ...(appealedAt === undefined ? [] : [step('appeal', appealedAt, '', question.appeal, question.appealFileId)]),
    ...(finalAt === undefined
      ? []
      : [step('final', finalAt, nameOf(question.finalVerdict) ?? '', question.finalReason)]),
  ];
  return [...said, ...correctionsOf(question.corrected)].toSorted(
    (one, other) => one.at.getTime() - other.at.getTime(),
  );
}
type Step = 'answer' | 'more' | 'decision' | 'appeal' | 'final';

/** The data of a question, for the institution and the desk alike. */
export function questionOf(question: ShownQuestion, say: Speech['say'], now: Date) {
  const { day, metric, weeks, sight, firstDay, lastDay, standing, outcome } = question;
  const { name, short, unit } = metrics[metric];
  const asked = weeks.at(-1);
  const bars = barsOf(question);
  const { rules, lead } = reasonsOf(question, say);
  const was = firstChange(question.corrected, day, metric)?.before;
  const counted = weeks.slice(0, -1).filter((week) => !week.isHeld);
  const before = counted.flatMap(({ value }) => value ?? []);
  const usual = middleOf(counted.flatMap(({ logins }) => logins ?? []));
  const isOver = standing === 'decided' || standing === 'final';
  const days = periodText(firstDay, lastDay);
  return {
    ...{ id: question.id, application: question.application, institution: question.institution, dueAt: question.dueAt },
    /** Both names, for the desk. */
    whose: [question.institution, applicationOf(question)].filter((name) => name !== '').join('　'),
    title: say(
      fact('statistics.question_title', {
        ...{ days, metric: short },
        outcome: standing === 'open' ? undefined : isOver ? nameOf(outcome) : '',
      }),
    ),
    days,
    metric: name,
    lead,
    says:
      asked?.value === undefined
        ? undefined
        : say(
            fact('statistics.question_day', {
              ...{
                isCorrected: question.isCorrected,
                value: figureText(metric, asked.value, sight),
                unit,
                weekday: weekdays[weekday(day)] ?? '',
              },
              least: before.length === 0 ? '' : figureText(metric, Math.min(...before), sight),
              most: before.length === 0 ? '' : figureText(metric, Math.max(...before), sight),
              leftOut: weeks.length - 1 - counted.length,
              logins: asked.logins === undefined ? undefined : figureText('ncc_logins', asked.logins, sight),
              usual: Number.isNaN(usual) ? undefined : figureText('ncc_logins', Math.round(usual), sight),
              isAsUsual: Math.abs((asked.logins ?? 0) - Math.round(usual)) <= 0.25 * Math.round(usual) + 2,
            }),
          ),
    /** The figure of the shown day that was asked about, where it is another now. */
    was: was === undefined || was === asked?.value ? undefined : exact(was),
    weekday: weekdays[weekday(day)] ?? '',
    isOneDay: question.days.length < 2,
    day,
    bars,
    /** With a line of its own below where a week is left out. */
    chartHeight: bars.some(({ isLeftOut }) => isLeftOut) ? 208 : 190,
    /** The same for the ear. */
    spoken: bars
      .map(
        (bar) =>
          `${bar.day} ${bar.text}${bar.logins === undefined ? '' : `，登录 ${bar.logins}`}${bar.isLeftOut ? '（不算）' : ''}`,
      )
      .join('；'),
    rules,
    causes: Object.entries(causes),
    answeredAt: question.answeredAt,
    steps: stepsOf(question),
    /** The request of the desk. */
    more: standing === 'more_asked' ? question.history.findLast(({ kind }) => kind === 'more')?.text : undefined,
    /** By when the desk decides, where it is to. */
    decidedBy: decidedBy(question),
    search: searchOf(now),
    asked: daysOf(question.days),
    isRevisedSince: isOver && question.corrected.some(({ at }) => at > (question.finalAt ?? question.decidedAt ?? at)),
    standing: { ...standingNames[standing], key: standing },
    isOver,
    /** No ranking counts it: as long as it is open, or because it was decided so. */
    isHeld: question.isHeld,
    isWithInstitution: isWithInstitution(standing),
    isLate: isWithInstitution(standing) && question.dueAt < now,
    mayAppeal: mayAppeal.holds(question),
    /** 说得通 alone before the institution answered; 已改正 is no choice without a correction, and more is asked for of an answer alone. */
    verdicts: Object.entries(verdicts).filter(
      ([code]) =>
        code === 'plausible' || (mayDecideAll.holds(question, now) && (code !== 'corrected' || question.isCorrected)),
    ),
    mayDecideAll: mayDecideAll.holds(question, now),
    version: question.version,
    isCorrected: question.isCorrected,
    mayAskForMore: standing === 'answered',
  };
}

/** The days that an institution may name by which it expects to know the cause. */
const searchOf = (now: Date) => ({ first: dayAfter(dayOf(now)), last: dayAfter(dayOf(now), longestSearch) });
