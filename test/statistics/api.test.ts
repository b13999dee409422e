import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import type { Language } from '../../src/fact.ts';
import { problemCodes } from '../../src/statistics/reports/problem-codes.ts';
import { createApi } from '../support/api.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { remember } from '../support/record.ts';
import { fact, said, words } from '../support/words.ts';

/** The checked parts of an answer. */
const answered = z.looseObject({
  items: z.array(z.looseObject({ date: z.unknown(), status: z.unknown().optional() })).default([]),
  metrics: z.array(z.looseObject({ code: z.string() })).default([]),
});
const figures = { pv: 1_000, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };

describe('the API of service data', () => {
  let at: TestApp;
  let token = '';
  let ak = '';
  before(async () => {
    at = await startApp(import.meta.filename);
    const { clientId, secret } = await createClient(at, { scope: 'openid stats:read stats:write' });
    ak = clientId;
    await at.database.db.run(
      `update applications set created_at = created_at - interval '100 days' where client_id = $1`,
      [clientId],
    );
    const answer = await fetch(`${at.origin}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'stats:read stats:write' }),
    });
    const { access_token: given } = z.object({ access_token: z.string() }).parse(await answer.json());
    token = remember(given);
  });
  after(() => at.close());

  const call = async (method: string, path: string, body?: object, language: Language = 'zh') => {
    const answer = await fetch(`${at.origin}/api/v1/stats/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'accept-language': language },
      ...(body && { body: JSON.stringify(body) }),
    });
    const said = answered.parse(await answer.json());
    return { status: answer.status, said, headers: answer.headers };
  };
  const day = (back: number) => new Date(Date.now() - back * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);

  it('R51 takes a day, once however often it is sent, and says how often it may be called', async () => {
    const first = await call('PUT', `daily/${day(1)}`, { figures });
    expect(first.status, JSON.stringify(first.said)).to.equal(201);
    expect(first.said).to.deep.include({ result: 'created', revision: 1, warnings: [] });
    expect(first.headers.get('ratelimit')).to.match(/"stats";r=59/);
    const again = await call('PUT', `daily/${day(1)}`, { figures });
    expect(again.status).to.equal(200);
    expect(again.said).to.deep.include({ result: 'unchanged', revision: 1 });
  });

  it('R53 wants the reason of a correction', async () => {
    const change = { figures: { ...figures, pv: 1_100 } };
    const refused = await call('PUT', `daily/${day(1)}`, change);
    expect(refused.status).to.equal(422);
    expect(refused.said).to.include({ code: 'stats_reason_required' });
    const corrected = await call('PUT', `daily/${day(1)}`, { ...change, reason: '漏计手机端' });
    expect(corrected.said).to.include({ result: 'corrected', revision: 2 });
  });

  it('R53 takes no number of a person in a reason or a note, which signed files show', async () => {
    const change = { ...figures, pv: 1_200 };
    const numbered = { figures: change, reason: '张三 13900001111 报错', note: '经办人 11010519491231002X' };
    const code = 'stats_text_numbers';
    for (const language of ['zh', 'en'] as const) {
      const refused = await call('PUT', `daily/${day(1)}`, numbered, language);
      expect(refused.status).to.equal(422);
      const { errors } = z.object({ errors: z.array(z.looseObject({ pointer: z.string() })) }).parse(refused.said);
      const message = words(language, 'program').say(fact('statistics.sentence_numbers'));
      expect(errors.map(({ pointer, code: of, message: text }) => [pointer, of, text])).to.have.deep.members([
        ['/reason', code, message],
        ['/note', code, message],
      ]);
    }
    const batch = await call('POST', 'daily:batch', { items: [{ date: day(1), ...numbered }] });
    expect(JSON.stringify(batch.said)).to.include(code);
    const afterwards = await call('PUT', `daily/${day(1)}`, {
      figures: { ...figures, pv: 1_100 },
      note: '问 13900001111',
    });
    expect(JSON.stringify(afterwards.said)).to.include('/note').and.include(code);
  });

  it('R52 takes a sentence that is added afterwards, without a reason and without counting as a correction', async () => {
    const kept = { ...figures, pv: 1_100 };
    const note = '展会现场多人共用网络';
    const explained = await call('PUT', `daily/${day(1)}`, { figures: kept, note });
    expect(explained.status, JSON.stringify(explained.said)).to.equal(200);
    expect(explained.said).to.include({ result: 'explained', revision: 2, note });
    // Who sends the figures again without it leaves it.
    const again = await call('PUT', `daily/${day(1)}`, { figures: kept });
    expect(again.said).to.include({ result: 'unchanged', revision: 2, note });
    const none = await call('PUT', `daily/${day(1)}`, { figures: kept, note: null });
    expect(none.said).to.include({ result: 'unchanged', revision: 2, note });
  });

  it('R52 names a terminal that is none, in Chinese and in English', async () => {
    const terminals = { pc: { pv: 1_000 }, tv: { pv: 4 } };
    const unknown = fact('statistics.terminal_unknown', { name: 'tv', known: ['pc', 'h5', 'app', 'mini'] });
    for (const language of ['zh', 'en'] as const) {
      const refused = await call('PUT', `daily/${day(5)}`, { figures, terminals }, language);
      expect(refused.status).to.equal(422);
      const message = JSON.stringify(words(language, 'program').say(unknown)).slice(1, -1);
      expect(JSON.stringify(refused.said)).to.include('/terminals').and.include(message);
    }
    const batch = await call('POST', 'daily:batch', { items: [{ date: day(5), figures, terminals }] });
    expect(batch.said.items[0]?.status).to.equal(422);
  });

  it('R52 points at the impossible figure, and warns of an unusual one', async () => {
    const refused = await call('PUT', `daily/${day(2)}`, { figures: { ...figures, uv: 1_200 } });
    expect(refused.status).to.equal(422);
    expect(JSON.stringify(refused.said))
      .to.include('/figures/uv')
      .and.to.include(JSON.stringify(said('statistics.uv_above_pv', { uv: 1_200, pv: 1_000 })).slice(1, -1));
    const odd = await call('PUT', `daily/${day(2)}`, { figures: { ...figures, ip: 305 } });
    expect(odd.status).to.equal(201);
    expect(JSON.stringify(odd.said)).to.include('ip_over_uv');
    expect((await call('PUT', `daily/${day(0)}`, { figures })).said).to.include({ code: 'stats_future_date' });
  });

  it('R52 gives code and field also to an unknown terminal, missing figures and an item that is none', async () => {
    const told = async (body: object) => {
      const { said } = await call('PUT', `daily/${day(6)}`, body);
      const shape = z.object({
        errors: z.array(z.object({ pointer: z.string(), code: z.string(), field: z.string() })),
      });
      return shape.parse(said).errors;
    };
    const unknown = { pointer: '/terminals/tv', code: 'stats_terminal_unknown', field: 'tv' };
    expect(await told({ figures, terminals: { tv: { pv: 1 } } })).to.deep.include(unknown);
    const [of] = [{ pointer: '/figures', code: 'stats_figures_form', field: '各项指标' }];
    for (const body of [{}, { figures: null }]) expect(await told(body)).to.deep.include(of);
    const { said } = await call('POST', 'daily:batch', { items: [5] });
    expect(JSON.stringify(said)).to.include('stats_wrong_type').and.include('stats_date_missing');
  });

  it('R52 tells the problem of the day beside those of its figures', async () => {
    for (const [on, code] of [
      ['2020-01-01', 'stats_before_start'],
      [day(0), 'stats_future_date'],
    ] as const) {
      const { status, said } = await call('PUT', `daily/${on}`, { figures: { ...figures, uv: 1_200 } });
      expect(status).to.equal(422);
      expect(JSON.stringify(said)).to.include('stats_uv_gt_pv').and.include(code);
    }
  });

  it('R52 tells the problem of the day beside a figure of another type, of a day and of a batch', async () => {
    for (const [on, code] of [
      ['2020-01-01', 'stats_before_start'],
      ['2026-13-30', 'stats_date_form'],
      [day(0), 'stats_future_date'],
    ] as const) {
      const wrong = { figures: { ...figures, uv: 'many' } };
      const { status, said } = await call('PUT', `daily/${on}`, wrong);
      expect([status, JSON.stringify(said)]).to.deep.include(422);
      expect(JSON.stringify(said)).to.include('stats_not_a_count').and.include(code).and.include('"/date"');
      const { said: batch } = await call('POST', 'daily:batch', { items: [{ date: on, ...wrong }] });
      expect(JSON.stringify(batch)).to.include('stats_not_a_count').and.include(code);
    }
  });

  it('R52 keeps neither of two items of one day in a batch', async () => {
    const items = [1, 2].map((more) => ({ date: day(6), figures: { ...figures, pv: 1_000 + more } }));
    const { said } = await call('POST', 'daily:batch', { items: [...items, { date: day(12), figures }] });
    expect(said.items.map(({ status }) => status)).to.deep.equal([422, 422, 201]);
    expect(JSON.stringify(said.items[0])).to.include('stats_date_twice');
  });

  it('R52 gives each problem its code, field and page, all at once, and the page lists every code', async () => {
    const wrong = { figures: { pv: 10, uv: 12, ip: -1, new_activities: 2, pages: 3 }, terminals: { pc: { uv: -4 } } };
    const { status, said } = await call('PUT', `daily/${day(6)}`, { ...wrong, note: '长'.repeat(201) });
    expect(status).to.equal(422);
    const given = z.object({ errors: z.array(z.looseObject({ pointer: z.string(), help: z.string() })) }).parse(said);
    const told = Object.fromEntries(given.errors.map(({ pointer, code, field }) => [pointer, [code, field]]));
    expect(told).to.deep.include({
      '/figures/uv': ['stats_uv_gt_pv', '独立访客数'],
      '/figures/new_venues': ['stats_metric_missing', '日增场馆数'],
      '/figures/ip': ['stats_not_a_count', '独立 IP 数'],
    });
    for (const { help } of given.errors) expect(help).to.equal(`${at.origin}/docs/statistics#problems`);
    const english = await call('PUT', `daily/${day(6)}`, { ...wrong, terminals: { pc: { uv: 'x' } }, reason: 7 }, 'en');
    const names = z.object({ errors: z.array(z.object({ field: z.string() })) }).parse(english.said).errors;
    expect(names.map(({ field }) => field)).to.include.members([
      'Visitors',
      'New venues',
      'Visitors, Web pages on computers',
    ]);
    expect(names.filter(({ field }) => /\p{Script=Han}/u.test(field))).to.deep.equal([]);
    const { said: batch } = await call('POST', 'daily:batch', { items: [{ date: day(6), ...wrong }, { figures }] });
    expect(JSON.stringify(batch)).to.include('stats_uv_gt_pv').and.include('stats_date_missing');
    const page = await (await fetch(`${at.origin}/docs/statistics`)).text();
    for (const code of Object.values(problemCodes)) expect(page).to.include(code);
  });

  it('R52 names a figure of another type and the rules about the others in one answer, of a day and of a batch', async () => {
    const wrong = {
      figures: { pv: 10, uv: 20, ip: 'many', bookings: -1, strange: 1, new_activities: 0 },
      terminals: { pc: { pv: 'x', uv: 1 }, tv: { pv: 1 } },
      note: 'x'.repeat(201),
      reason: 7,
    };
    const expected = {
      ...{
        '/figures/uv': 'stats_uv_gt_pv',
        '/figures/ip': 'stats_not_a_count',
        '/figures/bookings': 'stats_not_a_count',
      },
      ...{ '/figures/strange': 'stats_metric_unknown', '/figures/new_venues': 'stats_metric_missing' },
      ...{ '/terminals/pc/pv': 'stats_not_a_count', '/note': 'stats_text_long' },
    };
    const { said } = await call('PUT', `daily/${day(3)}`, wrong);
    const codesOf = (given: unknown) =>
      Object.fromEntries(
        z
          .object({ errors: z.array(z.looseObject({ pointer: z.string() })) })
          .parse(given)
          .errors.map(({ pointer, code }) => [pointer, code]),
      );
    expect(codesOf(said)).to.deep.include(expected).and.include.keys('/terminals/tv', '/reason');
    const batch = await call('POST', 'daily:batch', { items: [wrong, { date: day(3), ...wrong }] });
    const [undated, dated] = batch.said.items.map(({ problem }) => codesOf(problem));
    expect(undated).to.deep.include({ ...expected, '/date': 'stats_date_missing' });
    expect(dated).to.deep.include(expected).and.not.include.keys('/date');
  });

  it('R52 names members that it does not know, hides no problem behind another, and says their number', async () => {
    const put = async (body: object) => {
      const { said } = await call('PUT', `daily/${day(3)}`, body);
      const { errors, detail } = said as unknown as { errors: { pointer: string }[]; detail: string };
      expect(detail).to.equal(errors.length === 1 ? '有 1 处需要修改' : `有 ${errors.length} 处需要修改`);
      return errors.map(({ pointer }) => pointer).toSorted();
    };
    const h5 = { pv: 99, zz: 1 };
    expect(await put({ figures, terminals: { h5: { ...h5, pv: 1_001 } } })).to.eql(['/figures/pv', '/terminals/h5/zz']);
    expect(await put({ figures, terminals: { pc: { pv: 1 }, h5: { pv: 'x', zz: 1 } } })).to.eql([
      '/terminals/h5/pv',
      '/terminals/h5/zz',
    ]);
    expect(await put({ figures: [], terminals: { h5 }, extra: 1, date: 'x' })).to.eql([
      ...['/date', '/extra', '/figures', '/terminals/h5/zz'],
    ]);
    const batch = await call('POST', 'daily:batch', { days: [] });
    expect((batch.said as unknown as { errors: object[] }).errors).to.deep.equal([
      {
        ...{ pointer: '/items', field: '各天', code: 'stats_items_missing' },
        ...{ message: '请填写 items（数组）', help: `${at.origin}/docs/statistics#problems` },
      },
      {
        ...{ pointer: '/days', field: 'days', code: 'stats_member_unknown' },
        ...{ message: '没有 days 这一项，可以给的是：items', help: `${at.origin}/docs/statistics#problems` },
      },
    ]);
  });

  it('R52 takes back what it answered of a day, where nothing stood for the note and the terminals', async () => {
    const { said } = await call('GET', `daily?from=${day(2)}&to=${day(2)}`);
    const [kept] = said.items;
    expect(kept).to.include({ note: null, terminals: null });
    const { figures: sent, terminals, note } = kept as unknown as Record<string, unknown>;
    const again = await call('PUT', `daily/${day(2)}`, { figures: sent, terminals, note, reason: null });
    expect(again.status, JSON.stringify(again.said)).to.equal(200);
    expect(again.said).to.include({ result: 'unchanged', revision: 1 });
  });

  it('takes a month, day by day, and names the invalid days', async () => {
    const items = [
      { date: day(3), figures },
      { date: day(4), figures: { pv: 'viele' } },
      { date: day(-1), figures },
      'nothing',
    ];
    const { status, said } = await call('POST', 'daily:batch', { items });
    expect(status).to.equal(200);
    expect(said.items.map((item) => item.status)).to.deep.equal([201, 422, 422, 422]);
    const many = Array.from({ length: 32 }, () => ({ date: day(3), figures }));
    expect((await call('POST', 'daily:batch', { items: many })).said).to.include({ code: 'batch_too_large' });
  });

  it('shows the reports, and sums only summable figures', async () => {
    const list = await call('GET', `daily?from=${day(9)}&to=${day(1)}`);
    expect(list.said.items.map((item) => item.date)).to.deep.equal([day(1), day(2), day(3)]);
    const { said } = await call('GET', `summary?from=${day(9)}&to=${day(1)}`);
    expect(said).to.deep.include({ due_days: 9, reported_days: 3 });
    const of = (code: string) => said.metrics.find((each) => each.code === code);
    expect(of('pv')).to.include({ total: 3_100, peak: 1_100 });
    expect(of('uv')).to.include({ total: null, daily_average: 300 });
    expect((await call('GET', 'daily?from=2026-01-01&to=2028-01-01')).status).to.equal(422);
    expect((await fetch(`${at.origin}/api/v1/stats/metrics`)).status).to.equal(200);
    for (const none of ['0001-01-01', '9999-12-31', '0000-00-00'])
      expect((await call('GET', `daily?from=${none}&to=${none}`)).status, none).to.equal(422);
  });

  it('R53 does not change a day of a month that is closed', async () => {
    const api = createApi(at, token);
    const { status, body } = await api('put', `/stats/daily/${day(95)}`, { figures });
    expect([status, body.code]).to.deep.equal([409, 'stats_locked']);
  });

  it('tells in the log which limit it was', async () => {
    let status = 0;
    for (let n = 0; n < 80 && status !== 429; n += 1)
      ({ status } = await call('PUT', `daily/${day(1)}`, { figures: { ...figures, pv: 1_100 } }));
    expect(status).to.equal(429);
    await at.app.integrationLog.flush();
    const { entries } = await at.app.integrationLog.read(operator, ak, { failuresOnly: true });
    const found = entries.find(({ cause }) => cause?.code === 'applications.cause_quota_stats');
    expect(found?.cause?.params).to.include({ limit: '60', seconds: '60' });
  });
});

describe('the refusal of a day that is locked', () => {
  const clock = testClock('2026-11-16T10:00:00+08:00');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  it('R53 says which of the two it is: a correction needs consent, or the month is closed', async () => {
    const client = await createClient(at, { scope: 'openid stats:write' });
    const calling = async () => {
      const { body } = await post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials' });
      return createApi(at, remember(String(body.access_token)));
    };
    const day = '2026-11-16';
    clock.set('2026-11-17T10:00:00+08:00');
    expect((await (await calling())('put', `/stats/daily/${day}`, { figures })).status).to.equal(201);
    const refusals = z.looseObject({ code: z.string(), detail: z.string(), errors: z.array(z.looseObject({})) });
    const batched = z.object({ items: z.tuple([z.object({ problem: refusals })]) });
    const change = { figures: { ...figures, pv: 1_234 }, reason: '漏计手机端' };
    for (const [now, message, code] of [
      ['2026-12-01T09:00:00+08:00', said('statistics.old'), 'stats_needs_consent'],
      ['2026-12-08T09:00:00+08:00', said('statistics.locked', { month: '2026-11' }), 'stats_locked'],
    ] as const) {
      clock.set(now);
      const call = await calling();
      const error = { pointer: '/date', field: '日期', code, message, help: `${at.origin}/docs/statistics#problems` };
      const expected = { code: 'stats_locked', detail: message, errors: [error] };
      const { status, body } = await call('put', `/stats/daily/${day}`, change);
      expect(status).to.equal(409);
      expect(refusals.parse(body)).to.deep.include(expected);
      const batch = await call('post', '/stats/daily:batch', { items: [{ date: day, ...change }] });
      expect(batched.parse(batch.body).items[0].problem).to.deep.include(expected);
    }
  });
});
