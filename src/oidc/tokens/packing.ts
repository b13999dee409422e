import { z } from 'zod';
import { after, epoch } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { hashToken } from '../../crypto/secrets.ts';
import { endOfRow, readRefreshId } from './families.ts';
import type { Kind } from './kinds.ts';
import type { Artefact } from './store.ts';

// An id that does not look like one of ours is not looked up: a NUL byte would reach PostgreSQL otherwise.
const wellFormed = /^[\w.~-]{1,256}$/;

/** The key of an id: its SHA-256, or undefined where it cannot be one of ours. */
export const keyOf = (id: unknown): Buffer | undefined =>
  typeof id === 'string' && wellFormed.test(id) ? hashToken(id) : undefined;

/** Contexts that bind sealed values to their field. */
export const contexts = { sealedId: 'session', sealedParJti: 'pushed request' } as const;

const interaction = z.looseObject({ session: z.looseObject({}).optional() });
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/**
 * A payload as it rests and back. The bearer secret is cut out on the way in and put back from the id that is asked for; the two values that the
 * library reads without being given them (a session found by uid, the pushed request of an interaction) are sealed. The keys are never in the
 * database.
 */
export function createPacking({ seal, resumeUrl }: { seal: Seal; resumeUrl: (uid: string) => string }) {
  const hide = (value: string, context: string) => seal.seal(value, context).toString('base64url');
  const show = (value: unknown, context: string) =>
    typeof value === 'string' ? seal.unseal(Buffer.from(value, 'base64url'), context) : undefined;

  const packing = {
    pack(kind: Kind, id: string, payload: object): Record<string, unknown> {
      const given: Record<string, unknown> = { ...payload };
      // Artefacts made here have neither field, and need no second copy.
      if (kind === 'AuthorizationCode' && !('jti' in given) && !('kind' in given)) return given;
      const { jti: _jti, kind: _kind, ...rest } = given;
      if (kind === 'Session') return { ...rest, sealedId: hide(id, contexts.sealedId) };
      if (kind !== 'Interaction') return rest;
      const { returnTo: _returnTo, parJti, ...kept } = rest;
      const { session } = interaction.parse(kept);
      return {
        ...kept,
        ...(session && { session: { ...session, cookie: undefined } }),
        ...(typeof parJti === 'string' && { sealedParJti: hide(parJti, contexts.sealedParJti) }),
      };
    },

    unpack(kind: Kind, id: string | undefined, stored: Record<string, unknown>): Record<string, unknown> {
      const { sealedId, sealedParJti, ...rest } = stored;
      const jti = id ?? show(sealedId, contexts.sealedId);
      const parJti = show(sealedParJti, contexts.sealedParJti);
      return {
        ...rest,
        kind,
        jti,
        ...(kind === 'Interaction' && jti !== undefined && { returnTo: resumeUrl(jti) }),
        ...(parJti !== undefined && { parJti }),
      };
    },

    /** The columns that other statements look for. */
    columns(payload: object) {
      const given = (name: string): unknown => Reflect.get(payload, name);
      return {
        clientId: text(given('clientId')),
        accountId: text(given('accountId')),
        grantKey: keyOf(given('grantId')),
        uidKey: keyOf(given('uid')),
      };
    },

    /** The row of a payload that begins now and lives so many seconds. */
    artefact(kind: Kind, id: string, payload: object, now: Date, life: number): Artefact {
      const currentHash = kind === 'RefreshToken' ? readRefreshId(id)?.current : undefined;
      // The life of a session is counted in whole seconds from the login on. With fractions, a session continued under another id would end a
      // moment sooner than before, and every process would get a notification (migrations/0024_oidc).
      const expiresAt = after(kind === 'Session' ? new Date(epoch(now) * 1000) : now, life);
      return {
        ...packing.columns(payload),
        payload: packing.pack(kind, id, payload),
        issuedAt: now,
        expiresAt: currentHash === undefined ? expiresAt : endOfRow(expiresAt),
        ...(currentHash && { currentHash }),
      };
    },
  };
  return packing;
}

export type Packing = ReturnType<typeof createPacking>;
