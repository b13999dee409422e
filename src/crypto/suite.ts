import { createCipheriv, createHash } from 'node:crypto';

/** The ciphers of data at rest and the hash of the audit chain. Every value names its suite, so either can be read under any setting. */
export const suites = ['international', 'national'] as const;
export type Suite = (typeof suites)[number];
/** Of the audit: HMAC by SHA-256, or by SM3 (GB/T 32905). */
export type AuditHash = 'sha256' | 'sm3';

/** As the setting says. */
export const suiteOf = ({ NATIONAL_CRYPTOGRAPHY: isOn }: { NATIONAL_CRYPTOGRAPHY: boolean }): Suite =>
  isOn ? 'national' : 'international';

export const auditHashOf = (suite: Suite): AuditHash => (suite === 'national' ? 'sm3' : 'sha256');

/** The examples of GB/T 32905 and GB/T 32907. */
const vectors = {
  sm3: { text: 'abc', hash: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0' },
  sm4: { block: '0123456789abcdeffedcba9876543210', encrypted: '681edf34d206965e86b3e94f536e4246' },
};

/** Before anything is sealed by them: some builds of OpenSSL leave SM3 and SM4 out. */
export function mustSupportNational(): void {
  const { sm3, sm4 } = vectors;
  try {
    const block = Buffer.from(sm4.block, 'hex');
    // One block of zeros in counter mode: the result is the block cipher alone.
    const encrypted = createCipheriv('sm4-ctr', block, block).update(Buffer.alloc(16)).toString('hex');
    const hash = createHash('sm3').update(sm3.text).digest('hex');
    if (encrypted === sm4.encrypted && hash === sm3.hash) return;
  } catch {
    // It does not know them at all.
  }
  throw new Error(
    'NATIONAL_CRYPTOGRAPHY=on needs SM3 and SM4, which the OpenSSL of this Node.js does not do rightly: use a build from nodejs.org',
  );
}
