import { after, days, minutes } from '../clock.ts';
import type { SecretsFile, SigningFile } from './key-files.ts';
import type { SigningJwk } from './signing.ts';

export type Phase = 'publish' | 'promote' | 'retire';

/** Longer than every node needs to see the files (30 s) and every partner to ask again for our keys (5 minutes). */
const beforePromotion = minutes(10);
/** Longer than a session: a logout by a partner sends the id_token of the login, and that must still verify. */
const beforeRetirement = days(31);
/** A session with 记住这台设备 lives for 30 days by its last cookie. */
const cookieLife = days(30);
const cookieKeysKept = 2;

export interface Next {
  phase: Phase;
  /** Undefined: whenever an operator likes. */
  due: Date | undefined;
}

/** The next step of a rotation, and its earliest time. */
export function nextPhase({ keys }: SigningFile): Next {
  const newest = (dates: string[]) => new Date(Math.max(...dates.map((date) => Date.parse(date))));
  const published = keys.filter(({ phase }) => phase === 'published');
  if (published.length > 0)
    return { phase: 'promote', due: after(newest(published.map(({ publishedAt }) => publishedAt)), beforePromotion) };
  if (keys.some(({ phase }) => phase === 'retiring')) {
    const active = keys.filter(({ phase }) => phase === 'active');
    return {
      phase: 'retire',
      due: after(newest(active.map(({ promotedAt, publishedAt }) => promotedAt ?? publishedAt)), beforeRetirement),
    };
  }
  return { phase: 'publish', due: undefined };
}

export function signingAfter(phase: Phase, { round, keys }: SigningFile, now: Date, fresh: SigningJwk[]): SigningFile {
  const at = now.toISOString();
  switch (phase) {
    case 'publish':
      return {
        round: round + 1,
        keys: [...keys, ...fresh.map((jwk) => ({ phase: 'published' as const, publishedAt: at, jwk }))],
      };
    case 'promote': {
      const renewed = new Set(keys.filter((key) => key.phase === 'published').map(({ jwk }) => jwk.alg));
      return {
        round,
        keys: keys.map((key) => {
          if (key.phase === 'published') return { ...key, phase: 'active', promotedAt: at };
          return key.phase === 'active' && renewed.has(key.jwk.alg) ? { ...key, phase: 'retiring' } : key;
        }),
      };
    }
    case 'retire':
      return { round, keys: keys.filter((key) => key.phase !== 'retiring') };
  }
}

/**
 * The secrets after the same phase. They are written first, so a rotation that was cut off between the two files comes here
 * again: a key that came in this round already is not added or moved twice.
 */
export function secretsAfter(
  phase: Phase,
  secrets: SecretsFile,
  { round }: SigningFile,
  now: Date,
  fresh: { cookie: string; sealing: string },
): SecretsFile {
  const at = now.toISOString();
  const { cookie, sealing } = secrets;
  switch (phase) {
    case 'publish': {
      const born = { createdAt: at, addedIn: round + 1 };
      return {
        ...secrets,
        cookie: withSecond(cookie, { key: fresh.cookie, ...born }),
        sealing: withNewDataKey(sealing, { key: fresh.sealing, ...born }),
      };
    }
    case 'promote':
      return {
        ...secrets,
        cookie: withFirst(cookie, round, (former) => ({ ...former, lastSignedAt: at })),
        sealing: withDataKeyInUse(sealing, (key) => key.addedIn === round || dataKeyDue(key) <= now),
      };
    case 'retire':
      return { ...secrets, cookie: withoutOld(cookie, now) };
  }
}

type Aged = { key: string; createdAt: string; addedIn: number };

/** A new key comes second: every node must verify and unseal with it before any node signs and seals with it. */
function withSecond<T extends Aged>(keys: T[], key: T): T[] {
  if (keys.some(({ addedIn }) => addedIn === key.addedIn)) return keys;
  return [...keys.slice(0, 1), key, ...keys.slice(1)];
}

function withFirst<T extends Aged>(keys: T[], round: number, demote: (former: T) => T): T[] {
  const next = keys.find(({ addedIn }) => addedIn === round);
  const [former, ...rest] = keys;
  if (next === undefined || former === undefined || former === next) return keys;
  return [next, demote(former), ...rest.filter((key) => key !== next)];
}

type DataKey = SecretsFile['sealing'][number];

/** The data key that was made known and seals nothing yet: it is the only one that is younger than the first. */
export const nextDataKey = ([first, second]: readonly DataKey[]): DataKey | undefined =>
  first !== undefined && second !== undefined && second.createdAt > first.createdAt ? second : undefined;

/** From when on a data key may be used: every node has read it by then. */
export const dataKeyDue = ({ createdAt }: DataKey): Date => after(new Date(createdAt), beforePromotion);

/** One at a time, whichever rotation made it known; always younger than the first, whatever clocks say. */
export function withNewDataKey(keys: DataKey[], key: DataKey): DataKey[] {
  if (nextDataKey(keys) !== undefined) return keys;
  const [first, ...others] = keys;
  if (first === undefined) return [key];
  const createdAt = new Date(Math.max(Date.parse(key.createdAt), Date.parse(first.createdAt) + 1)).toISOString();
  return [first, { ...key, createdAt }, ...others];
}

export function withDataKeyInUse(keys: DataKey[], may: (next: DataKey) => boolean): DataKey[] {
  const next = nextDataKey(keys);
  return next === undefined || !may(next) ? keys : [next, ...keys.filter((key) => key !== next)];
}

/** Drops the oldest keys of which no valid cookie can be left; at least two stay. */
function withoutOld(keys: SecretsFile['cookie'], now: Date): SecretsFile['cookie'] {
  const isOver = ({ createdAt, lastSignedAt }: (typeof keys)[number]) =>
    after(new Date(lastSignedAt ?? createdAt), cookieLife) < now;
  const oldest = keys.findLastIndex((key, index) => index > 0 && isOver(key));
  return keys.length > cookieKeysKept && oldest > 0 ? withoutOld(keys.toSpliced(oldest, 1), now) : keys;
}
