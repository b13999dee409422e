import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { exportJWK, generateKeyPair } from 'jose';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import type { Actor, Member, Staff } from '../../../src/actor.ts';
import { createCallbackProbe } from '../../../src/applications/redirects/callback-probe.ts';
import { dayOf, days, after as later } from '../../../src/clock.ts';
import { written } from '../../../src/fact.ts';
import type { Data } from '../../../src/fields/form.ts';
import { createOutgoing } from '../../../src/http/outgoing.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, post } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, createStaff } from '../../support/console.ts';
import { bands } from '../../support/pictures.ts';
import { remember } from '../../support/record.ts';
import { fact } from '../../support/words.ts';

const callback = 'https://m.qx.example.cn/callback';
const answers: Data = {
  contactName: '陈静',
  contactPosition: '数字文化部主任',
  contactPhone: '138 0000 8001',
  contactEmail: 'chenjing@qx.example.cn',
  contactIdKind: 'resident',
  contactIdNumber: remember('11010519491231002X'),
  name: '青溪文化云小程序',
  homeUrl: 'https://m.qx.example.cn/',
  loginScopes: 'profile\nphone',
  purpose: '活动报名、场馆预订时填写联系人。',
  redirectUris: callback,
  apiScopes: 'resource:read\nresource:write',
};

describe('an application for AK and SK', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  let at: TestApp;
  let agent: Member;
  let reviewer: Staff;
  let institutionId: string;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const member = await createMember(at, { role: 'agent' });
    ({ institutionId } = member);
    agent = { kind: 'member', accountId: member.accountId, institutionId, role: 'agent' };
    reviewer = { kind: 'staff', accountId: (await createStaff(at, ['reviewer'])).accountId, roles: ['reviewer'] };
  });
  after(() => at.close());

  const outcome = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'done',
      ({ code, message }) => `${code} ${message}`,
    );
  const begin = (subjectId?: string, actor: Actor = agent, of = institutionId) =>
    at.app.review.begin(actor, 'application', { institutionId: of, ...(subjectId !== undefined && { subjectId }) });
  async function send(data: Data, subjectId?: string) {
    const { id, data: begun } = await begin(subjectId);
    await at.app.review.save(agent, id, { ...begun, ...data });
    return at.app.review.submit(agent, id);
  }
  async function issue(data: Data = answers, given: Data = {}) {
    const { id } = await send(data);
    const { subjectId = '' } = await at.app.review.approve(reviewer, id, given);
    return { id, clientId: subjectId };
  }
  const problems = async (data: Data) => {
    const submission = await begin();
    const problem = at.app.review.problems({ ...submission, data });
    await at.app.review.discard(agent, submission.id);
    return problem;
  };
  const audit = (clientId: string) =>
    at.database.db.rows<{ verb: string; details: Record<string, unknown>; actor_id: string }>(
      `select verb, details, actor_id from audit_events where subject_kind = 'application' and subject_id = $1 order by id`,
      [clientId],
    );

  it('R20 takes up again the draft that the same person began and never wrote in', async () => {
    const first = await begin();
    const again = await begin();
    expect(again).to.deep.equal(first);
    await at.app.review.save(agent, first.id, { ...first.data, name: '青溪文化云' });
    const next = await begin();
    expect(next.id, 'one that was written in stays').not.to.equal(first.id);
    for (const { id } of [first, next]) await at.app.review.discard(agent, id);
  });

  it('R21 has the three groups of figure 6 with their required fields, and rare ones folded away', async () => {
    const { form } = at.app.review.kind('application');
    const shown = form.groups.filter(({ source }) => source === undefined);
    expect(shown.filter(({ aside }) => aside).map(({ title }) => title)).to.eql(['高级设置']);
    expect(shown.filter(({ folded }) => folded).map(({ title }) => title)).to.eql(['高级设置', '端口对接（友情链接）']);
    expect(shown.filter(({ aside }) => !aside).map(({ title }) => title)).to.deep.equal([
      '单位联系人信息',
      '应用对接信息',
      '端口对接（友情链接）',
    ]);
    expect(await problems({})).to.deep.equal({
      contactName: fact('fields.missing', { label: '联系人' }),
      contactPosition: fact('fields.missing', { label: '职务' }),
      contactPhone: fact('fields.missing', { label: '联系电话' }),
      contactEmail: fact('fields.missing', { label: '联系邮箱' }),
      name: fact('fields.missing', { label: '第三方应用名称' }),
      homeUrl: fact('fields.missing', { label: '第三方应用地址' }),
      layers: fact('applications.ability_missing'), // named in the first round
    });
  });

  it('R20 R25 asks for at least one ability, and of those who sign citizens in for an address and a purpose', async () => {
    expect(await problems({ ...answers, loginScopes: '', apiScopes: '' })).to.have.keys('layers');
    expect(await problems({ ...answers, layers: 'link' })).to.have.keys('linkName');
    expect(await problems({ ...answers, redirectUris: '', purpose: '' })).to.have.keys('redirectUris', 'purpose');
    expect(await problems({ ...answers, loginScopes: '', redirectUris: '', purpose: '' })).to.deep.equal({});
    expect(await problems({ ...answers, loginScopes: 'admin' })).to.have.keys('loginScopes');
  });

  it('R21 names everything that is wrong in one round, pictures included', async () => {
    const small = await sharp({ create: { width: 180, height: 50, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const kept = await at.app.files.keep(agent, {
      institutionId,
      name: '小.png',
      bytes: small,
      accept: { types: ['image/png'] },
    });
    if ('problem' in kept) throw new Error(kept.problem.code);
    const { id, data } = await begin();
    const wrong = {
      name: '',
      purpose: '',
      redirectUris: 'http://m.qx.example.cn/a',
      contactIdKind: '',
      contactIdNumber: '110105194912310021',
    };
    const link = { linkName: '青溪', linkPcUrl: 'https://www.qx.example.cn/', linkPoster: kept.id };
    await at.app.review.save(agent, id, { ...data, ...answers, ...wrong, ...link });
    const refused = await at.app.review.submit(agent, id).catch(({ fields }) => fields);
    expect(Object.keys(refused)).to.eql(['contactIdKind', 'name', 'purpose', 'redirectUris', 'linkPoster']);
    await at.app.review.discard(agent, id);
  });

  it('R20 R22 names the problems, field by field', async () => {
    const wrong = {
      ...answers,
      name: '文'.repeat(51),
      homeUrl: 'https://10.0.0.1/',
      purpose: '用'.repeat(61),
      redirectUris: `${callback}\nhttp://m.qx.example.cn/auth`,
      backchannelLogoutUri: 'http://10.0.0.1/',
      contactIdKind: '',
    };
    const said = await problems(wrong);
    expect(said.name).to.deep.equal(fact('fields.too_long', { label: '第三方应用名称', max: 50, now: 51 }));
    expect(said.homeUrl).to.have.property('code', 'fields.no_ip');
    expect(said.purpose).to.deep.equal(fact('fields.too_long', { label: '登录用途说明', max: 60, now: 61 }));
    expect(said.redirectUris).to.deep.equal(
      fact('fields.in_line', { line: 2, problem: fact('fields.https_only', { label: 'APPID 回调地址' }) }),
    );
    expect(said.backchannelLogoutUri).to.have.property('code', 'fields.https_only');
    const id = { ...answers, contactIdKind: 'resident', contactIdNumber: '110105194912310021' };
    expect(await problems(id)).to.deep.equal({
      contactIdNumber: fact('fields.resident_id_last', { label: '身份证号码' }),
    });
    expect(await problems({ ...answers, contactIdKind: '' })).to.have.keys('contactIdKind');
  });

  it('R22 takes 1 to 20 addresses', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, place) => `${callback}/${place}`).join('\n');
    expect(await problems({ ...answers, redirectUris: lines(20) })).to.deep.equal({});
    expect((await problems({ ...answers, redirectUris: lines(21) })).redirectUris).to.have.property(
      'code',
      'fields.addresses_most',
    );
  });

  it('R34 the third group is left out, or whole', async () => {
    expect(await problems({ ...answers, linkName: '青溪文化云' })).to.have.keys('linkPoster', 'linkPcUrl');
  });

  it('R15 is for certified institutions, and for those that are not disabled', async () => {
    const other = await createMember(at, { certified: false });
    const owner: Member = {
      kind: 'member',
      accountId: other.accountId,
      institutionId: other.institutionId,
      role: 'owner',
    };
    expect(await outcome(begin(undefined, owner, other.institutionId))).to.match(
      /^forbidden applications\.certified_first/,
    );
    await at.database.db.run(`update institutions set certified_at = $2, disabled_at = $2 where id = $1`, [
      other.institutionId,
      clock.now(),
    ]);
    expect(await outcome(begin(undefined, owner, other.institutionId))).to.match(/^forbidden institutions\.disabled/);
    const developer: Member = { ...agent, role: 'developer' };
    expect(await outcome(begin(undefined, developer))).to.match(/^forbidden /);
  });

  it('R19 R20 begins with the certified data', async () => {
    const profile = {
      agentName: '陈静',
      agentPosition: '主任',
      agentPhone: '13800008001',
      agentEmail: 'chen@qx.example.cn',
      idKind: 'resident',
      idNumber: remember('11010519491231002X'),
      platformName: '青溪文化云',
      platformUrl: 'https://www.qx.example.cn/',
    };
    const sealed = at.app.keys.seal.seal(JSON.stringify(profile), `institutions.profile.${institutionId}`);
    await at.database.db.run(`update institutions set profile = $2 where id = $1`, [institutionId, sealed]);
    const { id, data } = await begin();
    await at.app.review.save(agent, id, { ...data, ...answers, contactIdNumber: '', platform: '', purpose: '' });
    const refused = await at.app.review.submit(agent, id).catch(({ fields }) => fields);
    expect(refused).to.have.keys('contactIdNumber', 'platform', 'purpose');
    expect(refused.platform).to.eql(fact('applications.platform_missing', { known: '青溪文化云' }));
    expect(data).to.deep.include({
      contactName: '陈静',
      contactPosition: '主任',
      contactPhone: '13800008001',
      contactEmail: 'chen@qx.example.cn',
      contactIdNumber: profile.idNumber,
      platform: '青溪文化云',
      homeUrl: 'https://www.qx.example.cn/',
    });
    expect(data.institutionName).to.match(/^青溪县文化馆/);
    await at.app.review.discard(agent, id);
  });

  it('R23 is saved incomplete, and submitted only complete', async () => {
    const { id } = await begin();
    const saved = await at.app.review.save(agent, id, { name: '青溪' });
    expect([saved.state, saved.title]).to.deep.equal(['draft', '青溪']);
    expect(await outcome(at.app.review.submit(agent, id))).to.match(/^validation_failed /);
    await at.app.review.discard(agent, id);
  });

  it('R24 R26 R28 gives an AK for 30 days with the approval, and no SK: the institution draws it', async () => {
    const group = { groupName: '青溪对接群', groupAddress: '1234567', groupNote: '加群请注明单位' };
    const { clientId } = await issue(answers, group);
    expect(await at.app.applications.get(clientId)).to.deep.include({
      institutionId,
      name: '青溪文化云小程序',
      purpose: '活动报名、场馆预订时填写联系人。',
      homeUrl: 'https://m.qx.example.cn/',
      redirectUris: [callback],
      scope: 'openid profile phone',
      apiScope: 'resource:read resource:write',
      sandbox: false,
      workingGroup: { name: '青溪对接群', address: '1234567', note: '加群请注明单位' },
      expiresAt: new Date('2026-12-24T15:59:59Z'),
    });
    expect(await at.app.applications.secrets(clientId)).to.deep.equal([]);
    expect(await at.app.applications.contact(operator, clientId)).to.deep.equal({
      name: '陈*',
      phone: '138****8001',
      email: 'c***@qx.example.cn',
    });
    const [created] = await audit(clientId);
    expect(created).to.include({ verb: 'application.create', actor_id: reviewer.accountId });
    expect(JSON.stringify(created)).to.not.include('13800008001');
    const letters = await at.database.db.rows<{ event: string }>(`select event from notices where recipient_id = $1`, [
      clientId,
    ]);
    expect(letters).to.deep.equal([{ event: 'application.issued' }]);
    const { secret } = await at.app.applications.drawSecret(agent, clientId);
    remember(secret);
    const { status } = await post(at.origin, '/oidc/token', { clientId, secret }, { grant_type: 'client_credentials' });
    expect(status).to.equal(200);
  });

  it('R24 an application that is not approved has no AK', async () => {
    const { id } = await send(answers);
    await at.app.review.reject(reviewer, id, '材料与登记不符');
    const applications = await at.app.applications.list(institutionId);
    expect(applications.map(({ name }) => name)).to.deep.equal(['青溪文化云小程序']);
  });

  it('R25 an institution may have several, each with its own AK', async () => {
    const [one, two] = [await issue({ ...answers, name: '青溪数据平台' }), await issue({ ...answers, name: '青溪二' })];
    expect(one.clientId).to.not.equal(two.clientId);
  });

  it('shows citizens the picture of the application, in the size of its place, as long as it has one', async () => {
    const upload = await at.app.files.keep(agent, {
      institutionId,
      name: '图标.png',
      bytes: await bands(300, 200),
      accept: { types: ['image/png'] },
    });
    const logoFile = 'id' in upload ? upload.id : '';
    const { clientId } = await issue({ ...answers, name: '有图标的应用', logoFile });
    const { logo = '' } = await at.app.applications.get(clientId);
    const answer = await fetch(`${at.origin}${logo}`);
    expect(answer.headers.get('cache-control')).to.include('immutable');
    const { width, height, format } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect([width, height, format]).to.deep.equal([132, 132, 'png']);
    const login = await createBrowser(at.origin).walk(authorization(clientId, { redirect_uri: callback }).url);
    expect(login.text).to.include(`src="${logo}"`);

    const draft = await begin(clientId);
    expect(draft.data.logoFile).to.equal(logoFile);
    await at.app.review.save(agent, draft.id, { ...draft.data, logoFile: '' });
    await at.app.review.submit(agent, draft.id);
    await at.app.review.approve(reviewer, draft.id);
    expect((await at.app.applications.get(clientId)).logo).to.equal(undefined);
    expect((await fetch(`${at.origin}${logo}`)).status).to.equal(404);
  });

  it('R21 R35 opens the link of the third group with the approval', async () => {
    const kept = await at.app.files.keep(agent, {
      institutionId,
      name: '海报.png',
      bytes: await bands(460, 120),
      accept: { types: ['image/png'] },
    });
    const linkPoster = 'id' in kept ? kept.id : '';
    const link = { linkName: '青溪文化云', linkPcUrl: 'https://www.qx.example.cn/', linkPoster };
    const { clientId } = await issue({ ...answers, name: '带链接的应用', ...link });
    const [opened] = await at.app.links.list(institutionId);
    expect(opened).to.deep.include({
      clientId,
      name: '青溪文化云',
      pcUrl: 'https://www.qx.example.cn/',
      state: 'online',
    });
    const change = await begin(clientId);
    expect(change.data).to.deep.include({ linkName: '青溪文化云', linkPoster });
    await at.app.review.discard(agent, change.id);
  });

  it('R21 R25 derives the scopes from its purposes', async () => {
    const { clientId } = await issue({
      ...answers,
      name: '三层',
      layers: 'login\nresource\nstatistics',
      apiScopes: '',
    });
    expect(await at.app.applications.get(clientId)).to.include({
      scope: 'openid profile phone',
      apiScope: 'resource:read resource:write file:write stats:read stats:write',
    });
    const draft = await begin(clientId);
    expect(draft.data).to.include({
      layers: 'login\nresource\nstatistics',
      loginScopes: 'profile\nphone',
      apiScopes: '',
    });
    await at.app.review.discard(agent, draft.id);
    // Citizen scopes mean nothing without a login.
    const api = await issue({ ...answers, name: '只报数据', layers: 'statistics', apiScopes: '', redirectUris: '' });
    expect(await at.app.applications.get(api.clientId)).to.include({ scope: '', apiScope: 'stats:read stats:write' });
  });

  describe('with the advanced settings', () => {
    const neither = { ...answers, name: '老系统', loginProof: 'neither', framework: 'goth' };

    it('asks for a waiver by the name of the framework, which the approval grants until a day or not at all', async () => {
      expect(await problems({ ...neither, framework: '' })).to.deep.equal({
        framework: fact('applications.framework_missing'),
      });
      const draft = await send(neither);
      const checks = await at.app.review.checks(draft);
      expect(checks.map(({ says }) => says.code)).to.include('applications.wants_waiver');
      const until = dayOf(later(clock.now(), days(60)));
      const { subjectId: granted = '' } = await at.app.review.approve(reviewer, draft.id, { pkceUntil: until });
      expect(await at.app.applications.get(granted)).to.include({ loginProof: 'pkce', framework: 'goth' });
      expect((await at.app.applications.waivers(granted)).pkce?.reason).to.equal('Go：goth');
      expect((await audit(granted)).map(({ verb }) => verb)).to.include('application.waive_pkce');

      const { clientId } = await issue({ ...neither, name: '另一个' });
      expect((await at.app.applications.waivers(clientId)).pkce).to.equal(undefined);
      const plain = await send({ ...answers, name: '第三个' });
      const refused = await at.app.review
        .approve(reviewer, plain.id, { pkceUntil: until })
        .catch((error) => error.fields);
      expect(refused).to.deep.equal({ pkceUntil: fact('applications.pkce_not_wanted') });
    });

    it('begins with the keys and the profile that were written', async () => {
      const { publicKey } = await generateKeyPair('ES256', { extractable: true });
      const jwks = { keys: [await exportJWK(publicKey)] };
      const given = { authentication: 'private_key_jwt', jwks: JSON.stringify(jwks), fapi: '1' };
      const { clientId } = await issue({ ...answers, name: '支付', ...given });
      expect(await at.app.applications.get(clientId)).to.deep.include({
        authMethod: 'private_key_jwt',
        jwks,
        fapi: true,
      });
      const { data } = await begin(clientId);
      expect(data).to.include({ authentication: 'private_key_jwt', fapi: '1' });
      const changed = await send({ ...data, authentication: '', jwks: '', fapi: '', purpose: '另一个用途' }, clientId);
      await at.app.review.approve(reviewer, changed.id);
      expect(await at.app.applications.get(clientId), 'what says nothing changes nothing').to.deep.include({
        ...{ authMethod: 'private_key_jwt', jwks, fapi: true, purpose: '另一个用途' },
      });
    });
  });

  describe('as a change', () => {
    let clientId: string;
    before(async () => {
      ({ clientId } = await issue({ ...answers, name: '要变更的应用', venue: '青溪县文化馆总馆' }));
    });

    it('begins with the settings in force and the approved ones, and shows the differences', async () => {
      await at.app.applications.setContact(operator, clientId, { contactName: '王芳' });
      const draft = await begin(clientId);
      expect(draft.data).to.deep.include({
        name: '要变更的应用',
        redirectUris: callback,
        layers: 'login',
        loginScopes: 'profile\nphone',
        apiScopes: 'resource:read\nresource:write',
        venue: '青溪县文化馆总馆',
        contactName: '王芳',
      });
      expect(draft.version).to.equal(2);
      const saved = await at.app.review.save(agent, draft.id, {
        ...draft.data,
        redirectUris: `${callback}\n${callback}/2`,
      });
      const changes = await at.app.review.changes(saved);
      expect(changes?.changes.map(({ title }) => title)).to.include('APPID 回调地址');
      expect((await begin(clientId)).id, 'one open change at a time').to.equal(draft.id);
    });

    it('changes nothing before it is approved, then all at once; AK, SK and living tokens stay', async () => {
      const { secret } = await at.app.applications.drawSecret(agent, clientId);
      remember(secret);
      const token = async () =>
        String(
          (await post(at.origin, '/oidc/token', { clientId, secret }, { grant_type: 'client_credentials' })).body
            .access_token,
        );
      const me = async (value: string) =>
        (await fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${value}` } })).status;
      const living = await token();
      const draft = await begin(clientId);
      const name = '变更后的应用';
      await at.app.review.save(agent, draft.id, { ...draft.data, name, apiScopes: 'resource:read' });
      await at.app.review.submit(agent, draft.id);
      expect((await at.app.applications.get(clientId)).name).to.equal('要变更的应用');
      clock.advance(60);
      await at.app.review.approve(reviewer, draft.id);
      const after = await at.app.applications.get(clientId);
      expect(after).to.deep.include({ name, apiScope: 'resource:read', redirectUris: [callback, `${callback}/2`] });
      expect([await me(living), await me(await token())]).to.deep.equal([200, 200]);
      const changed = (await audit(clientId)).at(-1);
      expect(changed).to.deep.include({
        verb: 'application.update',
        details: {
          from: {
            name: '要变更的应用',
            scope: 'openid profile phone resource:read resource:write',
            redirectUris: [callback],
          },
          to: {
            name,
            scope: 'openid profile phone resource:read',
            redirectUris: [callback, `${callback}/2`],
          },
        },
      });
    });

    it('gives an application without an SK no abilities of the API, and says so before it is sent', async () => {
      const open = await createClient(at, { authMethod: 'none', scope: 'openid' }, { institutionId });
      const { id, data } = await begin(open.clientId);
      await at.app.review.save(agent, id, { ...data, ...answers, redirectUris: callback });
      const problem = await at.app.review.submit(agent, id).catch((error) => error.fields);
      expect(problem).to.have.keys('apiScopes');
      await at.app.review.discard(agent, id);
    });

    it('R58 is about an application of the own institution, not of the sandbox, and not disabled', async () => {
      const foreign = await createClient(at);
      expect(await outcome(begin(foreign.clientId))).to.equal(
        await outcome(begin('ncc_none')).then((said) => said.replace('ncc_none', foreign.clientId)),
      );
      expect(await outcome(begin(foreign.clientId))).to.match(/^not_found /);
      expect(await outcome(begin('account-centre'))).to.match(/^not_found /);
      const { application } = await at.app.applications.openSandbox({ ...agent, role: 'owner' }, institutionId, {
        name: '沙箱',
        redirectUris: 'http://localhost:9/callback',
      });
      expect(await outcome(begin(application.clientId))).to.match(/^conflict applications\.sandbox_not_reviewed/);
      await at.app.applications.disable(operator, clientId, '停用');
      expect(await outcome(begin(clientId))).to.match(/^conflict applications\.disabled_no_change/);
    });
  });

  it('O3 shows a reviewer the automatic checks', async () => {
    const submission = await begin();
    const data = {
      ...answers,
      homeUrl: 'https://www.qx.example.cn/',
      redirectUris: 'https://nowhere.invalid/callback',
    };
    const checks = await at.app.review.checks({ ...submission, data });
    const texts = checks.map(({ field, verdict, says }) => `${field} ${verdict} ${written(says)}`);
    expect(texts).to.include(
      'homeUrl warn applications.other_domain {"hosts":["nowhere.invalid"],"home":"www.qx.example.cn"}',
    );
    expect(
      texts.some((text) =>
        /^redirectUris warn applications\.callback_fails \{"uri":"https:\/\/nowhere\.invalid\/callback"/.test(text),
      ),
    ).to.equal(true);
    expect(texts.some((text) => /^name warn applications\.same_name /.test(text))).to.equal(true);
    expect(texts).to.include('loginScopes warn applications.delicate {"scopes":"手机号"}');
    expect(texts).to.include('apiScopes warn applications.delicate {"scopes":"提交和修改本机构的资源"}');
    expect(texts).to.include('purpose ok applications.purpose_given');
    const other = { ...answers, name: '独一无二', loginScopes: 'openid', purpose: '', redirectUris: '', apiScopes: '' };
    const bare = await at.app.review.checks({ ...submission, data: other });
    expect(bare.map(({ field, verdict }) => `${field} ${verdict}`)).to.deep.equal(['purpose bad']);
    await at.app.review.discard(agent, submission.id);
  });
});

describe('the probe of a redirect address', () => {
  let site: Server;
  let origin: string;
  let asked = 0;
  const answer: Record<string, [status: number, location?: string]> = {
    '/ok': [400],
    '/gone': [404],
    '/broken': [503],
    '/same': [302, '/ok'],
    '/away': [302, 'https://evil.example.com/'],
  };

  before(async () => {
    site = createServer((req, res) => {
      asked += 1;
      const [status, location] = answer[req.url ?? ''] ?? [200];
      if (req.url === '/slow') return;
      res.writeHead(status, location === undefined ? {} : { location }).end();
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const { port }: Partial<AddressInfo> = Object(site.address());
    origin = `http://localhost:${port}`;
  });
  after(() => {
    site.closeAllConnections();
    site.close();
  });

  const probe = (path: string, at = origin) => {
    const fetch = createOutgoing({ allowedHosts: [new URL(origin).host] });
    return createCallbackProbe({ fetch, ms: 200 })(`${at}${path}`);
  };

  it('takes any answer of a program for one, and says where it fails', async () => {
    expect(await probe('/ok')).to.deep.equal({
      verdict: 'ok',
      says: fact('applications.callback_open', { uri: `${origin}/ok` }),
    });
    expect(await probe('/same')).to.have.property('verdict', 'ok');
    expect((await probe('/gone')).says).to.have.nested.property('params.status', 404);
    expect((await probe('/broken')).says).to.have.nested.property('params.status', 503);
    expect((await probe('/away')).says).to.have.nested.property('params.host', 'evil.example.com');
    expect((await probe('/slow')).says).to.have.nested.property('params.why.code', 'applications.no_answer_in');
    expect((await probe('/ok', origin.replace('http:', 'https:'))).verdict).to.equal('warn');
  });

  it('connects to no internal address', async () => {
    const before = asked;
    const { says } = await probe('/ok', origin.replace('localhost', '127.0.0.1'));
    expect(says).to.have.nested.property('params.why.code', 'applications.not_public');
    expect(asked).to.equal(before);
  });

  it('asks an address once a minute, however often the desk shows it', async () => {
    const look = createCallbackProbe({ fetch: createOutgoing({ allowedHosts: [new URL(origin).host] }) });
    const before = asked;
    await Promise.all([look(`${origin}/ok`), look(`${origin}/ok`)]);
    await look(`${origin}/ok`);
    expect(asked - before).to.equal(1);
  });
});
