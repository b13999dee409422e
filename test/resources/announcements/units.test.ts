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
