import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { days } from '../../src/clock.ts';
import { createKeys } from '../../src/crypto/keys.ts';
import { readLogKeys, rotateLogKeys } from '../../src/crypto/log-keys.ts';
import { testClock } from '../support/clock.ts';
import { freshFolder } from '../support/keys.ts';

describe('the key of the transparency logs', () => {
  const clock = testClock();
  const made = async () => {
    const dir = await freshFolder();
    await createKeys(dir, clock);
    return dir;
  };

  it('is changed in two steps, between which both sign for thirty days', async () => {
    const dir = await made();
    const [first] = await readLogKeys(dir);
    expect(await rotateLogKeys({ dir, clock })).to.deep.include({ did: 'add', next: 'retire' });
    const [second, former, ...more] = await readLogKeys(dir);
    expect([former, more]).to.deep.equal([first, []]);
    expect(second).not.to.deep.equal(first);
    clock.advance(days(29));
    expect(await rotateLogKeys({ dir, clock })).to.deep.include({ did: undefined, next: 'retire' });
    expect(await readLogKeys(dir)).to.deep.equal([second, first]);
    clock.advance(days(1));
    expect(await rotateLogKeys({ dir, clock })).to.deep.include({ did: 'retire', next: 'add' });
    expect(await readLogKeys(dir)).to.deep.equal([second]);
  });

  it('is added by several at once one after the other, and none is lost', async () => {
    const dir = await made();
    const all = await Promise.all(Array.from({ length: 4 }, () => rotateLogKeys({ dir, clock })));
    expect(all.map(({ did }) => did).filter((did) => did !== undefined)).to.deep.equal(['add']);
    expect(await readLogKeys(dir)).to.have.length(2);
  });

  it('is asked for in words where it is missing, broken, or open to others', async () => {
    const dir = await made();
    const path = join(dir, 'transparency.json');
    const refusal = () => readLogKeys(dir).then(String, (error: Error) => error.message);
    await chmod(path, 0o644);
    expect(await refusal()).to.include('chmod 600');
    await rm(path);
    expect(await refusal()).to.include('keys create');
    await writeFile(path, '{"keys": []}', { mode: 0o600 });
    expect(await refusal()).to.include('is broken');
    await rm(path);
    await createKeys(dir, clock);
    expect(await readLogKeys(dir)).to.have.length(1);
  });
});
