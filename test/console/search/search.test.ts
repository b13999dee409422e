import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import type { TestBrowser } from '../../support/citizen.ts';
import { createMember, createNewcomer, createStaff, signInToConsole } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { authorise, createVendor } from '../../support/vendors.ts';

const textOf = (page: string) =>
  (/<section class="cmd"([\s\S]*?)<\/section>/.exec(page)?.[1] ?? '')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/\s+/g, ' ');

const batch = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';

describe('搜索和命令', function () {
  this.timeout(120_000);
  let at: TestApp;
  let owner: Awaited<ReturnType<typeof createMember>>;
  let ownAk: string;
  let otherAk: string;

  const ask = async (browser: TestBrowser, home: string, q: string, more: Record<string, string> = {}) =>
    textOf((await browser.walk(`${home}?${new URLSearchParams({ q, ...more })}`)).text);
  const inRegion = (id: string, code: string) =>
    at.database.db.run(`update institutions set region_code = $2 where id = $1`, [id, code]);
  const called = (accountId: string, name: string) =>
    at.database.db.run(`update accounts set nickname = $2 where id = $1`, [accountId, name]);

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const { id } = await at.app.institutions.create(operator, { name: '苍梧戏曲数字馆', certified: true });
    await inRegion(id, '450400');
    owner = await createMember(at, { institutionId: id });
    await called(owner.accountId, '陈静');
    ownAk = (await createClient(at, { name: '苍梧文化云' }, { institutionId: id })).clientId;
    otherAk = (await createClient(at, { name: '苍梧讲座' }, { institutionId: id })).clientId;
    const elsewhere = await at.app.institutions.create(operator, { name: '河套群众艺术馆', certified: true });
    await inRegion(elsewhere.id, '150800');
    await createClient(at, { name: '河套云' }, { institutionId: elsewhere.id });
    const far = await createMember(at, { institutionId: elsewhere.id });
    await called(far.accountId, '陈静');
  });
  after(() => at.close());

  it('R05 finds institutions and AKs for an operator: by name, pinyin, first letters and number', async () => {
    const browser = await signInToConsole(at, await createStaff(at, ['operator']));
    for (const q of ['苍梧', 'cangwu', 'cwxq', '苍梧 shuzi'])
      expect(await ask(browser, '/admin/search', q), q).to.include('苍梧戏曲数字馆');
    expect(await ask(browser, '/admin/search', ownAk.slice(0, 12))).to.include('苍梧文化云');
    const read = await ask(browser, '/admin/search', '苍梧 ty');
    expect(read)
      .to.include('“ty”当作拼音：停用')
      .and.to.include('停用机构 苍梧戏曲数字馆')
      .and.to.include('停用 AK 苍梧文化云');
  });

  it('offers what a role may do, and nothing else', async () => {
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    expect(await ask(reviewer, '/admin/search', '苍梧 停用')).not.to.include('停用机构');
    const reader = await signInToConsole(
      at,
      await createMember(at, { institutionId: owner.institutionId, role: 'reader' }),
      { secondFactor: false },
    );
    const all = await ask(reader, '/console/search', '');
    expect(all).to.include('应用与密钥').and.not.to.include('新增一条资源');
    expect(await ask(reader, '/console/search', '苍梧 延长')).not.to.include('延长 AK');
    expect((await reader.walk('/admin/search')).status).to.equal(403);
  });

  it('finds commands by other words for them, those of the own AKs by the verb alone, and batches by number', async () => {
    const agent = await createMember(at, { institutionId: owner.institutionId, role: 'agent' });
    const browser = await signInToConsole(at, agent);
    for (const [q, said] of [
      ['报送', '填报服务数据'],
      ['日报', '填报服务数据'],
      ['批次', '用 Excel 批量上传资源'],
      ['延长', '延长 AK 有效期 苍梧文化云'],
      ['续期', '延长 AK 有效期 苍梧文化云'],
    ] as const)
      expect(await ask(browser, '/console/search', q), q).to.include(said);
    await createClient(at, { name: '苍梧文化云讲座' }, { institutionId: owner.institutionId });
    expect(await ask(browser, '/console/search', '苍梧文化云'), 'the whole name of one of two')
      .to.include('延长 AK 有效期 苍梧文化云')
      .and.not.include('延长 AK 有效期 苍梧文化云讲座');
    await at.database.db.run(
      `insert into imports (id, institution_id, channel, number, name, kind, size, is_straight, state, created_by, created_at, updated_at)
       values ($1, $2, 'activity', '20261202-05', $3, 'xlsx', 1, false, 'abandoned', $4, $5, $5)`,
      [
        batch,
        owner.institutionId,
        at.app.keys.seal.seal('活动.xlsx', `imports.name.${batch}`),
        agent.accountId,
        at.app.clock.now(),
      ],
    );
    for (const q of ['20261202-05', '20261202'])
      expect((await browser.walk(`/console/search?q=${q}`)).text, q).to.include(`/console/resources/imports/${batch}`);
    const elsewhere = await signInToConsole(at, await createMember(at));
    expect((await elsewhere.walk('/console/search?q=20261202-05')).text).not.to.include(batch);
    const auditor = await signInToConsole(at, await createStaff(at, ['auditor']));
    expect((await auditor.walk(`/admin/search?${new URLSearchParams({ q: '谁看过' })}`)).text).to.include(
      'href="/admin/audit?group=looks"',
    );
  });

  it('puts the whole name first and institutions before others, gives each reading its turn, and says how many more there are', async () => {
    const staff = await createStaff(at, ['operator', 'reviewer']);
    const { id } = await at.app.institutions.create(operator, { name: '霁川美术馆', certified: true });
    for (let n = 0; n < 7; n += 1) {
      await createClient(at, { name: `霁川美术馆${n}` }, { institutionId: id });
      await at.app.institutions.create(operator, { name: `嘉辰${n}馆`, certified: true });
    }
    const browser = await signInToConsole(at, staff);
    expect(await ask(browser, '/admin/search', '霁川美术馆')).to.match(/找到的.*能做的.*停用机构/);
    const found = async (q: string) => (await ask(browser, '/admin/search', q)).split('找到的')[1] ?? '';
    expect((await found('霁川美术馆')).trim()).to.match(/^机构霁川美术馆已/);
    expect(await found('霁川美术馆')).to.include('密钥还有 2 个');
    expect((await browser.walk(`/admin/search?${new URLSearchParams({ q: '霁川美术馆' })}`)).text).to.include(
      `/admin/applications?${new URLSearchParams({ q: '霁川美术馆' })}`,
    );
    expect(await ask(browser, '/admin/search', 'jc')).to.match(/“jc”当作拼音：(?=[^。]*霁川)(?=[^。]*嘉辰)/);
    expect(await found('jc'))
      .to.include('机构霁川美术馆')
      .and.include('嘉辰')
      .and.include('机构还有 3 个，多打几个字就能找到');
  });

  it('R58 finds for staff of a region what lies there, and for a limited developer the own AKs', async () => {
    const regional = await signInToConsole(at, await createStaff(at, ['operator'], { regions: ['150000'] }));
    const found = await ask(regional, '/admin/search', '馆');
    expect(found).to.include('河套群众艺术馆').and.not.to.include('苍梧');
    const hired = await createMember(at, {
      institutionId: owner.institutionId,
      role: 'developer',
      applications: [ownAk],
    });
    const limited = await signInToConsole(at, hired, { secondFactor: false });
    const own = await ask(limited, '/console/search', '苍梧');
    expect(own).to.include(ownAk).and.not.to.include(otherAk);
  });

  it('finds people by their whole name, phone number or its last four only when asked for them, and records each time', async () => {
    const staff = await createStaff(at, ['operator']);
    const browser = await signInToConsole(at, staff);
    const recorded = async () =>
      at.database.db.rows<{ subject: string }>(
        `select subject_id as subject from audit_events where verb = 'account.search' and actor_id = $1 order by id`,
        [staff.accountId],
      );
    expect(await ask(browser, '/admin/search', '陈静'))
      .to.include('在人里找“陈静”')
      .and.to.include('记入审计');
    expect(await recorded()).to.deep.equal([]);
    const found = await ask(browser, '/admin/search', '陈静', { people: '1' });
    expect(found)
      .to.include('苍梧戏曲数字馆，管理员')
      .and.to.include('河套群众艺术馆')
      .and.to.include(owner.phone.slice(-4));
    expect(await ask(browser, '/admin/search', `苍梧 ${owner.phone.slice(-4)}`, { people: '1' })).to.include('陈*');
    const [, first = '', second = ''] = /^(\d{3})(\d{4})/.exec(owner.phone) ?? [];
    for (const phone of [owner.phone, `+86 ${first} ${second} ${owner.phone.slice(-4)}`])
      expect(await ask(browser, '/admin/search', phone, { people: '1' }), phone)
        .to.include('苍梧戏曲数字馆，管理员')
        .and.not.to.include('河套');
    expect(await ask(browser, '/admin/search', '19912345678', { people: '1' })).not.to.include('陈*');
    expect(await ask(browser, '/admin/search', '陈', { people: '1' }), 'not by a part of the name').not.to.include(
      '苍梧戏曲数字馆，管理员',
    );
    const subjects = (await recorded()).map(({ subject }) => subject);
    expect(subjects).to.have.length(7);
    expect(subjects).to.include(owner.accountId).and.to.include('none');
    const regional = await signInToConsole(at, await createStaff(at, ['operator'], { regions: ['150000'] }));
    expect(await ask(regional, '/admin/search', '陈静', { people: '1' })).not.to.include('苍梧');
    const colleague = await signInToConsole(at, owner);
    expect(await ask(colleague, '/console/search', '陈静', { people: '1' }))
      .to.include('陈*')
      .and.not.to.include('河套');
  });

  it('finds people without an institution, by name in characters or pinyin and by the last four, for those who look up people', async () => {
    const person = await createNewcomer(at);
    await called(person.accountId, '顾远');
    await at.app.applications.openOwnSandbox(person.accountId, {
      name: '远方试验',
      redirectUris: 'http://localhost:9/cb',
    });
    const administrator = await signInToConsole(at, await createStaff(at, ['administrator']));
    for (const q of ['顾远', 'guyuan', 'gy', person.phone.slice(-4), person.phone]) {
      const found = await ask(administrator, '/admin/search', q, { people: '1' });
      expect(found, q).to.include('顾*').and.to.include('还没有机构');
    }
    expect(await ask(administrator, '/admin/search', '顾', { people: '1' })).not.to.include('还没有机构');
    const reviewer = await signInToConsole(at, await createStaff(at, ['operator', 'reviewer']));
    expect(await ask(reviewer, '/admin/search', '顾远', { people: '1' })).not.to.include('还没有机构');

    const own = await signInToConsole(at, person, { secondFactor: false });
    const start = await own.walk('/console/start');
    expect(start.text).to.include('href="/console/start/search"');
    expect(await ask(own, '/console/start/search', 'yf'))
      .to.include('远方试验')
      .and.to.include('个人开发者');
    expect(await ask(own, '/console/start/search', '登录')).to.include('登录与安全');
    expect(await ask(own, '/console/start/search', '苍梧')).not.to.include('苍梧文化云');
    // Of a member, only a person's own things: no second factor was asked for here.
    const member = await signInToConsole(at, owner);
    expect(await ask(member, '/console/start/search', '苍梧')).not.to.include('苍梧文化云');
  });

  it('R02 finds a developer the AKs of its customers, and no others', async () => {
    const { person, name } = await createVendor(at);
    await authorise(at, asMember(owner), name);
    const browser = await signInToConsole(at, person);
    for (const q of ['苍梧戏曲', 'cangwu', 'cw', ownAk])
      expect(await ask(browser, '/console/search', q), q)
        .to.include('客户的 AK')
        .and.to.include('苍梧文化云')
        .and.not.to.include('河套');
    expect(await ask(browser, '/console/search', '苍梧文化云 延长')).to.include('延长客户的 AK');
    const other = await createVendor(at);
    expect(await ask(await signInToConsole(at, other.person), '/console/search', '苍梧')).not.to.include('苍梧文化云');
  });

  it('names the nearest by sound where nothing was found, and else only where one may go', async () => {
    const browser = await signInToConsole(at, await createStaff(at, ['operator']));
    const near = await ask(browser, '/admin/search', '仓吾戏曲');
    expect(near).to.include('没有找到。').and.to.include('读音最近的是').and.to.include('苍梧戏曲数字馆');
    const titlesOf = async (q: string) => {
      const { text } = await browser.walk(`/admin/search?${new URLSearchParams({ q })}`);
      const [, part = ''] = /<section class="cmd"([\s\S]*?)<p class="cmdf"/.exec(text) ?? [];
      const rows = Array.from(part.matchAll(/<b>(.*?)<\/b>/g), ([, title = '']) => title.replaceAll(/<[^>]+>/g, ''));
      return { rows: rows.filter((title) => !title.startsWith('在人里找')), part };
    };
    const misheard = await titlesOf('清理审合');
    expect(misheard.rows.length).to.be.within(1, 3);
    for (const title of misheard.rows) expect(title).to.match(/审核|清理/);
    const { rows: places } = await titlesOf('');
    for (const nonsense of ['zzqqxx', '乒乓球拍', '8812034']) {
      const { rows, part } = await titlesOf(nonsense);
      expect(part, nonsense).to.include('没有找到。').and.to.include('去哪里').and.not.to.include('读音最近的是');
      expect(places, nonsense).to.include.members(rows);
    }
  });

  it('answers a question in less than 100 ms, and takes any text', async () => {
    const browser = await signInToConsole(at, await createStaff(at, ['operator', 'reviewer']));
    await ask(browser, '/admin/search', 'qingxi');
    const took: number[] = [];
    for (const q of [
      '青溪',
      'qx',
      'shuziguan',
      '停用 苍梧',
      'x'.repeat(60),
      'xianxianxianxian xianxianxian',
      '.*(',
      '\u0000',
      '没有这样的东西',
    ]) {
      const from = performance.now();
      await ask(browser, '/admin/search', q);
      took.push(performance.now() - from);
    }
    expect(took.toSorted((one, other) => one - other)[4]).to.be.below(100);
  });
});
