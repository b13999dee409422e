import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readAnnouncement } from '../../../src/resources/announcements/reading/read.ts';
import { about, valuesOf } from './reading.ts';

describe('an announcement', () => {
  it('gives two entries and a closure, and says of each value where it stands', () => {
    const text = `青溪县文化馆12月公益活动预告
各位市民朋友：天冷了，来馆里坐坐。十二月我馆为大家准备了两场活动，均免费。
一、银龄剪纸体验课（第三期）
时间：12月5日（周六）下午2:00—4:00
地点：二楼204剪纸教室
对象：60周岁以上优先，零基础可参加
名额：每期30人，剪刀、红纸由我馆准备
报名：即日起至本周五下班前，电话0000 0017或到一楼服务台登记
二、冬至夜·青溪小戏专场
时间：冬至当晚7点
地点：四楼小剧场
票务：180座，12月15日9:00起在“青溪文化”小程序领票，每人限2张
演出：青溪小戏团
另：12月1日（周二）消防检修，全天闭馆，请相互转告。
青溪县文化馆　2026年11月24日`;
    const reading = readAnnouncement({ text }, about);
    expect(reading.entries.map((entry) => valuesOf(entry))).to.deep.equal([
      {
        title: '银龄剪纸体验课（第三期）',
        category: 'training',
        start_at: '2026-12-05T14:00:00+08:00',
        end_at: '2026-12-05T16:00:00+08:00',
        place_name: '二楼204剪纸教室',
        address: '溪口路18号',
        mode: 'offline',
        capacity: '30',
        audience: 'elder',
        booking: 'phone',
        booking_start: '2026-11-24T00:00:00+08:00',
        booking_end: '2026-11-27T17:00:00+08:00 ?',
        fee_type: 'free_booking',
        contact_phone: '0571-00000017',
        organizer: '青溪县文化馆',
      },
      {
        title: '冬至夜·青溪小戏专场',
        category: 'performance',
        start_at: '2026-12-22T19:00:00+08:00 ?',
        place_name: '四楼小剧场',
        address: '溪口路18号',
        mode: 'offline',
        capacity: '180',
        booking: 'online',
        booking_start: '2026-12-15T09:00:00+08:00',
        fee_type: 'free_booking',
        organizer: '青溪县文化馆',
      },
    ]);
    expect(reading.closures.map(({ from, to }) => [from, to])).to.deep.equal([['2026-12-01', '2026-12-01']]);
    const [first] = reading.entries;
    const [from, to] = first?.values.contact_phone?.spans[0] ?? [0, 0];
    expect(text.slice(from, to)).to.equal('0000 0017');
    expect(first?.values.contact_phone?.source).to.equal('institution');
  });
});
