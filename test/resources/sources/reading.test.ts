import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Unreadable } from '../../../src/fields/workbooks/unreadable.ts';
import { lastMomentOf } from '../../../src/resources/sources/reading/item.ts';
import { readSource } from '../../../src/resources/sources/reading/read.ts';
import { readInThread } from '../../../src/resources/sources/thread.ts';

const now = new Date('2026-12-01T10:00:00+08:00');
const address = 'https://www.qx.example.cn/events';
const content = (text: string | Uint8Array, charset?: string) => ({
  bytes: typeof text === 'string' ? Buffer.from(text) : text,
  ...{ charset, address, now },
});
const read = (text: string | Uint8Array, charset?: string) => readSource(content(text, charset));
const calendar = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...lines, 'END:VCALENDAR'].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:e1', 'DTSTAMP:20261101T000000Z', ...lines, 'END:VEVENT'];
const problemOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof Unreadable ? error.problem.code : String(error);
  }
};

describe('reading a source', () => {
  it('takes a calendar’s series as one item, without the left out days and with the moved one', () => {
    const { form, items, isWhole, name } = read(
      calendar(
        'X-WR-CALNAME:青溪县文化馆',
        ...event(
          'SUMMARY:合唱团公开排练',
          'DTSTART;TZID=Asia/Shanghai:20261202T190000',
          'DTEND;TZID=Asia/Shanghai:20261202T203000',
          'RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=WE',
          'EXDATE;TZID=Asia/Shanghai:20261216T190000',
          'LOCATION:301 舞蹈房',
          'CATEGORIES:活动,合唱',
        ),
        ...event(
          'SUMMARY:合唱团公开排练',
          'RECURRENCE-ID;TZID=Asia/Shanghai:20261223T190000',
          'DTSTART;TZID=Asia/Shanghai:20261224T190000',
          'DTEND;TZID=Asia/Shanghai:20261224T203000',
        ),
        ...event('SUMMARY:x', 'RECURRENCE-ID:20261230T110000Z', 'DTSTART:20261230T110000Z', 'STATUS:CANCELLED'),
      ),
    );
    expect([form, isWhole, name, items.length]).to.deep.equal(['calendar', true, '青溪县文化馆', 1]);
    expect(items[0]?.sessions?.map(({ startsAt }) => startsAt.slice(0, 16))).to.deep.equal([
      '2026-12-02T19:00',
      '2026-12-09T19:00',
      '2026-12-24T19:00',
    ]);
    expect(items[0]).to.include({
      ...{ key: 'e1', title: '合唱团公开排练', place: '301 舞蹈房', isCancelled: false },
      ...{ startsAt: '2026-12-02T19:00:00+08:00', endsAt: '2026-12-24T20:30:00+08:00' },
    });
    expect(items[0]?.categories).to.deep.equal(['活动', '合唱']);
  });

  it('reads the zones of Outlook, of other countries, of UTC and of none as Beijing’s time', () => {
    const startOf = (...lines: string[]) =>
      read(calendar(...event('SUMMARY:雅集', ...lines))).items[0]?.startsAt?.slice(0, 16);
    expect(startOf('DTSTART;TZID=China Standard Time:20261205T140000')).to.equal('2026-12-05T14:00');
    expect(startOf('DTSTART:20261205T060000Z')).to.equal('2026-12-05T14:00');
    expect(startOf('DTSTART:20261205T140000')).to.equal('2026-12-05T14:00');
    expect(startOf('DTSTART;TZID=Europe/Paris:20260705T080000')).to.equal('2026-07-05T14:00');
    expect(startOf('DTSTART;TZID=Europe/Paris:20261205T070000')).to.equal('2026-12-05T14:00');
  });

  it('knows whole days, lengths and cancellations, and says no end where there is none', () => {
    const itemOf = (...lines: string[]) => read(calendar(...event('SUMMARY:展览', ...lines))).items[0];
    expect(itemOf('DTSTART;VALUE=DATE:20261205', 'DTEND;VALUE=DATE:20261207')?.endsAt).to.equal(
      '2026-12-06T23:59:59+08:00',
    );
    expect(itemOf('DTSTART:20261205T060000Z', 'DURATION:PT90M')?.endsAt).to.equal('2026-12-05T15:30:00+08:00');
    expect(itemOf('DTSTART:20261205T060000Z')?.endsAt).to.equal(undefined);
    expect(itemOf('DTSTART:20261205T060000Z', 'STATUS:CANCELLED')?.isCancelled).to.equal(true);
  });

  it('reads an endless series from this month on, in bounded time', () => {
    const endless = (rule: string) =>
      read(calendar(...event('SUMMARY:晨练', 'DTSTART:20150101T000000Z', 'DTEND:20150101T010000Z', `RRULE:${rule}`)));
    const [daily] = endless('FREQ=DAILY').items;
    expect(daily?.sessions?.length).to.equal(50);
    expect(daily?.startsAt).to.equal('2026-12-01T08:00:00+08:00');
    expect(endless('FREQ=SECONDLY').items).to.deep.equal([]); // 20,000 steps lead nowhere near this year
  });

  it('reads RSS in GB 18030 that is said to be UTF-8, and Atom', () => {
    const rss = (encoding: string) =>
      `<?xml version="1.0" encoding="${encoding}"?><rss version="2.0"><channel><title>x</title><item><title>QQ &amp; A</title><guid>7</guid>
       <link>/a/7</link><category>t</category><pubDate>Tue, 01 Dec 2026 02:00:00 GMT</pubDate>
       <description><![CDATA[<p>one</p><script>bad()</script><p>two</p>]]></description></item></channel></rss>`;
    const [head = '', tail = ''] = rss('utf-8').split('QQ');
    const chinese = Buffer.concat([Buffer.from(head), Buffer.from([0xc7, 0xe0, 0xcf, 0xaa]), Buffer.from(tail)]);
    const { items, isWhole, form } = read(chinese, 'utf-8');
    expect([form, isWhole]).to.deep.equal(['feed', false]);
    expect(items[0]).to.deep.include({
      ...{ key: '7', title: '青溪 & A', url: 'https://www.qx.example.cn/a/7', text: 'one\ntwo', categories: ['t'] },
      changedAt: '2026-12-01T10:00:00+08:00',
    });
    const atom =
      read(`<feed xmlns="http://www.w3.org/2005/Atom"><title>n</title><entry><id>urn:1</id><title type="html">&lt;b&gt;雅集&lt;/b&gt;</title>
      <link href="https://a.example/1"/><updated>2026-12-01T02:00:00Z</updated><content type="html">&lt;p&gt;早&lt;/p&gt;</content></entry></feed>`);
    const twice = read(`<rss version="2.0"><channel><title>x</title><item><title>雅集</title><guid>1</guid>
      <description><![CDATA[<h3>雅集</h3>\n<pre>早</pre>]]></description></item></channel></rss>`);
    expect(twice.items[0]?.text, 'its title is told once').to.equal('早');
    expect(atom.items[0]).to.include({ key: 'urn:1', title: '雅集', url: 'https://a.example/1', text: '早' });
  });

  it('reads JSON-LD and microdata of a page, and the feeds that it names', () => {
    const { items, feeds } = read(`<!doctype html><html><head><title>活动</title>
      <link rel="alternate" type="application/rss+xml" title="RSS" href="/feed">
      <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"MusicEvent","@id":"#m1","name":"民乐夜",
       "startDate":"2026-12-05T19:00","endDate":"2026-12-05T21:00","eventStatus":"https://schema.org/EventPostponed","image":{"url":"/m.jpg"},
       "location":{"@type":"Place","name":"小剧场","address":{"addressLocality":"青溪县","streetAddress":"文一西路 1 号"}},
       "remainingAttendeeCapacity":3,"offers":{"price":"0"}}]}</script></head><body>
      <div itemscope itemtype="https://schema.org/Event"><a itemprop="url" href="/e/2"><span itemprop="name">写春联</span></a>
       <time itemprop="startDate" datetime="2026-12-06 09:30">周日</time>
       <div itemprop="location" itemscope itemtype="https://schema.org/Place"><b itemprop="name">一楼 <i>大厅</i></b></div></div>
      <a href="webcal://www.qx.example.cn/events.ics">订阅</a></body></html>`);
    expect(items[0]).to.deep.include({
      ...{
        key: '#m1',
        title: '民乐夜',
        startsAt: '2026-12-05T19:00:00+08:00',
        isPostponed: true,
        remaining: 3,
        isFree: true,
      },
      ...{ place: '小剧场', address: '青溪县文一西路 1 号', picture: 'https://www.qx.example.cn/m.jpg' },
    });
    expect(items[1]).to.include({
      title: '写春联',
      startsAt: '2026-12-06T09:30:00+08:00',
      place: '一楼 大厅',
      url: 'https://www.qx.example.cn/e/2',
    });
    expect(feeds?.map((each) => [each.form, each.address])).to.deep.equal([
      ['feed', 'https://www.qx.example.cn/feed'],
      ['calendar', 'https://www.qx.example.cn/events.ics'],
    ]);
  });

  it('takes nothing for gone where an answer broke off', () => {
    const rss =
      '<rss version="2.0"><channel><title>x</title><item><title>雅集</title><guid>7</guid></item><item><title>写春';
    expect(problemOf(() => read(rss))).to.equal('sources.feed_broken');
    const page = `<!doctype html><html><head><script type="application/ld+json">{"@type":"Event","name":"雅集","startDate":"2026-12-05"}</script>`;
    expect([read(page).items.length, read(page).isWhole]).to.deep.equal([1, false]);
    expect(read(`${page}</head><body></body></html>`).isWhole).to.equal(true);
    expect(read('<urlset><url><loc>/1</loc></url><url><loc>/').isWhole).to.equal(false);
  });

  it('keeps the days of a series that says no ends', () => {
    const [series] = read(
      calendar(...event('SUMMARY:晨练', 'DTSTART:20261202T000000Z', 'RRULE:FREQ=WEEKLY;COUNT=3')),
    ).items;
    expect(series?.sessions?.map(({ startsAt, endsAt }) => [startsAt.slice(5, 16), endsAt])).to.deep.equal([
      ['12-02T08:00', undefined],
      ['12-09T08:00', undefined],
      ['12-16T08:00', undefined],
    ]);
    expect(series && lastMomentOf(series)).to.equal('2026-12-16T08:00:00+08:00');
  });

  it('reads OpenActive, the open form of the Cloud and a sitemap', () => {
    const rpde = read(
      JSON.stringify({
        ...{ next: 'https://a.example/rpde?after=2', license: 'https://creativecommons.org/licenses/by/4.0/' },
        items: [
          {
            state: 'updated',
            kind: 'ScheduledSession',
            id: 1,
            modified: 1,
            data: {
              '@type': 'ScheduledSession',
              startDate: '2026-12-05T11:00:00Z',
              remainingAttendeeCapacity: 0,
              superEvent: { '@type': 'SessionSeries', name: '瑜伽' },
            },
          },
          { state: 'deleted', kind: 'ScheduledSession', id: 2, modified: 2 },
        ],
      }),
    );
    expect(rpde).to.deep.include({
      form: 'rpde',
      removed: ['ScheduledSession 2'],
      next: 'https://a.example/rpde?after=2',
      isWhole: false,
    });
    expect(rpde.items[0]).to.include({
      key: 'ScheduledSession 1',
      title: '瑜伽',
      remaining: 0,
      startsAt: '2026-12-05T19:00:00+08:00',
    });
    const open = read(
      JSON.stringify({
        items: [
          {
            id: 'a',
            channel: 'activity',
            title: '展览',
            starts_at: '2026-12-05T01:00:00Z',
            live_state: { event_status: 'cancelled' },
            content: null,
          },
        ],
        next: 'c2',
      }),
    );
    expect([open.form, open.next, open.items[0]?.isCancelled]).to.deep.equal(['open', `${address}?cursor=c2`, true]);
    const map = read(
      `<?xml version="1.0"?><urlset><url><loc>https://a.example/1</loc><lastmod>2026-01-01</lastmod></url><url><loc>/2</loc><lastmod>2026-02-01</lastmod></url></urlset>`,
    );
    expect(map.pages).to.deep.equal(['https://www.qx.example.cn/2', 'https://a.example/1']);
  });

  it('refuses entity bombs, files, nothing, broken content and too many items, each with its reason', () => {
    const many = calendar(
      ...Array.from({ length: 10_001 }, () => event('SUMMARY:x', 'DTSTART:20261205T060000Z')).flat(),
    );
    const bomb = `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "${'x'.repeat(50)}"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`;
    const outside = `<!-- <rss> ${'x'.repeat(200_000)} --><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>`;
    expect({
      bomb: problemOf(() => read(bomb)),
      outside: problemOf(() => read(outside)),
      pdf: problemOf(() => read('%PDF-1.7 ...')),
      png: problemOf(() => read(Buffer.from('89504e470d0a1a0a', 'hex'))),
      empty: problemOf(() => read(' \n')),
      calendar: problemOf(() => read('BEGIN:VCALENDAR\nnonsense')),
      json: problemOf(() => read('{"items": [')),
      words: problemOf(() => read('你好')),
      many: problemOf(() => read(many)),
    }).to.deep.equal({
      ...{ bomb: 'sources.entities', outside: 'sources.entities' },
      ...{ pdf: 'sources.is_file', png: 'sources.is_file', empty: 'sources.empty' },
      ...{
        calendar: 'sources.calendar_broken',
        json: 'sources.json_broken',
        words: 'sources.other_form',
        many: 'sources.many_items',
      },
    });
  });

  it('takes no markup of titles, and the program in none', () => {
    const titles = read(
      calendar(
        ...event('SUMMARY:<script>alert(1)</script>雅集<img src=x onerror=alert(1)>', 'DTSTART:20261205T060000Z'),
      ),
    ).items.map(({ title }) => title);
    expect(titles).to.deep.equal(['雅集']);
  });

  it('reads in a thread that ends at its deadline', async () => {
    const { items } = await readInThread(content(calendar(...event('SUMMARY:雅集', 'DTSTART:20261205T060000Z'))));
    expect(items.map(({ title }) => title)).to.deep.equal(['雅集']);
    const late = await readInThread(content('BEGIN:VCALENDAR'), 1).catch((error: unknown) => error);
    expect(late instanceof Unreadable && late.problem.code).to.equal('sources.too_much');
  });
});
