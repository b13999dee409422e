import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { Webhook } from 'standardwebhooks';
import { waits } from '../../src/webhooks/posting.ts';
import { createApi, createPartnerProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { createMember } from '../support/console.ts';
import { send } from '../support/institutions.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { remember } from '../support/record.ts';
import { publish, reviewer } from '../support/resources.ts';
import { until } from '../support/until.ts';
import { said } from '../support/words.ts';

describe('webhooks', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  let at: TestApp;
  let partner: Receiver;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  let endpoint: { id: string; secret: string };

  before(async () => {
    partner = await startReceiver();
    at = await startApp(import.meta.filename, { clock, jobs: true, env: { OUTGOING_HOSTS: partner.host } });
  });
  beforeEach(async () => {
    clock.set(new Date().toISOString());
    partner.received.length = 0;
    partner.answers((respond) => respond(204));
    program = await createPartnerProgram(at);
    endpoint = await open(partner.url);
  });
  afterEach(async () => {
    await at.app.webhooks.endpoints.remove(program.actor, endpoint.id);
  });
  after(async () => {
    await at.close();
    await partner.close();
  });

  async function open(url: string, types: string[] = []) {
    const { body } = await program.call('post', '/webhook-endpoints', { url, types });
    return { id: String(body.id), secret: remember(String(body.secret)) };
  }
  const deliveries = async () =>
    (await program.call('get', '/webhook-deliveries')).body.items as Record<string, unknown>[];
  const came = (times: number) => until(() => partner.received.length === times, `${times} deliveries`);
  const noted = async (what: object) =>
    until(async () => {
      const [newest] = await deliveries();
      return Object.entries(what).every(([name, value]) => newest?.[name] === value);
    }, JSON.stringify(what));

  it('announces a publication, in a form that the library of the standard verifies', async () => {
    await publish(at, program.actor, 'news', { external_id: 'hooked' });
    await came(1);
    const [{ headers, body } = { headers: {}, body: '' }] = partner.received;
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    expect(endpoint.secret).to.match(/^whsec_/);
    const event = new Webhook(endpoint.secret).verify(body, signed) as { type: string; data: object };
    expect(event.type).to.equal('resource.published');
    expect(event.data).to.include({ channel: 'news', external_id: 'hooked', client_id: program.clientId });
    expect(Buffer.byteLength(body)).to.be.lessThan(1_000);
    expect(() => new Webhook(endpoint.secret).verify(`${body} `, signed)).to.throw();
    await noted({ status: 'delivered', attempts: 1, last_status: 204 });
    const { body: changes } = await program.call('get', '/changes');
    expect((changes.items as { id: string }[]).map(({ id }) => id)).to.deep.equal([headers['webhook-id']]);
  });

  it('names every problem of a registration in one answer: of another type, and by a rule', async () => {
    const places = async (method: 'post' | 'patch', path: string, sent: object) => {
      const { status, body } = await program.call(method, path, sent);
      return [status, (body.errors as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()];
    };
    const description = '长'.repeat(101);
    expect(await places('post', '/webhook-endpoints', { types: ['none.such'], description })).to.deep.equal([
      ...[422, ['/description', '/types', '/url']],
    ]);
    expect(await places('post', '/webhook-endpoints', { url: 'ftp://x', types: 5, description })).to.deep.equal([
      ...[422, ['/description', '/types', '/url']],
    ]);
    const changed = { disabled: 'yes', url: 'http://a:b@example.cn/' };
    expect(await places('patch', `/webhook-endpoints/${endpoint.id}`, changed)).to.deep.equal([
      ...[422, ['/disabled', '/url']],
    ]);
  });

  it('keeps the secret sealed, and shows it once', async () => {
    const rows = await at.database.db.rows<{ secret: Buffer }>('select secret from webhook_endpoints');
    for (const { secret } of rows) expect(secret.toString('latin1')).not.to.include('whsec_');
    const again = await program.call('post', '/webhook-endpoints', { url: partner.url });
    expect([again.status, again.body.id, again.body.secret]).to.deep.equal([200, endpoint.id, null]);
    expect((await program.call('get', `/webhook-endpoints/${endpoint.id}`)).body).not.to.have.property('secret');
  });

  it('tries again by the schedule, over 27 hours, under the same id, and then gives up', async () => {
    partner.answers((respond) => respond(500));
    await program.call('post', `/webhook-endpoints/${endpoint.id}:test`);
    await came(1);
    for (const [place, wait] of waits.entries()) {
      await noted({ attempts: place + 1, status: 'pending', last_status: 500 });
      clock.advance(wait);
      await came(place + 2);
      await renew();
    }
    await noted({ attempts: waits.length + 1, status: 'failed' });
    expect(new Set(partner.received.map(({ headers }) => headers['webhook-id'])).size).to.equal(1);
    const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3600;
    expect(hours).to.be.within(27, 28);
    const stamps = partner.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect((stamps.at(-1) ?? 0) - (stamps[0] ?? 0)).to.be.within(hours * 3600 - 60, hours * 3600 + 60);

    partner.answers((respond) => respond(200));
    const [failed] = await deliveries();
    const again = await program.call('post', `/webhook-deliveries/${String(failed?.id)}:redeliver`);
    expect(again.status).to.equal(202);
    await noted({ attempts: 1, status: 'delivered' });
  });

  /** The token of the program is good for ten minutes. */
  async function renew() {
    const { clientId, secret } = program;
    const { body } = await post(at.origin, '/oidc/token', { clientId, secret }, { grant_type: 'client_credentials' });
    const value = remember(String(body.access_token));
    program = { ...program, value, call: createApi(at, value) };
  }

  it('goes on to others while one endpoint hangs, which gets one at a time', async () => {
    const other = await createPartnerProgram(at, undefined, { institutionId: program.institutionId });
    await other.call('post', '/webhook-endpoints', { url: partner.url });
    const held: (() => void)[] = [];
    const own = () => partner.received.filter(({ body }) => body.includes(program.clientId)).length;
    partner.answers((respond) => {
      if (partner.received.at(-1)?.body.includes(other.clientId)) respond(204);
      else held.push(() => respond(204));
    });
    // More than there are hands.
    for (let number = 1; number <= 6; number += 1)
      await publish(at, program.actor, 'news', { external_id: `hangs-${number}` });
    await until(() => own() > 0, 'the first');
    await publish(at, other.actor, 'news', { external_id: 'goes-on' });
    await until(() => partner.received.length > own(), 'what is for the other');
    expect(own()).to.equal(1);
    await until(() => {
      for (const answer of held.splice(0)) answer();
      clock.advance(1);
      return own() === 6;
    }, 'the others in their turn');
  });

  it('follows no redirect', async () => {
    partner.answers((respond) => respond(307, { location: `http://${partner.host}/elsewhere` }));
    await program.call('post', `/webhook-endpoints/${endpoint.id}:test`);
    await noted({ attempts: 1, last_status: 307, last_problem: said('webhooks.redirected') });
    expect(partner.received).to.have.length(1);
  });

  it('takes no more of an answer than 64 KB', async () => {
    partner.answers((respond) => respond(200, {}, 'x'.repeat(5_000_000)));
    await program.call('post', `/webhook-endpoints/${endpoint.id}:test`);
    await noted({ status: 'delivered' });
  });

  it('ends where the partner says 410, or was silent for five days, and tells the institution', async () => {
    const owner = await createMember(at, { institutionId: program.institutionId });
    partner.answers((respond) => respond(410));
    await program.call('post', `/webhook-endpoints/${endpoint.id}:test`);
    await noted({ status: 'failed', last_status: 410 });
    const { body } = await program.call('get', `/webhook-endpoints/${endpoint.id}`);
    expect(body).to.include({ status: 'disabled', disabled_reason: 'gone' });
    expect((await program.call('post', `/webhook-endpoints/${endpoint.id}:test`)).status).to.equal(409);
    const told = async () =>
      (await at.app.notices.inbox(owner.accountId)).filter(({ event }) => event === 'webhook.disabled');
    expect(await told()).to.have.length(1);

    const on = await program.call('patch', `/webhook-endpoints/${endpoint.id}`, { disabled: false });
    expect(on.body).to.include({ status: 'active', disabled_reason: null, failing_since: null });
    clock.advance(1);
    partner.answers((respond) => respond(503));
    await program.call('post', `/webhook-endpoints/${endpoint.id}:test`);
    await noted({ last_status: 503 });
    await at.database.db.run(
      `update webhook_endpoints set failing_since = failing_since - interval '5 days' where id = $1`,
      [endpoint.id],
    );
    await program.call('post', `/webhook-endpoints/${endpoint.id}:test`);
    await until(async () => (await told()).length === 2, 'the second notice');
    const after = await program.call('get', `/webhook-endpoints/${endpoint.id}`);
    expect(after.body).to.include({ status: 'disabled', disabled_reason: 'failing' });
  });

  for (const url of [
    'http://hooks.example.cn/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://2130706433/',
    'https://192.168.1.1/x',
    'https://169.254.169.254/latest',
    'https://localhost/',
    'https://db.internal/',
    'https://user:pw@hooks.example.cn/',
    'https://hooks.example.cn/#x',
    'ftp://hooks.example.cn/',
    'hooks',
  ])
    it(`refuses ${url}`, async () => {
      const { status, body } = await program.call('post', '/webhook-endpoints', { url });
      expect([status, body.code]).to.deep.equal([422, 'validation_failed']);
      expect(body.errors).to.have.nested.property('[0].pointer', '/url');
    });

  it('connects to no private address, whatever stands in the table', async () => {
    const inner = await startReceiver();
    await at.database.db.run('update webhook_endpoints set url = $2 where id = $1', [endpoint.id, inner.url]);
    await program.call('post', `/webhook-endpoints/${endpoint.id}:test`);
    await noted({ attempts: 1, last_problem: said('webhooks.not_public') });
    expect(inner.received).to.have.length(0);
    await inner.close();
  });

  it('sends an application no event of others’ entries, and only the subscribed types', async () => {
    const other = await createPartnerProgram(at, undefined, { institutionId: program.institutionId });
    await publish(at, other.actor, 'audio', { external_id: 'of-the-other' });
    await publish(at, program.actor, 'audio', { external_id: 'own' });
    await came(1);
    expect(partner.received[0]?.body).to.include('"own"');
    await program.call('patch', `/webhook-endpoints/${endpoint.id}`, { types: ['resource.returned'] });
    await publish(at, program.actor, 'audio', { external_id: 'unasked' });
    const { body } = await program.call('get', '/changes');
    expect((body.items as { data: { external_id: string } }[]).map(({ data }) => data.external_id)).to.deep.equal([
      'own',
      'unasked',
    ]);
    expect(partner.received).to.have.length(1);
    const unknown = await program.call('patch', `/webhook-endpoints/${endpoint.id}`, { types: ['resource.eaten'] });
    expect(unknown.status).to.equal(422);
  });

  it('sends an application no event of entries by people of its institution, by hook or feed', async () => {
    const { accountId, institutionId } = await createMember(at, { institutionId: program.institutionId });
    await publish(at, { kind: 'member', accountId, institutionId, role: 'owner' }, 'audio', { external_id: 'by-hand' });
    await publish(at, program.actor, 'audio', { external_id: 'by-program' });
    await came(1);
    expect(partner.received[0]?.body).to.include('"by-program"').and.not.include('by-hand');
    const { body } = await program.call('get', '/changes');
    expect((body.items as { data: { external_id: string } }[]).map(({ data }) => data.external_id)).to.deep.equal([
      'by-program',
    ]);
    expect((await deliveries()).length).to.equal(1);
  });

  it('tells of the AK: renewed and disabled', async () => {
    await at.app.applications.renew({ kind: 'operator', name: 'test' }, program.clientId);
    await came(1);
    expect(JSON.parse(partner.received[0]?.body ?? '{}')).to.include({ type: 'credential.renewed' });
    await at.app.applications.disable({ kind: 'operator', name: 'test' }, program.clientId, '试');
    await came(2);
    expect(JSON.parse(partner.received[1]?.body ?? '{}')).to.include({ type: 'credential.disabled' });
  });

  it('R14 tells every application of the institution how its certification went', async () => {
    const owner = await createMember(at, { certified: false });
    const { institutionId } = owner;
    const [one, other] = await Promise.all([1, 2].map(() => createPartnerProgram(at, undefined, { institutionId })));
    const sent = await send(at, owner);
    await at.app.review.approve(reviewer, sent.id);
    for (const each of [one, other]) {
      const { body } = (await each?.call('get', '/changes')) ?? { body: { items: [] } };
      expect((body.items as { type: string }[]).map(({ type }) => type)).to.deep.equal(['certification.approved']);
    }
  });

  it('manages its own endpoints only', async () => {
    const other = await createPartnerProgram(at, undefined, { institutionId: program.institutionId });
    expect((await other.call('get', `/webhook-endpoints/${endpoint.id}`)).status).to.equal(404);
    expect((await other.call('get', '/webhook-endpoints')).body.items).to.deep.equal([]);
    expect((await other.call('post', `/webhook-endpoints/${endpoint.id}:test`)).status).to.equal(404);
    expect((await other.call('delete', `/webhook-endpoints/${endpoint.id}`)).status).to.equal(404);
    expect((await program.call('get', '/webhook-endpoints')).body.items).to.have.length(1);
    expect((await program.call('delete', `/webhook-endpoints/${endpoint.id}`)).status).to.equal(204);
    expect((await program.call('get', '/webhook-endpoints')).body.items).to.have.length(0);
    expect((await program.call('delete', `/webhook-endpoints/${endpoint.id}`)).status, 'gone').to.equal(404);
    endpoint = await open(partner.url);
  });
});
