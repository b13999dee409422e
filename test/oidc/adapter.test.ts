import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Adapter } from 'oidc-provider';
import { days, hours, minutes } from '../../src/clock.ts';
import { newToken } from '../../src/crypto/secrets.ts';
import { createAdapter } from '../../src/oidc/adapter.ts';
import { createAtomicExchanges } from '../../src/oidc/tokens/atomic-exchanges.ts';
import { createHeldWrites, type HeldWrites } from '../../src/oidc/tokens/held-writes.ts';
import { createPacking } from '../../src/oidc/tokens/packing.ts';
import { createRows } from '../../src/oidc/tokens/rows.ts';
import { createSelfContained } from '../../src/oidc/tokens/self-contained.ts';
import { createSessionWrites } from '../../src/oidc/tokens/session-writes.ts';
import { createSuccessors, type Successors } from '../../src/oidc/tokens/successors.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { remember } from '../support/record.ts';
import { tokenStores } from './tokens/token-stores.ts';

for (const [name, store] of tokenStores)
  describe(`the storage of the provider, ${name}`, () => {
    let at: TestApp;
    let clock: TestClock;
    let successors: Successors;
    let models: (name: string) => Adapter;
    let heldWrites: HeldWrites;
    let of: { clientId: string; accountId: string };
    let people = 0;

    before(async () => {
      clock = testClock('2026-11-24T02:00:00Z');
      at = await startApp(import.meta.filename, { clock });
      const { db, keys, applications } = at.app;
      const rows = createRows({ db, clock, store });
      successors = createSuccessors({ rows, rotationKey: randomBytes(32) });
      const packing = createPacking({ seal: keys.seal, resumeUrl: (uid) => `/oidc/auth/${uid}` });
      const sessionWrites = createSessionWrites({ clock });
      const selfContained = createSelfContained({ seal: keys.tokenSeal, packing, isGiven: false });
      const atomicExchanges = createAtomicExchanges({ rows, successors, selfContained, clock });
      heldWrites = createHeldWrites({ rows });
      models = createAdapter({
        ...{
          rows,
          clock,
          applications,
          packing,
          successors,
          selfContained,
          sessionWrites,
          atomicExchanges,
          heldWrites,
        },
      });
    });
    beforeEach(async () => {
      people += 1;
      clock.set('2026-11-24T02:00:00Z');
      const { clientId } = await createClient(at);
      const { id: accountId } = await createCitizen(at, `person${people}`);
      of = { clientId, accountId };
      await at.app.db.run(
        `insert into consents (account_id, client_id, granted, refused, first_at, last_at, expires_at) values ($1, $2, '{openid}', '{}', $3, $3, $4)`,
        [accountId, clientId, clock.now(), new Date('2027-11-24T02:00:00Z')],
      );
    });
    after(() => at.close());

    const newId = () => remember(newToken());
    async function grant(): Promise<string> {
      const id = newId();
      await models('Grant').upsert(id, of, days(30));
      return id;
    }
    async function token(kind: string, more: object = {}, life = minutes(10)): Promise<string> {
      const id = newId();
      await models(kind).upsert(id, { ...of, grantId: await grant(), ...more }, life);
      return id;
    }
    const refusal = async (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'done',
        ({ error, name }) => String(error ?? name),
      );

    it('writes no grant that allows more than the consent that stands', async () => {
      const allowing = (scope: string) =>
        refusal(models('Grant').upsert(newId(), { ...of, openid: { scope } }, days(30)));
      expect(await allowing('openid')).to.equal('done');
      expect(await allowing('openid profile')).to.equal('access_denied');
    });

    describe('rows that the library writes while it continues a login', () => {
      const nobody = Promise.resolve();
      const write = (ids: Record<'grant' | 'code' | 'session', string>, scope: string) => async () => {
        await models('Grant').upsert(ids.grant, { ...of, openid: { scope } }, days(30));
        await models('AuthorizationCode').upsert(ids.code, { ...of, grantId: ids.grant }, minutes(1));
        expect(await models('AuthorizationCode').find(ids.code), 'before the session').to.equal(undefined);
        await models('Session').upsert(ids.session, { accountId: of.accountId, uid: newId() }, days(1));
      };
      const newIds = () => ({ grant: newId(), code: newId(), session: newId() });

      it('commits all of it at once, when the session is saved, and ends the login with it', async () => {
        const [ids, login] = [newIds(), newId()];
        await models('Interaction').upsert(
          login,
          { params: {}, prompt: { name: 'login', reasons: [], details: {} } },
          minutes(60),
        );
        await heldWrites.around(async () => {
          await models('Interaction').destroy(login);
          await write(ids, 'openid')();
        }, nobody);
        expect(await models('AuthorizationCode').find(ids.code)).to.include({ grantId: ids.grant });
        expect(await models('Session').find(ids.session)).to.include({ accountId: of.accountId });
        expect(await models('Interaction').find(login)).to.equal(undefined);
      });

      it('says no where the consent is gone, and the code is worth nothing', async () => {
        const ids = newIds();
        expect(await refusal(heldWrites.around(write(ids, 'openid profile'), nobody))).to.equal('access_denied');
        expect(await models('Grant').find(ids.grant)).to.equal(undefined);
        expect(await models('AuthorizationCode').find(ids.code)).to.equal(undefined);
      });

      it('commits at the end of a request that saves no session, and then writes at once again', async () => {
        const [login, other] = [newId(), newId()];
        await models('Interaction').upsert(
          login,
          { params: {}, prompt: { name: 'login', reasons: [], details: {} } },
          minutes(60),
        );
        await heldWrites.around(() => models('Interaction').destroy(login), nobody);
        expect(await models('Interaction').find(login)).to.equal(undefined);
        await models('Interaction').upsert(
          other,
          { params: {}, prompt: { name: 'login', reasons: [], details: {} } },
          minutes(60),
        );
        expect(await models('Interaction').find(other)).to.not.equal(undefined);
      });
    });

    it('finds what it stored under its own kind only: a code is never a session', async () => {
      const id = await token('AuthorizationCode');
      expect(await models('AuthorizationCode').find(id)).to.include({ jti: id, clientId: of.clientId });
      for (const kind of ['Session', 'AccessToken', 'RefreshToken', 'ClientCredentials', 'Interaction', 'Grant'])
        expect(await models(kind).find(id), kind).to.equal(undefined);
      expect(await models('AuthorizationCode').find(`${id}x`)).to.equal(undefined);
    });

    it('finds nothing under a malformed id, and sends no query', async () => {
      for (const id of ['', 'a\0b', "'; drop table oidc_tokens; --", 'a'.repeat(300)])
        for (const kind of ['Session', 'AccessToken', 'Client'])
          expect(await models(kind).find(id)).to.equal(undefined);
      expect(await models('Session').findByUid('a\0b')).to.equal(undefined);
    });

    it('lets one of any number of callers consume a code', async () => {
      const id = await token('AuthorizationCode');
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => refusal(models('AuthorizationCode').consume(id))),
      );
      expect(outcomes.filter((outcome) => outcome === 'done')).to.have.lengthOf(1);
      expect(new Set(outcomes)).to.eql(new Set(['done', 'invalid_grant']));
      expect(await models('AuthorizationCode').find(id)).to.have.property('consumed');
      expect(await refusal(models('PushedAuthorizationRequest').consume('never-there'))).to.equal(
        'invalid_request_uri',
      );
    });

    it('keeps expired rows readable for a minute, so that they can be called expired', async () => {
      const id = await token('AuthorizationCode', {}, 60);
      clock.advance(119);
      expect(await models('AuthorizationCode').find(id)).to.be.an('object');
      clock.advance(2);
      expect(await models('AuthorizationCode').find(id)).to.equal(undefined);
    });

    it('lets a token die with its grant, its application, and its person', async () => {
      const grantId = await grant();
      const [byGrant, byApplication, byPerson] = [
        await token('AccessToken', { grantId }),
        await token('AccessToken'),
        await token('AccessToken'),
      ];
      const find = (id: string) => models('AccessToken').find(id);
      await models('Grant').destroy(grantId);
      expect(await find(byGrant)).to.equal(undefined);
      expect(await find(byApplication)).to.be.an('object');

      clock.advance(1);
      await at.app.applications.disable(operator, of.clientId, 'x');
      await at.app.applications.enable(operator, of.clientId);
      expect(await find(byApplication)).to.equal(undefined);

      clock.advance(1);
      const later = await token('AccessToken');
      expect(await find(later)).to.be.an('object');
      await at.app.accounts.lock(operator, of.accountId, 'x');
      expect(await find(later)).to.equal(undefined);
      expect(await find(byPerson)).to.equal(undefined);
    });

    it('lets a token sleep while its AK is over, and wakes it with the renewal', async () => {
      const id = await token('RefreshToken', {}, days(180));
      clock.advance(days(40));
      expect(await models('RefreshToken').find(id)).to.equal(undefined);
      await at.app.applications.renew(operator, of.clientId);
      expect(await models('RefreshToken').find(id)).to.be.an('object');
    });

    it('makes no grant without a consent that stands', async () => {
      expect(await refusal(grant())).to.equal('done');
      await at.app.db.run('delete from consents where account_id = $1', [of.accountId]);
      expect(await refusal(grant())).to.equal('access_denied');
    });

    it('finds a session by its uid, the newest where parallel requests left two', async () => {
      const uid = newId();
      const [older, newer] = [newId(), newId()];
      await models('Session').upsert(
        older,
        { uid, accountId: of.accountId, loginTs: clock.now().getTime() / 1000 },
        hours(1),
      );
      clock.advance(1);
      await models('Session').upsert(
        newer,
        { uid, accountId: of.accountId, loginTs: clock.now().getTime() / 1000 },
        hours(1),
      );
      expect(await models('Session').findByUid(uid)).to.include({ jti: newer });
    });

    it('lets no request that was under way write an ended session back', async () => {
      const [id, uid] = [newId(), newId()];
      const payload = { uid, accountId: of.accountId, loginTs: clock.now().getTime() / 1000 };
      await models('Session').upsert(id, payload, hours(1));
      await models('Session').destroy(id);
      await models('Session').upsert(id, { ...payload, state: { changed: 'meanwhile' } }, hours(1));
      expect(await models('Session').find(id)).to.equal(undefined);
      expect(await models('Session').findByUid(uid)).to.equal(undefined);
    });

    it('sees a proof once, and tells the second bearer apart', async () => {
      const id = newId();
      expect(await refusal(models('ReplayDetection').upsert(id, { iss: 'x' }, 60))).to.equal('done');
      expect(await refusal(models('ReplayDetection').upsert(id, { iss: 'x' }, 60))).to.equal('Problem');
    });

    it('purges expired rows in batches, and nothing else', async () => {
      await Promise.all(Array.from({ length: 12 }, () => token('AccessToken')));
      const kept = await token('RefreshToken', {}, days(30));
      clock.advance(minutes(13));
      await at.app.oidc.purge(5);
      const rows = await at.app.db.row<{ n: number }>(
        'select count(*) as n from oidc_tokens where kind = 5 and expires_at < $1',
        [clock.now()],
      );
      expect(rows?.n).to.equal(0);
      expect(await models('RefreshToken').find(kept)).to.be.an('object');
    });

    it('keeps an unanswered interaction for a day after its end, and resumes none that was answered', async () => {
      const [answered, open] = [newId(), newId()];
      for (const uid of [answered, open])
        await models('Interaction').upsert(uid, { uid, params: { client_id: of.clientId } }, minutes(60));
      await models('Interaction').destroy(answered);
      expect(await models('Interaction').find(answered)).to.equal(undefined);
      const left = async () =>
        (await at.app.db.row<{ n: number }>('select count(*) as n from oidc_tokens where kind = 2'))?.n;
      for (const [later, kept] of [
        [0, 2],
        [2, 1],
        [22, 1],
        [2, 0],
      ] as const) {
        clock.advance(hours(later));
        await at.app.oidc.purge();
        expect(await left()).to.equal(kept);
      }
    });

    describe('of refresh tokens', () => {
      it('derives one successor, which tells nothing of its predecessor', () => {
        const id = newToken();
        expect(successors.successorOf(id))
          .to.equal(successors.successorOf(id))
          .and.match(/^[\w-]{43}$/);
        expect(successors.successorOf(id)).not.to.equal(successors.successorOf(newToken()));
        const elsewhere = createSuccessors({
          rows: createRows({ db: at.app.db, clock, store }),
          rotationKey: randomBytes(32),
        });
        expect(elsewhere.successorOf(id)).not.to.equal(successors.successorOf(id));
      });

      it('hides for 10 seconds that one was used, to the millisecond, and lets it be used again', async () => {
        const id = await token('RefreshToken');
        await models('RefreshToken').consume(id);
        clock.advance(9.999);
        expect(await models('RefreshToken').find(id)).not.to.have.property('consumed');
        expect(await refusal(models('RefreshToken').consume(id))).to.equal('done');
        clock.advance(0.001);
        expect(await models('RefreshToken').find(id)).to.have.property('consumed');
        expect(await refusal(models('RefreshToken').consume(id))).to.equal('invalid_grant');
      });

      it('hides it no longer once the successor itself was used', async () => {
        const grantId = await grant();
        const id = await token('RefreshToken', { grantId });
        const successor = successors.successorOf(id);
        await models('RefreshToken').consume(id);
        await models('RefreshToken').upsert(successor, { ...of, grantId }, days(30));
        expect(await models('RefreshToken').find(id)).not.to.have.property('consumed');
        await models('RefreshToken').consume(successor);
        expect(await models('RefreshToken').find(id)).to.have.property('consumed');
        expect(await refusal(models('RefreshToken').consume(id))).to.equal('invalid_grant');
      });

      it('writes a successor once: the second time changes nothing', async () => {
        const id = newId();
        const grantId = await grant();
        await models('RefreshToken').upsert(id, { ...of, grantId, scope: 'openid' }, days(30));
        await models('RefreshToken').upsert(id, { ...of, grantId, scope: 'openid phone' }, days(30));
        expect(await models('RefreshToken').find(id)).to.include({ scope: 'openid' });
      });
    });
  });
