import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, after as later } from '../../../src/clock.ts';
import type { Reader } from '../../../src/database/open.ts';
import { queryOf, tsqueryOf } from '../../../src/resources/listing/asked.ts';
import { termsOf } from '../../../src/resources/listing/search.ts';
import { near, search } from '../../../src/resources/listing/search-store.ts';
import { institutionsNamed } from '../../../src/resources/public/facts-store.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createHost, shelve } from '../../support/published.ts';

describe('the words of a text', () => {
  const allOf = (typed: string) => tsqueryOf(queryOf(typed)?.all ?? []);

  it('are its pairs of characters with place and weight, once more for the title, and single characters of titles', () => {
    expect(termsOf([['A', '剪纸课']], ['activity'])).to.deep.equal({
      headings: `'剪纸':1A '纸课':2A '课':3A`,
      all: `'#activity' '剪纸' '^剪纸' '剪' '^剪' '纸课' '^纸课' '纸' '^纸' '课' '^课'`,
    });
  });

  it('are without places where the text is long', () => {
    expect(termsOf([['D', '免费开放']])).to.deep.equal({ headings: '', all: `'免费' '费开' '开放' '放'` });
  });

  it('are in one spelling, and whole where letters and digits stand together', () => {
    expect(termsOf([['B', 'ＡＢＣ１２３课']]).headings).to.equal(`'abc123':1B '课':2B`);
  });

  it('never contain each other’s ends', () => {
    expect(allOf(`a'b\\c & !(d) | e:*`)).to.equal(`'a' & 'b' & 'c' & 'd' & 'e'`);
  });

  for (const [typed, all] of [
    ['剪纸', `'剪纸'`],
    ['青溪剪纸', `'青溪' & '溪剪' & '剪纸'`],
    ['书法 亲子', `'书法' & '亲子'`],
    ['书', `'书'`],
    ['第3期', `'第' & '3' & '期'`],
    ['jingju', `(('jingju':*) | ('~jing.ju'))`],
    ['ab', `(('ab') | ${[...'abcdefghjklmnopqrstwxyz', ''].map((next) => `('~~ab${next}')`).join(' | ')})`],
  ] as const)
    it(`are asked for: ${typed}`, () => {
      expect(allOf(typed)).to.equal(all);
    });

  it('are none in an empty text', () => {
    for (const typed of ['', '  ', '，。', '!!!']) expect(queryOf(typed)).to.equal(undefined);
  });
});

describe('search', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  const long = (days_: number) => later(clock.now(), -days(days_));
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const host = await createHost(at, '青溪县文化馆');
    const other = await createHost(at, '竹屿美术馆');
    const course = (title: string, more: Record<string, string> = {}) => ({
      channel: 'course' as const,
      data: { title, summary: '十二节课，在家也能学。', tags: '公益', ...more },
    });
    await shelve(at, host, [
      course('皮影怎么演', { summary: '也讲一点剪纸。' }),
      course('剪纸'),
      course('剪纸入门'),
      course('节气与剪纸的故事'),
      course('纸上剪影'),
      course('年画', { tags: '剪纸' }),
      { ...course('老的门神'), publishedAt: long(1) },
      { ...course('老的门神'), publishedAt: long(1_500) },
      course('亲子书法课'),
      course('书法讲给亲子家庭听的那些年里的故事'),
      course('零基础Jingju唱腔'),
      {
        channel: 'news',
        data: { title: '文化馆开馆', summary: '欢迎市民来看看。', tags: '', body: '今天上午，琵琶声里新馆开放。' },
      },
    ]);
    await shelve(at, other, [course('山水入门')]);
  });
  after(() => at.close());

  const titles = async (typed: string) =>
    ((await at.app.publicResources.search(typed))?.listings ?? []).map(({ title }) => title);

  for (const [typed, best] of [
    // The whole title, then titles that begin so, then matches in the title, in the tags, in the summary.
    ['剪纸', ['剪纸', '剪纸入门', '节气与剪纸的故事', '年画', '皮影怎么演']],
    // Two words: near to each other first.
    ['书法 亲子', ['亲子书法课', '书法讲给亲子家庭听的那些年里的故事']],
    // The end of one word is not the beginning of another.
    ['纸上', ['纸上剪影']],
    // Institutions are names too.
    ['竹屿', ['山水入门']],
    ['琵琶', ['文化馆开馆']],
    ['JINGJU', ['零基础Jingju唱腔']],
    ['jing', ['零基础Jingju唱腔']],
    ['影', ['纸上剪影', '皮影怎么演']],
  ] as const)
    it(`finds the best first: ${typed}`, async () => {
      expect((await titles(typed)).slice(0, best.length)).to.have.members(best);
      expect((await titles(typed))[0]).to.equal(best[0]);
    });

  it('keeps the order of 剪纸 down to the summary', async () => {
    expect(await titles('剪纸')).to.deep.equal(['剪纸', '剪纸入门', '节气与剪纸的故事', '年画', '皮影怎么演']);
  });

  it('puts new entries before old ones', async () => {
    const found = (await at.app.publicResources.search('门神'))?.listings ?? [];
    expect(found.map(({ publishedAt }) => publishedAt)).to.deep.equal([long(1), long(1_500)]);
  });

  it('finds near matches where nothing contains all', async () => {
    const found = await at.app.publicResources.search('剪纸入门潜水');
    expect(found?.listings).to.deep.equal([]);
    expect(found?.near.map(({ title }) => title)).to.include('剪纸入门');
  });

  it('adds near matches to few results, and nothing twice', async () => {
    const found = await at.app.publicResources.search('书法 亲子');
    const titles = [...(found?.listings ?? []), ...(found?.near ?? [])].map(({ entryId }) => entryId);
    expect(new Set(titles).size).to.equal(titles.length);
    expect(found?.listings).to.have.length(2);
  });

  it('narrows to a channel, and goes on where a page ended', async () => {
    const channel = { channel: 'course' };
    const first = await at.app.publicResources.search('剪纸', { ...channel, limit: 2 });
    const next = await at.app.publicResources.search('剪纸', {
      ...channel,
      limit: 10,
      after: first?.next,
      at: first?.next?.at,
    });
    expect([...(first?.listings ?? []), ...(next?.listings ?? [])].map(({ title }) => title)).to.deep.equal(
      await titles('剪纸'),
    );
    expect((await at.app.publicResources.search('剪纸', { channel: 'book' }))?.listings).to.deep.equal([]);
  });

  it('finds nothing of an institution that was disabled', async () => {
    const [row] = await at.database.db.rows<{ id: string }>(`select id from institutions where name = '竹屿美术馆'`);
    await at.database.db.run('update institutions set disabled_at = $2 where id = $1', [row?.id, clock.now()]);
    expect(await titles('竹屿')).to.deep.equal([]);
  });

  const names = async (typed: string) =>
    ((await at.app.publicResources.search(typed))?.institutions ?? []).map(({ name }) => name);

  it('finds institutions by their names, also as people shorten them, in pinyin and by first letters', async () => {
    for (const typed of [
      '青溪县文化馆',
      '青溪文化馆',
      '青溪 文化',
      'qingxi wenhuaguan',
      'qingxixianwenhuaguan',
      'qxwhg',
      'qxxwhg',
    ])
      expect(await names(typed), typed).to.deep.equal(['青溪县文化馆']);
    for (const typed of ['竹屿', '文化馆竹屿', 'qx', 'jianzhi'])
      expect(await names(typed), typed).not.to.include('青溪县文化馆');
  });

  it('finds institutions of the place that was named', async () => {
    const library = await createHost(at, '杭州市图书馆');
    const other = await createHost(at, '衢州图书馆');
    await at.database.db.run(
      `update institutions set region_code = case name when '杭州市图书馆' then '330100' else '330800' end
      where id in ($1, $2)`,
      [library, other],
    );
    for (const host of [library, other]) await shelve(at, host, [{ channel: 'news', data: { title: '新书上架' } }]);
    for (const typed of ['杭州图书馆', 'hangzhou tushuguan', 'hangzhou library', '图书馆 杭州'])
      expect(await names(typed), typed).to.deep.equal(['杭州市图书馆']);
    expect(await names('图书馆')).to.deep.equal(['衢州图书馆', '杭州市图书馆']);
  });

  it('finds an institution by its new name within a minute of the change, and no longer by the old one', async () => {
    const renamed = (name: string) =>
      at.database.db.run(`update institutions set name = $1 where name in ('青溪县文化馆', '桐川文化馆')`, [name]);
    await renamed('桐川文化馆');
    await at.app.listingIndex.nameInstitutions();
    expect(await names('tcwhg')).to.deep.equal(['桐川文化馆']);
    expect(await names('qxwhg')).to.deep.equal([]);
    await renamed('青溪县文化馆');
    await at.app.listingIndex.nameInstitutions();
  });

  it('finds a house by its short name, though its name ends in brackets', async () => {
    const host = await createHost(at, '澜江市图书馆（演示）');
    await shelve(at, host, [{ channel: 'news', data: { title: '报告厅的椅子换好了' } }]);
    expect(await titles('澜图')).to.deep.equal(['报告厅的椅子换好了']);
  });

  it('gives all new institutions their words, however many came at once', async () => {
    await at.database.db.run(
      `insert into institutions (id, name, certified_at, created_at, updated_at)
       select gen_random_uuid(), '村史馆' || n, $1, $1, $1 from generate_series(1, 251) n`,
      [clock.now()],
    );
    await at.app.listingIndex.nameInstitutions();
    expect(
      await at.database.db.row(`select count(*)::int as named from institution_names where name like '村史馆%'`),
    ).to.deep.equal({ named: 251 });
  });

  it('is planned once on a connection, whatever words are searched for', async () => {
    await at.database.db.transaction(async (trx) => {
      const query = queryOf('录音室');
      if (query === undefined) throw new Error('no query');
      for (let turn = 0; turn < 8; turn += 1) {
        await search(trx, query, {}, { after: undefined, now: clock.now(), limit: 20 + turn });
        await near(trx, query, {}, { now: clock.now(), part: 'slip' });
        await institutionsNamed(trx, { words: query.all }, 3, clock.now());
      }
      const plans = await trx.rows<{ generic: number }>(
        `select max(generic_plans)::int as generic from pg_prepared_statements
         where statement ~ '^with (anywhere0|near0|named) ' and generic_plans + custom_plans >= 8 group by statement`,
      );
      expect(plans.filter(({ generic }) => generic > 0))
        .to.have.length(plans.length)
        .and.at.least(3);
    });
  });
});

describe('search among many', function () {
  this.timeout(90_000);
  const clock = testClock('2036-11-24T10:00:00+08:00');
  const many = 2_100; // more than two of the smallest blocks
  let at: TestApp;
  let host: string;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    host = await createHost(at, '青溪县文化馆');
    const entry = (n: number) => ({
      channel: 'audio' as const,
      data: {
        ...{ title: n === 3 ? '渡口的号子' : `晨读录音第 ${n} 段`, summary: '每天早上读一段。', tags: '' },
        ...(n === 3 && { region_code: '330822' }),
      },
      publishedAt: later(clock.now(), -days(1) + n),
    });
    for (let n = 0; n < many; n += 300)
      await shelve(
        at,
        host,
        Array.from({ length: 300 }, (_, more) => entry(n + more)),
      );
  });
  after(() => at.close());

  it('answers a word that is everywhere with the newest, and says that there are more', async () => {
    const found = await at.app.publicResources.search('晨读');
    expect(found?.isMore).to.equal(true);
    expect(found?.listings[0]?.title).to.equal(`晨读录音第 ${many - 1} 段`);
    const titles = (found?.listings ?? []).map(({ title }) => Number(/\d+/.exec(title)?.[0]));
    expect(Math.min(...titles)).to.be.greaterThan(many - 100);
  });

  it('lists the matches of a filter however far back they are, and nothing where the order itself ends', async () => {
    const titles = async (region: string) =>
      (await at.app.publicResources.page({ institutionId: host, region })).listings.map(({ title }) => title);
    expect(await titles('330822')).to.deep.equal(['渡口的号子']); // behind more lines than are walked along
    expect(await titles('540100')).to.deep.equal([]);
    const running = await at.app.publicResources.page({ channel: 'activity', region: '33', order: 'running' });
    expect(running.listings).to.deep.equal([]);
  });

  it('finds rare matches however far back they are, by title and by long text', async () => {
    for (const typed of ['渡口的号子', '渡口号子'])
      expect((await at.app.publicResources.search(typed))?.listings.map(({ title }) => title)).to.deep.equal([
        '渡口的号子',
      ]);
    expect((await at.app.publicResources.search('第 17 段'))?.listings[0]?.title).to.equal('晨读录音第 17 段');
  });

  // Of one condition the index goes through all that holds the rarest word in it, and asks of each for all the others: 附近有没有少儿剪纸课 cost four
  // times as much among a million when blocks, filter and words were one.
  it('asks the index for blocks, filter and words by a condition each, so that it goes from the one to the other', async () => {
    const { db } = at.database;
    const statements: { text: string; values: readonly unknown[] }[] = [];
    const recorded: Reader = {
      rows(text, values = []) {
        statements.push({ text, values });
        return db.rows(text, values);
      },
      row: db.row,
    };
    const now = clock.now();
    const readingsIn = ({ values }: { values: readonly unknown[] }): string[][] => JSON.parse(String(values[1]));
    for (const typed of ['晨读 录音', '附近有没有少儿录音课', '渡口的号字', '火箭怎么发射上天', 'chendu']) {
      const query = queryOf(typed);
      if (query === undefined) throw new Error(typed);
      statements.length = 0;
      for (const filter of [{}, { channel: 'audio' }]) {
        await search(recorded, query, filter, { after: undefined, now, limit: 20 });
        for (const part of ['slip', 'near', 'any'] as const) await near(recorded, query, filter, { now, part });
      }
      const firsts = statements.flatMap((statement) => readingsIn(statement).map(([first]) => first));
      expect(firsts.filter((first) => first === `'#audio'`).length, typed).to.equal(firsts.length / 2);
      for (const { text, values } of statements) {
        const conditions = (await planOf(text, values)).flatMap((line) => line.split('terms @@ ').slice(1));
        const held = conditions.map((each) =>
          (each.match(/->>|'''@+'::text/g) ?? []).map((sign) => (sign === '->>' ? 'asked for' : 'block')).join(', '),
        );
        expect(new Set(held), typed).to.deep.equal(new Set(['block, block', 'asked for']));
      }
      if (typed === '晨读 录音')
        expect(statements.map(readingsIn)).to.deep.include([[`'#audio'`, `'^晨读'`, `'^录音'`]]);
    }
    async function planOf(text: string, values: readonly unknown[]) {
      const rows = await db.transaction(async (trx) => {
        await trx.run('set local enable_seqscan = off');
        return trx.rows<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values);
      });
      return rows.map((row) => row['QUERY PLAN']).filter((line) => line.includes('Index Cond: '));
    }
  });
});
