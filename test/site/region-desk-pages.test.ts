import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { regionOf } from '../../src/fields/regions/region-table.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';

const home = '/admin/regions';

describe('行政区划 at the operators’', () => {
  let at: TestApp;
  let desk: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename);
    desk = await signInToConsole(at, await createStaff(at, ['operator']));
  });
  after(() => at.close());

  const ask = async (input: Record<string, string>, code = '') =>
    desk.submit(await desk.walk(`${home}/change?code=${code}`), input, `${home}/change`);

  it('O11 are found by name and by code, in use or not', async () => {
    expect((await desk.walk(`${home}?q=${encodeURIComponent('柯城')}`)).text).to.include('330802');
    expect((await desk.walk(`${home}?q=330103`)).text)
      .to.include('停用')
      .and.include('330105');
    expect((await desk.walk(`${home}?q=${encodeURIComponent('没有的县')}`)).text).to.include('新增区划');
  });

  it('O11 are changed after a page that says how many institutions it concerns, and only then', async () => {
    const { institutionId } = await createMember(at);
    await at.database.db.run(`update institutions set region_code = '330802' where id = $1`, [institutionId]);
    await ask({ region: '330899', name: '新柯城区', validFrom: '2026-01-01' }).then((page) => desk.submit(page));
    expect(regionOf('330899')?.name).to.equal('新柯城区');
    const asked = await ask({ name: '柯城区', validTo: '2026-12-31', replacedBy: '330899' }, '330802');
    expect(asked.text)
      .to.match(/机构<b class="num">1</)
      .and.include('新柯城区')
      .and.include('2026-12-31');
    expect(regionOf('330802')?.validTo, 'only asked').to.equal(undefined);
    const done = await desk.submit(asked);
    expect(done.text).to.include('已保存').and.include('330802');
    expect(regionOf('330802')).to.include({ validTo: '2026-12-31', replacedBy: '330899' });
    const back = await ask({ name: '柯城区', validTo: '', replacedBy: '' }, '330802');
    await desk.submit(back);
    expect(regionOf('330802')?.validTo, 'an end is taken back').to.equal(undefined);
    const rows = await at.database.db.rows(`select 1 from audit_events where verb = 'region.change'`);
    expect(rows).to.have.length(3);
  });

  it('O11 keep the typed values, and name every problem with its cure', async () => {
    const page = await ask({ name: '', validFrom: '2026-02-30', validTo: '2026-01-01', replacedBy: '' }, '330802');
    expect(page.text).to.include('2026-02-30').and.include('启用日期').and.include('请填写名称');
    const two = await ask(
      { name: '柯城区', validFrom: '2026-02-01', validTo: '2026-01-01', replacedBy: '330897' },
      '330802',
    );
    expect(two.text).to.include('须晚于启用日期').and.include('请先新增');
    const self = await ask({ name: '柯城区', replacedBy: '330802' }, '330802');
    expect(self.text).to.include('又指回').and.include('还没有停用日期');
    const same = await ask({ name: '柯城区' }, '330802');
    expect(same.text).to.include('没有改动').and.not.include('>确认修改</button>');
  });

  it('O11 and other forms of operators keep the typed values where the login ends midway', async () => {
    const browser = await signInToConsole(at, await createStaff(at, ['operator', 'administrator']));
    const forms = {
      '/admin/regions/change?code=330802': {
        action: '/admin/regions/change',
        typed: { region: '330802', name: '柯城新区' },
      },
      '/admin/words': { action: '/admin/words', typed: { words: '免费送｜请核对' } },
      '/admin/synonyms': { action: '/admin/synonyms', typed: { groups: '书屋、图书室' } },
      '/admin/messages/review-rejected': { action: '/admin/messages/review-rejected', typed: { heading: '没有通过' } },
      '/admin/institutions/new': { action: '/admin/institutions/new', typed: { creditCode: '91330100MA2AX3J79L' } },
    };
    const pages = [];
    for (const [path, form] of Object.entries(forms)) pages.push({ ...form, page: await browser.walk(path) });
    browser.cookies.delete('ncc_console /');
    for (const { action, typed, page } of pages) {
      const late = await browser.submit(page, typed, action);
      expect(late.status, action).to.equal(401);
      for (const [name, value] of Object.entries(typed))
        expect(late.text, action).to.include(`name="${name}" value="${value}"`);
    }
  });

  it('O11 are changed by operators of the whole country alone', async () => {
    const regional = { kind: 'staff', accountId: 'x', roles: ['operator'], regions: ['330000'] } as const;
    const outcome = (actor: Parameters<typeof at.app.regions.plan>[0]) => {
      try {
        return at.app.regions.plan(actor, { code: '330802', name: '柯城区' }).after.name;
      } catch (error) {
        return Reflect.get(Object(error), 'code');
      }
    };
    expect(outcome(regional)).to.equal('forbidden');
    expect(outcome({ kind: 'staff', accountId: 'x', roles: ['reviewer'] })).to.equal('forbidden');
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    expect((await reviewer.walk(home)).status).to.equal(403);
  });
});
