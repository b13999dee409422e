import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Fact } from '../../../src/fact.ts';
import { createApi } from '../../support/api.ts';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { post } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { apply, createBorrower, createDesk, type Desk, grant, paper, share, wanted } from '../../support/lending.ts';
import { remember } from '../../support/record.ts';
import { refusal } from '../../support/refusal.ts';
import { fact, messagesOf, said } from '../../support/words.ts';
import { unzipped } from './unzipped.ts';

const scope = 'openid catalog:read licence:write';

describe('R50 the API of licences', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let desk: Desk;
  let borrower: Awaited<ReturnType<typeof createBorrower>>;
  let partner: Awaited<ReturnType<typeof createClient>>;
  let resource: string;
  let local: string;
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    desk = await createDesk(at);
    borrower = await createBorrower(at);
    partner = await createClient(at, { scope }, { institutionId: borrower.institutionId });
    const files = [await paper(at, desk, '../解说词?.pdf'), await paper(at, desk, '海报.pdf')].join('\n');
    resource = await share(at, desk, { entry: { title: '青溪剪纸' }, terms: { files } });
    clock.advance(1);
    local = await share(at, desk, { channel: 'book', entry: { title: '北京风物' }, terms: { region: '110000' } });
  });
  beforeEach(() => clock.set('2036-11-24T10:00:00+08:00'));
  after(() => at.close());

  async function tokenOf({ clientId, secret }: { clientId: string; secret: string }): Promise<string> {
    const { body } = await post(
      at.origin,
      '/oidc/token',
      { clientId, secret },
      { grant_type: 'client_credentials', scope: 'catalog:read licence:write' },
    );
    return remember(String(body.access_token));
  }
  const api = async (client = partner) => createApi(at, await tokenOf(client));
  const asked = () => ({
    resources: [resource],
    purposes: ['show'],
    usage: wanted.usage,
    platform: '青溪文化云',
    from: '2036-11-24',
    until: '2036-12-24',
    promise: true,
  });
  const fetchPackage = async (id: string, value: string) =>
    fetch(new URL(`/api/v1/licences/${id}/package`, at.origin), { headers: { authorization: `Bearer ${value}` } });

  it('lists the offered resources, page by page, with the obstacles, and no addresses of media', async () => {
    const call = await api();
    const first = await call('get', '/catalog/resources?page_size=1');
    expect(first.body.items).to.have.length(1);
    expect(first.body.items).to.have.nested.property('[0].title', '北京风物');
    expect(first.body.items).to.have.nested.property('[0].obstacle', said('licences.province_only'));
    const second = await call('get', `/catalog/resources?page_size=1&cursor=${first.body.next}`);
    expect(second.body.items).to.have.nested.property('[0].title', '青溪剪纸');
    expect(second.body.next).to.equal(null);
    const { body } = await call('get', `/catalog/resources/${resource}`);
    expect(body).to.include({ title: '青溪剪纸', obstacle: null });
    expect(JSON.stringify(body)).not.to.include('.mp4');
    const found = await call('get', '/catalog/resources?channel=book&purpose=show&text=%E5%8C%97%E4%BA%AC');
    expect(found.body.items).to.have.length(1);
    expect((await call('get', `/catalog/resources/${borrower.institutionId}`)).status).to.equal(404);
  });

  it('takes an application once for one Idempotency-Key, and shows how it stands', async () => {
    const call = await api();
    const key = { 'idempotency-key': '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55' };
    const sent = await call('post', '/licences', asked(), key);
    expect([sent.status, sent.body.state, sent.body.number]).to.deep.equal([201, 'in_review', null]);
    expect((await call('post', '/licences', asked(), key)).body.id).to.equal(sent.body.id);
    const id = String(sent.body.id);
    expect((await call('get', `/licences/${id}`)).body).to.deep.equal(sent.body);
    await at.app.review.sendBack(desk.decider, id, '请写明播放地点');
    expect((await call('get', `/licences/${id}`)).body).to.include({ state: 'returned', reason: '请写明播放地点' });
    await at.app.review.submit(borrower, id);
    await at.app.review.approve(desk.decider, id);
    const { body } = await call('get', `/licences/${id}`);
    expect(body).to.include({ state: 'active', from: '2036-11-24', until: '2036-12-24' });
    expect(body.number).to.match(/^XK-2036-\d{6}$/);
    const listed = await call('get', '/licences?state=active');
    expect(listed.body.items).to.deep.include(body);
  });

  it('refuses invalid input, with words for each field, and leaves no draft', async () => {
    const call = await api();
    const drafts = async () =>
      (await at.app.review.list({ institutionId: borrower.institutionId, kinds: ['licence'], states: ['draft'] }))
        .length;
    const before = await drafts();
    const tried = async (more: object) => {
      const { status, body } = await call('post', '/licences', { ...asked(), ...more });
      return [status, messagesOf(body)];
    };
    const of = (title: string, problem: Fact) => said('licences.of_resource', { title, problem });
    for (const [more, words] of [
      [{ resources: [local] }, of('北京风物', fact('licences.province_only'))],
      [{ resources: ['x'] }, said('licences.nth_not_open', { nth: 1 })],
      [{ resources: [] }, said('licences.resources_missing')],
      [
        { purposes: ['onsite'] },
        of('青溪剪纸', fact('licences.purposes_not_given', { refused: '线下活动', offered: '线上展播、公益教学' })),
      ],
      [{ purposes: ['party'] }, 'party'],
      [{ until: '2038-01-01' }, of('青溪剪纸', fact('licences.period_long', { months: 12, until: '2037-11-23' }))],
      [{ from: '2036-13-01' }, '2036-13-01'],
      [{ promise: false }, said('licences.promise_form')],
      [{ usage: '播' }, said('fields.too_short', { label: '使用说明', min: 5, now: 1 })],
    ] as const) {
      const [status, errors] = await tried(more);
      expect(status, words).to.equal(422);
      expect(errors).to.include(words);
    }
    expect(await drafts()).to.equal(before);
    // All in one answer: of another type, by a rule of one field, between two, and of the catalogue.
    const { body: all } = await call('post', '/licences', {
      ...asked(),
      purposes: 5,
      usage: '播',
      until: '2036-11-01',
    });
    const pointers = (given: Record<string, unknown>) =>
      (given.errors as { pointer: string }[]).map((each) => each.pointer);
    expect(pointers(all)).to.have.members(['/purposes', '/usage', '/until']);
    const { body: other } = await call('post', '/licences', { ...asked(), resources: ['x'], until: '2036-11-01' });
    expect(pointers(other)).to.have.members(['/resources', '/until']);
  });

  it('sends the package: the licensed resources, with correct sums', async () => {
    const hostile = { platform: '青溪“云”<script>alert(1)</script>' };
    const id = await grant(at, desk, borrower, [resource], { application: partner.clientId, ...hostile });
    const response = await fetchPackage(id, await tokenOf(partner));
    expect(response.headers.get('content-type')).to.equal('application/zip');
    expect(response.headers.get('content-disposition')).to.match(/attachment; filename="XK-2036-\d{6}\.zip"/);
    const files = await unzipped(Buffer.from(await response.arrayBuffer()));
    const paths = [...files.keys()];
    expect(paths.slice(0, 2)).to.deep.equal(['licence.html', 'licence.txt']);
    expect(paths.at(-1)).to.equal('manifest.json');
    expect(paths.find((path) => path.includes('解说词'))).to.match(
      /^resources\/01-GJ-\d{6}\/files\/01-_?解说词_\.pdf$/,
    );
    const manifest = JSON.parse(String(files.get('manifest.json')));
    expect(manifest.licence).to.include({
      id,
      institution: (await at.app.licences.get(borrower, id)).institution,
      until: '2037-11-23',
    });
    const listed: { path: string; size: number; sha256: string }[] = [
      ...manifest.files,
      ...manifest.resources.flatMap(({ files: own }: { files: object[] }) => own),
    ];
    expect(listed.map(({ path }) => path).toSorted()).to.deep.equal(
      paths.filter((path) => path !== 'manifest.json').toSorted(),
    );
    for (const { path, size, sha256 } of listed) {
      const bytes = files.get(path) ?? Buffer.of();
      expect([bytes.length, createHash('sha256').update(bytes).digest('hex')], path).to.deep.equal([size, sha256]);
    }
    const metadata = JSON.parse(String(files.get(paths.find((path) => path.endsWith('metadata.json')) ?? '')));
    expect(metadata).to.include({ title: '青溪剪纸', channel: 'video' });
    expect(metadata.media).to.deep.equal(['https://media.cloud.example.cn/1.mp4']);
    expect(String(files.get('licence.txt')))
      .to.include('署名：来源：国家公共文化云')
      .and.include('2036-11-24 至 2037-11-23');
    expect(String(files.get('licence.html')))
      .to.include('&lt;script&gt;')
      .and.not.include('<script');
    const [download] = await at.app.licences.downloads(id);
    expect(download).to.include({ actorKind: 'application', actorId: partner.clientId });
    const audit = await at.database.db.rows(`select verb from audit_events where subject_id = $1 order by id`, [id]);
    expect(audit).to.deep.include({ verb: 'licence.grant' });
    expect(audit).to.deep.include({ verb: 'licence.download' });
  });

  it('leaves out resources that the Cloud withdrew since, as the manifest shows', async () => {
    const gone = await share(at, desk, { entry: { title: '旧影像' } });
    const id = await grant(at, desk, borrower, [gone, resource], { application: partner.clientId });
    const { id: withdrawal } = await at.app.resources.withdraw(desk.writer, gone, '授权到期');
    await at.app.review.approve(desk.decider, withdrawal);
    const files = await unzipped(Buffer.from(await (await fetchPackage(id, await tokenOf(partner))).arrayBuffer()));
    const { resources } = JSON.parse(String(files.get('manifest.json')));
    expect(resources.map(({ status }: { status: string }) => status)).to.deep.equal(['withdrawn', 'included']);
    expect(resources[0].files).to.deep.equal([]);
    expect(resources[0].media).to.deep.equal([]);
    expect([...files.keys()].some((path) => path.startsWith('resources/01-'))).to.equal(false);
  });

  it('has no package before the licence begins', async () => {
    const id = await grant(at, desk, borrower, [resource], { application: partner.clientId, from: '2036-12-01' });
    const { status, body } = await (await api())('get', `/licences/${id}/package`);
    expect([status, body.code]).to.deep.equal([409, 'conflict']);
  });

  it('refuses at once after the end and after a revocation, whatever token is in hand', async () => {
    const id = await grant(at, desk, borrower, [resource], { application: partner.clientId, until: '2036-11-25' });
    clock.set('2036-11-25T23:55:00+08:00');
    const value = await tokenOf(partner); // good for ten minutes
    expect((await fetchPackage(id, value)).status).to.equal(200);
    clock.set('2036-11-26T00:00:00+08:00');
    const call = createApi(at, value);
    const { status, body } = await call('get', `/licences/${id}/package`);
    expect([status, body.code]).to.deep.equal([403, 'licence_expired']);
    expect((await call('get', `/licences/${id}`)).body).to.include({ state: 'expired', package_url: null });

    clock.set('2036-11-24T10:00:00+08:00');
    const other = await grant(at, desk, borrower, [resource], { application: partner.clientId });
    const late = await tokenOf(partner);
    await at.app.licences.revoke(desk.writer, other, '署名不符');
    const refused = await createApi(at, late)('get', `/licences/${other}/package`);
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'licence_expired']);
    expect((await createApi(at, late)('get', `/licences/${other}`)).body).to.include({
      state: 'revoked',
      reason: '署名不符',
    });
  });

  it('is for the application that the licence names: no other one, no sandbox, no other scope', async () => {
    const id = await grant(at, desk, borrower, [resource], { application: partner.clientId });
    const sibling = await createClient(at, { scope, name: '青溪书房' }, { institutionId: borrower.institutionId });
    expect((await (await api(sibling))('get', `/licences/${id}`)).status).to.equal(404);
    expect((await (await api(sibling))('get', `/licences/${id}/package`)).status).to.equal(404);
    const stranger = await createClient(at, { scope });
    expect((await (await api(stranger))('get', `/licences/${id}`)).status).to.equal(404);
    const bare = await createClient(at, { scope: 'openid resource:read' }, { institutionId: borrower.institutionId });
    const { body } = await post(at.origin, '/oidc/token', bare, {
      grant_type: 'client_credentials',
      scope: 'resource:read',
    });
    const refused = await createApi(at, remember(String(body.access_token)))('get', '/catalog/resources');
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'insufficient_scope']);
    const sandbox = await at.app.applications.openSandbox(borrower, borrower.institutionId, {
      name: '联调',
      redirectUris: 'http://localhost:9/callback',
    });
    const told = await post(
      at.origin,
      '/oidc/token',
      { clientId: sandbox.application.clientId, secret: remember(sandbox.secret ?? '') },
      { grant_type: 'client_credentials' },
    );
    const value = remember(String(told.body.access_token));
    expect((await fetchPackage(id, value)).status).to.equal(404); // the sandbox's own data are all that it finds
    const borrowed = { application: sandbox.application.clientId };
    expect((await refusal(apply(at, borrower, [resource], borrowed))).fields?.application).to.have.property(
      'code',
      'licences.sandbox_application',
    );
  });

  it('sends programs each event, once', async () => {
    const id = await grant(at, desk, borrower, [resource], { application: partner.clientId, until: '2036-11-28' });
    await Promise.all([at.app.licences.remind(), at.app.licences.remind()]);
    await at.app.licences.revoke(desk.writer, id, '署名不符');
    const told = await at.database.db.rows(
      `select type from event_arrivals where subject->>'id' = $1 and client_id = $2 order by type`,
      [id, partner.clientId],
    );
    expect(told).to.deep.equal(['licence.approved', 'licence.expiring', 'licence.revoked'].map((type) => ({ type })));
  });
});
