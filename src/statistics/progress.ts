import { system } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import { type Clock, startOf } from '../clock.ts';
import { day } from '../http/pages/text.ts';
import type { ProgressLine } from '../module.ts';
import { fact } from './facts.ts';
import type { FigureQuestions } from './questions/service.ts';
import { dayAfter, dueOf } from './reports/closing.ts';
import type { Statistics } from './service.ts';

type Needs = { clock: Clock; statistics: Statistics; applications: Applications; questions: FigureQuestions };

const home = '/console/statistics';
/** How far back one looks for reports that are missing. */
const days = 7;

type Part = 'missing' | 'due';
const sumOf = (all: readonly Record<Part, number>[], part: Part) => all.reduce((sum, each) => sum + each[part], 0);

/** 服务数据: whether each of the applications of an institution reports its days. */
export const statisticsProgress = ({ clock, statistics, applications, questions }: Needs): ProgressLine => ({
  ...{ key: 'statistics', title: fact('statistics.progress_title'), part: 'integration', order: 4 },
  async of(institutionId) {
    const own = (await applications.list(institutionId)).filter(
      (each) => !each.sandbox && ['active', 'expiring'].includes(applications.status(each)),
    );
    const asked = await questions.waitingFor(institutionId);
    const [newest] = asked;
    const names = [...new Set(asked.map(({ application }) => application))];
    const questioned =
      newest === undefined
        ? []
        : [
            {
              title: fact('statistics.task_questions', { count: asked.length }),
              note: fact('statistics.task_question_of', { names: names.length === 1 ? [] : names }),
              label: fact('statistics.to_question'),
              tag: fact('statistics.tag_question', { day: day(newest.dueAt) }),
              isOver: newest.dueAt < clock.now(),
              href: asked.length === 1 ? `${home}/questions/${newest.id}` : `${home}/questions`,
            },
          ];
    if (own.length === 0)
      return {
        ...{ progress: 'blocked', note: fact('statistics.progress_no_ak') },
        ...(questioned.length > 0 && { tasks: questioned }),
      };
    const yesterday = statistics.yesterday();
    const range = { from: dayAfter(yesterday, 1 - days), to: yesterday };
    const actor = system('progress');
    const found = await Promise.all(
      own.map(async ({ clientId, name }) => {
        const reported = (await statistics.list(actor, clientId, range)).map((report) => report.day);
        const owed = await statistics.owed(actor, clientId, range);
        const lacking = owed.filter((each) => !reported.includes(each));
        // Until noon the day before is not late.
        const missing = lacking.filter((each) => clock.now() >= dueOf(each)).length;
        return { clientId, name, last: reported.toSorted().at(-1), missing, due: lacking.length - missing };
      }),
    );
    const reporting = found.flatMap(({ last }) => last ?? []);
    // Whatever one of them has reported, the others are behind it.
    const last = reporting.toSorted().at(0);
    const missing = sumOf(found, 'missing');
    const due = sumOf(found, 'due');
    const hrefOf = (part: Part) => {
      const first = found.find((each) => each[part] > 0);
      return own.length === 1 || first === undefined ? home : `${home}?${new URLSearchParams({ app: first.clientId })}`;
    };
    const namesOf = (part: Part) =>
      own.length === 1 ? [] : found.flatMap((each) => (each[part] > 0 ? each.name : []));
    const tasks = [
      ...questioned,
      ...(missing === 0
        ? []
        : [
            {
              ...{ title: fact('statistics.task_missing', { count: missing }), label: fact('statistics.to_missing') },
              note: fact('statistics.task_missing_since', { days, names: namesOf('missing') }),
              ...{ tag: fact('statistics.tag_missing'), isOver: true, href: hrefOf('missing') },
            },
          ]),
      ...(due === 0
        ? []
        : [
            {
              ...{ title: fact('statistics.task_yesterday'), label: fact('statistics.to_report') },
              note: fact('statistics.task_late_after', { names: namesOf('due') }),
              ...{ tag: fact('statistics.tag_noon'), isOver: false, href: hrefOf('due') },
            },
          ]),
    ];
    const shared = { href: home, ...(tasks.length > 0 && { tasks }) };
    if (missing > 0) {
      const note = fact('statistics.progress_missing', { days, count: missing, isFirst: last === undefined });
      return { ...shared, progress: 'active', note };
    }
    if (last === undefined)
      return {
        ...{ ...shared, progress: 'open' },
        note: fact('statistics.progress_first', { isDue: due > 0 }),
        next: { sentence: fact('statistics.next_report'), label: fact('statistics.to_report') },
      };
    const about = { count: own.length, silent: own.length - reporting.length };
    const note = fact('statistics.progress_until', { day: day(startOf(last)), isDue: due > 0, ...about });
    return { ...shared, progress: due > 0 || about.silent > 0 ? 'active' : 'done', note };
  },
});
