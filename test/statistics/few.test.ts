import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { newId } from '../../src/crypto/secrets.ts';
import { rowOf } from '../../src/statistics/reports/metric.ts';
import { createApi, createPartnerProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';

/** Of which the Cloud saw 7 citizens, and 13. */
const [fewDay, manyDay] = ['2026-11-23', '2026-11-22'] as const;
const seenOn = { [fewDay]: 7, [manyDay]: 13 } as const;
type Day = keyof typeof seenOn;

describe('R03 few citizens whom the Cloud saw', function () {
  this.timeout(240_000);
  const clock = testClock('2026-11-24T13:00:00+08:00');
  let at: TestApp;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  type Walk = (path: string) => Promise<string>;
  let readers: Record<'institution' | 'county' | 'country', { base: string; walk: Walk }>;
  const questionOn = new Map<Day, string>();

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const now = clock.now().toISOString();
    clock.set('2026-11-20T10:00:00+08:00');
    program = await createPartnerProgram(at, 'stats:read stats:write');
    clock.set(now);
    const { clientId, institutionId } = program;
    const { body } = await post(at.origin, '/oidc/token', program, { grant_type: 'client_credentials' });
    program.call = createApi(at, String(body.access_token));
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    const figures = { pv: 2_250, uv: 830, ip: 640, new_activities: 0, new_venues: 0 };
    for (const day of [fewDay, manyDay]) {
      await at.app.statistics.report(program.actor, clientId, day, { figures, note: '按系统数据填报' });
      const [seen, id] = [seenOn[day], newId()];
      const counted = { ncc_logins: seen, ncc_login_users: seen, ncc_visits: seen, ncc_visitors: seen };
      await at.database.db.run(
        `insert into daily_counts (client_id, day, figures, region_code) values ($1, $2, $3, '330106')`,
        [...[clientId, day, rowOf(counted)]],
      );
      const found = { logins: seen + 30, people: seen, range: 90, night: 80, fresh: 70 };
      await at.database.db.run(
        `with asked as (insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
           values ($1, $2, $3, '330106', $4, $4, $5, $5::timestamptz + interval '3 days') returning id)
         insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at)
         select $2, $4::date, 'pv', 'brushed', id, $6, $5 from asked`,
        [id, clientId, institutionId, day, clock.now(), JSON.stringify(found)],
      );
      questionOn.set(day, id);
    }
    await at.app.totals.roll();
    const reader = async (person: Parameters<typeof signInToConsole>[1], base: string) => {
      const browser = await signInToConsole(at, person);
      return { base, walk: async (path: string) => (await browser.walk(path)).text };
    };
    readers = {
      institution: await reader(await createMember(at, { role: 'reporter', institutionId }), '/console/statistics'),
      county: await reader(await createStaff(at, ['statistics'], { regions: ['330106'] }), '/admin/statistics'),
      country: await reader(await createStaff(at, ['statistics']), '/admin/statistics'),
    };
  });
  after(() => at.close());

  const words = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  const dashboard = ({ base }: { base: string }) => (base.startsWith('/console') ? `${base}/dashboard` : base);
  const asked = (day: string) => `application=${program.clientId}&date=${day}&metric=pv`;

  /** Each place that shows the part of a figure that the Cloud saw, and how it says so. */
  const places: Record<
    string,
    { said: (seen: string) => RegExp; of: (who: keyof typeof readers, day: Day) => Promise<string> }
  > = {
    'the band of the dashboard': {
      said: (seen) => new RegExp(`国家云自己看见至少 ${seen} 次`),
      of: (who, day) => readers[who].walk(`${dashboard(readers[who])}?${asked(day)}`),
    },
    'the days of the dashboard': {
      said: (seen) => new RegExp(`${'2,250'}[^2]*\\b${seen}\\b`),
      of: async (who, day) => {
        const page = await readers[who].walk(`${dashboard(readers[who])}?${asked(day)}`);
        return words(page.split('<tr').find((row) => row.includes(day) && row.includes('2,250')) ?? '');
      },
    },
    'the file of the dashboard': {
      said: (seen) => new RegExp(`,${seen},"至少"`),
      of: async (who, day) => {
        const file = await readers[who].walk(`${dashboard(readers[who])}/export?${asked(day)}&format=csv`);
        return file.split(/\r?\n/).find((line) => line.includes(day)) ?? '';
      },
    },
    'the passport': {
      said: (seen) => new RegExp(`看见[^0-9]{0,12}${seen}(?![0-9,%])`),
      of: async (who, day) => words(await readers[who].walk(`${readers[who].base}/passport?${asked(day)}`)),
    },
    'the page of a question': {
      said: (seen) => new RegExp(`登录 ${seen} 次.*登录 ${seen} .*，${seen} 人`),
      of: async (who, day) => words(await readers[who].walk(`${readers[who].base}/questions/${questionOn.get(day)}`)),
    },
  };

  for (const [place, { said, of }] of Object.entries(places)) {
    const isFile = place === 'the file of the dashboard';
    const whole = isFile ? 'and for the country too' : 'and whole for the country';
    it(`are few in ${place} for an institution and a department of its county, ${whole}`, async () => {
      const limited = ['institution', 'county'] as const;
      for (const who of isFile ? ([...limited, 'country'] as const) : limited) {
        expect(await of(who, fewDay), `${who}: 7`).to.not.match(said('7'));
        expect(await of(who, manyDay), `${who}: 13`).to.match(said('13'));
      }
      if (!isFile) expect(await of('country', fewDay), 'country: 7').to.match(said('7'));
    });
  }

  it('are few in the table of the places below too, also for readers of the whole country', async () => {
    const table = (day: Day) =>
      readers.country.walk(`/admin/statistics/export?date=${day}&metric=ncc_logins&format=csv&table=below`);
    const line = (text: string) => text.split(/\r?\n/).find((one) => one.includes('浙江'));
    expect(line(await table(fewDay)))
      .to.include('"<10"')
      .and.not.match(/,7,/);
    expect(line(await table(manyDay))).to.match(/,13,/);
  });

  it('are not told to programs, of a day and of a sum', async () => {
    const daily = await program.call('get', `/stats/daily?from=${manyDay}&to=${fewDay}`);
    const said = JSON.stringify(daily.body);
    expect(said).to.include('"pv":{"kind":"at_least","value":13}').and.not.include('"value":7}');
    const sum = async (from: string, to: string) =>
      JSON.stringify((await program.call('get', `/stats/summary?from=${from}&to=${to}`)).body);
    expect(await sum(fewDay, fewDay))
      .to.include('2250')
      .and.not.include('"value":7}');
    expect(await sum(manyDay, fewDay)).to.include('"attested":{"kind":"at_least","value":20}');
  });

  it('are few too where they are the usual of a question, and in its chart', async () => {
    const text = await places['the page of a question']?.of('institution', fewDay);
    expect(text).to.include('登录 &lt;10 次').and.include('登录 &lt;10 ').and.include('，&lt;10 人');
  });

  it('are not filled into the form of yesterday', async () => {
    const text = words(await readers.institution.walk('/console/statistics/yesterday'));
    expect(text)
      .to.include(fewDay)
      .and.not.match(/云端已见 7/);
    const { statistics } = at.app;
    const member = { kind: 'member', accountId: 'x', institutionId: program.institutionId, role: 'reporter' } as const;
    const seen = await statistics.attested(member, program.clientId, { from: manyDay, to: fewDay });
    expect([seen.get(fewDay)?.pv, seen.get(manyDay)?.pv?.value]).to.deep.equal([undefined, 13]);
  });
});
