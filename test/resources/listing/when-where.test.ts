import { expect } from 'chai';
import { describe, it } from 'mocha';
import { placesByName } from '../../../src/fields/regions/short-names.ts';
import { queryOf } from '../../../src/resources/listing/asked.ts';
import { chineseOf } from '../../../src/resources/listing/latin.ts';
import { aboutOf, asksForAll } from '../../../src/resources/listing/questions.ts';
import { spelling } from '../../../src/resources/listing/spelling.ts';
import { readQuestion } from '../../../src/resources/listing/when-where.ts';

const now = new Date('2026-12-03T18:30:00+08:00'); // a Thursday
const places = placesByName();

/** The question, its conditions, and the words that are left. */
const table: readonly (readonly [asked: string, conditions: string, words: string])[] = [
  ['今天', '2026-12-03', ''],
  ['今晚 免费', 'evening 2026-12-03 free', ''],
  ['明天上午剪纸', '2026-12-04 morning', '剪纸'],
  ['后天下午', '2026-12-05 afternoon', ''],
  ['这周末带孩子去哪', '2026-12-05–2026-12-06', '带孩子去哪'],
  ['下周末 看戏', '2026-12-12–2026-12-13', '看戏'],
  ['这周', '2026-12-03–2026-12-06', ''],
  ['下周 讲座', '2026-12-07–2026-12-13', '讲座'],
  ['周六 亲子 免费', '2026-12-05 free', '亲子'],
  ['周三', '2026-12-09', ''],
  ['下周日上午剪纸', '2026-12-13 morning', '剪纸'],
  ['12月20日有什么演出', '2026-12-20', '什么演出'],
  ['1月5号', '2027-01-05', ''],
  ['2月30日', '', '2月30日'],
  ['20号 换书', '2026-12-20', '换书'],
  ['元旦 演出', '2027-01-01–2027-01-03', '演出'],
  ['春节有什么活动', '2027-02-06–2027-02-13', '什么活动'],
  ['下个月的展览', '2027-01-01–2027-01-31', '展览'],
  ['报名中的课程', 'bookable', '课程'],
  ['杭州周末活动', '2026-12-05–2026-12-06 330100', '活动'],
  ['浙江衢州书法课', '330800', '书法课'],
  ['常山 剪纸', '330822', '剪纸'],
  ['内蒙古 马头琴', '150000', '马头琴'],
  ['在北京学京剧', '110000', '学京剧'],
  ['苏州话弹弦子', '', '苏州话弹弦子'],
  ['四川菜', '', '四川菜'],
  ['上海话剧', '310000', '话剧'],
  ['杭州戏曲', '330100', '戏曲'],
  ['下下周六', '2026-12-19', ''],
  ['上周', '2026-11-23–2026-11-29', ''],
  ['周六周日 亲子', '2026-12-05–2026-12-06', '亲子'],
  ['双休日', '2026-12-05–2026-12-06', ''],
  ['周一到周五晚上', '2026-12-03–2026-12-04 evening', ''],
  ['工作日晚上 书法', '2026-12-03–2026-12-04 evening', '书法'],
  ['2026年12月12日', '2026-12-12', ''],
  ['十二月二十号 换书', '2026-12-20', '换书'],
  ['12.12', '2026-12-12', ''],
  ['12.5元', '', '12.5元'],
  ['12月底 讲座', '2026-12-21–2026-12-31', '讲座'],
  ['月底有什么活动', '2026-12-21–2026-12-31', '什么活动'],
  ['年底 演出', '2026-12-03–2026-12-31', '演出'],
  ['未来一周', '2026-12-03–2026-12-09', ''],
  ['三天内', '2026-12-03–2026-12-05', ''],
  ['昨天的讲座', '2026-12-02', '讲座'],
  ['冬至活动', '2026-12-22', '活动'],
  ['平安夜', '2026-12-24', ''],
  ['除夕 演出', '2027-02-05', '演出'],
  ['正月初五看戏', '2027-02-10', '看戏'],
  ['寒假 孩子', '2027-01-22–2027-02-21', '孩子'],
  ['四川元旦', '510000 2027-01-01–2027-01-03', ''],
  ['晚上七点以后的活动', '19:00–24:00', '活动'],
  ['今晚七点半', '19:00–20:15 2026-12-03', ''],
  ['下午三点前', '00:00–15:00', ''],
  ['跳舞 一点不会', '', '跳舞 一点不会'],
  ['19:30的演出', '19:00–20:15', '演出'],
  ['下班后 跳舞', 'evening', '跳舞'],
  ['开到晚上九点的图书馆', '', '开到晚上九点的图书馆'],
  ['帝都 曲艺', '110000', '曲艺'],
  ['周中 讲座', '2026-12-03–2026-12-04', '讲座'],
  ['白天 书法', '08:00–17:30', '书法'],
  ['放学后 画画', '15:30–19:30', '画画'],
  ['月中有什么活动', '2026-12-11–2026-12-20', '什么活动'],
  ['半个月内', '2026-12-03–2026-12-17', ''],
  ['明早有啥活动', '2026-12-04 morning', '啥活动'],
  ['有没有戏可以免费看', 'free', '有没有戏可以 看'],
  // A subject, a title, a need of opening hours: no condition.
  ['春节的来历', '', '春节的来历'],
  ['周末讲坛', '', '周末讲坛'],
  ['晚上开门的图书馆', '', '晚上开门的图书馆'],
  ['周日开门的图书馆', '', '周日开门的图书馆'],
  ['中山装', '', '中山装'],
  ['朝阳的女儿', '', '朝阳的女儿'],
  ['3号线', '', '3号线'],
  ['北京东路28号', '', '北京东路28号'],
  ['免费 wifi', '', '免费 wifi'],
  // Signs that are not seen.
  ['😀今晚\u202e剪纸', 'evening 2026-12-03', '剪纸'],
];

const shown = (asked: string) => {
  const { conditions, words } = readQuestion(asked, now, places);
  const texts = conditions.map((each) => {
    switch (each.kind) {
      case 'time':
        return each.first === each.last ? each.first : `${each.first}–${each.last}`;
      case 'part':
        return each.hours?.join('–') ?? each.part;
      case 'place':
        return each.code;
      default:
        return each.kind === 'fee' ? 'free' : 'bookable';
    }
  });
  return [asked, texts.join(' '), words];
};

describe('R44 the days, the place and the price in a question', () => {
  for (const line of table)
    it(`are read: ${line[0]}`, () => {
      expect(shown(line[0])).to.deep.equal(line);
    });

  it('cost no more than the first characters of a question, whatever it holds', () => {
    for (const piece of ['周六', '今晚杭州', '1', "';drop table listings;--", '\u202e', '😀', '在在在', '(((('])
      expect(readQuestion(piece.repeat(10_000 / piece.length), now, places).words.length).to.be.at.most(10_000);
    const long = '去'.repeat(100_000);
    const began = process.cpuUsage();
    for (let turn = 0; turn < 100; turn += 1) readQuestion(long, now, places);
    expect(process.cpuUsage(began).user).to.be.below(1_000_000);
  });

  it('are read in the same time whatever two hundred characters they are made of', async () => {
    const spelt = await spelling();
    const pieces =
      '的 那个 哪里 一二三 周一到 十点 1月 12. 想要会 看听学 借书 里能 学前 块钱 去 zhoumo a ab- tsg ke'.split(' ');
    const texts = [...pieces, 'the ', "'", '"', '\u202e', '😀', '(', '%27 or 1=1--', '什么 '].map((piece) =>
      piece.repeat(200).slice(0, 200),
    );
    const spent = (text: string): number => {
      const began = process.cpuUsage();
      for (let turn = 0; turn < 5; turn += 1) {
        const chinese = chineseOf(text, spelt);
        const { words } = readQuestion(chinese, now, places);
        aboutOf(words, true);
        asksForAll(words);
        queryOf(words, { spelling: spelt, isBeside: true, isApart: true, original: text });
      }
      return process.cpuUsage(began).user / 5_000;
    };
    spent('今晚 tonight');
    // Milliseconds of CPU for each, of which an ordinary question takes one or two.
    expect(texts.filter((text) => spent(text) > 100).map((text) => text.slice(0, 8))).to.deep.equal([]);
  });
});
