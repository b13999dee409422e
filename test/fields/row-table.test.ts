import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Data, fieldsIn, readForm, typed } from '../../src/fields/form.ts';
import { rowsIn } from '../../src/fields/row-table.ts';
import { occurrences } from '../../src/fields/series.ts';
import { activity } from '../../src/resources/channels/activity.ts';
import { openingHours } from '../../src/resources/channels/opening-hours.ts';

const group = activity.groups.find(({ name }) => name === 'activity');
const table = fieldsIn(group?.fields ?? {}).find(({ name }) => name === 'sessions')?.table;
if (group === undefined || table === undefined) throw new Error('no table');
const hours = { name: 'two', title: '', fields: { opening_hours: openingHours() } };

const linesOf = (posted: Data) => typed([group, hours], posted);

describe('a field of rows as a table', () => {
  it('R43 makes the same lines of its cells as are written as text', () => {
    const { sessions: lines } = linesOf({
      'sessions.rows': '1',
      'sessions.0.day': '2036-12-05',
      'sessions.0.from': '14:00',
      'sessions.0.to': '16:00',
      'sessions.0.capacity': '40',
      'sessions.1.day': '',
      'sessions.10.day': '2036-12-07',
      'sessions.10.from': '9点',
      'sessions.2.day': '2036-12-06',
      'sessions.2.from': '22:00',
      'sessions.2.to': '01:00',
      'sessions.2.until': '2036-12-07',
    });
    expect(lines?.split('\n')).to.eql([
      '2036-12-05 14:00｜2036-12-05 16:00｜40',
      '2036-12-06 22:00｜2036-12-07 01:00',
      '2036-12-07 9点',
    ]);
  });

  it('shows every line that it writes, and every spelling of it', () => {
    for (const line of [
      '2036-12-05 14:00｜2036-12-05 16:00｜40',
      '2036-12-05',
      '14:00｜16:00',
      '2036-12-05 14:00｜2036-12-07',
    ])
      expect(table.write(table.read(line) ?? {}), line).to.equal(line);
    for (const same of [
      '2036-12-05T14:00:00+08:00｜2036-12-05T16:00:00+08:00｜40',
      '2036-12-05 14:00-16:00｜40',
      '2036年12月5日下午2点｜2036年12月5日下午4点｜40',
    ])
      expect(table.read(same), same).to.deep.include({ day: '2036-12-05', from: '14:00', to: '16:00', capacity: '40' });
    expect(rowsIn(table, '2036-12-05 14:00｜2036-12-05 16:00\n下周六下午')).to.equal(undefined);
  });

  it('leaves a removed row out, and reads opening hours by weekdays', () => {
    const form = { groups: [hours] };
    const posted = {
      'opening_hours.rows': '1',
      'opening_hours.0.days.2': '1',
      'opening_hours.0.days.3': '1',
      'opening_hours.0.open': '09:00',
      'opening_hours.0.close': '24:00',
      'opening_hours.1.days.1': '1',
      drop: 'opening_hours/1',
    };
    const data = linesOf(posted);
    expect(data.opening_hours).to.equal('2,3｜09:00｜24:00');
    expect(readForm(form, data)).to.eql({
      values: { opening_hours: [{ days: [2, 3], open: '09:00', close: '24:00' }] },
    });
    expect(fieldsIn(hours.fields)[0]?.table?.read('周二至周四 9:00–17:00')).to.eql({
      days: '2,3,4',
      open: '09:00',
      close: '17:00',
    });
  });

  it('tells the problems of all its lines', () => {
    const read = readForm({ groups: [group] }, { sessions: '下午两点｜\n2036-12-06｜2036-12-06 16:00' });
    expect(read).to.have.nested.property('problems.sessions.code', 'fields.in_lines');
  });
});

describe('sessions by repetition', () => {
  const asked = { weekdays: '6', from: '14:00', to: '16:00', first: '2036-12-01', last: '2036-12-31', capacity: '30' };

  it('are every Saturday of the span, those that are there already named as such', () => {
    const read = occurrences(table, '2036-12-13 14:00｜2036-12-13 16:00', asked);
    const found = 'found' in read ? read.found : [];
    expect(found.map(({ day }) => day)).to.eql(['2036-12-06', '2036-12-13', '2036-12-20', '2036-12-27']);
    expect(found.map(({ isThere }) => isThere)).to.eql([false, true, false, false]);
    expect(found[0]?.line).to.equal('2036-12-06 14:00｜2036-12-06 16:00｜30');
  });

  it('name all that is missing at once, and no more than there is room for', () => {
    const codes = (given: Data) => {
      const read = occurrences(table, '', given);
      return 'problems' in read ? read.problems.map(({ code }) => code) : [];
    };
    expect(codes({})).to.eql(['fields.series_weekdays', 'fields.series_times', 'fields.series_days']);
    expect(codes({ ...asked, to: '13:00', last: '2036-11-01' })).to.eql([
      'fields.series_ends_first',
      'fields.series_days_order',
    ]);
    expect(codes({ ...asked, weekdays: '1,2,3,4,5,6,7', last: '2037-03-01' })).to.eql(['fields.series_many']);
    expect(codes({ ...asked, last: '2099-12-31' })).to.eql(['fields.series_long']);
  });
});
