import { system } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import { type Clock, startOf } from '../clock.ts';
import { day } from '../http/pages/text.ts';
import type { ProgressLine } from '../module.ts';
import { fact } from './facts.ts';
import { dayAfter, dueOf } from './reports/closing.ts';
import type { Statistics } from './service.ts';

type Needs = { clock: Clock; statistics: Statistics; applications: Applications };

const home = '/console/statistics';
/** How far back one looks for reports that are missing. */
const days = 7;

/** 服务数据: whether the applications of an institution report their days. */
export const statisticsProgress = ({ clock, statistics, applications }: Needs): ProgressLine => ({
  ...{ key: 'statistics', title: fact('statistics.progress_title'), part: 'integration', order: 4 },
  async of(institutionId) {
    const own = (await applications.list(institutionId)).filter(
      (each) => !each.sandbox && ['active', 'expiring'].includes(applications.status(each)),
    );
    if (own.length === 0) return { progress: 'blocked', note: fact('statistics.progress_no_ak') };
    const yesterday = statistics.yesterday();
    const range = { from: dayAfter(yesterday, 1 - days), to: yesterday };
    const actor = system('progress');
    const found = await Promise.all(
      own.map(async ({ clientId }) => {
        const reported = (await statistics.list(actor, clientId, range)).map((report) => report.day);
        const owed = await statistics.owed(actor, clientId, range);
        return { reported, missing: owed.filter((each) => !reported.includes(each)) };
      }),
    );
    const last = found
      .flatMap(({ reported }) => reported)
      .toSorted()
      .at(-1);
    const lacking = found.flatMap(({ missing }) => missing);
    // Until noon the day before is not late.
    const missing = lacking.filter((each) => clock.now() >= dueOf(each)).length;
    const due = lacking.length - missing;
    const tasks = [
      ...(missing === 0
        ? []
        : [
            {
              ...{ title: fact('statistics.task_missing', { count: missing }), label: fact('statistics.to_missing') },
              note: fact('statistics.task_missing_since', { days }),
              ...{ tag: fact('statistics.tag_missing'), isOver: true, href: home },
            },
          ]),
      ...(due === 0
        ? []
        : [
            {
              ...{ title: fact('statistics.task_yesterday'), label: fact('statistics.to_report') },
              note: fact('statistics.task_late_after'),
              ...{ tag: fact('statistics.tag_noon'), isOver: false, href: home },
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
    const note = fact('statistics.progress_until', { day: day(startOf(last)), isDue: due > 0 });
    return { ...shared, progress: due > 0 ? 'active' : 'done', note };
  },
});
