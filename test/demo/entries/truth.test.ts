import { expect } from 'chai';
import { describe, it } from 'mocha';
import { dayOf, timeOfDay } from '../../../src/clock.ts';
import { demoEntries } from '../../../src/demo/entries/entries.ts';
import type { DemoEntry } from '../../../src/demo/entries/entry.ts';
import { hosts } from '../../../src/demo/entries/hosts.ts';
import { weekdayOf } from '../../../src/demo/entries/season.ts';
import { writtenPlaces } from '../../../src/demo/entries/written.ts';
import { provinceProblem } from '../../../src/fields/regions/provinces.ts';
import { canonical } from '../../../src/resources/channels/canonical.ts';
import { channels } from '../../../src/resources/channels/channels.ts';
import { fieldsOn } from '../../../src/resources/listing/listing.ts';

/** Days on which the demo may be started, in each season, a Monday and an evening among them. */
const starts = ['2026-12-01T10:00', '2027-01-25T20:30', '2027-04-03T09:00', '2027-07-15T14:00', '2026-09-19T08:00'];
const allOf = (start: string) => demoEntries(new Date(`${start}:00+08:00`));

/** Words that stand for a part of the year, and its months. */
const seasons: readonly (readonly [RegExp, readonly number[]])[] = [
  [/清明|青团/, [3, 4]],
  [/端午/, [5, 6]],
  [/中秋/, [9, 10]],
  [/春节|年货|新春|写春联|门神/, [12, 1, 2]],
  [/元旦|跨年|新年歌/, [12, 1]],
  [/冬至/, [12]],
  [/冬日|冬夜|冬天的/, [11, 12, 1, 2]],
  [/寒假/, [1, 2]],
  [/暑期|暑假/, [7, 8]],
  [/夏夜|夏日/, [6, 7, 8, 9]],
  [/读书日/, [4]],
];
const monthOf = (at: Date) => Number(dayOf(at).slice(5, 7));
const textOf = ({ data }: DemoEntry) => `${data.title} ${data.summary}`;
const named = (entry: DemoEntry) => `${entry.host.name} ${entry.data.title} ${entry.data.start_at ?? ''}`;
const startOf = ({ data }: DemoEntry) => new Date(data.start_at ?? '');
const endOf = ({ data }: DemoEntry) => new Date(data.end_at ?? '');
const isOneDay = (entry: DemoEntry) => dayOf(startOf(entry)) === dayOf(endOf(entry));
const activities = (all: readonly DemoEntry[]) => all.filter(({ channel }) => channel === 'activity');

type Hours = { days: number[]; open: string; close: string };
function hoursOf(all: readonly DemoEntry[]): Map<string, Hours[]> {
  const houses = all.filter(({ channel, data, host }) => channel === 'venue' && data.title === host.name);
  return new Map(
    houses.map(({ host, data }) => {
      const read = canonical(channels.venue, { ...data, cover: 'https://a.example.cn/1.jpg' });
      const hours = 'values' in read && Array.isArray(read.values.opening_hours) ? read.values.opening_hours : [];
      return [host.name, hours];
    }),
  );
}

const places = new Map(writtenPlaces().map((place) => [place.about.get('馆') ?? '', place]));
const outdoors = new Set([
  ...['馆前广场', '庭院'],
  ...[...places.values()].flatMap(({ rooms }) => rooms.filter((room) => room.isOutdoors).map(({ name }) => name)),
]);

describe('the truth of the demo', () => {
  it('is taken by the catalogue as it is, in each season', () => {
    // Each start in turn has a part of the generated ones: the rules are the same for all.
    for (const [turn, start] of starts.entries())
      for (const { channel, data } of allOf(start).filter((_, at) => at < 260 || at % starts.length === turn)) {
        const read = canonical(channels[channel], { ...data, cover: 'https://a.example.cn/1.jpg' });
        expect('problems' in read ? read.problems : {}, `${start} ${data.external_id}`).to.deep.equal({});
      }
  });

  it('has some two hundred entries that people wrote, and thirty news', () => {
    const written = allOf('2026-12-01T10:00').filter(({ data }) => !data.external_id?.startsWith('demo-'));
    expect(written.length).to.be.within(200, 260);
    expect(places).to.have.lengthOf(8);
    expect(written.filter(({ channel }) => channel === 'news').length).to.equal(30);
  });

  it('names its fields as a form does: a misspelt one would be lost in silence', () => {
    const own = new Set([
      '时间',
      '季节',
      '地点',
      '房间',
      '预订',
      '放',
      '刊发',
      '余',
      '取消',
      '延期',
      '库存',
      '闭馆',
      '类型',
      '价格',
      '摘要',
    ]);
    for (const { entries } of places.values())
      for (const { channel, title, fields } of entries) {
        const titles = new Set(fieldsOn(channels[channel].groups).map((field) => field.title));
        expect(
          [...fields.keys()].filter((name) => !own.has(name) && !titles.has(name)),
          title,
        ).to.deep.equal([]);
      }
  });

  it('repeats no paragraph of one news in another', () => {
    for (const start of starts) {
      const paragraphs = allOf(start)
        .filter(({ channel }) => channel === 'news')
        .flatMap(({ data }) => [data.summary ?? '', ...(data.body ?? '').split('\n\n')]);
      const twice = paragraphs.filter((text, at) => paragraphs.indexOf(text) !== at);
      expect(twice, start).to.deep.equal([]);
    }
  });

  it('lets no event stand outside its season, and tells of a weekday only on it', () => {
    for (const start of starts)
      for (const entry of allOf(start)) {
        if (entry.data.start_at === undefined) continue;
        for (const [words, months] of seasons)
          if (words.test(textOf(entry))) expect(months, `${start} ${named(entry)}`).to.include(monthOf(startOf(entry)));
        const [, weekday] = /每?周([一二三四五六日])(?!一?场|加)/.exec(textOf(entry)) ?? [];
        if (weekday !== undefined && isOneDay(entry))
          expect('一二三四五六日'[weekdayOf(startOf(entry)) - 1], named(entry)).to.equal(weekday);
      }
  });

  it('gives each house one address, one pair of coordinates and one telephone, and no two the same', () => {
    const of = new Map<string, Set<string>>();
    for (const { host, data } of allOf(starts[0] ?? '')) {
      const known = of.get(host.name) ?? new Set();
      if (data.address !== undefined) known.add([data.address, data.lng, data.lat].join());
      of.set(host.name, known);
      expect(data.contact_phone, data.title).to.equal(host.phone);
    }
    for (const [name, addresses] of of) expect(addresses, name).to.have.lengthOf(1);
    expect(new Set([...of.values()].map((known) => [...known].join())), 'two houses in one place').to.have.lengthOf(
      of.size,
    );
    expect(new Set(hosts().map(({ phone }) => phone))).to.have.lengthOf(of.size);
    for (const { phone } of hosts()) expect(phone, 'no number that anybody has').to.match(/^0\d{2,3}-0\d+$/);
  });

  it('puts every region where it is: in its province, near its own city, and away from all others', () => {
    const kilometres = (one: { lng: string; lat: string }, other: { lng: string; lat: string }) =>
      Math.hypot((Number(one.lng) - Number(other.lng)) * 96, (Number(one.lat) - Number(other.lat)) * 111);
    for (const one of hosts()) {
      expect(provinceProblem([Number(one.lng), Number(one.lat)], one.regionCode), one.name).to.equal(undefined);
      for (const other of hosts())
        if (one.regionCode === other.regionCode) expect(kilometres(one, other), one.name + other.name).to.be.below(15);
        else expect(kilometres(one, other), one.name + other.name).to.be.above(0.01);
    }
    const points = new Map(hosts().map(({ regionCode, lng, lat }) => [regionCode, `${lng},${lat}`]));
    expect(new Set(points.values())).to.have.lengthOf(points.size);
  });

  it('puts each activity into a room that there is, holds as many and is good for it, and into none twice at once', () => {
    for (const start of starts) {
      const all = allOf(start);
      const taken = new Map<string, DemoEntry[]>();
      for (const entry of activities(all)) {
        const { host, data } = entry;
        const room = places.get(host.name)?.rooms.find(({ name }) => name === data.place_name);
        const holds =
          room?.holds ?? Number(all.find((each) => each.data.title === host.name + data.place_name)?.data.capacity);
        const isOutside = outdoors.has(data.place_name ?? '');
        if (!isOutside) expect(holds, named(entry)).to.be.above(0);
        if (!isOutside && data.capacity) expect(Number(data.capacity), named(entry)).to.be.at.most(holds);
        const kind = channels.activity.groups
          .flatMap(({ fields }) => fieldsOn([{ name: '', title: '', fields }]))
          .find(({ name }) => name === 'category')?.options?.[data.category ?? ''];
        if (room !== undefined) expect(room.fits, named(entry)).to.include(kind);
        const live = entry.live?.remaining;
        if (live !== undefined) expect(live, named(entry)).to.be.at.most(Number(data.capacity));
        if (!isOneDay(entry)) continue;
        const key = `${host.name} ${data.place_name}`;
        for (const other of taken.get(key) ?? [])
          expect(
            startOf(entry) < endOf(other) && startOf(other) < endOf(entry),
            `${named(entry)} and ${named(other)}`,
          ).to.equal(false);
        taken.set(key, [...(taken.get(key) ?? []), entry]);
      }
    }
  });

  it('keeps to the hours of the house, stays indoors in winter, and broadcasts when people watch', () => {
    for (const start of starts) {
      const all = allOf(start);
      const hours = hoursOf(all);
      for (const entry of all) {
        if (entry.data.start_at === undefined || entry.data.end_at === undefined || !isOneDay(entry)) continue;
        const [from, until] = [timeOfDay(startOf(entry)).slice(0, 5), timeOfDay(endOf(entry)).slice(0, 5)];
        if (entry.channel === 'live') {
          expect(from >= '09:00' && until <= '21:30', named(entry)).to.equal(true);
          continue;
        }
        if (entry.channel !== 'activity') continue;
        const weekday = weekdayOf(startOf(entry));
        const open = hours.get(entry.host.name) ?? [];
        const isOpen = open.some((each) => each.days.includes(weekday) && each.open <= from && until <= each.close);
        const isFestival = entry.data.category === 'festival' || /中秋|清明|新春|跨年/.test(textOf(entry)); // opened specially
        expect(isOpen || (isFestival && from >= '08:00' && until <= '21:00'), `${start} ${named(entry)}`).to.equal(
          true,
        );
        if (outdoors.has(entry.data.place_name ?? '') && [11, 12, 1, 2].includes(monthOf(startOf(entry))))
          expect(entry.data.category === 'festival' && until <= '16:00', `${start} ${named(entry)}`).to.equal(true);
      }
    }
  });

  it('begins and ends exhibitions on days on which their house is open, and has never two of them in a room', () => {
    for (const start of starts) {
      const all = allOf(start);
      const hours = hoursOf(all);
      const shown = activities(all).filter((entry) => entry.data.category === 'exhibition' && !isOneDay(entry));
      expect(shown.length, start).to.be.above(5);
      for (const [place, entry] of shown.entries()) {
        const open = hours.get(entry.host.name) ?? [];
        for (const day of [startOf(entry), endOf(entry)])
          expect(
            open.some(({ days }) => days.includes(weekdayOf(day))),
            `${start} ${named(entry)}`,
          ).to.equal(true);
        for (const other of shown.slice(place + 1))
          if (`${entry.host.name} ${entry.data.place_name}` === `${other.host.name} ${other.data.place_name}`)
            expect(
              startOf(entry) < endOf(other) && startOf(other) < endOf(entry),
              `${named(entry)}, ${named(other)}`,
            ).to.equal(false);
      }
    }
  });

  it('has the prices of a public house, and invites the people of its titles', () => {
    for (const entry of allOf(starts[0] ?? '')) {
      const { data } = entry;
      const price = Number(data.price_min ?? 0);
      if (entry.channel === 'activity') {
        expect(price, named(entry)).to.be.at.most(data.category === 'performance' ? 60 : 40);
        if (/公益|志愿/.test(textOf(entry))) expect(price, named(entry)).to.equal(0);
        if (/银龄|老年人/.test(data.title ?? '')) expect(Number(data.age_min), named(entry)).to.be.at.least(55);
        if (/绘本故事|少儿|亲子|小小/.test(data.title ?? '') && data.age_min)
          expect(Number(data.age_min), named(entry)).to.be.at.most(12);
      }
      if (entry.channel === 'market') expect(Number(data.price), named(entry)).to.be.at.most(300);
    }
  });

  it('was published before it is read, and before its event', () => {
    for (const start of starts)
      for (const { publishedAt, data, ...entry } of allOf(start)) {
        expect(publishedAt < new Date(`${start}:00+08:00`), `${start} ${data.title}`).to.equal(true);
        if (entry.channel === 'activity' && data.end_at !== undefined)
          expect(publishedAt < new Date(data.end_at), data.title).to.equal(true);
      }
  });
});
