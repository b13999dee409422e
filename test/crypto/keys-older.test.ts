import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createKeys, openKeys, rotateKeys } from '../../src/crypto/keys.ts';
import { withLock } from '../../src/crypto/lock.ts';
import { newToken } from '../../src/crypto/secrets.ts';
import { testClock } from '../support/clock.ts';
import { silent } from '../support/database.ts';
import { contentOf, freshFolder, tamper } from '../support/keys.ts';
import { cloud } from '../support/server.ts';

const clock = testClock();
const open = async (dir: string, production: boolean) => {
  const keys = await openKeys({ dir, clock, production, log: silent });
  keys.close();
  return keys;
};
const refusalOf = (dir: string) => open(dir, true).then(String, (error: Error) => error.message);

/** A folder as the releases before the audit key left it. */
async function olderFolder() {
  const dir = await freshFolder();
  await createKeys(dir, clock);
  await tamper(dir, 'secrets.json', (content) => {
    delete content.audit;
  });
  const { audit: _none, ...rest } = await contentOf(dir, 'secrets.json');
  return { dir, rest };
}

describe('keys of an older release', () => {
  it('get the secret that they lack at a start in development, and keep the others', async () => {
    const { dir, rest } = await olderFolder();
    const { auditKey } = await open(dir, false);
    const { audit, ...kept } = await contentOf(dir, 'secrets.json');
    expect(kept).to.deep.equal(rest);
    expect(audit).to.equal(auditKey.toString('base64url'));
    expect(auditKey).to.have.length(32);
    expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).to.equal(0o600);
    expect((await open(dir, true)).auditKey).to.deep.equal(auditKey);
  });

  it('are published once, by whichever of many starts first', async () => {
    const { dir } = await olderFolder();
    const script = `
      const { openKeys } = await import(${JSON.stringify(new URL('../../src/crypto/keys.ts', import.meta.url))});
      const { createLog } = await import(${JSON.stringify(new URL('../../src/log.ts', import.meta.url))});
      const keys = await openKeys({ dir: process.argv[1], clock: { now: () => new Date(0) }, production: false, log: createLog('silent') });
      console.log(keys.auditKey.toString('hex'));
      keys.close();`;
    const said = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
        return output;
      }),
    );
    expect(new Set(said).size).to.equal(1);
    expect(said[0]).to.match(/^[\da-f]{64}\n$/);
    expect((await readdir(dir)).toSorted()).to.deep.equal(['secrets.json', 'signing.json', 'transparency.json']);
  });

  it('wait for the process that is writing the same file, and keep the secret that he has added', async () => {
    const { dir, rest } = await olderFolder();
    const theirs = newToken();
    let made: Promise<string[]> | undefined;
    await withLock(dir, 'rotation.lock', async () => {
      made = createKeys(dir, clock);
      await sleep(200);
      await writeFile(join(dir, 'secrets.json'), JSON.stringify({ ...rest, audit: theirs }), { mode: 0o600 });
    });
    expect(await made).to.deep.equal([]);
    expect(await contentOf(dir, 'secrets.json')).to.deep.equal({ ...rest, audit: theirs });
  });

  it('are refused in production with the cure, which works there, and are not touched before', async () => {
    const { dir, rest } = await olderFolder();
    const before = await readFile(join(dir, 'secrets.json'), 'utf8');
    expect(await refusalOf(dir)).to.include(
      'secrets.json: audit is missing, since this folder is older than it. If no backup of the folder has it, add it with: npm run -s cloud -- keys create',
    );
    expect(await readFile(join(dir, 'secrets.json'), 'utf8')).to.equal(before);
    const production = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://sso.example.cn',
      DATABASE_URL: 'postgres://cloud@127.0.0.1:1/away',
      SMTP_URL: 'smtps://mail.example.cn',
      SMS_URL: 'https://sms.example.cn/send',
      KEYS_DIR: dir,
    };
    expect(await cloud(['keys', 'create'], production)).to.include({ code: 0, stderr: '' });
    const { audit, ...kept } = await contentOf(dir, 'secrets.json');
    expect(audit).to.be.a('string');
    expect(kept).to.deep.equal(rest);
    expect(await refusalOf(dir)).to.equal('[object Object]');
  });

  it('get nothing where more is wrong, or the secret is there but no secret', async () => {
    const { dir } = await olderFolder();
    await tamper(dir, 'secrets.json', (content) => Object.assign(content, { subject: 'x' }));
    await createKeys(dir, clock);
    expect(await contentOf(dir, 'secrets.json')).not.to.have.property('audit');

    const { dir: other } = await olderFolder();
    await tamper(other, 'secrets.json', (content) => Object.assign(content, { audit: 'c2VjcmV0' }));
    await createKeys(other, clock);
    expect(await refusalOf(other)).to.include('audit is too short');
  });

  it('keep it through every phase of a rotation, and a running node takes over no other', async () => {
    const { dir } = await olderFolder();
    const { auditKey } = await open(dir, false);
    for (let phase = 0; phase < 3; phase++) await rotateKeys({ dir, clock, force: true });
    expect((await open(dir, true)).auditKey).to.deep.equal(auditKey);

    const keys = await openKeys({ dir, clock, production: true, log: silent });
    let told = 0;
    keys.onChange(() => told++);
    await tamper(dir, 'secrets.json', (content) =>
      Object.assign(content, { audit: content.form, form: content.audit }),
    );
    await keys.refresh();
    keys.close();
    expect(told).to.equal(0);
  });
});

describe('cloud keys create', () => {
  it('is the first command of an installation: it asks for no other setting, and for its own', async () => {
    const [dir, other] = [await freshFolder(), await freshFolder()];
    const bare = { NODE_ENV: 'production', KEYS_DIR: dir };
    expect(await cloud(['keys', 'create'], bare)).to.include({ code: 0, stderr: '' });
    expect(await readdir(dir)).to.include.members(['secrets.json', 'signing.json', 'transparency.json']);
    const refused = await cloud(['keys', 'create'], { ...bare, KEYS_DIR: other, NATIONAL_CRYPTOGRAPHY: 'yes' });
    expect(refused.code).not.to.equal(0);
    expect(refused.stderr).to.include('NATIONAL_CRYPTOGRAPHY 的写法不对');
    await expectNothingIn(other);
  });
});

const expectNothingIn = async (dir: string) => expect(await readdir(dir).catch(() => [])).to.eql([]);
