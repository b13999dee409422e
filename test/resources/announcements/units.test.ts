import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readAnnouncement } from '../../../src/resources/announcements/reading/read.ts';
import { about } from './reading.ts';

const brief = (text: string, fields: readonly string[]) =>
  readAnnouncement({ text, writtenOn: '2026-11-24' }, about).entries.map(({ channel, values }) => [
    channel,
    ...fields.map((field) => values[field]?.value),
  ]);

describe('things of a list', () => {
  it('are events below signs that are alike, each with its own place', () => {
    const text =
      '冬日艺术周\n▶ 开幕音乐会\n12月5日（周六）20:00｜四楼小剧场\n▶ 剪纸讲座《窗花》\n12月6日（周日）15:00｜二楼204剪纸教室\n全部免费，无需预约。';
    expect(brief(text, ['title', 'start_at', 'place_name', 'booking'])).to.deep.equal([
      ['activity', '开幕音乐会', '2026-12-05T20:00:00+08:00', '四楼小剧场', 'none'],
      ['activity', '剪纸讲座《窗花》', '2026-12-06T15:00:00+08:00', '二楼204剪纸教室', 'none'],
    ]);
  });

  it('are lectures below a heading with 讲座, also where they are held each week', () => {
    const text =
      '溪山学堂·12月系列讲座“古镇”\n地点：四楼小剧场\n时间：每周日15:00—16:30\n第一讲 12月6日 《石桥》\n第二讲 12月13日 《老街》';
    expect(brief(text, ['title', 'start_at'])).to.deep.equal([
      ['activity', '《石桥》', '2026-12-06T15:00:00+08:00'],
      ['activity', '《老街》', '2026-12-13T15:00:00+08:00'],
    ]);
  });

  it('have their names below a line with the day, the hour and the room', () => {
    const text =
      '文化馆12月活动\n\n12月5日（周六）10:00 四楼小剧场\n木偶剧《小灯笼》\n12月12日（周六）14:00 二楼204剪纸教室\n讲座《窗花里的年》\n除“小灯笼”外，请电话预约。';
    expect(brief(text, ['title', 'start_at', 'place_name', 'booking'])).to.deep.equal([
      ['activity', '木偶剧《小灯笼》', '2026-12-05T10:00:00+08:00', '四楼小剧场', undefined],
      ['activity', '讲座《窗花里的年》', '2026-12-12T14:00:00+08:00', '二楼204剪纸教室', 'phone'],
    ]);
  });

  it('of one day are events in several places, and else the order of one event', () => {
    const day = '冬至民俗日\n时间：12月22日\n';
    const places = '一、非遗展演：9:00—10:00，四楼小剧场\n二、剪纸体验课：10:00—11:00，二楼204剪纸教室';
    expect(brief(day + places, ['title', 'start_at', 'place_name'])).to.deep.equal([
      ['activity', '非遗展演', '2026-12-22T09:00:00+08:00', '四楼小剧场'],
      ['activity', '剪纸体验课', '2026-12-22T10:00:00+08:00', '二楼204剪纸教室'],
    ]);
    expect(brief(`${day}一、签到：9:00—9:30\n二、开幕：9:30—10:00`, ['title']).length).to.equal(1);
  });

  it('below an exhibition are entries beside it, and its place and price stay its own', () => {
    const text =
      '冬日山水特展\n展期：12月1日—12月31日\n地点：四楼小剧场\n门票：20元\n配套讲座：\n12月5日14:00 《看山》 主讲：林砚\n12月12日14:00 《看水》 主讲：林砚\n讲座地点：二楼204剪纸教室，免费。';
    expect(brief(text, ['title', 'place_name', 'fee_type'])).to.deep.equal([
      ['activity', '冬日山水特展', '四楼小剧场', 'paid'],
      ['activity', '《看山》', '二楼204剪纸教室', 'free'],
      ['activity', '《看水》', '二楼204剪纸教室', 'free'],
    ]);
  });

  it('are books, each with the words of its own line', () => {
    const text =
      '好书荐读\n三本都可在线阅读：\n1.《河岸》 周望川 著，南湖文艺出版社，2024年。\n2.《苗绣图谱》 石金兰 编，湘西民族出版社，2021年，268页。';
    expect(brief(text, ['title', 'author', 'publisher', 'pub_year', 'pages'])).to.deep.equal([
      ['book', '《河岸》', '周望川', '南湖文艺出版社', '2024', undefined],
      ['book', '《苗绣图谱》', '石金兰', '湘西民族出版社', '2021', '268'],
    ]);
  });

  it('are no entries where they are rules or ways to book', () => {
    const text =
      '冬日讲座\n时间：12月5日14:00\n地点：四楼小剧场\n1.请提前10分钟入场。\n2.12月3日前电话报名。\n3.儿童须由家长陪同。';
    expect(brief(text, ['title']).length).to.equal(1);
  });
});
