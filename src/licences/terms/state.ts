import { after, days } from '../../clock.ts';
import type { Licence } from './licence.ts';

export const states = {
  upcoming: { title: '未生效', tone: 'wait' },
  active: { title: '生效中', tone: 'ok' },
  expiring: { title: '即将到期', tone: 'warn' },
  expired: { title: '已到期', tone: '' },
  revoked: { title: '已收回', tone: 'bad-t' },
} as const;

export type LicenceState = keyof typeof states;
export const isLicenceState = (value: unknown): value is LicenceState =>
  typeof value === 'string' && Object.hasOwn(states, value);

/** Its end is near from here on. */
export const nearEnd = days(7);

/** How it stands, to the second. */
export function stateOf(
  { startsAt, endsAt, revokedAt }: Pick<Licence, 'startsAt' | 'endsAt' | 'revokedAt'>,
  now: Date,
): LicenceState {
  if (revokedAt !== undefined) return 'revoked';
  if (endsAt <= now) return 'expired';
  if (startsAt > now) return 'upcoming';
  return endsAt <= after(now, nearEnd) ? 'expiring' : 'active';
}

export const isInForce = (licence: Pick<Licence, 'startsAt' | 'endsAt' | 'revokedAt'>, now: Date): boolean =>
  ['active', 'expiring'].includes(stateOf(licence, now));
