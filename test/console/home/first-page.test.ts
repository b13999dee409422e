import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { MemberRole } from '../../../src/actor.ts';
import type { Status } from '../../../src/applications/aksk/application.ts';
import { days, hours, after as later } from '../../../src/clock.ts';
import type { Standing as InstitutionStanding } from '../../../src/institutions/institution/institution.ts';
import type { ItemState } from '../../../src/integration/plan.ts';
import type { SealState } from '../../../src/integration/verification/runs/standing.ts';
import type { State as LinkState } from '../../../src/links/watch/side.ts';
import type { Standing as EntryStanding } from '../../../src/resources/standing.ts';
import type { Summary } from '../../../src/review/workflow/submission.ts';
import type { Phase } from '../../../src/statistics/reports/closing.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type Colleague, createMember, signInToConsole } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { bands } from '../../support/pictures.ts';
import { plainWords } from '../../support/words.ts';

const { say } = plainWords('zh', 'institution');

type Owner = Colleague & { institutionId: string };
/** A state to create, and the next step that the page must show: a part of its sentence, and the target of its button. */
type Scene = { make: (owner: Owner) => Promise<unknown>; says: string; to: string | undefined };
type Scenes<State extends string> = Record<State, Scene>;

const noon = testClock('2026-11-24T10:00:00+08:00');

/** A state of facts × the text of 首页. Each dimension has an entry for every state that its room knows: one without does not compile. */
describe('R06 the next step on 首页', function () {
  this.timeout(60_000);
  let at: TestApp;
  const clock: TestClock = noon;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const run = (sql: string, values: unknown[]) => at.database.db.run(sql, values);
  const paper = (kind: string, state: Summary['state']) => async (owner: Owner) => {
    const { id } = await at.app.review.begin(asMember(owner), kind, { institutionId: owner.institutionId });
    const now = clock.now();
    await run(
      `update submissions set state = $2, submitted_by = 'a', submitted_at = $3, due_at = $3, claimed_by = 'b', claimed_at = $3,
         decided_by = case when $2 in ('approved', 'rejected') then 'b' end, decided_at = case when $2 in ('approved', 'rejected') then $3::timestamptz end
       where id = $1`,
      [id, state, now],
    );
  };
  const key = async (
    { institutionId }: Owner,
    more: { expiresAt?: Date; sandbox?: boolean; redirectUris?: string[] } = {},
  ) => {
    const { redirectUris, ...terms } = more;
    const withoutLogin = redirectUris && { redirectUris, scope: 'resource:read' };
    return (await createClient(at, withoutLogin ?? {}, { institutionId, ...terms })).clientId;
  };
  const link = async (owner: Owner) => {
    const kept = await at.app.files.keep(asMember(owner), {
      ...{
        institutionId: owner.institutionId,
        name: '海报.png',
        bytes: await bands(460, 120),
        accept: { types: ['image/png'] },
      },
    });
    if ('problem' in kept) throw new Error(kept.problem.code);
    const nothing = { h5Url: undefined, crop: undefined, appQr: undefined };
    const values = { name: '青溪文化云', pcUrl: 'https://www.qx.example.cn/', poster: kept.id, ...nothing };
    return at.database.db.transaction((trx) =>
      at.app.links.open(trx, { institutionId: owner.institutionId, actor: asMember(owner), values }),
    );
  };
  const entry = ({ institutionId }: Owner, review: string, publication: string | null) =>
    run(
      `insert into entries (id, institution_id, channel, external_id, title, review_state, content_hash, gaps, publication_state, created_by, created_at, updated_at)
       values ($1::uuid, $2, 'activity', $1::uuid::text, '冬至', $3, '', 0, $4, 'a', $5, $5)`,
      [randomUUID(), institutionId, review, publication, clock.now()],
    );
  const verified = async (
    owner: Owner,
    clientId: string,
    more: { state?: string; due?: number; broken?: boolean } = {},
  ) => {
    const { state = 'passed', due = 300, broken = false } = more;
    const [now, isOpen] = [clock.now(), state === 'open'];
    const [number, dueAt] = [`V-2611-${Math.floor(Math.random() * 1e9)}`, later(now, days(due))];
    const { redirectUris } = await at.app.applications.get(clientId);
    await run(
      `insert into verification_runs (id, client_id, institution_id, mode, framework, login_url, code, account_id, username, state, number, verdicts,
         started_by, started_at, ends_at, finished_at, redirect_uris, due_at, broken)
       values ($1::uuid, $2, $3, 'verification', 'node', 'https://qx.example.cn/', $1::uuid::text, $4, 'x', $5, $6, $7, 'a', $8, $9, $10, $11, $12, $13)`,
      [
        ...[
          randomUUID(),
          clientId,
          owner.institutionId,
          owner.accountId,
          state,
          isOpen ? null : number,
          isOpen ? null : '[]',
        ],
        ...[later(now, -60), later(now, days(3)), isOpen ? null : now, redirectUris, state === 'passed' ? dueAt : null],
        broken ? JSON.stringify([{ check: 'button', state: 'failed' }]) : null,
      ],
    );
  };

  /** Everything done except the scene's own part. */
  async function settled(owner: Owner, { links = true, login = true, resources = true } = {}) {
    const clientId = await key(owner);
    const linkId = links ? await link(owner) : undefined;
    if (login) await verified(owner, clientId);
    if (resources) await entry(owner, 'approved', 'published');
    return { clientId, linkId };
  }

  async function nextOf(scene: Scene, { certified = true, role = 'owner' as MemberRole } = {}) {
    const owner = await createMember(at, { certified });
    await scene.make(owner);
    return at.app.firstPage(asMember(owner, role), say);
  }

  function holds<State extends string>(what: string, scenes: Scenes<State>, options: { certified?: boolean } = {}) {
    describe(what, () => {
      for (const [state, scene] of Object.entries<Scene>(scenes))
        it(`${state}: ${scene.says}`, async () => {
          const { next } = await nextOf(scene, options);
          expect(next.sentence).to.include(scene.says);
          if (scene.to === undefined) expect(next.href).to.equal(undefined);
          else expect(next.href).to.match(new RegExp(`^${scene.to}`));
          expect(next.label === undefined).to.equal(next.href === undefined);
        });
    });
  }

  const submission = '/console/submissions/[\\w-]+$';
  const nothing = async () => undefined;
  const applying = '下一件事：申请 AKSK';

  const standings: Scenes<InstitutionStanding> = {
    registered: {
      make: ({ institutionId }) => run(`update institutions set certified_at = null where id = $1`, [institutionId]),
      ...{ says: '四步完成对接', to: '/console/institution$' },
    },
    certified: { make: nothing, says: `机构已认证。${applying}`, to: '/console/applications$' },
    disabled: {
      make: ({ institutionId }) =>
        run(`update institutions set disabled_at = $2 where id = $1`, [institutionId, clock.now()]),
      ...{ says: '已停用', to: undefined },
    },
  };
  holds('institution', standings);

  const certification: Scenes<Summary['state']> = {
    draft: { make: paper('certification', 'draft'), says: '机构认证填写了一部分', to: submission },
    submitted: { make: paper('certification', 'submitted'), says: '机构认证正在审核', to: undefined },
    claimed: { make: paper('certification', 'claimed'), says: '机构认证正在审核', to: undefined },
    checked: { make: paper('certification', 'checked'), says: '机构认证正在审核', to: undefined },
    returned: { make: paper('certification', 'returned'), says: '审核员请您修改机构认证', to: submission },
    rejected: { make: paper('certification', 'rejected'), says: '没有通过', to: '/console/institution$' },
    approved: {
      make: ({ institutionId }) =>
        run(`update institutions set certified_at = $2 where id = $1`, [institutionId, clock.now()]),
      ...{ says: applying, to: '/console/applications$' },
    },
  };
  holds('certification', certification, { certified: false });

  const waiting = 'AKSK 申请正在审核。下一件事：登记端口链接';
  const applications: Scenes<Summary['state']> = {
    draft: { make: paper('application', 'draft'), says: '填完并提交 AKSK 申请', to: submission },
    submitted: { make: paper('application', 'submitted'), says: waiting, to: '/console/links$' },
    claimed: { make: paper('application', 'claimed'), says: waiting, to: '/console/links$' },
    checked: { make: paper('application', 'checked'), says: waiting, to: '/console/links$' },
    returned: { make: paper('application', 'returned'), says: '审核员请您修改', to: submission },
    rejected: {
      make: paper('application', 'rejected'),
      says: `上一次申请没有通过。${applying}`,
      to: '/console/applications$',
    },
    approved: { make: key, says: 'AKSK 已就绪。下一件事：登记端口链接', to: '/console/links$' },
  };
  holds('application for an AK', applications);

  const own = '/console/applications/ncc_\\w+';
  const keys: Scenes<Status | 'sandbox' | 'sandbox over' | 'undrawn' | 'one of two is over'> = {
    active: { make: key, says: 'AKSK 已就绪', to: '/console/links$' },
    expiring: {
      make: (owner) => key(owner, { expiresAt: later(clock.now(), days(3)) }),
      ...{ says: '还有 3 天到期', to: `${own}/renew$` },
    },
    expired: {
      make: (owner) => key(owner, { expiresAt: later(clock.now(), -days(1)) }),
      ...{ says: '已过期', to: `${own}/renew$` },
    },
    disabled: {
      async make(owner) {
        await run(`update applications set disabled_at = $2 where client_id = $1`, [await key(owner), clock.now()]);
      },
      ...{ says: '已停用，登录与接口都已停止', to: `${own}#history$` },
    },
    sandbox: { make: (owner) => key(owner, { sandbox: true }), says: applying, to: '/console/applications$' },
    'sandbox over': {
      make: (owner) => key(owner, { sandbox: true, expiresAt: later(clock.now(), -days(1)) }),
      ...{ says: applying, to: '/console/applications$' },
    },
    undrawn: {
      make: ({ institutionId }) => createClient(at, {}, { institutionId, withSecret: false }),
      ...{ says: '领取 SK', to: `${own}#keys$` },
    },
    'one of two is over': {
      async make(owner) {
        await settled(owner);
        await key(owner, { expiresAt: later(clock.now(), -days(1)) });
      },
      ...{ says: '已过期', to: `${own}/renew$` },
    },
  };
  holds('AK', keys);

  const links: Scenes<Summary['state'] | 'taken down'> = {
    draft: {
      make: (owner) => settled(owner, { links: false }).then(() => paper('link', 'draft')(owner)),
      says: '填完并提交端口链接',
      to: submission,
    },
    submitted: {
      make: (owner) => settled(owner, { links: false, resources: false }).then(() => paper('link', 'submitted')(owner)),
      says: '发布第一条资源',
      to: '/console/resources$',
    },
    claimed: {
      make: (owner) => settled(owner, { links: false, resources: false }).then(() => paper('link', 'claimed')(owner)),
      says: '发布第一条资源',
      to: '/console/resources$',
    },
    checked: {
      make: (owner) => settled(owner, { links: false, resources: false }).then(() => paper('link', 'checked')(owner)),
      says: '发布第一条资源',
      to: '/console/resources$',
    },
    returned: {
      make: (owner) => settled(owner, { links: false }).then(() => paper('link', 'returned')(owner)),
      says: '审核员请您修改',
      to: submission,
    },
    rejected: {
      make: (owner) => settled(owner, { links: false }).then(() => paper('link', 'rejected')(owner)),
      says: '登记端口链接',
      to: '/console/links$',
    },
    approved: {
      make: (owner) => settled(owner, { resources: false }),
      says: '发布第一条资源',
      to: '/console/resources$',
    },
    'taken down': {
      async make(owner) {
        const { linkId = '' } = await settled(owner);
        await run(`update links set state = 'offline', offline_by = 'institution' where id = $1`, [linkId]);
      },
      ...{ says: '登记端口链接', to: '/console/links$' },
    },
  };
  holds('link', links);

  /** As the watch left it; `alarm`: three runs in a row were bad. */
  const side =
    (state: LinkState, { alarm = false, before = true } = {}) =>
    async (owner: Owner) => {
      const { linkId } = await settled(owner, { resources: false });
      const now = clock.now();
      await run(
        `insert into link_sides (link_id, side, state, since, failures, good, alarmed_at, checked_at, found_at) values ($1, 'web', $2, $3, 0, 0, $4, $3, $5)`,
        [linkId, state, now, alarm ? now : null, before ? now : null],
      );
    };
  const watch = '/console/links/[\\w-]+/watch$';
  const watched: Scenes<
    LinkState | 'missing from the beginning' | 'unseen from the beginning' | 'missing three times'
  > = {
    found: { make: side('found'), says: '发布第一条资源', to: '/console/resources$' },
    slow: { make: side('slow'), says: '发布第一条资源', to: '/console/resources$' },
    unseen: { make: side('unseen'), says: '发布第一条资源', to: '/console/resources$' },
    missing: { make: side('missing'), says: '发布第一条资源', to: '/console/resources$' },
    down: { make: side('down'), says: '发布第一条资源', to: '/console/resources$' },
    'missing from the beginning': { make: side('missing', { before: false }), says: '放到贵方首页', to: watch },
    'unseen from the beginning': { make: side('unseen', { before: false }), says: '写进贵方首页的页面源码', to: watch },
    'missing three times': { make: side('missing', { alarm: true }), says: '恢复互访链接', to: watch },
  };
  holds('watch of the link', watched);

  const seal = (more: Parameters<typeof verified>[2]) => async (owner: Owner) => {
    const { clientId } = await settled(owner, { login: false, resources: false });
    await verified(owner, clientId, more);
  };
  const verification = '/console/verification/ncc_\\w+$';
  const seals: Scenes<SealState | 'no redirect URI'> = {
    none: {
      make: (owner) => settled(owner, { login: false }),
      says: '把登录按钮放到贵方的登录窗口',
      to: '/console/verification$',
    },
    running: { make: seal({ state: 'open' }), says: '在线验证进行到一半', to: verification },
    failed: { make: seal({ state: 'failed' }), says: '有没通过的项', to: verification },
    passed: { make: seal({}), says: '发布第一条资源', to: '/console/resources$' },
    due: { make: seal({ due: -1 }), says: '重新验证', to: verification },
    lapsed: { make: seal({ due: -31 }), says: '已过期', to: verification },
    broken: { make: seal({ broken: true }), says: '复查没有通过', to: verification },
    'no redirect URI': {
      make: async (owner) => {
        await key(owner, { redirectUris: [] });
        await link(owner);
      },
      ...{ says: '加上用户登录的能力', to: `${own}#abilities$` },
    },
  };
  holds('在线验证', seals);

  const done = '报送服务数据';
  const stands = (review: string, publication: string | null) => async (owner: Owner) => {
    await settled(owner, { resources: false });
    await entry(owner, review, publication);
  };
  const entries: Scenes<EntryStanding | 'none'> = {
    none: { make: (owner) => settled(owner, { resources: false }), says: '发布第一条资源', to: '/console/resources$' },
    draft: { make: stands('draft', null), says: '提交资源草稿', to: '/console/resources$' },
    in_review: { make: stands('submitted', null), says: done, to: '/console/statistics$' },
    returned: { make: stands('returned', null), says: done, to: '/console/statistics$' }, // with its paper: 按意见修改, above
    rejected: { make: stands('rejected', null), says: '没有正在发布的资源', to: '/console/resources$' },
    scheduled: { make: stands('approved', 'scheduled'), says: done, to: '/console/statistics$' },
    published: { make: stands('approved', 'published'), says: done, to: '/console/statistics$' },
    withdrawn: { make: stands('approved', 'withdrawn'), says: '没有正在发布的资源', to: '/console/resources$' },
    expired: { make: stands('approved', 'expired'), says: '没有正在发布的资源', to: '/console/resources$' },
  };
  holds('resources', entries);

  /** The AK is some days old and has reported up to a day; it is ten in the morning. */
  const reported = (old: number, upTo: number | undefined) => async (owner: Owner) => {
    const { clientId } = await settled(owner);
    await run(`update applications set created_at = $2 where client_id = $1`, [
      clientId,
      later(clock.now(), -days(old)),
    ]);
    await run(`delete from reporting_duties where client_id = $1`, [clientId]);
    await run(`insert into reporting_duties (client_id, first_day, institution_id) values ($1, $2, $3)`, [
      ...[clientId, dayBefore(old), owner.institutionId],
    ]);
    if (upTo === undefined) return;
    for (let back = old; back >= upTo; back -= 1) {
      const report = { figures: { pv: 9, uv: 3, ip: 3, new_activities: 0, new_venues: 0 }, note: '核对' };
      await at.app.statistics.report(operator, clientId, dayBefore(back), report);
    }
  };
  /** The watch has seen both sides of the link. */
  const looked = ({ institutionId }: Owner) =>
    run(
      `insert into link_sides (link_id, side, state, since, failures, good, checked_at, found_at)
       select id, 'web', 'found', $2, 0, 0, $2, $2 from links where institution_id = $1`,
      [institutionId, clock.now()],
    );
  const dayBefore = (back: number) =>
    later(clock.now(), hours(8) - days(back))
      .toISOString()
      .slice(0, 10);
  const statistics: Scenes<Exclude<Phase, 'asking' | 'closed'> | 'all reported'> = {
    future: { make: settled, says: done, to: '/console/statistics$' },
    due: { make: reported(3, 2), says: '“报送昨天的服务数据”今天 12:00 前', to: '/console/statistics$' },
    late: { make: reported(3, 3), says: '“补报 1 份服务数据”应报未报', to: '/console/statistics$' },
    'all reported': {
      make: (owner) => reported(3, 1)(owner).then(() => looked(owner)),
      says: '四项对接都已完成',
      to: undefined,
    },
  };
  holds('daily reports', statistics);

  it('R06 counts neither an unchecked link as done, nor figures while those of yesterday are due', async () => {
    const shown = async (owner: Owner) => {
      const { layers } = await at.app.firstPage(asMember(owner), say);
      return Object.fromEntries(layers.map(({ title, words, note }) => [title, `${words}：${note}`]));
    };
    const owner = await createMember(at);
    await reported(3, 2)(owner);
    const before = await shown(owner);
    expect(before.端口互访).to.equal('进行中：1 个链接已上线，可以现在就检测，不然明早 6:00 第一次检测');
    expect(before.服务数据).to.match(/^进行中：已报送到 .*，昨天的还没有报送$/);
    await looked(owner);
    expect((await shown(owner)).端口互访).to.equal('已完成：1 个链接已上线，双方互访正常');
    const other = await createMember(at);
    await reported(3, 1)(other);
    expect((await shown(other)).服务数据).to.match(/^已完成：已报送到 /);

    // Of two AKs each counts: one that never reported is not covered by the other.
    const second = await key(other);
    expect((await shown(other)).服务数据).to.match(/^进行中：1 个应用已报送到 .*，1 个还没有报送过$/);
    await run(`delete from reporting_duties where client_id = $1`, [second]);
    await run(`insert into reporting_duties (client_id, first_day, institution_id) values ($1, $2, $3)`, [
      ...[second, dayBefore(3), other.institutionId],
    ]);
    const { late, week } = await at.app.firstPage(asMember(other), say);
    expect(late.map(({ title, href }) => `${title} ${href}`).join()).to.match(/^补报 \d 份服务数据 .*\?app=ncc_\w+/);
    expect(week?.days.at(-1)?.text).to.include('1 个应用未报');
  });

  const item = (on: number) => async (owner: Owner) => {
    await settled(owner, { resources: false });
    const now = clock.now();
    await run(
      `insert into integration_plans (institution_id, cloud_owner, partner_owner, created_at, updated_at) values ($1, '赵敏', '陈静', $2, $2)`,
      [owner.institutionId, now],
    );
    await run(
      `insert into plan_items (id, institution_id, layer, title, cloud_owner, partner_owner, starts_on, agreed_on, follows_layer, created_at, updated_at)
       values ($1, $2, 'resources', '发布活动', '赵敏', '陈静', $3::date, $3::date, false, $4, $4)`,
      [randomUUID(), owner.institutionId, dayBefore(-on), now],
    );
  };
  const plan: Scenes<Exclude<ItemState['state'], 'done' | 'waiting' | 'later'>> = {
    overdue: { make: item(-3), says: '“发布活动”超 3 天', to: '/console/plan$' },
    today: { make: item(0), says: '“发布活动”今天到期', to: '/console/plan$' },
    soon: { make: item(3), says: '发布第一条资源', to: '/console/resources$' },
  };
  holds('items of the plan', plan);

  const roles: Record<MemberRole, { aks: boolean; reports: boolean }> = {
    owner: { aks: true, reports: true },
    agent: { aks: true, reports: true },
    developer: { aks: true, reports: true },
    reporter: { aks: false, reports: true },
    reader: { aks: false, reports: false },
  };
  for (const [role, has] of Object.entries(roles) as [MemberRole, (typeof roles)[MemberRole]][])
    it(`has a button for ${role} where that role may do it`, async () => {
      const first = await nextOf(standings.certified, { role });
      expect(first.next.sentence).to.include(applying);
      expect([first.next.href !== undefined, first.begin !== undefined]).to.deep.equal([has.aks, has.aks]);
      expect((await nextOf(statistics.late, { role })).next.href !== undefined).to.equal(has.reports);
    });

  it('stands on the page with its button, and overdue items below it', async () => {
    const owner = await createMember(at);
    await seals.broken.make(owner);
    const { text } = await (await signInToConsole(at, owner)).walk('/console');
    expect(text).to.match(/<a class="btn go" href="\/console\/verification\/ncc_\w+">查看在线验证<\/a>/);
    expect(text).to.include('每天的复查发现问题').and.to.include('复查没有通过').and.not.to.include('没有需要处理的事');
  });
});
