import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createPasswords } from '../../src/crypto/passwords.ts';

describe('the threads that hash', () => {
  it('stand behind the one that serves from the first hash on', async function () {
    if (process.platform !== 'linux') this.skip();
    const usual = getPriority(process.pid);
    await createPasswords().hash('雨天读书');
    const priorities = new Map<string, number[]>();
    for (const id of readdirSync('/proc/self/task')) {
      const name = readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim();
      priorities.set(name, [...(priorities.get(name) ?? []), getPriority(Number(id))]);
    }
    // A process that as a whole stands behind others keeps its place.
    expect(new Set(priorities.get('libuv-worker'))).to.eql(new Set([Math.max(5, usual)]));
    expect(getPriority(process.pid)).to.equal(usual);
  });
});
