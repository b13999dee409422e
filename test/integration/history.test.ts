import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../src/actor.ts';
import { days } from '../../src/clock.ts';
import { createCursors } from '../../src/http/requests/cursors.ts';
import { createHistory } from '../../src/integration/history.ts';
import type { HistoryLine, HistoryOf } from '../../src/module.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { rowOf, send, sheetRows, workbookOf } from '../support/imports.ts';
import { asMember, asStaff } from '../support/institutions.ts';
import { type PartnerPages, startPartnerPages } from '../support/partner-pages.ts';
import { bands } from '../support/pictures.ts';
import { words } from '../support/words.ts';

async function listed<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('R10 对接历史: one feed of the events of all rooms', () => {
  const cursors = createCursors({
    seal: { index: (text, salt) => Buffer.from(`${salt}${text}`.padEnd(64).slice(-64)) },
  });
  const moment = (minute: number) => new Date(Date.UTC(2026, 10, 24, 2, minute));

  /** A room with these events, in the order of its ids within a moment. */
  const room = (key: string, given: readonly (readonly [id: string, minute: number])[]): HistoryOf => {
    const lines = given
      .map(([id, minute]): HistoryLine => ({ id, at: moment(minute), says: { code: `x.${id}`, params: {} } }))
      .toSorted((one, other) => other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1));
    return {
      ...{ key, title: key },
      of: async ({ before, limit, from }) =>
        lines
          .filter(({ at }) => from === undefined || at >= from)
          .filter(
            ({ at, id }) =>
              before === undefined ||
              at < before.at ||
              (before.id !== undefined && at.getTime() === before.at.getTime() && id < before.id),
          )
          .slice(0, limit),
    };
  };

  it('shows each line once, newest first, however the pages fall between lines of one moment', async () => {
    const many = (key: string) =>
      room(
        key,
        [...'abcdefgh'].map((id, index) => [`${key}${id}`, Math.floor(index / 3)]),
      );
    const sources = [many('p'), many('q'), room('empty', []), many('r')];
    const history = createHistory({ cursors, sources: () => sources });
    const whole = await listed(history.everything({ institutionId: 'i' }, {}));
    expect(whole).to.have.length(24);
    const times = whole.map(({ at }) => at.getTime());
    expect(times).to.deep.equal(times.toSorted((one, other) => other - one));
    expect(whole.slice(0, 2).map(({ kind }) => kind)).to.deep.equal(['r', 'r']);
    for (const size of [1, 2, 3, 5, 7]) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const { lines, next } = await history.read({ institutionId: 'i' }, {}, cursor, size);
        found.push(...lines.map(({ id }) => id));
        cursor = next;
      } while (cursor !== undefined);
      expect(found, `pages of ${size}`).to.deep.equal(whole.map(({ id }) => id));
    }
  });

  it('is taken away whole, however long it is', async () => {
    const long = room(
      'p',
      Array.from({ length: 20_700 }, (_, place) => [String(place).padStart(6, '0'), place] as const),
    );
    const history = createHistory({ cursors, sources: () => [long] });
    expect(await listed(history.everything({ institutionId: 'i' }, {}))).to.have.lengthOf(20_700);
  });

  it('takes a cursor only for the institution and the filter that it was made for', async () => {
    const history = createHistory({
      cursors,
      sources: () => [
        room(
          'p',
          [...'abcd'].map((id, index) => [id, index]),
        ),
      ],
    });
    const { next } = await history.read({ institutionId: 'i' }, {}, undefined, 2);
    const read = async (institutionId: string, filter: object, cursor: string | undefined) =>
      (await history.read({ institutionId }, filter, cursor, 2)).lines.map(({ id }) => id);
    expect(await read('i', {}, next)).to.deep.equal(['b', 'a']);
    expect(await read('j', {}, next)).to.deep.equal(['d', 'c']);
    expect(await read('i', { from: moment(0) }, next)).to.deep.equal(['d', 'c']);
  });
});

describe('R10 对接历史 of an institution', () => {
  type Scene = { member: Member; clientId: string };
  let at: TestApp;
  let site: PartnerPages;
  const clock = testClock('2026-11-24T10:00:00+08:00');
  before(async () => {
    site = await startPartnerPages();
    at = await startApp(import.meta.filename, { clock, env: { OUTGOING_HOSTS: site.host } });
  });
  after(async () => {
    await at.close();
    await site.close();
  });

  /** For each kind of line its cause, and its text. */
  const makes: Record<string, [says: string, make: (of: Scene) => Promise<unknown>]> = {
    submissions: [
      '对接计划“对接计划（2027-01-11 前）”通过审核',
      async ({ member }) => {
        const { institutionId } = member;
        const { id } = await at.app.review.begin(member, 'plan', { institutionId, subjectId: institutionId });
        const days = {
          linksOn: '2026-12-13',
          loginOn: '2026-12-20',
          resourcesOn: '2027-01-04',
          statisticsOn: '2027-01-11',
        };
        await at.app.review.save(member, id, { partnerOwner: '陈静', ...days });
        await at.app.review.submit(member, id);
        const reviewer = asStaff(await createStaff(at, ['reviewer', 'operator']), 'reviewer', 'operator');
        const group = { groupName: '青溪对接群', groupAddress: 'https://work.weixin.qq.com/gm/x' };
        await at.app.review.approve(reviewer, id, { cloudOwner: '赵敏', ...group });
      },
    ],
    plan: [
      '给国家云去信：登录页周五上线',
      ({ member }) => at.app.plans.write(member, member.institutionId, '登录页周五上线'),
    ],
    keys: ['“青溪云”的有效期延长到', ({ member, clientId }) => at.app.applications.renew(member, clientId)],
    failures: [
      '“青溪云”的换取令牌有 1 次没有成功（invalid_grant）',
      async ({ clientId }) => {
        const refusal = { error: 'invalid_grant' };
        at.app.integrationLog.record({ endpoint: 'token', clientId, requestId: 'r', refusal });
        await at.app.integrationLog.flush();
      },
    ],
    reports: [
      '“青溪云”报送了 2026-11-25 的服务数据',
      ({ member, clientId }) =>
        at.app.statistics.report(member, clientId, '2026-11-25', {
          figures: { pv: 9, uv: 5, ip: 4, new_activities: 0, new_venues: 0 },
          note: '正常',
        }),
    ],
    imports: [
      '（享活动）检查中',
      async ({ member }) =>
        send(at, member, { channel: 'activity', bytes: await workbookOf(sheetRows('activity', [rowOf('activity')])) }),
    ],
    verification: [
      '“青溪云”在线验证没有通过，',
      async ({ member, clientId }) => {
        const input = { stack: 'node', loginUrl: `${site.origin}/login` };
        const { id } = await at.app.verification.start(member, clientId, input);
        await at.app.verification.finish(member, id);
      },
    ],
    links: ['“青溪文化云”的网站首页打不开', (scene) => watch(scene, 3)],
    'link-alarms': ['“青溪文化云”的网站首页连续三次检测不正常，已通知贵方', async () => undefined],
  };

  /** So many runs over a link whose page is not there. */
  async function watch({ member }: Scene, runs: number): Promise<void> {
    const { institutionId } = member;
    const accept = { types: ['image/png'] };
    const kept = await at.app.files.keep(member, {
      institutionId,
      name: 'a.png',
      bytes: await bands(460, 120),
      accept,
    });
    if ('problem' in kept) throw new Error(kept.problem.code);
    const rest = { pcUrl: `${site.origin}/gone`, h5Url: undefined, crop: undefined, appQr: undefined };
    const values = { name: '青溪文化云', poster: kept.id, ...rest };
    const id = await at.database.db.transaction((trx) =>
      at.app.links.open(trx, { institutionId, actor: member, values }),
    );
    const link = await at.app.links.find(id);
    if (link === undefined) throw new Error('There is no link');
    for (let run = 0; run < runs; run += 1) {
      clock.advance(days(1));
      await at.app.linkWatch.check(link, { slot: clock.now(), asked: false });
    }
  }

  it('tells of applications, decisions, renewals, failures and reports; a limited developer of the own AK alone', async () => {
    const owner = await createMember(at);
    const { institutionId } = owner;
    const member = asMember(owner);
    const one = await createClient(at, { name: '青溪云', scope: 'openid stats:write' }, { institutionId });
    const two = await createClient(at, { name: '青溪慕课' }, { institutionId });
    clock.set('2026-11-25T09:00:00+08:00');
    await at.app.applications.renew(member, one.clientId);
    await at.app.statistics.report(member, one.clientId, '2026-11-24', {
      figures: { pv: 9, uv: 5, ip: 4, new_activities: 0, new_venues: 0 },
      note: '正常',
    });
    at.app.integrationLog.record({
      ...{ endpoint: 'token', clientId: two.clientId, requestId: 'r' },
      refusal: { error: 'invalid_grant' },
    });
    await at.app.integrationLog.flush();
    const { id } = await at.app.review.begin(member, 'link', { institutionId });
    await at.app.review.save(member, id, { linkName: '青溪文化云' });
    await at.app.applications.disable(operator, two.clientId, '域名到期');

    const browser = await signInToConsole(at, owner);
    const { text, status } = await browser.walk('/console/history');
    expect(status).to.equal(200);
    expect(text).to.include('“青溪云”的有效期延长到 2026-12-25');
    expect(text).to.include('“青溪云”报送了 2026-11-24 的服务数据');
    expect(text).to.include('“青溪慕课”的换取令牌有 1 次没有成功（invalid_grant）');
    expect(text).to.include('“青溪慕课”被停用：域名到期');
    expect(text).not.to.include('“青溪文化云”'); // a draft is no history

    const filtered = await browser.walk(`/console/history?kind=keys&application=${two.clientId}`);
    expect(filtered.text).to.include('“青溪慕课”被停用').and.not.to.include('青溪云”的');
    expect((await browser.walk('/console/history?from=2026-11-25&to=2026-11-24')).text).to.include('不能早于');

    const developer = await createMember(at, { institutionId, role: 'developer', applications: [two.clientId] });
    const seen = (await (await signInToConsole(at, developer)).walk('/console/history')).text;
    expect(seen).to.include('“青溪慕课”被停用').and.not.to.include('“青溪云”');

    const csv = await (await browser.request('/console/history/export?format=csv')).text();
    expect(csv).to.include('"应用与密钥","青溪云","“青溪云”的有效期延长到 2026-12-25"');
    const book = await browser.request('/console/history/export?format=xlsx');
    expect(
      Buffer.from(await book.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).to.equal('PK');
  });

  it('has a line of every kind that a room tells, each under its own filter', async () => {
    const kinds = Object.keys(at.app.history.kinds());
    expect(Object.keys(makes)).to.have.members(kinds);
    const owner = await createMember(at);
    const member = asMember(owner);
    const { institutionId } = owner;
    const { clientId } = await createClient(at, { name: '青溪云', scope: 'openid stats:write' }, { institutionId });
    clock.set('2026-11-26T08:00:00+08:00');
    for (const [, make] of Object.values(makes)) await make({ member, clientId });
    const say = words('zh', 'institution').say;
    const whole = await listed(at.app.history.everything(member, {}));
    for (const kind of kinds) {
      const said = (await at.app.history.read(member, { kind })).lines.map(({ says }) => say(says));
      expect(said.join('\n'), kind).to.include(makes[kind]?.[0]);
      expect(
        whole.filter((line) => line.kind === kind).map(({ says }) => say(says)),
        kind,
      ).to.deep.equal(said);
    }
    const elsewhere = await createClient(at, { name: '青溪慕课' }, { institutionId });
    const seenBy = async (id: string, kind: string) =>
      (await at.app.history.read({ ...member, applications: [id] }, { kind })).lines;
    for (const kind of kinds) {
      const others = (await seenBy(elsewhere.clientId, kind)).filter((line) => line.clientId !== elsewhere.clientId);
      expect(others, `${kind}, limited to another AK`).to.deep.equal([]);
      const asked = await at.app.history.read({ ...member, applications: [elsewhere.clientId] }, { kind, clientId });
      expect(asked.lines, `${kind}, limited to another AK and asked for by name`).to.deep.equal([]);
      expect(await seenBy(clientId, kind), `${kind}, limited to this one`).to.deep.equal(
        whole.filter((line) => line.kind === kind && line.clientId === clientId),
      );
    }
  });
});
