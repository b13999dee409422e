import { system } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import { day } from '../http/pages/text.ts';
import type { ProgressLine } from '../module.ts';
import { dayAfter, dueOf, startOf } from './reports/closing.ts';
import type { Statistics } from './service.ts';

type Needs = { clock: Clock; statistics: Statistics; applications: Applications };

const home = '/console/statistics';
/** How far back one looks for reports that are missing. */
const days = 7;

/** 服务数据: whether the applications of an institution report their days. */
export const statisticsProgress = ({ clock, statistics, applications }: Needs): ProgressLine => ({
  ...{ key: 'statistics', title: '服务数据', part: 'integration', order: 4 },
  async of(institutionId) {
    const own = (await applications.list(institutionId)).filter(
      (each) => !each.sandbox && ['active', 'expiring'].includes(applications.status(each)),
    );
    if (own.length === 0) return { progress: 'blocked', note: '有了 AK 后可开始' };
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
              ...{ title: `补报 ${missing} 份服务数据`, note: `最近 ${days} 天应报未报`, label: '补报服务数据' },
              ...{ tag: '应报未报', isOver: true, href: home },
            },
          ]),
      ...(due === 0
        ? []
        : [
            {
              ...{ title: '报送昨天的服务数据', note: '之后算晚报', label: '填报服务数据' },
              ...{ tag: '今天 12:00 前', isOver: false, href: home },
            },
          ]),
    ];
    const shared = { href: home, ...(tasks.length > 0 && { tasks }) };
    if (missing > 0) {
      const note =
        last === undefined ? `最近 ${days} 天应报未报 ${missing} 份日报` : `最近 ${days} 天还缺 ${missing} 份日报`;
      return { ...shared, progress: 'active', note };
    }
    if (last === undefined)
      return {
        ...{ ...shared, progress: 'open' },
        note: due > 0 ? '今天 12:00 前报送第一天的数据' : '从明天起每天报送前一天的数据',
        next: { sentence: '下一件事：报送服务数据，每天填报，或由贵方的程序通过接口报送。', label: '填报服务数据' },
      };
    const soFar = `已报送到 ${day(startOf(last))}`;
    return due > 0
      ? { ...shared, progress: 'active', note: `${soFar}，昨天的还没有报送` }
      : { ...shared, progress: 'done', note: soFar };
  },
});
