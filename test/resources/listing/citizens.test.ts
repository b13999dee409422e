import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { demoEntries } from '../../../src/demo/entries/entries.ts';
import { channels } from '../../../src/resources/channels/channels.ts';
import { stateOf } from '../../../src/resources/invitations/state.ts';
import { sessionNumber } from '../../../src/resources/listing/when-where.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createBrowser } from '../../support/plain-browser.ts';
import { createHost, shelve } from '../../support/published.ts';

type Question = { asked: string; wanted: readonly string[] };
const questionsIn = (file: string): Question[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [asked = '', wanted = ''] = line.split('|');
      return { asked, wanted: wanted.split(';') };
    });

/** The entries that were written by hand, on a day. */
async function openDemo(name: string, clock: ReturnType<typeof testClock>): Promise<TestApp> {
  const at = await startApp(name, { clock });
  const written = demoEntries(clock.now()).filter(({ data }) => data.external_id?.startsWith('demo-') !== true);
  for (const [host, entries] of Map.groupBy(written, (entry) => entry.host.name)) {
    const given = entries.map(({ channel, data, live }) => ({
      channel,
      data: { ...data, cover: 'https://a.example.cn/1.jpg' },
      live,
      isWhole: true,
    }));
    await shelve(at, await createHost(at, host), given);
  }
  return at;
}

/** A series stands once, with its other sessions beside it. */
const seriesOf = (title: string) => title.replace(new RegExp(sessionNumber, 'u'), '');

/** The share of wanted entries among the first five, and of questions with one of them first. */
async function judge(at: TestApp, questions: readonly Question[]) {
  const judged = [];
  for (const { asked, wanted } of questions) {
    const found = await at.app.publicResources.search(asked);
    const all = [
      ...(found?.listings ?? []),
      ...(found?.wider.flatMap(({ listings }) => listings) ?? []),
      ...(found?.near ?? []),
    ];
    const shown = all.map(({ title }) => title).slice(0, 5);
    const isWanted = (title: string) => wanted.some((begins) => title.startsWith(begins));
    const right = new Set(shown.filter(isWanted).map(seriesOf)).size;
    const most = Math.min(5, new Set(wanted.map(seriesOf)).size);
    judged.push({ asked, share: Math.min(1, right / most), isFirst: isWanted(shown[0] ?? ''), shown });
  }
  const share = judged.reduce((sum, each) => sum + each.share, 0) / judged.length;
  const first = judged.filter(({ isFirst }) => isFirst).length / judged.length;
  const missed = judged.filter((each) => each.share < 1 || !each.isFirst);
  process.stdout.write(`      P@5 ${share.toFixed(3)}, wanted first ${first.toFixed(3)} of ${judged.length}\n`);
  if (process.env.SHOW_MISSED) for (const each of missed) process.stdout.write(`${JSON.stringify(each)}\n`);
  return { share, first, missed: JSON.stringify(missed) };
}

const sets = [
  { whose: 'another hand', file: 'blind-questions.txt', on: '2026-11-26T14:20:00+08:00', share: 0.92, first: 0.81 },
  // Before any rule was written after these they were answered by 0.787 and 0.688; later rules cure the causes of their failures.
  {
    whose: 'the hand that wrote the rules',
    file: 'known-questions.txt',
    on: '2026-12-03T09:30:00+08:00',
    share: 0.87,
    first: 0.83,
  },
  // Answered by 0.67 and 0.69 before any rule was written after them; the causes of the failures of one half are cured since.
  { whose: 'a fourth hand', file: 'fourth-questions.txt', on: '2026-12-02T10:20:00+08:00', share: 0.87, first: 0.88 },
  {
    whose: 'the hand that wrote the related words',
    file: 'own-questions.txt',
    on: '2026-12-02T10:20:00+08:00',
    share: 0.83,
    first: 0.73,
  },
  // Before any rule was written after these they were answered by 0.786 and 0.688.
  { whose: 'a fifth hand', file: 'fifth-questions.txt', on: '2026-12-02T10:20:00+08:00', share: 0.87, first: 0.81 },
  // Before terms were described in everyday words these were answered by 0.754 and 0.699.
  { whose: 'a sixth hand', file: 'sixth-questions.txt', on: '2026-12-02T10:20:00+08:00', share: 0.82, first: 0.8 },
  // Before any rule was written after these they were answered by 0.899 and 0.912: a third plain words, a third sentences, a third roundabout.
  {
    whose: 'a seventh hand',
    file: 'seventh-questions.txt',
    on: '2026-12-02T10:20:00+08:00',
    share: 0.88,
    first: 0.89,
  },
  // Before any word was added after these they were answered by 0.811 and 0.730.
  // Spoken, in ten voices; no rule and no word was written after these yet: they were answered by 0.878 and 0.762.
  {
    whose: 'an eighth hand',
    file: 'eighth-questions.txt',
    on: '2026-12-02T10:20:00+08:00',
    share: 0.85,
    first: 0.73,
  },
  // No rule and no word was written after these yet: they were answered by 0.879 and 0.850.
  {
    whose: 'a tenth hand',
    file: 'tenth-questions.txt',
    on: '2026-12-02T10:20:00+08:00',
    share: 0.86,
    first: 0.82,
  },
  // Nor after these: they were answered by 0.934 and 0.825.
  {
    whose: 'a twelfth hand',
    file: 'twelfth-questions.txt',
    on: '2026-12-02T10:20:00+08:00',
    share: 0.91,
    first: 0.8,
  },
  { whose: 'ten voices', file: 'voices-questions.txt', on: '2026-12-02T10:20:00+08:00', share: 0.84, first: 0.77 },
  { whose: 'a third hand', file: 'third-questions.txt', on: '2026-12-02T10:20:00+08:00', share: 0.9, first: 0.82 },
];

for (const [on, ofDay] of Map.groupBy(sets, (set) => set.on))
  describe(`R44 questions of others about the demo at ${on}`, function () {
    this.timeout(120_000);
    let at: TestApp;
    before(async () => {
      at = await openDemo(`${import.meta.filename}-${on.slice(0, 10)}`, testClock(on));
    });
    after(() => at.close());

    for (const { whose, file, share: least, first: leastFirst } of ofDay)
      it(`of ${whose} have the wanted entries among the first five, and mostly one of them first`, async () => {
        const questions = questionsIn(file);
        expect(questions.length).to.be.at.least(60);
        const { share, first, missed } = await judge(at, questions);
        expect(share, missed).to.be.at.least(least);
        expect(first, missed).to.be.at.least(leastFirst);
      });
  });

describe('R44 questions of citizens about the demo', function () {
  this.timeout(120_000);
  const clock = testClock('2026-12-01T10:00:00+08:00');
  let at: TestApp;
  before(async () => {
    at = await openDemo(import.meta.filename, clock);
  });
  after(() => at.close());

  it('have the wanted entries among the first five, and one of them first', async () => {
    const questions = questionsIn('citizens-questions.txt');
    expect(questions.length).to.be.at.least(150);
    const { share, first, missed } = await judge(at, questions);
    expect(share, missed).to.be.at.least(0.92);
    expect(first, missed).to.be.at.least(0.9);
  });

  const titles = async (asked: string) =>
    ((await at.app.publicResources.search(asked))?.listings ?? []).map(({ title }) => title);

  it('show a series once, with its next session first and the others beside it', async () => {
    const found = (await at.app.publicResources.search('银龄剪纸'))?.listings ?? [];
    expect(found.map(({ title }) => title)).to.deep.equal(['银龄剪纸体验课（第三期）']);
    expect(found[0]?.sessions.map(({ startsAt }) => startsAt.toISOString())).to.deep.equal([
      '2026-12-12T06:00:00.000Z',
    ]);
    // A title that was typed whole is that entry.
    expect((await titles('银龄剪纸体验课（第四期）'))[0]).to.equal('银龄剪纸体验课（第四期）');
  });

  it('place the ones to go to before the full ones, as the state of an entry says it', async () => {
    const { listings = [] } = (await at.app.publicResources.search('下周 活动', { limit: 100 })) ?? {};
    const shut = listings.map(({ channel, startsAt, endsAt, facts, live }) => {
      const schemaType = channels[channel === 'live' ? 'live' : 'activity'].schemaType;
      const state = stateOf({ schemaType, startsAt, endsAt, values: { ...facts, ...live } }, clock.now());
      return state?.isOver === true || state?.code === 'full' || state?.code === 'closed_booking';
    });
    expect(shut).to.include(true);
    expect(shut).to.deep.equal(shut.toSorted((a, b) => Number(a) - Number(b)));
  });

  it('widen step by step where nothing is left, and keep the place as long as it has anything', async () => {
    const found = await at.app.publicResources.search('杭州今晚讲座');
    expect(found?.listings).to.deep.equal([]);
    expect(found?.wider.map(({ kind }) => kind)).to.include('time');
    const titles = found?.wider.find(({ kind }) => kind === 'time')?.listings.map(({ title }) => title) ?? [];
    expect(titles[0]).to.match(/^周末讲坛/);
  });

  it('show the conditions as links without them, and search for the words alone where that is asked for', async () => {
    const browser = createBrowser(at.origin);
    const page = await browser.walk(`/search?q=${encodeURIComponent('周六 剪纸 免费')}`);
    expect(page.text)
      .to.include('12月5日 周六')
      .and.to.include(`/search?q=${encodeURIComponent('剪纸')}`.slice(0, 20));
    const plain = await browser.walk(`/search?q=${encodeURIComponent('周六 剪纸 免费')}&plain=1`);
    expect(plain.text).not.to.include('class="f"');
  });

  const openFor = async (asked: string) => (await at.app.publicResources.search(asked))?.listings ?? [];

  it('find a house by the short name that people use, and words that were typed as one', async () => {
    expect((await titles('青图'))[0]).to.equal('青溪县图书馆');
    expect((await titles('桐博'))[0]).to.equal('桐川博物馆');
    for (const asked of ['离我最近的图书馆', '图书馆离我多远', '我家附近的图书馆'])
      expect((await titles(asked))[0], asked).to.match(/图书馆/);
    // The house, and then its rooms.
    expect((await titles('青溪文化馆'))[0]).to.equal('青溪县文化馆');
    expect((await titles('青溪博物馆几点关门'))[0]).to.equal('青溪县博物馆');
    expect((await titles('智能手机怎么用'))[0]).to.match(/手机/);
    expect(await titles('澜江读书会')).to.include('“一本书一座城”读书会：江南的桥');
  });

  it('read the short name of a county as a word where nothing is in that county', async () => {
    expect((await titles('民乐'))[0]).to.match(/^冬日民乐小厅音乐会/);
  });

  it('show what begins in the hours that are named, and no exhibition', async () => {
    const hours = (await openFor('明天晚上七点半以后')).map(({ startsAt }) => startsAt?.toISOString().slice(11, 16));
    expect(hours).not.to.deep.equal([]);
    expect(hours.every((hour = '') => hour >= '11:30' && hour < '16:00')).to.equal(true);
  });

  it('are the same in English and in pinyin, and a condition in traditional characters is taken away by its link', async () => {
    for (const [asked, chinese] of [
      ['paper cutting', '剪纸'],
      ['zhoumo qinzi', '周末亲子'],
      ['free lectures this weekend', '免费 讲座 这周末'],
    ] as const)
      expect(new Set(await titles(asked)), asked).to.deep.equal(new Set(await titles(chinese)));
    const page = await createBrowser(at.origin).walk(`/search?q=${encodeURIComponent('週六 剪紙')}`);
    expect(page.text).to.include(`/search?q=${encodeURIComponent('剪纸')}`);
  });

  it('ask for all that is on where there is no subject', async () => {
    expect(
      (await openFor('有什么好玩的')).every(({ channel }) => channel === 'activity' || channel === 'live'),
    ).to.equal(true);
    expect(await openFor('有什么好玩的')).not.to.deep.equal([]);
  });

  it('of any length and of any signs are answered in the time of an ordinary one', async () => {
    const pieces = [
      '周六剪纸',
      '今晚杭州',
      "';drop table listings;--",
      '\u202e',
      '😀',
      '(((&|!',
      'a',
      '哪里可以',
      '%',
      '\\',
      '\0',
    ];
    for (const piece of pieces) {
      const began = process.cpuUsage();
      await at.app.publicResources.search(piece.repeat(Math.ceil(10_000 / piece.length)));
      expect(process.cpuUsage(began).user, piece).to.be.below(1_000_000);
    }
    expect(await titles('剪纸')).not.to.deep.equal([]);
  });
});
