import type { Member } from '../../actor.ts';
import type { Services } from '../../services.ts';
import { dayAfter, yesterdayOf } from '../../statistics/reports/closing.ts';
import type { Staffed } from '../people/staff.ts';

const operator = { kind: 'operator', name: 'demo' } as const;

type Needs = Pick<Services, 'clock' | 'statistics' | 'questions' | 'askAbout' | 'totals'>;
type About = { clientId: string; owner: Member; people: Staffed };

/**
 * 数据疑问 of the demo, by the product's own verbs: two days of the cultural centre are nine times as high as ever. About the first it has
 * answered, the statistics desk did not count it, and its appeal waits for another person; the second waits for its answer.
 */
export async function seedQuestions(
  { clock, statistics, questions, askAbout, totals }: Needs,
  { clientId, owner, people }: About,
): Promise<void> {
  const yesterday = yesterdayOf(clock.now());
  if ((await questions.own(owner)).length > 0) return;
  const raise = async (day: string) => {
    const [known] = await statistics.list(operator, clientId, { from: day, to: day });
    if (known === undefined) return;
    const { pv = 0, ...others } = known.figures;
    const said = { reason: '程序重新统计后补报', note: '程序重新统计后补报' };
    await statistics.report(operator, clientId, day, { figures: { ...others, pv: pv * 9 }, ...said });
    await askAbout();
  };
  await raise(dayAfter(yesterday, -15));
  const [first] = await questions.own(owner);
  if (first !== undefined) {
    const answer = { cause: 'event', text: '当天直播了全县合唱比赛，很多人只看直播，没有登录。', right: {} };
    await questions.answer(owner, first.id, answer);
    const { version } = await questions.read(people.statistics.actor, first.id);
    const decision = { verdict: 'excluded', reason: '没有看到直播的链接，也没有日志', version };
    await questions.decide(people.statistics.actor, first.id, decision);
    await questions.appeal(owner, first.id, '直播在本馆的视频号，后台截图下周可以补交，请再看一次。');
  }
  await raise(dayAfter(yesterday, -3));
  await totals.roll(); // the first dashboard has these figures
}
