import { createHash } from 'node:crypto';
import type { Fact } from '../../fact.ts';
import { type Assertion, type Attestation, clientDataOf } from './answer.ts';
import type { Challenges } from './challenges.ts';
import { fact } from './facts.ts';
import { algorithms, type Passkey } from './passkey.ts';

// From 20 packages of one library, read at the first passkey and not at the start.
const library = () => import('@simplewebauthn/server');
const parts = () => import('@simplewebauthn/server/helpers');

type Needs = { challenges: Pick<Challenges, 'take'>; publicUrl: URL };
type Made = Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'backupEligible' | 'backedUp'>;
type Used = { counter: number; backedUp: boolean };

/**
 * Validation of a device's answer (WebAuthn Level 3, 7.1 and 7.2). Each possible fault is checked by itself and has its fact; the library then
 * checks everything once more, and the signature.
 */
export function createCeremony({ challenges, publicUrl }: Needs) {
  const site = publicUrl.hostname;
  const siteHash = createHash('sha256').update(site).digest();

  /** Checks the client data: purpose, challenge and site. Consumes the challenge. */
  async function checkClient(
    answer: Assertion | Attestation,
    purpose: 'registration' | 'sign_in',
    binding: string,
  ): Promise<Fact | { challenge: string }> {
    const said = clientDataOf(answer);
    const type = purpose === 'registration' ? 'webauthn.create' : 'webauthn.get';
    if (said === undefined || said.type !== type) return fact('passkeys.unreadable');
    const notTaken = await challenges.take(purpose, binding, said.challenge);
    if (notTaken !== undefined) return notTaken;
    if (said.origin !== publicUrl.origin || said.crossOrigin === true) return fact('passkeys.other_origin');
    return { challenge: said.challenge };
  }

  /** Checks the authenticator data: the site, and that the device has verified its user. */
  function checkDevice(data: { rpIdHash: Uint8Array; flags: { up: boolean; uv: boolean } }): Fact | undefined {
    if (!siteHash.equals(data.rpIdHash)) return fact('passkeys.other_site');
    return data.flags.up && data.flags.uv ? undefined : fact('passkeys.not_verified_person');
  }

  return {
    site,

    /** A new key; its public half. */
    async made(answer: Attestation, binding: string): Promise<{ made: Made } | { problem: Fact }> {
      const client = await checkClient(answer, 'registration', binding);
      if ('code' in client) return { problem: client };
      const { decodeAttestationObject, parseAuthenticatorData } = await parts();
      try {
        const attested = decodeAttestationObject(bytesOf(answer.response.attestationObject));
        const problem = checkDevice(parseAuthenticatorData(attested.get('authData')));
        if (problem !== undefined) return { problem };
        // None was asked for. Certificates would have the library ask servers that they name themselves.
        const statement = attested.get('attStmt');
        const isPlain = attested.get('fmt') === 'none' || (attested.get('fmt') === 'packed' && !statement.get('x5c'));
        if (!isPlain) return { problem: fact('passkeys.other_attestation') };
      } catch {
        return { problem: fact('passkeys.unreadable') };
      }
      const { verifyRegistrationResponse } = await library();
      const verified = await verifyRegistrationResponse({
        response: { ...answer, response: { ...answer.response, transports: [] }, clientExtensionResults: {} },
        expectedChallenge: client.challenge,
        expectedOrigin: publicUrl.origin,
        expectedRPID: site,
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      }).catch(() => undefined); // any other fault of a stranger's input
      const info = verified?.verified ? verified.registrationInfo : undefined;
      if (info === undefined) return { problem: fact('passkeys.wrong_signature') };
      const { id, publicKey, counter } = info.credential;
      return {
        made: {
          credentialId: Buffer.from(id, 'base64url'),
          publicKey: Buffer.from(publicKey),
          counter,
          backupEligible: info.credentialDeviceType === 'multiDevice',
          backedUp: info.credentialBackedUp,
        },
      };
    },

    /** One use of a key; `find` answers the key that it names. */
    async used(
      answer: Assertion,
      binding: string,
      find: (credentialId: Buffer) => Promise<Passkey | undefined>,
    ): Promise<{ key: Passkey; used: Used } | { problem: Fact; key?: Passkey }> {
      const client = await checkClient(answer, 'sign_in', binding);
      if ('code' in client) return { problem: client };
      const key = await find(Buffer.from(answer.id, 'base64url'));
      if (key === undefined) return { problem: fact('passkeys.unknown') };
      const { parseAuthenticatorData } = await parts();
      const data = read(() => parseAuthenticatorData(bytesOf(answer.response.authenticatorData)));
      if (data === undefined) return { problem: fact('passkeys.unreadable'), key };
      const problem = checkDevice(data);
      if (problem !== undefined) return { problem, key };
      const { verifyAuthenticationResponse } = await library();
      const { userHandle, ...response } = answer.response;
      const check = (counter: number) =>
        verifyAuthenticationResponse({
          response: { ...answer, response, clientExtensionResults: {} },
          expectedChallenge: client.challenge,
          expectedOrigin: publicUrl.origin,
          expectedRPID: site,
          credential: { id: answer.id, publicKey: new Uint8Array(key.publicKey), counter },
          requireUserVerification: true,
        }).catch(() => undefined);
      // The signature first, by a counter that stands against nothing: who cannot sign learns nothing of the counter.
      const verified = await check(-1);
      if (verified?.verified !== true) return { problem: fact('passkeys.wrong_signature'), key };
      const goesOn = data.counter > key.counter || (data.counter === 0 && key.counter === 0);
      if (!goesOn) return { problem: fact('passkeys.counter_back'), key };
      return { key, used: { counter: data.counter, backedUp: data.flags.bs } };
    },
  };
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

function read<T>(reading: () => T): T | undefined {
  try {
    return reading();
  } catch {
    return undefined; // a stranger's input
  }
}
