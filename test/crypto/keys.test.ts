import { spawn } from 'node:child_process';
import { createPublicKey, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Keys, openKeys } from '../../src/crypto/keys.ts';
import { testClock } from '../support/clock.ts';
import { silent } from '../support/database.ts';
import { freshFolder, tamper } from '../support/keys.ts';

const clock = testClock();

async function opened<T>(dir: string, use: (keys: Keys) => T | Promise<T>, production = false): Promise<T> {
  const keys = await openKeys({ dir, clock, production, log: silent });
  try {
    return await use(keys);
  } finally {
    keys.close();
  }
}

const refusalOf = (dir: string) => opened(dir, () => 'opened', true).catch((error: Error) => error.message);

/** A sound folder after one change. */
async function changed(name: string, change: Parameters<typeof tamper>[2]): Promise<string> {
  const dir = await freshFolder();
  await opened(dir, () => undefined);
  await tamper(dir, name, change);
  return refusalOf(dir);
}

describe('keys at the first start', () => {
  it('are made for one pair of eyes only', async () => {
    const dir = await freshFolder();
    await opened(dir, () => undefined);
    expect((await readdir(dir)).toSorted()).to.deep.equal(['secrets.json', 'signing.json', 'transparency.json']);
    expect((await stat(dir)).mode & 0o777).to.equal(0o700);
    for (const name of ['secrets.json', 'signing.json', 'transparency.json'])
      expect((await stat(join(dir, name))).mode & 0o777).to.equal(0o600);
  });

  it('sign with RS256, ES256 and EdDSA, and hold the fields of a key only', async () => {
    await opened(await freshFolder(), (keys) => {
      const { keys: jwks } = keys.jwks();
      expect(jwks.map(({ alg }) => alg)).to.deep.equal(['RS256', 'ES256', 'EdDSA']);
      for (const jwk of jwks) {
        const data = Buffer.from('signed');
        const digest = jwk.alg === 'EdDSA' ? null : 'sha256';
        const key = { key: jwk, format: 'jwk' } as const;
        expect(verify(digest, data, createPublicKey(key), sign(digest, data, key))).to.equal(true);
        expect(Object.keys(jwk)).to.not.include.members(['phase', 'publishedAt']);
      }
    });
  });

  it('come with secrets of at least 32 bytes, no two the same', async () => {
    await opened(await freshFolder(), (keys) => {
      const { subjectKey, rotationKey, formKey, dpopNonceSecret, auditKey } = keys;
      const all = [
        subjectKey,
        rotationKey,
        formKey,
        dpopNonceSecret,
        auditKey,
        ...keys.cookieKeys().map((key) => Buffer.from(key, 'base64url')),
      ];
      expect(all).to.have.length(7);
      for (const secret of all) expect(secret).to.have.length(32);
      expect(new Set(all.map((secret) => secret.toString('hex'))).size).to.equal(7);
    });
  });

  it('are the same again at every later start, in production too', async () => {
    const dir = await freshFolder();
    const look = (keys: Keys) => [keys.jwks(), keys.cookieKeys(), keys.subjectKey, keys.seal.index('a', 'b')];
    const first = await opened(dir, look);
    expect(await opened(dir, look)).to.deep.equal(first);
    expect(await opened(dir, look, true)).to.deep.equal(first);
  });

  it('are the same for several processes that start at once', async () => {
    const dir = await freshFolder();
    const script = `
      const { openKeys } = await import(${JSON.stringify(new URL('../../src/crypto/keys.ts', import.meta.url))});
      const { createLog } = await import(${JSON.stringify(new URL('../../src/log.ts', import.meta.url))});
      const keys = await openKeys({ dir: process.argv[1], clock: { now: () => new Date(0) }, production: false, log: createLog('silent') });
      console.log(JSON.stringify([keys.jwks(), keys.cookieKeys(), keys.subjectKey, keys.seal.index('a', 'b')]));
      keys.close();`;
    const said = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir]);
        const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
        expect(errors).to.equal('');
        return output;
      }),
    );
    expect(said[0]).to.have.length.above(1_000);
    expect(new Set(said).size).to.equal(1);
    expect((await readdir(dir)).toSorted()).to.deep.equal(['secrets.json', 'signing.json', 'transparency.json']);
  });

  it('take up a start that was cut off between the files, but never make secrets beside keys', async () => {
    const dir = await freshFolder();
    const subject = await opened(dir, (keys) => keys.subjectKey);
    await rm(join(dir, 'signing.json'));
    expect(await opened(dir, (keys) => keys.subjectKey)).to.deep.equal(subject);
    await rm(join(dir, 'secrets.json'));
    const refused = await opened(dir, () => 'opened').catch((error: Error) => error.message);
    expect(refused).to.include('restore it from the backup');
    expect((await readdir(dir)).toSorted()).to.deep.equal(['signing.json', 'transparency.json']);
  });

  it('are closed to others when a copy has opened them', async () => {
    const dir = await freshFolder();
    await opened(dir, () => undefined);
    await chmod(join(dir, 'secrets.json'), 0o644);
    await chmod(dir, 0o755);
    await opened(dir, () => undefined);
    expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).to.equal(0o600);
    expect((await stat(dir)).mode & 0o777).to.equal(0o700);
  });
});

describe('keys in production', () => {
  it('are never made: both files are named, and the command that makes them', async () => {
    const dir = await freshFolder();
    await mkdir(dir);
    expect(await refusalOf(dir)).to.equal(
      `KEYS_DIR=${dir} is not usable:\n  secrets.json is missing\n  signing.json is missing\n` +
        'Restore the files from their backup. Only for a new deployment, whose database is still empty, make them with: npm run -s cloud -- keys create',
    );
    expect(await readdir(dir)).to.deep.equal([]);
    expect(await refusalOf(join(dir, 'nowhere'))).to.include('secrets.json is missing');
  });

  it('must not be readable by others', async () => {
    const dir = await freshFolder();
    await opened(dir, () => undefined);
    for (const mode of [0o644, 0o604, 0o620]) {
      await chmod(join(dir, 'signing.json'), mode);
      expect(await refusalOf(dir)).to.include(
        `signing.json can be read or changed by other users: chmod 600 ${join(dir, 'signing.json')}`,
      );
    }
    await chmod(join(dir, 'signing.json'), 0o440); // as secrets are mounted
    expect(await refusalOf(dir)).to.equal('opened');
  });

  it('must be whole', async () => {
    const dir = await freshFolder();
    await opened(dir, () => undefined);
    const whole = await readFile(join(dir, 'secrets.json'), 'utf8');
    for (const broken of ['', '{', 'null', '[]', whole.slice(0, -20)]) {
      await writeFile(join(dir, 'secrets.json'), broken);
      expect(await refusalOf(dir), JSON.stringify(broken.slice(0, 20))).to.include('secrets.json: the content');
    }
  });

  it('must not be short, invented, used twice or left out', async () => {
    const weak: [change: Record<string, unknown>, fault: RegExp][] = [
      [{ subject: 'changeme' }, /subject is too short/],
      [{ form: 'c2VjcmV0' }, /form is too short/],
      [{ rotation: 'A'.repeat(43) }, /rotation is not random/],
      [{ index: Buffer.from('changeme'.repeat(4)).toString('base64url') }, /index is not random/],
      [{ subject: 'not base64url at all, but rather long indeed' }, /subject is not base64url/],
      [{ dpop: undefined }, /dpop /],
      [{ cookie: [] }, /cookie needs at least two keys/],
      [{ sealing: [] }, /sealing needs at least one key/],
    ];
    for (const [change, fault] of weak)
      expect(await changed('secrets.json', (content) => Object.assign(content, change))).to.match(fault);
    expect(await changed('secrets.json', (content) => Object.assign(content, { form: content.subject }))).to.include(
      'used twice',
    );
  });

  it('are reported together if several are wrong', async () => {
    const said = await changed('secrets.json', (content) =>
      Object.assign(content, { subject: 'x', form: 'y', rotation: '' }),
    );
    expect(said.match(/^ {2}secrets\.json: (subject|form|rotation) /gm)).to.have.length(3);
  });

  it('must be keys, long enough, under their own names, one active for each algorithm', async () => {
    type Change = Parameters<typeof changed>[1];
    const inKeys = (change: Change) => changed('signing.json', change);
    const set =
      (place: number, values: object): Change =>
      ({ keys }) =>
        Object.assign(keys[place]?.jwk ?? {}, values);
    expect(await inKeys(set(0, { kid: 'other' }))).to.include('a key for RS256 does not have its thumbprint');
    expect(await inKeys(set(1, { d: 'A'.repeat(43) }))).to.match(
      /a key for ES256 (is not a private key|has parts of two keys)/,
    );
    expect(await inKeys(set(2, { d: 'B'.repeat(43) }))).to.match(
      /a key for EdDSA (is not a private key|has parts of two keys)/,
    );
    expect(await inKeys(set(1, { alg: 'HS256' }))).to.include('signing.json: keys.1.jwk.alg');
    expect(await inKeys(({ keys }) => keys.pop())).to.include('exactly one active key for EdDSA is needed');
    expect(await inKeys(({ keys }) => keys.map((key) => Object.assign(key, { phase: 'retiring' })))).to.include(
      'exactly one active key for RS256',
    );
    expect(await inKeys(({ keys }) => keys.push(...keys.map((key) => ({ ...key, phase: 'retiring' }))))).to.include(
      'the same key stands there twice',
    );
  });
});
