import { days } from '../../../clock.ts';
import { allOf, isAfter, isSet, isUnset, isUntil, later, type Rule, rowOf } from '../../../rule.ts';
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
const nearEnd = days(7);

const licence = rowOf<Pick<Licence, 'startsAt' | 'endsAt' | 'revokedAt'>>(['licences'], (l) => ({
  startsAt: `${l}.starts_at`,
  endsAt: `${l}.ends_at`,
  revokedAt: `${l}.revoked_at`,
}));
/** How it stands, to the second: one of these. */
export const inState = {
  upcoming: licence.rule<[now: Date]>((its, now) =>
    allOf(isUnset(its('revokedAt')), isAfter(its('startsAt'), now), isAfter(its('endsAt'), now)),
  ),
  active: licence.rule<[now: Date]>((its, now) =>
    allOf(isUnset(its('revokedAt')), isUntil(its('startsAt'), now), isAfter(its('endsAt'), later(now, nearEnd))),
  ),
  expiring: licence.rule<[now: Date]>((its, now) =>
    allOf(
      ...[isUnset(its('revokedAt')), isUntil(its('startsAt'), now)],
      ...[isAfter(its('endsAt'), now), isUntil(its('endsAt'), later(now, nearEnd))],
    ),
  ),
  expired: licence.rule<[now: Date]>((its, now) => allOf(isUnset(its('revokedAt')), isUntil(its('endsAt'), now))),
  revoked: licence.rule<[now: Date]>((its) => isSet(its('revokedAt'))),
} as const satisfies Record<LicenceState, Rule<object, [Date]>>;

/** Not revoked, and its last day is not over. */
export const isNotOver = licence.rule<[now: Date]>((its, now) =>
  allOf(isUnset(its('revokedAt')), isAfter(its('endsAt'), now)),
);

type Times = Pick<Licence, 'startsAt' | 'endsAt' | 'revokedAt'>;
export const stateOf = (times: Times, now: Date): LicenceState =>
  Object.keys(states)
    .filter(isLicenceState)
    .find((state) => inState[state].holds(times, now)) ?? 'expired';

export const isInForce = (times: Times, now: Date): boolean => ['active', 'expiring'].includes(stateOf(times, now));
