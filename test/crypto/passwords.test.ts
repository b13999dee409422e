import { expect } from 'chai';
import { describe, it } from 'mocha';
import { engines, firstThatLoads } from '../../src/crypto/argon2.ts';
import { createPasswords } from '../../src/crypto/passwords.ts';
import { Problem } from '../../src/errors.ts';

const passwords = createPasswords();
const refuseToLoad = async () => {
  throw new Error('no binary for this machine');
};

/**
 * Microseconds of CPU that each work costs this process, the threads of its hashes included, the best of several in turn: a busy machine
 * takes its time, and spends no CPU of this process.
 */
async function leastCosts(...works: (() => Promise<unknown>)[]): Promise<number[]> {
  const least = works.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run < 8; run++)
    for (const [place, work] of works.entries()) {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      least[place] = Math.min(least[place] ?? 0, user + system);
    }
  return least;
}

describe('passwords', () => {
  it('are kept as argon2id of 19 MiB and two passes, each with a salt of its own', async () => {
    const [one, other] = [await passwords.hash('雨天读书'), await passwords.hash('雨天读书')];
    expect(one).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.to.equal(other);
  });

  it('are told right from wrong', async () => {
    const hash = await passwords.hash('雨天读书\0 x');
    expect(await passwords.verify(hash, '雨天读书\0 x')).to.equal(true);
    for (const wrong of ['雨天读书', '雨天读书\0 X', '雨天读书\0 x ', '', 'x'.repeat(100_000)])
      expect(await passwords.verify(hash, wrong)).to.equal(false);
  });

  it('are the same whichever width and composition the keyboard typed', async () => {
    const hash = await passwords.hash('ｃａｆｅ\u0301１２３４');
    expect(await passwords.verify(hash, 'café1234')).to.equal(true);
  });

  it('are refused without a hash, at the cost of a wrong one', async () => {
    expect(await passwords.verify(undefined, '')).to.equal(false);
    const hash = await passwords.hash('雨天读书');
    const [wrong = 0, unknown = 0] = await leastCosts(
      () => passwords.verify(hash, 'wrong'),
      () => passwords.verify(undefined, 'wrong'),
    );
    expect(unknown / wrong).to.be.within(0.6, 1.7); // without the work it would be a thousandth
  });

  it('are hashed again when the cost has changed', async () => {
    expect(passwords.needsRehash(await passwords.hash('雨天读书'))).to.equal(false);
    for (const old of [
      '$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA',
      '$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA',
      '$2b$10$abc',
    ])
      expect(passwords.needsRehash(old)).to.equal(true);
  });

  it('read the same to both packages, and the second steps in where the first does not load', async () => {
    const fast = await firstThatLoads();
    const plain = await firstThatLoads([refuseToLoad, ...engines.slice(1)]);
    expect(await plain.verify(await fast.hash('雨天读书'), '雨天读书')).to.equal(true);
    expect(await fast.verify(await plain.hash('雨天读书'), '雨天读书')).to.equal(true);
    expect(await plain.verify(await fast.hash('雨天读书'), 'wrong')).to.equal(false);
    expect(passwords.needsRehash(await plain.hash('雨天读书'))).to.equal(false);
  });

  it('say so when no package loads', async () => {
    const error = await firstThatLoads([refuseToLoad]).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(AggregateError).with.property('message').that.includes('No argon2 binary runs');
  });
});

describe('the queue of hashes', () => {
  const ended: number[] = [];

  it('lets so many in, so many wait in order, and tells the rest when to come again', async () => {
    const bounded = createPasswords({ concurrency: 1, queue: 3 });
    const answers = await Promise.allSettled(
      Array.from({ length: 6 }, (_, place) => bounded.hash('雨天读书').then(() => ended.push(place))),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal([...Array(4).fill('fulfilled'), 'rejected', 'rejected']);
    expect(ended).to.deep.equal([0, 1, 2, 3]);
    const [refused] = answers.slice(-1);
    const reason: unknown = refused?.status === 'rejected' ? refused.reason : undefined;
    expect(reason).to.be.instanceOf(Problem);
    expect(reason).to.include({ status: 503, retryAfter: 5 }).and.have.nested.property('fact.code', 'crypto.busy');
  });

  it('is free again afterwards, also after a hash that could not be read', async () => {
    const bounded = createPasswords({ concurrency: 1, queue: 1 });
    expect(await bounded.verify('not a hash', 'x').catch(() => 'thrown')).to.equal('thrown');
    expect(await Promise.all([bounded.hash('a'), bounded.hash('b')])).to.have.length(2);
    expect(await Promise.all([bounded.hash('a'), bounded.hash('b')])).to.have.length(2);
  });
});
