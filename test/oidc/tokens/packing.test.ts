import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createSeal } from '../../../src/crypto/seal.ts';
import { hashToken } from '../../../src/crypto/secrets.ts';
import { createPacking, keyOf } from '../../../src/oidc/tokens/packing.ts';

const keys = { sealing: [randomBytes(32)], index: randomBytes(32) };
const packing = createPacking({ seal: createSeal(() => keys), resumeUrl: (uid) => `https://a.cn/oidc/auth/${uid}` });
const id = 'Jd7bG2xQ_0mZ-4tY8kW1vR6nC3sL5pA9uE.H~fXqTio';

describe('packed payloads of the library', () => {
  it('is found by the hash of its id, and ids that cannot be ours are not looked for', () => {
    expect(keyOf(id)).to.eql(hashToken(id));
    for (const strange of ['', 'a b', 'a\0b', '名', 'a/b', "a'b", 'a'.repeat(257), 7, null, undefined, {}, ['a']])
      expect(keyOf(strange), String(strange)).to.equal(undefined);
  });

  it('holds neither the id nor the kind of a token, and gets both back from who asks', () => {
    const payload = { jti: id, kind: 'AccessToken', clientId: 'ncc_x', accountId: 'a', scope: 'openid', exp: 7 };
    const packed = packing.pack('AccessToken', id, payload);
    expect(packed).to.eql({ clientId: 'ncc_x', accountId: 'a', scope: 'openid', exp: 7 });
    expect(packing.unpack('AccessToken', id, packed)).to.eql(payload);
  });

  it('of a session keeps the id sealed, for a reader who finds it by its uid', () => {
    const packed = packing.pack('Session', id, { jti: id, kind: 'Session', uid: 'u', accountId: 'a' });
    expect(JSON.stringify(packed)).not.to.contain(id);
    expect(packing.unpack('Session', undefined, packed)).to.eql({ jti: id, kind: 'Session', uid: 'u', accountId: 'a' });
  });

  it('of an interaction holds no session cookie and no pushed request in clear', () => {
    const session = { cookie: 'cookie-of-the-session', uid: 'u', accountId: 'a' };
    const payload = {
      jti: id,
      kind: 'Interaction',
      returnTo: `https://a.cn/oidc/auth/${id}`,
      session,
      parJti: 'par-id',
      params: { a: '1' },
    };
    const packed = JSON.parse(JSON.stringify(packing.pack('Interaction', id, payload)));
    for (const hidden of [id, 'cookie-of-the-session', 'par-id']) expect(JSON.stringify(packed)).not.to.contain(hidden);
    expect(packing.unpack('Interaction', id, packed)).to.deep.include({
      jti: id,
      returnTo: `https://a.cn/oidc/auth/${id}`,
      parJti: 'par-id',
      session: { uid: 'u', accountId: 'a' },
    });
  });

  it('sealed for one place does not open in another', () => {
    const { sealedId } = packing.pack('Session', id, {});
    expect(() => packing.unpack('Interaction', id, { sealedParJti: sealedId })).to.throw();
  });

  it('are unpacked unchanged, whatever the library puts into them', () => {
    const payload = fc.dictionary(
      fc.string().filter((name) => !['jti', 'kind', 'sealedId', 'sealedParJti', '__proto__'].includes(name)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(payload, (given) => {
        const stored = JSON.parse(JSON.stringify(packing.pack('Grant', id, { ...given, jti: id, kind: 'Grant' })));
        const expected = JSON.parse(JSON.stringify({ ...given, jti: id, kind: 'Grant' }));
        expect(packing.unpack('Grant', id, stored)).to.eql(expected);
      }),
    );
  });

  it('have columns for the fields that other statements search, and only for texts', () => {
    const columns = packing.columns({ clientId: 'ncc_x', accountId: 7, grantId: id, uid: 'a\0b' });
    expect(columns).to.eql({ clientId: 'ncc_x', accountId: undefined, grantKey: hashToken(id), uidKey: undefined });
  });

  it('of a session that goes on ends no sooner, whatever part of a second it is', () => {
    const began = new Date('2026-11-24T00:00:10.900Z');
    const later = new Date('2026-11-24T00:00:12.100Z');
    const [before, now] = [
      packing.artefact('Session', id, {}, began, 100),
      packing.artefact('Session', id, {}, later, 98),
    ];
    expect(now.expiresAt).to.deep.equal(before.expiresAt);
    expect(now.issuedAt).to.deep.equal(later);
  });
});
