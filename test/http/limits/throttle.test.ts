import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { addressPrefix, createThrottle, plainAddress, type Throttle } from '../../../src/http/limits/throttle.ts';
import { testClock } from '../../support/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

describe('throttle', () => {
  const clock = testClock('2026-11-24T10:00:00Z');
  const rule = { limit: 3, per: 60 };
  const perAddress = { ...rule, address: true };
  let database: TestDatabase;
  let throttle: Throttle;
  before(async () => {
    database = await testDatabase();
    throttle = createThrottle({ db: database.db, clock, lifted: false });
  });
  after(() => database.drop());

  it('allows as many as the limit says, and tells how many are left and how long to wait', async () => {
    expect(await throttle.hit('a', 'x', rule)).to.eql({ allowed: true, left: 2, retryAfter: 60 });
    clock.advance(20);
    expect(await throttle.hit('a', 'x', rule)).to.eql({ allowed: true, left: 1, retryAfter: 40 });
    expect(await throttle.hit('a', 'x', rule)).to.eql({ allowed: true, left: 0, retryAfter: 40 });
    expect(await throttle.hit('a', 'x', rule)).to.eql({ allowed: false, left: 0, retryAfter: 40 });
  });

  it('starts again when the window is over, to the second, however often it was hit meanwhile', async () => {
    for (let i = 0; i < 4; i++) await throttle.hit('b', 'x', rule);
    clock.advance(59);
    expect((await throttle.hit('b', 'x', rule)).allowed).to.equal(false);
    clock.advance(1);
    expect(await throttle.hit('b', 'x', rule)).to.eql({ allowed: true, left: 2, retryAfter: 60 });
  });

  it('counts kinds and keys apart', async () => {
    for (let i = 0; i < 4; i++) await throttle.hit('c', 'x', rule);
    expect((await throttle.hit('c', 'y', rule)).left).to.equal(2);
    expect((await throttle.hit('d', 'x', rule)).left).to.equal(2);
  });

  it('peeks without counting', async () => {
    expect(await throttle.peek('e', 'x', rule)).to.eql({ allowed: true, left: 3, retryAfter: 0 });
    for (let i = 0; i < 2; i++) await throttle.hit('e', 'x', rule);
    for (let i = 0; i < 5; i++)
      expect(await throttle.peek('e', 'x', rule)).to.eql({ allowed: true, left: 1, retryAfter: 60 });
    await throttle.hit('e', 'x', rule);
    expect((await throttle.peek('e', 'x', rule)).allowed).to.equal(false);
    clock.advance(60);
    expect((await throttle.peek('e', 'x', rule)).allowed).to.equal(true);
  });

  it('peeks at several counters in one statement, in their order', async () => {
    await throttle.hit('l', 'x', rule);
    const counters = ['y', 'x'].map((key) => ({ kind: 'l', key, rule }));
    expect((await throttle.peekAll(counters)).map(({ left }) => left)).to.eql([3, 2]);
    expect(await throttle.peekAll([])).to.eql([]);
  });

  it('forgets a key that is cleared, and only that one', async () => {
    for (const key of ['x', 'y']) for (let i = 0; i < 4; i++) await throttle.hit('f', key, rule);
    await throttle.clear('f', 'x');
    expect((await throttle.peek('f', 'x', rule)).left).to.equal(3);
    expect((await throttle.peek('f', 'y', rule)).left).to.equal(0);
  });

  it('subtracts returned counts at the next hit, once', async () => {
    for (let i = 0; i < 3; i++) await throttle.hit('m', 'x', rule);
    for (let i = 0; i < 2; i++) throttle.giveBack('m', 'x', rule);
    expect((await throttle.hit('m', 'x', rule)).left).to.equal(1);
    expect((await throttle.hit('m', 'x', rule)).left).to.equal(0);
    for (let i = 0; i < 9; i++) throttle.giveBack('m', 'x', rule);
    expect((await throttle.hit('m', 'x', rule)).left, 'never below nothing').to.equal(2);
    throttle.giveBack('m', 'x', rule);
    clock.advance(61);
    expect((await throttle.hit('m', 'x', rule)).left, 'of a window that is over').to.equal(2);
    expect((await throttle.hit('m', 'x', rule)).left).to.equal(1);
  });

  it('lets exactly the limit through when many hit at once', async () => {
    const many = { limit: 10, per: 60 };
    const answers = await Promise.all(Array.from({ length: 50 }, () => throttle.hit('g', 'x', many)));
    expect(answers.filter(({ allowed }) => allowed)).to.have.length(10);
    expect(answers.map(({ left }) => left).filter((left) => left > 0)).to.have.members([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('counts a whole IPv6 /64 as one address', async () => {
    await throttle.hit('h', '2001:db8:1:2::a', perAddress);
    expect((await throttle.hit('h', '2001:db8:1:2:ffff::b', perAddress)).left).to.equal(1);
    expect((await throttle.hit('h', '2001:db8:1:3::a', perAddress)).left).to.equal(2);
  });

  it('lifts the limits per address on demand, and never the others', async () => {
    const lifted = createThrottle({ db: database.db, clock, lifted: true });
    for (let i = 0; i < 9; i++)
      expect(await lifted.hit('i', '192.0.2.1', perAddress)).to.eql({ allowed: true, left: 3, retryAfter: 0 });
    expect((await lifted.peek('i', '192.0.2.1', perAddress)).allowed).to.equal(true);
    for (let i = 0; i < 3; i++) await lifted.hit('i', 'x', rule);
    expect((await lifted.hit('i', 'x', rule)).allowed).to.equal(false);
  });

  it('purges windows that are over in batches and keeps the others', async () => {
    clock.advance(3600);
    for (let i = 0; i < 7; i++) await throttle.hit('j', `old ${i}`, rule);
    clock.advance(61);
    await throttle.hit('j', 'young', rule);
    expect(await throttle.purge(3)).to.be.at.least(7);
    const rows = await database.db.rows<{ count: number }>('select count from throttle');
    expect(rows).to.eql([{ count: 1 }]);
    expect(await throttle.purge(3)).to.equal(0);
  });

  it('stores no key in clear', async () => {
    await throttle.hit('k', 'a name that somebody typed', rule);
    const rows = await database.db.rows<{ key: Buffer }>('select key from throttle');
    expect(rows.map(({ key }) => key.length)).to.include(32);
    expect(rows.some(({ key }) => key.includes('typed'))).to.equal(false);
  });
});

describe('address', () => {
  const vectors: [string, string, string][] = [
    ['192.0.2.7', '192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7', '192.0.2.7'],
    ['::1', '::1', '0:0:0:0::/64'],
    ['::', '::', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80::1', 'fe80:0:0:0::/64'],
  ];
  for (const [address, plain, prefix] of vectors) {
    it(`${address} is ${plain} and counts as ${prefix}`, () => {
      expect(plainAddress(address)).to.equal(plain);
      expect(addressPrefix(address)).to.equal(prefix);
    });
  }
});
