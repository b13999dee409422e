import { createECDH, randomBytes } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { sm2 } from 'sm-crypto-v2';
import { createKeys, openKeys } from '../../src/crypto/keys.ts';
import { createSm2Key, mustReadSm2File, openSm2Signer, renewSm2Key, signFile } from '../../src/crypto/sm2.ts';
import { testClock } from '../support/clock.ts';
import { silent } from '../support/database.ts';
import { freshFolder } from '../support/keys.ts';
import { libraryVerifies, opensslVerifies, whyNoOpenssl } from '../support/sm2.ts';

const clock = testClock();
const bytesOf = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** The example of GB/T 32918.5, A.2, on the recommended curve. */
const example = {
  message: Buffer.from('message digest'),
  d: bytesOf('3945208F 7B2144B1 3F36E38A C6D39F95 88939369 2860B51A 42FB81EF 4DF7C5B8'),
  e: bytesOf('F0B43E94 BA45ACCA ACE692ED 534382EB 17E6AB5A 19CE7B31 F4486FDF C0D28640'),
  k: bytesOf('59276E27 D506861A 16680F3A D9C02DCC EF3CC1FA 3CDBE4CE 6D54B80D EAC1BC21'),
  r: 'F5A03B06 48D2C463 0EEAC513 E1BB81A1 5944DA38 27D5B741 43AC7EAC EEE720B3',
  s: 'B1B6AA29 DF212FD8 763182BC 0D421CA1 BB9038FD 1F7F42D4 840B69C4 85BBC1AA',
};
const ofExample = () =>
  openSm2Signer({ keys: [{ key: example.d.toString('base64url'), createdAt: clock.now().toISOString() }] });

describe('a signature by SM2 (GB/T 32918)', () => {
  it('is over the hash of key, message and user id that the standard defines', async () => {
    const { begin } = await ofExample();
    expect(begin().update(example.message).digest('hex')).to.equal(example.e.toString('hex'));
  });

  it('is the one of the standard, where the random number is the one of the standard', () => {
    const curve = createECDH('SM2');
    curve.setPrivateKey(example.k);
    const publicKey = curve.getPublicKey('hex');
    const [k, x1] = [`0x${example.k.toString('hex')}`, `0x${publicKey.slice(2, 66)}`].map(BigInt);
    if (k === undefined || x1 === undefined) throw new Error('there are two');
    const point = { k, x1, privateKey: example.k.toString('hex'), publicKey };
    const signature = sm2.doSignature(example.e, example.d.toString('hex'), { pointPool: [point] });
    expect(signature).to.equal((example.r + example.s).replaceAll(' ', '').toLowerCase());
  });

  it('is held for right by two implementations, the one of the standard and ours, and nothing else is', async function () {
    const { begin, sign, publicKeys } = await ofExample();
    const given = bytesOf(`30460221 00 ${example.r} 0221 00 ${example.s}`);
    const other = Buffer.from('message digesT');
    const mine = sign(begin().update(example.message));
    const way = whyNoOpenssl === undefined ? { openssl: opensslVerifies } : {};
    for (const [name, verifies] of Object.entries({ library: libraryVerifies, ...way })) {
      for (const signature of [given, mine]) {
        expect(verifies(publicKeys, example.message, signature), name).to.equal(true);
        expect(verifies(publicKeys, other, signature), name).to.equal(false);
        expect(verifies(publicKeys, example.message, signature, 'ALICE123@YAHOO.COM'), name).to.equal(false);
      }
    }
    if (whyNoOpenssl !== undefined) {
      console.warn(`      ${whyNoOpenssl}`);
      this.skip();
    }
  });

  it('is another one each time, and of DER that the other implementation takes', async function () {
    if (whyNoOpenssl !== undefined) return this.skip();
    const { begin, sign, publicKeys } = await ofExample();
    const seen = new Set<string>();
    // Half of all numbers begin with a bit that DER takes for a sign, which is where encodings go wrong.
    for (let round = 0; round < 12; round++) {
      const message = randomBytes(round * 40);
      const signature = sign(begin().update(message));
      seen.add(signature.toString('hex'));
      expect(opensslVerifies(publicKeys, message, signature)).to.equal(true);
    }
    expect(seen.size).to.equal(12);
  });
});

describe('the key that signs exports', () => {
  const open = (dir: string, production: boolean, suite: 'national' | 'international' = 'national') =>
    openKeys({ dir, clock, production, log: silent, suite });

  async function folder(): Promise<string> {
    const dir = await freshFolder();
    await mkdir(dir, { mode: 0o700 });
    return dir;
  }

  it('is made with the others in development; production refuses to start without it, and names the command', async () => {
    const dir = await freshFolder();
    await createKeys(dir, clock);
    (await open(dir, true, 'international')).close();
    const refused = await open(dir, true).catch((error: Error) => error.message);
    expect(refused)
      .to.include('sm2.json is missing')
      .and.include('keys create')
      .and.include('NATIONAL_CRYPTOGRAPHY=on');
    const keys = await open(dir, false);
    keys.close();
    expect((await stat(join(dir, 'sm2.json'))).mode & 0o777).to.equal(0o600);
    const again = await open(dir, true);
    again.close();
    expect((await again.sm2?.())?.publicKeys).to.equal((await keys.sm2?.())?.publicKeys);
    const without = await open(dir, true, 'international');
    without.close();
    expect([keys.auditHash, without.auditHash, without.sm2]).to.deep.equal(['sm3', 'sha256', undefined]);
  });

  it('is refused where it is damaged or readable by others, and never replaced', async () => {
    const dir = await folder();
    expect(await createSm2Key(dir, clock.now())).to.equal(true);
    const held = await readFile(join(dir, 'sm2.json'), 'utf8');
    expect(await createSm2Key(dir, clock.now())).to.equal(false);
    expect(await readFile(join(dir, 'sm2.json'), 'utf8')).to.equal(held);
    await writeFile(join(dir, 'sm2.json'), '{"keys":[{"key":"AAAA"}]}', { mode: 0o600 });
    const refused = await mustReadSm2File(dir).catch((error: Error) => error.message);
    expect(refused).to.include('keys.0.key').and.include('Restore it from the backup');
  });

  it('is renewed without losing signatures of the former one', async () => {
    const dir = await folder();
    await createSm2Key(dir, clock.now());
    const former = await openSm2Signer(await mustReadSm2File(dir));
    const message = Buffer.from('许可');
    const signature = former.sign(former.begin().update(message));
    await renewSm2Key(dir, clock.now());
    const { publicKeys, begin, sign } = await openSm2Signer(await mustReadSm2File(dir));
    const pems = publicKeys.split(/(?=-----BEGIN)/);
    expect([pems.length, pems[1]]).to.deep.equal([2, former.publicKeys]);
    const fresh = sign(begin().update(message));
    const right = pems.map((pem) => [signature, fresh].map((one) => libraryVerifies(pem, message, one)));
    expect(right).to.deep.equal([
      [false, true],
      [true, false],
    ]);
  });

  it('signs a file of any size, and puts the signature beside it', async () => {
    const dir = await folder();
    await createSm2Key(dir, clock.now());
    const path = join(dir, 'audit.csv');
    const content = randomBytes(300_000);
    await writeFile(path, content);
    const { signature, publicKeys } = await signFile(dir, path);
    expect(signature).to.equal(`${path}.sm2`);
    expect(libraryVerifies(publicKeys, content, await readFile(signature))).to.equal(true);
  });
});
