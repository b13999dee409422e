import { readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { after, days, minutes } from '../../src/clock.ts';
import { replace } from '../../src/crypto/key-files.ts';
import { describeKeys, type Keys, openKeys, rotateKeys } from '../../src/crypto/keys.ts';
import { removeDataKeys, rotateDataKey } from '../../src/crypto/rotation.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { silent } from '../support/database.ts';
import { contentOf, freshFolder } from '../support/keys.ts';

const start = '2026-03-02T01:00:00.000Z';
const later = (inSeconds: number) => after(new Date(start), inSeconds);

async function withNode(use: (node: { dir: string; clock: TestClock; keys: Keys }) => Promise<void>): Promise<void> {
  const [dir, clock] = [await freshFolder(), testClock(start)];
  const keys = await openKeys({ dir, clock, production: false, log: silent });
  try {
    await use({ dir, clock, keys });
  } finally {
    keys.close();
  }
}

const kids = (keys: Keys) => keys.jwks().keys.map(({ alg, kid }) => `${alg} ${kid}`);

/** Every phase of one rotation, each when it is due. */
async function rotateOnce(dir: string, clock: TestClock) {
  for (const wait of [0, minutes(10), days(31)]) {
    clock.advance(wait);
    await rotateKeys({ dir, clock });
  }
}

describe('a rotation of the keys', () => {
  it('publishes, promotes and retires, each not before its time', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      const [first = '', ...rest] = kids(keys);
      expect(await rotateKeys({ dir, clock })).to.deep.equal({
        did: 'publish',
        next: { phase: 'promote', due: later(minutes(10)) },
      });
      await keys.refresh();
      const published = kids(keys);
      expect(published)
        .to.have.length(6)
        .and.to.include.members([first, ...rest]);
      expect(published[0]).to.equal(first); // still signs
      const second = published[1];

      clock.advance(minutes(10) - 1);
      expect(await rotateKeys({ dir, clock })).to.deep.equal({
        did: undefined,
        next: { phase: 'promote', due: later(minutes(10)) },
      });
      clock.advance(1);
      const retirement = { phase: 'retire', due: later(minutes(10) + days(31)) };
      expect(await rotateKeys({ dir, clock })).to.deep.equal({ did: 'promote', next: retirement });
      await keys.refresh();
      expect(kids(keys).slice(0, 2)).to.deep.equal([second, first]); // the new one signs, the old one verifies

      clock.advance(days(31) - 1);
      expect(await rotateKeys({ dir, clock })).to.deep.equal({ did: undefined, next: retirement });
      clock.advance(1);
      expect(await rotateKeys({ dir, clock })).to.deep.equal({
        did: 'retire',
        next: { phase: 'publish', due: undefined },
      });
      await keys.refresh();
      expect(kids(keys)).to.have.length(3).and.to.include(second).and.not.to.include(first);
    });
  });

  it('does the next phase at once when it is forced', async () => {
    await withNode(async ({ dir, clock }) => {
      const did = [];
      for (let time = 0; time < 4; time++) did.push((await rotateKeys({ dir, clock, force: true })).did);
      expect(did).to.deep.equal(['publish', 'promote', 'retire', 'publish']);
    });
  });

  it('tells running nodes once for each change', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      let told = 0;
      keys.onChange(() => told++);
      for (const force of [true, false, true]) {
        await rotateKeys({ dir, clock, force });
        await keys.refresh();
        await keys.refresh();
      }
      expect(told).to.equal(2); // the unforced one was not due
    });
  });

  it('lets every node verify and unseal with a new key before one signs or seals with it', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      const [signs, spare] = keys.cookieKeys();
      await rotateKeys({ dir, clock });
      await keys.refresh();
      const [still, next, last] = keys.cookieKeys();
      expect([still, last]).to.deep.equal([signs, spare]);

      const early = await openKeys({ dir, clock, production: true, log: silent }); // this node has seen the publication only
      clock.advance(minutes(10));
      await rotateKeys({ dir, clock });
      await keys.refresh();
      expect(keys.cookieKeys()).to.deep.equal([next, signs, spare]);
      const sealed = keys.seal.seal('13800138000', 'phone');
      expect(early.seal.unseal(sealed, 'phone')).to.equal('13800138000');
      early.close();
    });
  });

  it('loses no sealed value, no index and no subject in ten rounds', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      const { subjectKey, seal } = keys;
      const [sealed, index] = [seal.seal('13800138000', 'phone'), seal.index('13800138000', 'phone')];
      for (let round = 0; round < 10; round++) await rotateOnce(dir, clock);
      const reopened = await openKeys({ dir, clock, production: true, log: silent });
      expect(reopened.seal.unseal(sealed, 'phone')).to.equal('13800138000');
      expect(reopened.seal.index('13800138000', 'phone')).to.deep.equal(index);
      expect(reopened.subjectKey).to.deep.equal(subjectKey);
      reopened.close();
    });
  });

  it('drops a cookie key only when no living cookie was signed with it', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      const [signs = '', spare = ''] = keys.cookieKeys();
      const hurry = async () => {
        for (const _phase of ['publish', 'promote', 'retire']) await rotateKeys({ dir, clock, force: true });
        await keys.refresh();
      };
      clock.advance(days(365));
      await hurry(); // `signs` was in use until now, `spare` never was
      expect(keys.cookieKeys()).to.have.length(2).and.to.include(signs).and.not.to.include(spare);
      await hurry();
      expect(keys.cookieKeys()).to.have.length(3).and.to.include(signs);
      clock.advance(days(31));
      await hurry();
      expect(keys.cookieKeys()).to.have.length(2).and.not.to.include(signs);
    });
  });

  it('is taken up again when it was cut off between the two files', async () => {
    for (const phase of ['publish', 'promote', 'retire']) {
      await withNode(async ({ dir, clock, keys }) => {
        const advance = async () => {
          clock.advance(days(31));
          return (await rotateKeys({ dir, clock })).did;
        };
        while ((await describeKeys(dir)).next.phase !== phase) await advance();
        const before = await contentOf(dir, 'signing.json');
        expect(await advance()).to.equal(phase);
        const reached = await contentOf(dir, 'secrets.json');
        await replace(dir, 'signing.json', before); // as if the process had died before it wrote this file
        expect(await advance()).to.equal(phase);
        const secrets = await contentOf(dir, 'secrets.json');
        expect(secrets.cookie).to.deep.equal(reached.cookie);
        expect(secrets.sealing).to.deep.equal(reached.sealing);
        await keys.refresh();
        expect(keys.cookieKeys().length).to.be.below(4);
      });
    }
  });

  it('happens once when several operators start it at the same moment', async () => {
    await withNode(async ({ dir, clock }) => {
      const results = await Promise.all(Array.from({ length: 4 }, () => rotateKeys({ dir, clock })));
      expect(results.filter(({ did }) => did === 'publish')).to.have.length(1);
      const { signing, cookie, sealing } = await describeKeys(dir);
      expect([signing.length, cookie.length, sealing.length]).to.deep.equal([6, 3, 2]);
      expect((await readdir(dir)).toSorted()).to.deep.equal(['secrets.json', 'signing.json', 'transparency.json']);
    });
  });

  it('takes over the lock of a dead process, and its half-written files', async () => {
    await withNode(async ({ dir, clock }) => {
      await writeFile(join(dir, 'rotation.lock'), `999999999@${hostname()}`);
      await writeFile(join(dir, '.secrets.json.6f1b'), '{');
      expect((await rotateKeys({ dir, clock })).did).to.equal('publish');
      expect((await readdir(dir)).toSorted()).to.deep.equal(['secrets.json', 'signing.json', 'transparency.json']);
    });
  });

  it('refuses to touch a folder that is not sound', async () => {
    await withNode(async ({ dir, clock }) => {
      await writeFile(join(dir, 'signing.json'), '{}');
      const error = await rotateKeys({ dir, clock }).catch((thrown: Error) => thrown.message);
      expect(error).to.include('is not usable').and.to.include('signing.json: keys');
    });
  });
});

describe('a rotation of the key of data alone', () => {
  const anyone = async () => undefined;

  it('makes a key known, and uses it not before its time', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      const [first = ''] = keys.dataKeys();
      const begun = await rotateDataKey({ dir, clock, mayUse: anyone });
      await keys.refresh();
      const [still, next = ''] = keys.dataKeys();
      expect(still).to.equal(first); // still seals
      expect(begun).to.deep.equal({ did: 'publish', next: { name: next, due: later(minutes(10) + 0.001) } });

      clock.advance(minutes(10));
      expect((await rotateDataKey({ dir, clock, mayUse: anyone })).did).to.equal(undefined);
      clock.advance(0.001);
      expect(await rotateDataKey({ dir, clock, mayUse: anyone })).to.deep.equal({ did: 'promote', next: undefined });
      await keys.refresh();
      expect(keys.dataKeys()).to.deep.equal([next, first]);
      expect((await describeKeys(dir)).sealing.map(({ phase }) => phase)).to.deep.equal(['seals', 'former']);
    });
  });

  it('uses no key that a node does not know, however urgent', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      await rotateDataKey({ dir, clock, mayUse: anyone });
      const before = await contentOf(dir, 'secrets.json');
      const asked: string[] = [];
      const mayUse = async (name: string) => {
        asked.push(name);
        throw new Error('a node does not know it');
      };
      const refused = await rotateDataKey({ dir, clock, force: true, mayUse }).catch((error: Error) => error.message);
      expect(refused).to.equal('a node does not know it');
      expect(await contentOf(dir, 'secrets.json')).to.deep.equal(before);
      await keys.refresh();
      expect(asked).to.deep.equal([keys.dataKeys()[1]]);
    });
  });

  it('goes together with a rotation of all keys: one new key at a time, in use only when it is due', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      await rotateKeys({ dir, clock }); // publishes one
      await rotateDataKey({ dir, clock, force: true, mayUse: anyone }); // uses it
      await rotateDataKey({ dir, clock, mayUse: anyone }); // publishes another
      await keys.refresh();
      const [second, third, first] = keys.dataKeys();
      await rotateKeys({ dir, clock, force: true }); // promotes its own, and not the one that came a moment ago
      await keys.refresh();
      expect(keys.dataKeys()).to.deep.equal([second, third, first]);
      for (const _phase of ['retire', 'publish']) await rotateKeys({ dir, clock, force: true });
      clock.advance(minutes(11));
      await rotateKeys({ dir, clock });
      await keys.refresh();
      expect(keys.dataKeys()).to.deep.equal([third, second, first]);
    });
  });

  it('gives a key away only when it seals nothing and is not about to', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      const sealed = keys.seal.seal('13800138000', 'phone');
      for (const _step of ['publish', 'promote', 'publish'])
        await rotateDataKey({ dir, clock, force: true, mayUse: anyone });
      await keys.refresh();
      const [used = '', next = '', former = ''] = keys.dataKeys();
      expect(await removeDataKeys(dir, [used, next, former])).to.deep.equal([former]);
      expect(await removeDataKeys(dir, [used, next, former])).to.deep.equal([]);
      await keys.refresh();
      expect(keys.dataKeys()).to.deep.equal([used, next]);
      expect(() => keys.seal.unseal(sealed, 'phone')).to.throw('not in KEYS_DIR');
    });
  });
});

describe('the list of keys', () => {
  it('shows phases and dates, and no secret', async () => {
    await withNode(async ({ dir, clock, keys }) => {
      await rotateKeys({ dir, clock });
      const list = await describeKeys(dir);
      expect(list.signing.map(({ alg, phase }) => `${alg} ${phase}`)).to.include.members([
        'RS256 active',
        'RS256 published',
      ]);
      expect(list.rotations).to.equal(1);
      const said = JSON.stringify(list);
      const secrets = [
        ...keys.cookieKeys(),
        keys.subjectKey.toString('base64url'),
        ...keys.jwks().keys.map(({ d }) => d ?? 'no private part'),
      ];
      for (const secret of secrets) expect(said).not.to.include(secret.slice(0, 12));
    });
  });
});
