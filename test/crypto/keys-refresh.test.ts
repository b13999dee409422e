import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Keys, openKeys } from '../../src/crypto/keys.ts';
import { testClock } from '../support/clock.ts';
import { silent } from '../support/database.ts';
import { contentOf, freshFolder, tamper } from '../support/keys.ts';

async function opened(dir: string, use: (keys: Keys) => Promise<void> | void): Promise<void> {
  const keys = await openKeys({ dir, clock: testClock(), production: false, log: silent });
  try {
    await use(keys);
  } finally {
    keys.close();
  }
}

describe('keys on a running node', () => {
  it('stay in use while the folder is broken, and are read again when it is whole', async () => {
    const dir = await freshFolder();
    await opened(dir, async (keys) => {
      let told = 0;
      keys.onChange(() => told++);
      const before = keys.cookieKeys();
      const whole = await readFile(join(dir, 'secrets.json'), 'utf8');
      await writeFile(join(dir, 'secrets.json'), '{');
      await keys.refresh();
      expect([keys.cookieKeys(), told]).to.deep.equal([before, 0]);
      await writeFile(join(dir, 'secrets.json'), whole);
      await keys.refresh();
      expect(told).to.equal(0); // nothing has changed
      await tamper(dir, 'secrets.json', (content) => Object.assign(content, { cookie: content.cookie.toReversed() }));
      await Promise.all([keys.refresh(), keys.refresh()]);
      expect([keys.cookieKeys(), told]).to.deep.equal([before.toReversed(), 1]);
    });
  });

  it('never take over another subject key', async () => {
    const dir = await freshFolder();
    const other = await freshFolder();
    await opened(other, () => undefined);
    const { subject } = await contentOf(other, 'secrets.json');
    await opened(dir, async (keys) => {
      const cookies = keys.cookieKeys();
      await tamper(dir, 'secrets.json', (content) =>
        Object.assign(content, { subject, cookie: content.cookie.toReversed() }),
      );
      await keys.refresh();
      expect(keys.cookieKeys()).to.deep.equal(cookies);
    });
  });

  it('are looked at by themselves', async () => {
    const dir = await freshFolder();
    const keys = await openKeys({ dir, clock: testClock(), production: false, log: silent, everyMs: 20 });
    const changes = new Promise<void>((resolve) => keys.onChange(resolve));
    await tamper(dir, 'secrets.json', (content) => Object.assign(content, { cookie: content.cookie.toReversed() }));
    await changes;
    keys.close();
  });
});
