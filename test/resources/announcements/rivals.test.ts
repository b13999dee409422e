import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readAnnouncement } from '../../../src/resources/announcements/reading/read.ts';
import { about, valuesOf } from './reading.ts';

const read = (text: string) => readAnnouncement({ text, writtenOn: '2026-11-24' }, about).entries.map(valuesOf);
const plain = '冬日讲座\n时间：12月5日14:00\n地点：四楼小剧场\n费用：20元';

describe('certainty of days, places and prices', () => {
  it('needs that nothing of their kind stands unread', () => {
    expect(read(plain)).to.deep.include.members([
      {
        ...read(plain)[0],
        start_at: '2026-12-05T14:00:00+08:00',
        place_name: '四楼小剧场',
        fee_type: 'paid',
        price_min: '20',
      },
    ]);
  });

  it('ends with a room of the house that no entry has', () => {
    expect(read(`${plain}\n课后参观二楼204剪纸教室`)[0]).to.include({ place_name: '四楼小剧场 ?' });
  });

  it('ends with a day that no entry has, but not with one of booking or in the heading', () => {
    expect(read(`${plain}\n下期预告：12月19日《窗花》`)[0]).to.include({ start_at: '2026-12-05T14:00:00+08:00 ?' });
    expect(read(`${plain}\n12月1日起电话报名`)[0]).to.include({ start_at: '2026-12-05T14:00:00+08:00' });
  });

  it('ends with a sum that no entry has', () => {
    expect(read(`${plain}\n另有剪纸套装35元`)[0]).to.include({ fee_type: 'paid', price_min: '20 ?' });
  });

  it('ends for a place in a line of another day', () => {
    const [entry] = read(
      '清明讲解员招募\n服务时间：2027年4月3日至4月5日\n岗前培训：3月20日9:00，四楼小剧场\n报名电话：0571-00000011',
    );
    expect(entry?.place_name).to.equal('四楼小剧场 ?');
  });

  it('ends where the fee is said of one entry, and booking of all', () => {
    const text =
      '冬日艺术节\n12月24日-12月27日\n\n◎ 开幕音乐会\n12月24日 19:30  四楼小剧场\n票价60元\n\n◎ 剪纸讲座《窗花》\n12月25日 20:00  二楼204剪纸教室\n免费入场\n\n购票：“青溪文化”小程序或一楼票台';
    expect(read(text)[1]?.fee_type).to.equal('free_booking ?');
  });

  it('holds for the first and last hour of a day in two parts', () => {
    const [entry] = read('剪纸冬令营\n时间：1月25日至1月29日 每天9:30-11:30、14:00-16:00\n地点：四楼小剧场');
    expect(entry).to.include({ start_at: '2027-01-25T09:30:00+08:00', end_at: '2027-01-29T16:00:00+08:00' });
  });

  it('leaves a day out of the closures that says that the house is not shut', () => {
    const text = '春节公告\n2月5日闭馆一天；2月6日至2月12日每天9:00—17:00开放，其间周一（2月8日）不闭馆。';
    const { closures } = readAnnouncement({ text, writtenOn: '2027-01-28' }, about);
    expect(closures.map(({ from, to }) => [from, to])).to.deep.equal([['2027-02-05', '2027-02-05']]);
  });
});
