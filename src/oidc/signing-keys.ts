import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { ExternalSigningKey } from 'oidc-provider';
import { joseSignature } from '../crypto/ecdsa.ts';
import type { SigningJwk } from '../crypto/signing.ts';

/** A key with which the library signs at once: Web Cryptography takes twice as long for an ES256 or EdDSA signature, most of it to change threads. */
class KeyAtHand extends ExternalSigningKey {
  readonly #own: { kid: string; alg: string };
  readonly #secret: KeyObject;
  readonly #open: KeyObject;

  constructor(jwk: SigningJwk) {
    super();
    const { kid, alg } = jwk;
    this.#own = { kid, alg };
    this.#secret = createPrivateKey({ key: jwk, format: 'jwk' });
    this.#open = createPublicKey(this.#secret);
  }

  override get kid(): string {
    return this.#own.kid;
  }

  override get alg(): string {
    return this.#own.alg;
  }

  override keyObject(): KeyObject {
    return this.#open;
  }

  override sign(data: Uint8Array): Uint8Array {
    return this.#own.alg === 'EdDSA'
      ? sign(null, data, this.#secret)
      : joseSignature(sign('sha256', data, this.#secret), 32);
  }
}

/** An RS256 signature takes ten times as long: that stays on other threads. */
export const signingKeys = ({ keys }: { keys: readonly SigningJwk[] }) => ({
  keys: keys.map((jwk) => (jwk.alg === 'RS256' ? jwk : new KeyAtHand(jwk))),
});
