import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

type Options = {
  origin: string;
  /** The site that the key is made for; the host of the origin where it says nothing. */
  rpId?: string;
  /** How far the counter goes with each use; 0 for a device that keeps none. */
  step?: number;
  backedUp?: boolean;
  /** The passkey that a device kept of an earlier run. */
  kept?: Kept;
};

/** A key as its device keeps it. */
export type Kept = { credentialId: string; privateKey: string; counter: number; handle: string };

/** False data of a dishonest device or browser. */
export type Lie = Partial<{
  origin: string;
  rpId: string;
  type: string;
  verified: boolean;
  counter: number;
  crossOrigin: boolean;
  userHandle: string;
  signature: (made: Buffer) => Buffer;
}>;

type Creation = { challenge: string; user: { id: string } };
type Request = { challenge: string };

/** A device with keys, in software: the answers of a browser and its authenticator to our options (WebAuthn Level 3, 6 and 7). */
export function createAuthenticator(options: Options) {
  const { origin, rpId = new URL(origin).hostname, step = 1, backedUp = false, kept } = options;
  const credentialId = kept === undefined ? randomBytes(32) : Buffer.from(kept.credentialId, 'base64url');
  const privateKey =
    kept === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      : createPrivateKey(kept.privateKey);
  const publicKey = createPublicKey(privateKey);
  let { counter, handle } = kept ?? { counter: 0, handle: '' };

  const clientData = (type: string, challenge: string, lie: Lie) =>
    Buffer.from(
      JSON.stringify({
        type: lie.type ?? type,
        challenge,
        origin: lie.origin ?? origin,
        crossOrigin: lie.crossOrigin ?? false,
      }),
    );
  const head = (lie: Lie, attested: boolean) => {
    const flags = 0x01 | (lie.verified === false ? 0 : 0x04) | (backedUp ? 0x18 : 0) | (attested ? 0x40 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(lie.counter ?? counter);
    return Buffer.concat([sha256(Buffer.from(lie.rpId ?? rpId)), Buffer.of(flags), count]);
  };

  return {
    credentialId: credentialId.toString('base64url'),
    keep: (): Kept => ({
      ...{ credentialId: credentialId.toString('base64url'), counter, handle },
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }),

    /** navigator.credentials.create() */
    create(options: Creation, lie: Lie = {}): string {
      handle = options.user.id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const authData = Buffer.concat([head(lie, true), Buffer.alloc(16), length, credentialId, coseKey(publicKey)]);
      const attestationObject = Buffer.concat([
        ...[Buffer.of(0xa3), cborText('fmt'), cborText('none'), cborText('attStmt'), Buffer.of(0xa0)],
        ...[cborText('authData'), cborBytes(authData)],
      ]);
      return JSON.stringify({
        ...{ id: credentialId.toString('base64url'), rawId: credentialId.toString('base64url'), type: 'public-key' },
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, lie).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      });
    },

    /** navigator.credentials.get() */
    get(options: Request, lie: Lie = {}): string {
      counter += step;
      const data = clientData('webauthn.get', options.challenge, lie);
      const authData = head(lie, false);
      const made = sign('sha256', Buffer.concat([authData, sha256(data)]), privateKey);
      return JSON.stringify({
        ...{ id: credentialId.toString('base64url'), rawId: credentialId.toString('base64url'), type: 'public-key' },
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: (lie.signature?.(made) ?? made).toString('base64url'),
          userHandle: lie.userHandle ?? handle,
        },
      });
    },
  };
}

export type Authenticator = ReturnType<typeof createAuthenticator>;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const cborText = (text: string) => Buffer.concat([Buffer.of(0x60 + text.length), Buffer.from(text)]);

function cborBytes(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([Buffer.of(0x59), length, bytes]);
}

/** EC2, ES256, P-256 and the two coordinates (RFC 9053 7.1.1). */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const coordinate = (text: string) => Buffer.concat([Buffer.of(0x58, 32), Buffer.from(text, 'base64url')]);
  return Buffer.concat([
    ...[Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01)],
    ...[Buffer.of(0x21), coordinate(x), Buffer.of(0x22), coordinate(y)],
  ]);
}
