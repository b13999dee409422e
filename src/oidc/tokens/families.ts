import { days } from '../../clock.ts';
import { hashToken, isToken, newToken } from '../../crypto/secrets.ts';

/**
 * The parts of a refresh token's id (docs/adr/0089): the key of the row, and for a family, which has one row for all of its tokens one after the
 * other, which of them it is. A token of before has a row of its own, as its successors have.
 */
export type RefreshId = { key: Buffer; current: Buffer | undefined };

// 64 characters together: partners keep these in columns, and make them as wide as that.
const inFamily = /^([\w-]{20})\.[\w-]{43}$/;

const familyOf = (id: string): string | undefined => inFamily.exec(id)?.[1];

export function readRefreshId(id: unknown): RefreshId | undefined {
  if (typeof id !== 'string') return undefined;
  const family = familyOf(id);
  if (family !== undefined) return { key: hashToken(family), current: hashToken(id) };
  return isToken(id) ? { key: hashToken(id), current: undefined } : undefined;
}

/** The first token of a family, or one with a row of its own. */
export const newRefreshId = (isFamily: boolean): string => (isFamily ? `${newToken(15)}.${newToken()}` : newToken());

/** The successor of a token, with a derived secret: one of a family stays in it. */
export function refreshIdAfter(id: string, secret: string): string {
  const family = familyOf(id);
  return family === undefined ? secret : `${family}.${secret}`;
}

/**
 * Until when the row of a family stands: to the end of that day (UTC), as the time is indexed and a refresh moves it, which would write
 * every index each time. When the token itself ends is `exp` in its payload.
 */
export const endOfRow = (expiresAt: Date): Date => {
  const day = days(1) * 1000;
  return new Date(Math.ceil(expiresAt.getTime() / day) * day);
};
/** The same in SQL. */
export const endOfRowIn = (expiresAt: string): string =>
  `to_timestamp(ceil(extract(epoch from ${expiresAt}) / ${days(1)}) * ${days(1)})`;
