import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sm2 } from 'sm-crypto-v2';

const userId = '1234567812345678';

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
/** In words, where the second implementation is not on this machine. */
export const whyNoOpenssl: string | undefined = /^OpenSSL [3-9]/.test(version)
  ? undefined
  : `signatures are verified by one implementation only: no openssl of version 3 or later here (${version.trim() || 'none'})`;

/** As docs/operating.md tells others to do it. */
export function opensslVerifies(pem: string, signed: Buffer, signature: Buffer, id = userId): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'sm2-'));
  const put = (name: string, content: string | Buffer) => {
    writeFileSync(join(dir, name), content);
    return join(dir, name);
  };
  try {
    const { status, stdout, stderr } = spawnSync(
      'openssl',
      [
        ...['pkeyutl', '-verify', '-pubin', '-inkey', put('key.pem', pem), '-rawin', '-digest', 'sm3'],
        ...['-in', put('signed', signed), '-sigfile', put('signature', signature), '-pkeyopt', `distid:${id}`],
      ],
      { encoding: 'utf8' },
    );
    if (!/Signature Verified Successfully|Signature Verification Failure/.test(stdout))
      throw new Error(stderr || stdout);
    return status === 0;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The uncompressed point of a public key, in hexadecimal: the last 65 bytes of the PEM. */
const pointOf = (pem: string): string =>
  createPublicKey(pem).export({ format: 'der', type: 'spki' }).subarray(-65).toString('hex');

/** By the other implementation. */
export const libraryVerifies = (pem: string, signed: Buffer, signature: Buffer, id = userId): boolean =>
  sm2.doVerifySignature(signed, signature.toString('hex'), pointOf(pem), { hash: true, der: true, userId: id });
