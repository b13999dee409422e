import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { type Client, post } from '../../support/citizen.ts';
import { cloudJson, startServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const forItself = { grant_type: 'client_credentials' };

describe('writing the integration log', () => {
  let at: TestApp;
  let partner: Client;
  let keysDir: string;
  before(async () => {
    keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
    at = await startApp(import.meta.filename, { keysDir });
    partner = await createClient(at);
    await at.database.db.run(`create table writes (id bigint generated always as identity, at timestamptz not null)`);
    await at.database.db.run(
      `create function note_write() returns trigger language plpgsql as $$
       begin insert into writes (at) values (clock_timestamp()); return null; end $$`,
    );
    await at.database.db.run(
      `create trigger note_writes after insert on integration_days for each statement execute function note_write()`,
    );
  });
  afterEach(() => at.database.db.run(`delete from writes`));
  after(async () => {
    await at.close();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const usage = async () => (await at.app.integrationLog.usage(operator, partner.clientId))[0];

  it('happens at most every 500 ms however many calls come, and soon after the last', async () => {
    const wrong = { ...partner, secret: 'wrong' };
    const ask = async (number: number) => {
      const { status } = await post(at.origin, '/oidc/token', number % 5 === 0 ? wrong : partner, forItself);
      expect(status).to.equal(number % 5 === 0 ? 401 : 200);
    };
    for (let number = 0; number < 500; number += 10)
      await Promise.all(Array.from({ length: 10 }, (_, place) => ask(number + place)));
    const began = performance.now();
    await until(async () => (await usage())?.ok === 400, 'all calls are in the log');
    expect(performance.now() - began).to.be.below(3_000);
    expect(await usage()).to.deep.include({ ok: 400, failed: 100 });

    const writes = await at.database.db.rows<{ at: Date }>(`select at from writes order by id`);
    const gaps = writes.slice(1).map(({ at: time }, place) => time.getTime() - (writes[place]?.at.getTime() ?? 0));
    expect(writes.length).to.be.at.least(1);
    expect(Math.min(...gaps)).to.be.at.least(490);
  }).timeout(90_000);

  it('is done before a server that is told to stop has left', async () => {
    const server = await startServer({ file: import.meta.filename, url: at.database.url, keysDir });
    const client = await createClient(at);
    const refused = await post(server.origin, '/oidc/token', { ...client, secret: 'wrong' }, forItself);
    expect(refused.status).to.equal(401);
    await server.kill('SIGTERM');
    const { entries } = await at.app.integrationLog.read(operator, client.clientId);
    expect(entries.map(({ details }) => details?.requestId)).to.deep.equal([refused.headers.get('x-request-id')]);
  }).timeout(90_000);

  it('is read by the operators’ command line', async () => {
    await at.app.integrationLog.flush();
    const env = { DATABASE_URL: at.database.url, KEYS_DIR: keysDir, DEMO: 'off' };
    const client = await createClient(at);
    for (let times = 0; times < 3; times += 1) {
      await post(at.origin, '/oidc/token', { ...client, secret: 'wrong' }, forItself);
      await post(at.origin, '/oidc/token', client, forItself);
    }
    await at.app.integrationLog.flush();
    const first = await cloudJson(['application', 'log', client.clientId, '--failures', '--limit', '2'], env);
    expect(first.entries).to.have.length(2);
    expect(first.entries).to.have.nested.property('0.received', '5');
    expect(first.entries).to.have.nested.property('0.error', 'invalid_client');
    expect(first.entries)
      .to.have.nested.property('0.registered')
      .deep.equal([client.secret.slice(-4)]);
    expect(JSON.stringify(first)).to.include('收到的 SK 有 5 个字符');
    const rest = await cloudJson(
      ['application', 'log', client.clientId, '--failures', '--cursor', String(first.next)],
      env,
    );
    expect(rest.entries).to.have.length(1);
    expect(rest.next).to.equal(null);
    const document = await cloudJson(['application', 'usage', client.clientId], env);
    expect(document.days).to.have.nested.property('0.ok', 3);
    expect(document.days).to.have.nested.property('0.errors').deep.equal({ invalid_client: 3 });
    const unknown = await cloudJson(['application', 'unknown'], env);
    expect(unknown.days).to.be.an('array');
  }).timeout(90_000);
});
