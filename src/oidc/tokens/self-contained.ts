import { after } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { hashToken } from '../../crypto/secrets.ts';
import { kinds, type TokenKind } from './kinds.ts';
import { keyOf, type Packing } from './packing.ts';
import type { Artefact } from './store.ts';

/** A token as presented: its row key or, if self-contained, its content. */
export type Presented = { kind: TokenKind; key: Buffer; artefact?: Artefact };

/** The prefix lets secret scanners recognise a leaked one, and tells it from a token with a row. */
const prefix = 'ncc_at_';
/** Longer than any of ours; whatever is longer is not looked at. */
const maxLength = 4096;
const context = 'access token';
/** Version of the content; another one if fields change their position or meaning, or are added. */
const format = 1;

// Frequent fields, by position: their names would be half of the token.
const places = [
  ...['clientId', 'scope', 'aud', 'accountId', 'grantId', 'gty', 'sid', 'sessionUid', 'expiresWithSession'],
] as const;
const known: ReadonlySet<string> = new Set([...places, 'iat', 'exp', 'jti', 'kind']);

/** How a token looks that may be one of ours, of either form. */
export const tokenForm = `(?:[\\w-]{43}|${prefix}[\\w-]{1,${maxLength - prefix.length}})`;

export const isSelfContained = (value: string): boolean => value.startsWith(prefix);

type Said = [format: number, kind: number, issued: number, iat: number, life: number, ...unknown[]];

type Needs = {
  seal: Pick<Seal, 'seal' | 'unseal'>;
  packing: Pick<Packing, 'columns'>;
  /** Whether new tokens are such, or get rows as before. Those that are presented may be either. */
  isGiven: boolean;
};

/**
 * Self-contained access and partner API tokens (docs/adr/0101). They are sealed: a bearer can neither read nor forge one. Each use still checks
 * application, person, grant and session, as for a token with a row, and the list of revoked tokens (self-contained-store.ts).
 */
export function createSelfContained({ seal, packing, isGiven }: Needs) {
  return {
    isGiven,

    /** The value of a token that was begun then. */
    write(kind: TokenKind, payload: Readonly<Record<string, unknown>>, issuedAt: Date): string {
      const { iat, exp } = payload;
      const said: unknown[] = [format, kinds[kind], issuedAt.getTime(), iat, Number(exp) - Number(iat)];
      for (const name of places) said.push(payload[name]);
      const rest = Object.entries(payload).filter(([name, value]) => value !== undefined && !known.has(name));
      if (rest.length > 0) said.push(Object.fromEntries(rest));
      while (said.at(-1) === undefined) said.pop();
      return prefix + seal.seal(JSON.stringify(said), context).toString('base64url');
    },

    /** Undefined where it cannot be one of ours, or is of another kind. */
    read(kind: TokenKind, value: string): Presented | undefined {
      if (!isSelfContained(value)) {
        const key = keyOf(value);
        return key && { kind, key };
      }
      const said = value.length > maxLength ? undefined : open(value);
      if (said === undefined || said[0] !== format || said[1] !== kinds[kind]) return undefined;
      const [, , issued, iat, life, ...values] = said;
      const rest = values[places.length];
      const payload: Record<string, unknown> = { iat, exp: iat + life, ...(typeof rest === 'object' && rest) };
      for (const [place, name] of places.entries()) if (values[place] != null) payload[name] = values[place];
      const issuedAt = new Date(issued);
      const artefact = { ...packing.columns(payload), payload, issuedAt, expiresAt: after(issuedAt, life) };
      return { kind, key: hashToken(value), artefact };
    },
  };

  function open(value: string): Said | undefined {
    const text = value.slice(prefix.length);
    const sealed = Buffer.from(text, 'base64url');
    // Written in another way it would have another key, and a token that was revoked would be another one.
    if (sealed.toString('base64url') !== text) return undefined;
    try {
      const said = JSON.parse(seal.unseal(sealed, context));
      return Array.isArray(said) ? (said as Said) : undefined;
    } catch {
      return undefined; // sealed by no key of ours
    }
  }
}

export type SelfContained = ReturnType<typeof createSelfContained>;
