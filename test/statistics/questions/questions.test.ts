import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import { dayOf } from '../../../src/clock.ts';
import { newId } from '../../../src/crypto/secrets.ts';
import { dashboardOf } from '../../../src/statistics/dashboards/dashboard.ts';
import { csvOf } from '../../../src/statistics/dashboards/export.ts';
import { noteWords } from '../../../src/statistics/questions/standing.ts';
import { dayAfter } from '../../../src/statistics/reports/closing.ts';
import { createWords } from '../../../src/words/index.ts';
import { createCitizen, operator, startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, createStaff, openConsole } from '../../support/console.ts';
import { refusal } from '../../support/refusal.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';

const day = '2026-11-23';
const { say } = createWords()('zh', 'operator');
/** A picture that is one. */
const picture = () =>
  sharp({ create: { width: 20, height: 20, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();

/** Days of people: more at weekends, and never twice the same. */
const usual = (place: number, on: string) => {
  const number = Math.round(Date.parse(on) / 86_400_000);
  const pv = 1_000 + 37 * ((number * 7 + place * 13) % 11) + (number % 7 < 2 ? 300 : 0) + ((number * 31) % 29);
  return {
    pv,
    uv: Math.round(pv * (0.3 + ((number * 5) % 9) / 100)),
    ip: Math.round(pv / 5) + (number % 8),
    new_activities: 1,
    new_venues: 0,
  };
};

/** `SHOTS=folder` keeps a picture of each page in three widths. */
async function shoot(page: Awaited<ReturnType<typeof openConsole>>, name: string) {
  if (process.env.SHOTS === undefined) return;
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true });
  }
}

/** The fields for right numbers of which a part is outside the window, or outside a box that has to be scrolled sideways. */
const hiddenSideways = `[...document.querySelectorAll('input[name^="right."]')].flatMap((field) => {
  const { left, right } = field.getBoundingClientRect();
  for (let box = field.parentElement; box !== null; box = box.parentElement) {
    const around = box.getBoundingClientRect();
    const isScrolled = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== 'visible';
    if (isScrolled && (right > around.right || left < around.left)) return [field.id];
  }
  return left < 0 || right > window.innerWidth ? [field.id] : [];
})`;

describe('R54 questions about figures that do not look like days of people', function () {
  this.timeout(240_000);
  const clock = testClock('2026-11-24T13:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '330106', '330106'], first: '2026-09-20', last: day },
      figures: (place, on) => {
        const figures = usual(place, on);
        if (on !== day || place === 2) return figures;
        return { ...figures, pv: figures.pv * 9 };
      },
    });
    const citizen = await createCitizen(at, 'citizen-one');
    for (const { clientId } of made)
      await at.database.db.run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device)
         select $1, d + make_interval(hours => h::int), 'password', true, $2, '192.0.2.1', 'x'
         from generate_series('2026-09-20T00:00:00Z'::timestamptz, '2026-11-23T00:00:00Z'::timestamptz, '1 day') d, generate_series(1, 14) h
           , generate_series(1, 2 + (extract(day from d)::int % 2))`,
        [citizen.id, clientId],
      );
    await at.app.countCloud();
    await at.app.askAbout();
  });
  after(() => at.close());

  const questionsOf = (place: number) =>
    at.database.db.rows<{ id: string; state: string | null }>(
      `select id, verdict as state from figure_questions where client_id = $1`,
      [made[place]?.clientId],
    );
  type Desk = Parameters<TestApp['app']['questions']['decide']>[0];
  /** Decides about the version that stands there. */
  const decide = async (actor: Desk, id: string, given: { verdict: string; reason: string }) => {
    const { version } = await at.app.questions.read(actor, id);
    await at.app.questions.decide(actor, id, { ...given, version });
  };
  const insertQuestion = async (place: number, on: string) => {
    const id = newId();
    const { clientId, institutionId } = made[place] ?? {};
    await at.database.db.run(
      `with asked as (insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
         values ($1, $2, $3, '330106', $4, $4, $5, $5::timestamptz + interval '3 days') returning id)
       insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at) select $2, $4::date, 'pv', 'jump', id, '{"times":9}', $5 from asked`,
      [id, clientId, institutionId, on, clock.now()],
    );
    return id;
  };
  /** How the dashboard, its sentence, its file and the passport say that the figure of an institution stands. */
  const stated = async (place: number) => {
    const ofDay = { kind: 'day', day, metric: 'pv', trend: 30 } as const;
    const { institutionId = '' } = made[place] ?? {};
    const look = await at.app.dashboards.look(operator, { ...ofDay, institution: institutionId });
    const own = dashboardOf(look, say);
    const county = dashboardOf(await at.app.dashboards.look(operator, { ...ofDay, region: '330106' }), say);
    const { notes } = await at.app.dashboards.passport(operator, { ...ofDay, institution: institutionId }, say);
    return {
      row: county.below.rows.find(({ key }) => key === institutionId)?.state,
      ...{ tile: own.held?.state, sentence: /（含 1 处问过的数（(.+?)）/.exec(own.summary)?.[1] },
      file: csvOf(look, own, 'days', say)
        .split(/\r?\n/)
        .find((line) => line.includes(day))
        ?.split(',')
        .at(-1)
        ?.replaceAll('"', ''),
      notes: notes.map(({ standing, verdict, reason }) => noteWords(standing, verdict, reason)),
    };
  };
  const everywhere = (state: string, note: string) => ({
    ...{ row: state, tile: state, sentence: state, file: note, notes: [note] },
  });
  const ranked = async () => {
    const asked = { region: '330106', kind: 'day', day, metric: 'pv', trend: 30 } as const;
    const { below } = dashboardOf(await at.app.dashboards.look(operator, asked), say);
    return { ranked: below.ranked.map(({ name }) => name), held: below.held.map(({ name }) => name).toSorted() };
  };

  it('asks once about a day nine times as high without more logins, and about no day that is like others', async () => {
    expect((await questionsOf(0)).length).to.equal(1);
    expect((await questionsOf(2)).length).to.equal(0);
    await at.app.askAbout();
    expect((await questionsOf(0)).length).to.equal(1);
    expect(await ranked()).to.deep.equal({ ranked: ['第 3 文化馆'], held: ['第 1 文化馆', '第 2 文化馆'] });
  });

  it('reminds each day of all that have no answer, also of more than one step takes', async () => {
    const { db } = at.database;
    await db.run(
      `insert into figure_questions (id, client_id, institution_id, first_day, last_day, asked_at, due_at)
       select gen_random_uuid(), $1, $2, '2026-01-01', '2026-01-01', $3::timestamptz - interval '9 days', $3::timestamptz - interval '4 days'
       from generate_series(1, 201)`,
      [made[2]?.clientId, made[2]?.institutionId, clock.now()],
    );
    await at.app.jobs.runNow('statistics.answers');
    const left = await db.rows(`select from figure_questions where first_day = '2026-01-01' and reminded_on is null`);
    await db.run(`delete from figure_questions where first_day = '2026-01-01'`);
    expect(left).to.have.length(0);
  });

  it('takes an answer with the right number and corrects the report at once; the desk decides, and the figure is ranked again', async () => {
    const institutionId = made[0]?.institutionId ?? '';
    const clerk = await createMember(at, { role: 'reporter', institutionId });
    const page = await openConsole(at, clerk);
    await page.goto('/console');
    await shoot(page, 'home');
    await page.getByRole('link', { name: '说明 1 处数据' }).click();
    expect(await page.locator('h1').textContent()).to.equal('11月23日的资源访问量，发生了什么？');
    expect(await axe(page)).to.deep.equal([]);
    await shoot(page, 'question');
    await page.getByRole('button', { name: '提交回答' }).click();
    expect(await page.locator('.errors').textContent()).to.include('请选择缘故');
    await page.getByLabel('采集程序或攻击，不是人').check();
    await page.getByLabel('11月23日的资源访问量应该是').fill('-5');
    await page.getByLabel('说给统计岗听').fill('一台采集程序反复刷新首页，已拦下。');
    await page.getByRole('button', { name: '提交回答' }).click();
    expect(await page.locator('.errors').textContent()).to.include(
      '11月23日 资源访问量应为 0 到 10,000,000,000 的整数',
    );
    expect(await page.getByLabel('说给统计岗听').inputValue()).to.include('采集程序');
    await page.getByLabel('11月23日的资源访问量应该是').fill('1204');
    await page.locator('#file').setInputFiles({ name: '日志.png', mimeType: 'image/png', buffer: await picture() });
    await page.getByRole('button', { name: '提交回答' }).click();
    expect(await page.locator('.notice.ok').textContent()).to.include('回答和修订都已提交');
    const [report] = await at.app.statistics.list(operator, made[0]?.clientId ?? '', { from: day, to: day });
    expect([report?.figures.pv, report?.revision]).to.deep.equal([1_204, 2]);
    expect(await page.locator('main').textContent())
      .to.match(/访问量\s*[\d,]+\s*→\s*1,204/)
      .and.include('原因：一台采集程序');
    const [sent] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载这次交的材料' }).click(),
    ]);
    expect(sent.suggestedFilename()).to.include('.png');
    await shoot(page, 'answered');
    expect((await ranked()).held).to.include('第 1 文化馆');

    const desk = await openConsole(at, await createStaff(at, ['statistics']));
    await desk.goto('/admin/statistics/questions');
    const badge = desk.locator('nav.side').getByRole('link', { name: /数据疑问/ });
    expect(await badge.textContent()).to.match(/1/);
    expect(await axe(desk)).to.deep.equal([]);
    await shoot(desk, 'desk');
    await desk.getByRole('link', { name: /第 1 文化馆/ }).click();
    await shoot(desk, 'item');
    await desk.getByLabel('已改正').check();
    await desk.getByLabel('理由').fill('已去掉采集程序的次数');
    await desk.getByRole('button', { name: '提交' }).click();
    expect((await ranked()).ranked).to.include('第 1 文化馆');
    await page.reload();
    await shoot(page, 'decided');
    expect(await page.locator('main').textContent())
      .to.include('11月23日的资源访问量：已改正')
      .and.include('照常进排名')
      .and.not.include('发生了什么')
      .and.not.include('请告诉我们')
      .and.not.include('问清之前');
    await at.app.askAbout();
    expect((await questionsOf(0)).length).to.equal(1);

    // Who decides too late reads that it was decided.
    const [{ id } = { id: '' }] = await questionsOf(0);
    const late = await refusal(
      at.app.questions.decide(operator, id, { verdict: 'excluded', reason: '晚了', version: '' }),
    );
    expect(late.fact.code).to.equal('statistics.question_decided');
  });

  it('keeps figures out of rankings that are decided so; one appeal is decided by another person', async () => {
    const institutionId = made[1]?.institutionId ?? '';
    const { accountId } = await createMember(at, { role: 'reporter', institutionId });
    const clerk = { kind: 'member', accountId, institutionId, role: 'reporter' } as const;
    const staff = async () =>
      ({ kind: 'staff', accountId: (await createStaff(at, ['statistics'])).accountId, roles: ['statistics'] }) as const;
    const [first, second] = [await staff(), await staff()];
    const [{ id } = { id: '' }] = await questionsOf(1);
    const { questions } = at.app;
    const wrong = await refusal(questions.answer(clerk, id, { cause: 'wrong', text: '报错了', right: {} }));
    expect(Object.keys(wrong.fields ?? {})).to.deep.equal([`right.${day}.pv`]);
    // Figures that contradict each other are told with everything else, whatever the cause is.
    for (const cause of ['unknown', 'event', '']) {
      const right = { [`${day}.uv`]: '9999999' };
      const told = await refusal(questions.answer(clerk, id, { cause, text: '', right, until: '' }));
      expect(Object.keys(told.fields ?? {}), cause).to.include.members([`right.${day}.uv`, 'text']);
    }
    const given = { cause: 'event', text: '那天有一场直播', right: {} };
    expect(await stated(1)).to.eql(everywhere('等机构回答', '问过，等机构回答，现在不进排名'));
    const search = { cause: 'unknown', text: '还在查日志', right: {}, until: dayAfter(dayOf(clock.now()), 3) };
    await questions.answer(clerk, id, search);
    clock.advance(1);
    expect(await questions.answer(clerk, id, given)).to.deep.equal({ isCorrected: false });
    const { history, answer } = await questions.read(first, id);
    expect([history.map(({ text }) => text), answer], 'both answers stay').to.deep.equal([
      ['还在查日志'],
      '那天有一场直播',
    ]);
    expect(await refusal(decide(first, id, { verdict: '', reason: '' }))).to.include({
      code: 'validation_failed',
    });
    const uncorrected = await refusal(decide(first, id, { verdict: 'corrected', reason: '已经改了' }));
    expect(uncorrected.fields?.verdict?.code).to.equal('statistics.verdict_uncorrected');
    expect((await questions.read(first, id)).verdict).to.equal(undefined);
    await decide(first, id, { verdict: 'excluded', reason: '没有直播的记录' });
    expect((await ranked()).held).to.deep.equal(['第 2 文化馆']);
    expect(await stated(1)).to.eql(everywhere('不计入排名', '不计入排名：没有直播的记录'));
    const proof = { name: '日志.png', bytes: await picture() };
    await questions.appeal(clerk, id, '直播在自有平台，附日志', proof);
    const [only] = (await questions.read(second, id)).files;
    expect((await questions.file(second, id, 1)).type).to.equal('image/png');
    expect(await refusal(questions.file(second, id, 2))).to.include({ code: 'not_found' });
    expect((await questions.read(second, id)).appealFileId).to.equal(only);
    expect((await questions.own(clerk)).map(({ standing }) => standing)).to.deep.equal(['appealed']);
    expect(await stated(1)).to.eql(everywhere('申诉中', '不计入排名（申诉中）：没有直播的记录'));
    expect(await refusal(questions.appeal(clerk, id, '再一次'))).to.include({ code: 'conflict' });
    expect(await refusal(decide(first, id, { verdict: 'plausible', reason: '看过日志' }))).to.include({
      code: 'forbidden',
    });
    await decide(second, id, { verdict: 'plausible', reason: '看过日志' });
    expect(await ranked()).to.deep.include({ held: [] });
    expect((await stated(1)).notes).to.eql(['说得通（申诉后）：看过日志']);
  });

  it('tells the clerks of a question and a decision, and the desk of an answer and an appeal', async () => {
    const told = await at.database.db.rows<{ event: string; key: string }>(
      `select event, key from notices where event like 'statistics.question%'`,
    );
    const of = (event: string, what: string) =>
      told.filter((one) => one.event === event && one.key.split(':')[2] === what).length;
    expect(of('statistics.questioned', 'decided')).to.be.above(0);
    expect(of('statistics.questioned', 'excluded')).to.be.above(0);
    expect(of('statistics.questioned', 'final')).to.be.above(0);
    expect(of('statistics.question_desk', 'answered')).to.be.above(0);
    expect(of('statistics.question_desk', 'appealed')).to.be.above(0);
  });

  it('names the strongest rule first, and takes right numbers for several days at once', async () => {
    const { db } = at.database;
    const { clientId = '', institutionId = '' } = made[2] ?? {};
    const id = '6f1b2c3d-0000-4000-8000-000000000001';
    await db.run(
      `insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
       values ($1, $2, $3, '330106', '2026-11-10', '2026-11-21', $4, $4::timestamptz + interval '3 days')`,
      [id, clientId, institutionId, clock.now()],
    );
    await db.run(
      `insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at)
       select $2, d, 'pv', r, $1, $3, $4 from unnest(array['2026-11-10', '2026-11-20', '2026-11-21']::date[]) d, unnest(array['jump', 'copied']) r`,
      [id, clientId, JSON.stringify({ days: 3, lag: 28, times: 2, value: 1, usual: 1, logins: 1 }), clock.now()],
    );
    const { accountId } = await createMember(at, { role: 'reporter', institutionId });
    const clerk = { kind: 'member', accountId, institutionId, role: 'reporter' } as const;
    const { questions, statistics } = at.app;
    const question = await questions.read(clerk, id);
    expect(question.rules.map(({ code }) => code)).to.deep.equal(['copied', 'jump']);
    expect(question.days.map((each) => each.day)).to.deep.equal(['2026-11-10', '2026-11-20', '2026-11-21']);
    const page = await openConsole(at, await createMember(at, { role: 'reporter', institutionId }));
    await page.goto(`/console/statistics/questions/${id}`);
    expect(await page.locator('main').textContent()).to.include('连续 3 天与 28 天以前一个不差');
    expect(await axe(page)).to.deep.equal([]);
    await shoot(page, 'days');
    const same = await refusal(
      questions.answer(clerk, id, {
        cause: 'wrong',
        text: '贴错了月份',
        right: { '2026-11-20.pv': String(usual(2, '2026-11-20').pv) },
      }),
    );
    expect(same.fields?.['right.2026-11-20.pv']?.code).to.equal('statistics.question_right_same');
    const named = await refusal(
      questions.answer(clerk, id, { cause: 'event', text: '问张老师 13812345678', right: {} }),
    );
    expect(named.fields?.text?.code).to.equal('statistics.sentence_numbers');
    const right = { '2026-11-20.pv': '-5', '2026-11-21.uv': '999999', '2026-11-10.pv': '1,301' };
    const wrong = await refusal(questions.answer(clerk, id, { cause: 'wrong', text: '贴错了月份', right }));
    // Every number that is wrong, by itself or beside another, is told at once.
    expect(Object.keys(wrong.fields ?? {})).to.have.members(['right.2026-11-20.pv', 'right.2026-11-21.uv']);
    const more = { ...right, '2026-11-20.pv': '1302' };
    const crossed = await refusal(questions.answer(clerk, id, { cause: 'wrong', text: '贴错了月份', right: more }));
    expect(Object.keys(crossed.fields ?? {})).to.deep.equal(['right.2026-11-21.uv']);
    const [untouched] = await statistics.list(operator, clientId, { from: '2026-11-20', to: '2026-11-20' });
    expect(untouched?.revision).to.equal(1);
    // The 10th is more than seven days ago: with the answer it is corrected all the same.
    const given = { cause: 'wrong', text: '贴错了月份', right: { ...more, '2026-11-21.uv': '300' } };
    expect(await questions.answer(clerk, id, given)).to.deep.equal({ isCorrected: true });
    const reports = await statistics.list(operator, clientId, { from: '2026-11-10', to: '2026-11-21' });
    const of = (on: string) => reports.find((each) => each.day === on);
    expect([of('2026-11-10')?.figures.pv, of('2026-11-20')?.figures.pv, of('2026-11-21')?.figures.uv]).to.deep.equal([
      1_301, 1_302, 300,
    ]);
    expect(of('2026-11-10')?.revision).to.equal(2);
    expect((await questions.read(clerk, id)).corrected.map((each) => [each.day, each.reason])).to.deep.equal([
      ['2026-11-10', '贴错了月份'],
      ['2026-11-20', '贴错了月份'],
      ['2026-11-21', '贴错了月份'],
    ]);
    // The answer is reason and explanation of the corrections: their history says it once.
    for (const history of [
      `/console/statistics/${clientId}/2026-11-20`,
      `/console/statistics/passport?application=${clientId}&date=2026-11-20`,
    ]) {
      await page.goto(history);
      const versions = await page.locator('.timeline li').allTextContents();
      expect(versions, history).to.have.length(2);
      expect(versions[0]?.split('贴错了月份'), history).to.have.length(2);
      expect(versions[1], history).to.include('说明：按系统数据填报');
    }
    await page.goto(`/console/statistics/questions/${id}`);
    // Without a question such a day waits for an operator's consent.
    const late = { figures: usual(2, '2026-11-11'), reason: '再改一次' };
    const alone = { ...late, figures: { ...late.figures, pv: late.figures.pv + 1 }, note: '再改一次' };
    expect(await refusal(statistics.report(clerk, clientId, '2026-11-11', alone))).to.include({ code: 'stats_locked' });
    await page.reload();
    await shoot(page, 'days-answered');
  });

  it('waits for a cause until the day that the institution names, and reminds it on that day', async () => {
    const { db } = at.database;
    const { questions } = at.app;
    const { accountId } = await createMember(at, { role: 'reporter', institutionId: made[2]?.institutionId ?? '' });
    const clerk = { kind: 'member', accountId, institutionId: made[2]?.institutionId ?? '', role: 'reporter' } as const;
    const id = await insertQuestion(2, '2026-10-20');
    const say = (until: string) => questions.answer(clerk, id, { cause: 'unknown', text: '', right: {}, until });
    for (const until of ['', '2026-11-24', '2026-12-25', '2026-02-30'])
      expect((await refusal(say(until))).fields?.until?.code).to.equal('statistics.question_until');
    await say('2026-12-24');
    const question = await questions.read(clerk, id);
    expect([question.standing, question.dueAt.toISOString()]).to.deep.equal([
      'investigating',
      '2026-12-24T10:00:00.000Z',
    ]);
    const reminded = async () => {
      await at.app.jobs.runNow('statistics.answers');
      return (
        await db.row<{ on: string | null }>(`select reminded_on::text as on from figure_questions where id = $1`, [id])
      )?.on;
    };
    expect(await reminded()).to.equal(null);
    await db.run(`update figure_questions set due_at = '2026-11-24T18:00:00+08:00' where id = $1`, [id]);
    expect(await reminded()).to.equal('2026-11-24');
  });

  it('decides 说得通 alone before the institution answers or its time is over, and nothing about an answer that it has not shown', async () => {
    const institutionId = made[2]?.institutionId ?? '';
    const { accountId } = await createMember(at, { role: 'reporter', institutionId });
    const clerk = { kind: 'member', accountId, institutionId, role: 'reporter' } as const;
    const account = await createStaff(at, ['statistics']);
    const staff = { kind: 'staff', accountId: account.accountId, roles: ['statistics'] } as const;
    const { questions } = at.app;
    const id = await insertQuestion(2, '2026-10-12');
    const excluded = { verdict: 'excluded', reason: '没有活动的记录' };
    const early = await refusal(decide(staff, id, excluded));
    expect(early.fields?.verdict?.code).to.equal('statistics.verdict_early');
    const desk = await openConsole(at, account);
    await desk.goto(`/admin/statistics/questions/${id}`);
    expect(await desk.locator('input[name=verdict]').count()).to.equal(1);
    expect(await desk.locator('main').textContent()).to.include('在那以前只能定“说得通”');
    await shoot(desk, 'early');
    await desk.getByLabel('说得通').check();
    await desk.getByLabel('理由').fill('看起来像一场活动');
    await questions.answer(clerk, id, { cause: 'method', text: '那天换了统计方法', right: {} });
    await desk.getByRole('button', { name: '提交' }).click();
    expect(await desk.locator('.errors').textContent()).to.include('机构又回答或修订过');
    expect(await desk.getByLabel(/理由/).inputValue()).to.equal('看起来像一场活动');
    expect(await desk.locator('main').textContent()).to.include('那天换了统计方法');
    await shoot(desk, 'answered-meanwhile');
    const { version } = await questions.read(staff, id);
    await questions.answer(clerk, id, { cause: 'method', text: '那天换了统计方法，见公告', right: {} });
    expect((await refusal(questions.askForMore(staff, id, { text: '请附公告', version }))).fact.code).to.equal(
      'statistics.question_changed',
    );
    await desk.reload();
    await desk.getByLabel('不计入排名').check();
    await desk.getByLabel(/理由/).fill('方法变了，和以前不能比');
    await desk.getByRole('button', { name: '提交' }).click();
    expect((await questions.read(staff, id)).verdict).to.equal('excluded');
    // Without an answer the time to answer is waited for.
    const other = await insertQuestion(2, '2026-10-13');
    await at.database.db.run(`update figure_questions set due_at = $2 where id = $1`, [other, clock.now()]);
    await decide(staff, other, excluded);
    await at.database.db.run(`delete from figure_findings where question_id = any($1)`, [[id, other]]);
    await at.database.db.run(`delete from figure_questions where id = any($1)`, [[id, other]]);
  });

  it('gives an answer back for more, keeps it in the history, and decides about the next one', async () => {
    const institutionId = made[2]?.institutionId ?? '';
    const page = await openConsole(at, await createMember(at, { role: 'reporter', institutionId }));
    const { accountId } = await createStaff(at, ['statistics']);
    const staff = { kind: 'staff', accountId, roles: ['statistics'] } as const;
    const { questions } = at.app;
    const id = await insertQuestion(2, '2026-10-10');
    expect(
      await refusal(
        questions.askForMore(staff, id, { text: '请附日志', version: (await questions.read(staff, id)).version }),
      ),
    ).to.include({ code: 'conflict' });
    await page.goto(`/console/statistics/questions/${id}`);
    await page.getByLabel('有活动或直播').check();
    await page.getByLabel('说给统计岗听').fill('那天有一场直播');
    // A file that is too large costs nothing that was typed.
    await page
      .locator('#file')
      .setInputFiles({ name: '全部.png', mimeType: 'image/png', buffer: Buffer.alloc(21 * 1024 * 1024) });
    await page.getByRole('button', { name: '提交回答' }).click();
    expect(await page.locator('.errors').textContent()).to.include('“全部.png”超过 20 MB');
    expect(await page.getByLabel('说给统计岗听').inputValue()).to.equal('那天有一场直播');
    expect(await page.getByLabel('有活动或直播').isChecked()).to.equal(true);
    await page.getByRole('button', { name: '提交回答' }).click();
    const desk = await openConsole(at, await createStaff(at, ['statistics']));
    await desk.goto(`/admin/statistics/questions/${id}`);
    expect(await desk.getByLabel('已改正').count()).to.equal(0);
    await desk.getByLabel('先不定，请机构补充').check();
    await desk.getByLabel('理由，或者要补充什么').fill('请附直播的链接');
    await desk.getByRole('button', { name: '提交' }).click();
    await page.reload();
    expect(await page.locator('main').textContent())
      .to.include('统计岗要补充：请附直播的链接')
      .and.include('那天有一场直播');
    expect(await axe(page)).to.deep.equal([]);
    await shoot(page, 'more');
    await page.getByLabel('说给统计岗听').fill('链接在这里');
    await page.getByRole('button', { name: '提交补充' }).click();
    const question = await questions.read(staff, id);
    expect(question.history.map(({ kind, text }) => [kind, text])).to.deep.equal([
      ['answer', '那天有一场直播'],
      ['more', '请附直播的链接'],
    ]);
    expect([question.standing, question.answer]).to.deep.equal(['answered', '链接在这里']);
    const keys = await at.database.db.rows<{ key: string }>(
      `select key from notices where key like '%' || $1 || ':more:%'`,
      [id],
    );
    expect(keys.length).to.be.above(0);
    await decide(staff, id, { verdict: 'plausible', reason: '有链接' });
  });

  it('asks anew about a figure that is revised after its decision, and says of which figure that was', async () => {
    const clientId = made[0]?.clientId ?? '';
    clock.advance(3_600);
    const odd = usual(0, day).pv * 9;
    const given = { figures: { ...usual(0, day), pv: odd }, reason: '又改回去', note: '又改回去' };
    const { institutionId } = made[0] ?? { institutionId: '' };
    const program = { kind: 'application', clientId, institutionId, scopes: [] } as const;
    const revisedSince = async () =>
      (await at.app.questions.aboutDays(program, { from: day, to: day })).get(day)?.map((one) => one.isRevisedSince);
    expect(await revisedSince()).to.deep.equal([false]);
    await at.app.statistics.report(operator, clientId, day, given);
    expect(await revisedSince(), 'the decision is no word about the figure of now').to.deep.equal([true]);
    clock.advance(60);
    await at.app.askAbout();
    expect((await questionsOf(0)).map(({ state }) => state).toSorted()).to.deep.equal(['corrected', null]);
    const [{ id } = { id: '' }] = (await questionsOf(0)).filter(({ state }) => state === null);
    const { rules, days } = await at.app.questions.read(operator, id);
    expect([rules.map(({ code }) => code), days[0]?.figures.map(({ code }) => code)]).to.deep.equal([
      ['jump'],
      ['pv', 'uv', 'ip'],
    ]);
    const asked = { application: clientId, kind: 'day', day, metric: 'pv', trend: 30 } as const;
    const { notes } = await at.app.dashboards.passport(operator, asked, say);
    expect(notes.map(({ verdict, before }) => [verdict, before])).to.deep.equal([
      ['corrected', '1,204'],
      [undefined, undefined],
    ]);
    await at.app.askAbout();
    expect(await questionsOf(0)).to.have.length(2);
  });

  describe('about several figures of several days', () => {
    const thursday = '2026-11-19';
    const id = '6f1b2c3d-0000-4000-8000-000000000002';
    let page: Awaited<ReturnType<typeof openConsole>>;
    before(async () => {
      const { clientId = '', institutionId = '' } = made[2] ?? {};
      await at.database.db.run(
        `insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
         values ($1, $2, $3, '330106', '2026-11-16', $4, $5, $5::timestamptz + interval '3 days')`,
        [id, clientId, institutionId, thursday, clock.now()],
      );
      const found = (on: string, metric: string, rule: string, about: Record<string, number>) =>
        at.database.db.run(
          `insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at) values ($2, $3, $4, $5, $1, $6, $7)`,
          [id, clientId, on, metric, rule, JSON.stringify(about), clock.now()],
        );
      for (const on of ['2026-11-16', '2026-11-17', '2026-11-18'])
        await found(on, 'pv', 'scaled', { days: 3, lag: 7, factor: 1.1 });
      await found('2026-11-18', 'pv', 'jump', { value: 57_360, usual: 7_170, times: 8, logins: 20 });
      await found(thursday, 'new_activities', 'content', { days: 1, value: 40, usual: 0, seen: 0 });
      page = await openConsole(at, await createMember(at, { role: 'reporter', institutionId }));
      await page.goto(`/console/statistics/questions/${id}`);
      await shoot(page, 'several');
    });
    after(async () => {
      await at.database.db.run(`delete from figure_findings where question_id = $1`, [id]);
      await at.database.db.run(`delete from figure_questions where id = $1`, [id]);
    });

    it('leads with the day that is far above its usual, and says what else there is', async () => {
      expect((await page.locator('.head').textContent())?.replaceAll(/\s+/g, ' '))
        .to.include(
          '11月18日的资源访问量是前四个同日的 8 倍，登录没有跟着多；还有 2 处：11月16日至18日的资源访问量连续 3 天',
        )
        .and.include('；11月19日的日增活动数 1 天新增 40');
    });

    it('compares the day with no week that is in question itself', async () => {
      const asked = await at.app.questions.read(operator, id);
      expect(asked.weeks.map((week) => week.isHeld)).to.deep.equal([false, false, false, false, true]);
      const other = await insertQuestion(2, '2026-11-04');
      const { weeks } = await at.app.questions.read(operator, id);
      expect(weeks.map((week) => week.isHeld)).to.deep.equal([false, false, true, false, true]);
      await page.reload();
      expect(await page.locator('.head').textContent()).to.include('（不进排名的 1 个不算）');
      expect(await page.locator('.qbars .s-out').count()).to.equal(1);
      await shoot(page, 'left-out');
      const reason = '有一场直播';
      await at.database.db.run(
        `update figure_questions set verdict = 'plausible', reason = $2, decided_at = $3 where id = $1`,
        [...[other, reason, clock.now()]],
      );
      // Decided as plausible it counts again.
      expect((await at.app.questions.read(operator, id)).weeks.map((week) => week.isHeld)[2]).to.equal(false);
      await at.database.db.run(`delete from figure_findings where question_id = $1`, [other]);
      await at.database.db.run(`delete from figure_questions where id = $1`, [other]);
    });

    it('shows each field for a right number whole, at every width', async () => {
      expect(await page.locator('input[name^="right."]').count()).to.equal(10);
      for (const width of [320, 390, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate(hiddenSideways), `fields cut off at ${width}`).to.deep.equal([]);
      }
      expect(await axe(page)).to.deep.equal([]);
    });
  });

  it('lets a decision end with the figure that it was about: a corrected one is judged anew, and counts where it is like others', async () => {
    const on = '2026-11-22';
    const { clientId = '', institutionId = '' } = made[1] ?? {};
    const id = await insertQuestion(1, on);
    const verdict = { verdict: 'excluded', reason: '没有来历' };
    clock.advance(60);
    await at.database.db.run(`update figure_questions set cause = 'event', answered_at = $2 where id = $1`, [
      ...[id, clock.now()],
    ]);
    await decide(operator, id, verdict);
    const program = { kind: 'application', clientId, institutionId, scopes: [] } as const;
    const stands = async () =>
      (await at.app.questions.aboutDays(program, { from: on, to: on })).get(on)?.map((one) => one.isHeld);
    const revise = async (figures: Record<string, number>) => {
      clock.advance(60);
      await at.app.statistics.report(operator, clientId, on, { figures, reason: '重新统计', note: '重新统计' });
    };
    const { pv, ...rest } = usual(1, on);
    await revise({ ...rest, pv, visits: 1 });
    clock.advance(60);
    await at.app.askAbout();
    expect(await stands(), 'another figure than the one in question').to.deep.equal([true]);
    await revise({ ...rest, pv: pv + 3, visits: 1 });
    expect(await stands(), 'before it is judged').to.deep.equal([true]);
    clock.advance(60);
    await at.app.askAbout();
    expect(await stands()).to.deep.equal([false]);
    expect((await at.app.questions.read(operator, id)).isHeld).to.equal(false);
    const asked = { application: clientId, kind: 'day', day: on, metric: 'pv', trend: 30 } as const;
    const { notes } = await at.app.dashboards.passport(operator, asked, say);
    expect(notes.map(({ verdict: said, before }) => [said, before])).to.deep.equal([
      ['excluded', pv.toLocaleString('en')],
    ]);
    await at.database.db.run('delete from figure_questions where id = $1', [id]);
  });

  it('shows a question to no other institution, to no department and to no developer of another application', async () => {
    const [{ id } = { id: '' }] = await questionsOf(1);
    const other = {
      kind: 'member',
      accountId: 'x',
      institutionId: made[2]?.institutionId ?? '',
      role: 'owner',
    } as const;
    const department = { kind: 'staff', accountId: 'x', roles: ['regulator'] } as const;
    const hired = { ...other, institutionId: made[1]?.institutionId ?? '', applications: [made[2]?.clientId ?? ''] };
    for (const actor of [other, department, hired])
      expect(await refusal(at.app.questions.read(actor, id))).to.include({ code: 'not_found' });
  });
});
