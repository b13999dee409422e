import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { migrations } from '../src/database/migrate.ts';
import { createClient, password, settled, startApp, type TestApp } from './support/app.ts';
import { authorization, createBrowser, post, redeem, signIn } from './support/citizen.ts';
import { remember } from './support/record.ts';
import { cloud, cloudJson, cloudProcess } from './support/server.ts';

const callback = 'https://m.qx.example.cn/callback';

describe('the command line', function () {
  this.timeout(90_000);
  let at: TestApp;
  let env: Record<string, string>;
  let institution: string;

  before(async () => {
    at = await startApp(import.meta.filename);
    env = { DATABASE_URL: at.database.url, KEYS_DIR: at.keysDir, PUBLIC_URL: at.origin };
    institution = String((await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env)).id);
  });
  after(() => at.close());

  const json = (...args: string[]) => cloudJson(args, env, password);
  /** By a process of its own, as operators do beside a server that runs. `json` shares neither connections nor caches with the server. */
  const alone = (...args: string[]) => cloudJson(args, env, password, cloudProcess);
  async function createApplication(...more: string[]) {
    const made = await json(
      'application',
      'create',
      '--institution',
      institution,
      '--name',
      '青溪文化云',
      '--redirect-uri',
      callback,
      ...more,
    );
    remember(typeof made.client_secret === 'string' ? made.client_secret : undefined);
    return made;
  }

  it('explains itself without keys or a database: all of it, and each command', async () => {
    const nowhere = { DATABASE_URL: 'postgres://127.0.0.1:9/none', KEYS_DIR: '/nowhere' };
    const all = await cloudProcess(['--help'], nowhere);
    expect([all.code, all.stderr]).to.eql([0, '']);
    expect(all.stdout)
      .to.match(/^ {2}application create +登记一个应用/m)
      .and.match(/^ {2}keys list /m);
    const inEnglish = await cloud(['--help'], { ...nowhere, LANG: 'en_US.UTF-8' });
    expect(inEnglish.stdout).to.match(/^ {2}application create +Registers an application/m);
    const one = await cloud(['application', 'disable', '--help'], nowhere);
    expect([one.code, one.stderr]).to.eql([0, '']);
    expect(one.stdout)
      .to.include('用法：cloud application disable CLIENT_ID [选项]')
      .and.to.include('--reason REASON')
      .and.to.include('例如： cloud application disable ncc_');
  });

  it('makes an institution and answers its id and name', async () => {
    expect(institution).to.match(/^[\da-f-]{36}$/);
    expect(await json('institution', 'create', '--name', '澜江市图书馆'))
      .to.have.all.keys('id', 'name')
      .and.include({ name: '澜江市图书馆' });
  });

  it('makes an application with every option, and shows the SK only then', async () => {
    const made = await json(
      ...['application', 'create', '--institution', institution, '--name', '青溪文化云', '--json', '--allow-loopback'],
      ...[
        '--redirect-uri',
        callback,
        '--redirect-uri',
        'http://localhost:9/callback',
        '--post-logout-redirect-uri',
        callback,
      ],
      ...[
        '--backchannel-logout-uri',
        callback,
        '--scope',
        'openid phone resource:read',
        '--auth-method',
        'client_secret_post',
      ],
      ...[
        '--id-token-alg',
        'ES256',
        '--expires-at',
        '2026-12-24T23:59:59+08:00',
        '--purpose',
        '活动报名',
        '--home',
        'https://m.qx.example.cn/',
      ],
    );
    expect(made).to.have.all.keys(
      'client_id',
      'client_secret',
      'institution',
      'name',
      'redirect_uris',
      'scope',
      'expires_at',
      'status',
    );
    remember(String(made.client_secret));
    const { client_secret: _, ...shown } = made;
    expect(shown).to.deep.include({
      institution,
      name: '青溪文化云',
      redirect_uris: [callback, 'http://localhost:9/callback'],
      scope: 'openid phone resource:read',
      expires_at: '2026-12-24T15:59:59.000Z',
    });
    expect(await json('application', 'show', String(made.client_id))).to.eql(shown);
    const stored = await at.app.applications.get(String(made.client_id));
    expect(stored).to.deep.include({
      postLogoutRedirectUris: [callback],
      backchannelLogoutUri: callback,
      authMethod: 'client_secret_post',
      idTokenAlg: 'ES256',
      purpose: '活动报名',
    });
  });

  it('R24 R30 R31 R33 leads an AK through its life, while the server runs and sees each step within a second', async () => {
    const made = await createApplication(
      '--scope',
      'openid resource:read',
      '--expires-at',
      '2026-01-01T23:59:59+08:00',
    );
    const id = String(made.client_id);
    const old = String(made.client_secret);
    const works = async (secret: string) => {
      await settled();
      const client = { clientId: id, secret };
      return (await post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials' })).status === 200;
    };
    expect([made.status, await works(old)]).to.eql(['expired', false]);

    const renewed = await alone('application', 'renew', id);
    expect([renewed.status, await works(old)]).to.eql(['active', true]);
    expect(renewed).not.to.have.property('client_secret');

    const rotated = await json('application', 'rotate', id);
    const fresh = remember(String(rotated.client_secret));
    expect([await works(old), await works(fresh)]).to.eql([true, true]);
    remember(String((await json('application', 'rotate', id, '--overlap-days', '0')).client_secret));
    expect([await works(old), await works(fresh)]).to.eql([false, false]);

    expect((await alone('application', 'disable', id, '--reason', '投诉核实中')).status).to.equal('disabled');
    const refused = await cloudProcess(['application', 'renew', id, '--json'], env);
    expect([refused.code, refused.stdout, JSON.parse(refused.stderr).error]).to.eql([1, '', 'conflict']);
    expect((await json('application', 'enable', id)).status).to.equal('active');
    const list: unknown = await json('application', 'list', '--institution', institution);
    expect(JSON.stringify(list)).to.contain(id).and.not.contain('client_secret');
  });

  it('makes an application without an SK', async () => {
    const made = await createApplication('--public', '--scope', 'openid');
    expect(made).not.to.have.property('client_secret');
  });

  it('makes accounts that can log in at once, one or many, with names that end in a number', async () => {
    const one = await alone(
      'account',
      'create',
      '--username',
      'citizen',
      '--phone',
      '13800008000',
      '--name',
      '溪边人家',
      '--password-file',
      '-',
    );
    expect(one).to.have.all.keys('id', 'username').and.include({ username: 'citizen' });
    const many: unknown = await json('account', 'create', '--username', 'user', '--password-file', '-', '--count', '3');
    expect(many).to.be.an('array').with.lengthOf(3);
    expect(JSON.stringify(many)).to.contain('"user0"').and.contain('"user2"');
    // At the product's own cost: only tests within their own process may hash for less.
    const hashes = await at.database.db.rows<{ hash: string }>('select password_hash as hash from accounts');
    for (const { hash } of hashes) expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const partner = await createClient(at);
    for (const username of ['citizen', 'user2']) {
      const flow = authorization(partner.clientId);
      const signedIn = await signIn(createBrowser(at.origin), flow, username);
      expect((await redeem(at.origin, partner, signedIn, flow)).status).to.equal(200);
    }
  });

  it('gives a role, and refuses one that does not exist', async () => {
    const { id } = await json(
      'account',
      'create',
      '--username',
      'admin1',
      '--password-file',
      '-',
      '--role',
      'administrator',
    );
    expect(await at.app.accounts.rolesOf(String(id))).to.eql(['administrator']);
    const refused = await cloud(
      ['account', 'create', '--username', 'admin2', '--password-file', '-', '--role', 'root', '--json'],
      env,
      password,
    );
    expect([refused.code, refused.stdout]).to.eql([1, '']);
    expect(JSON.parse(refused.stderr))
      .to.include({ error: 'validation_failed' })
      .and.property('message')
      .contain('角色');
  });

  it('lists keys without any secret, rotates them, and brings the schema up to date', async () => {
    const [list, migrated] = await Promise.all([json('keys', 'list'), json('db', 'migrate')]);
    expect(list).to.include.keys('signing', 'next');
    expect(JSON.stringify(list)).not.to.match(/"(d|p|q|dp|dq|qi|k|key)":/);
    expect(migrated).to.eql({ migrated: true, last: migrations().at(-1) });
    const { did } = await json('keys', 'rotate');
    expect(did).to.equal('publish');
    const again = await json('keys', 'rotate');
    expect(again, 'not due yet').not.to.have.property('did');
  });
});
