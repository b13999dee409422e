import { institutionStanding } from '../../institutions/institution/institution.ts';
import { allOf, anyOf, isAfter, isBefore, isFrom, isSet, isUnset, rowOf, secondOf } from '../../rule.ts';
import type { Application } from './application.ts';

/** The standing of an application: a disabled institution takes its applications with it. */
export const standing = rowOf<Pick<Application, 'expiresAt' | 'disabledAt'>>(
  ['applications', 'institutions'],
  (a, i) => ({
    expiresAt: `${a}.expires_at`,
    disabledAt: [`${a}.disabled_at`, institutionStanding.of(i).disabledAt].flat(),
  }),
);

const term = rowOf<Pick<Application, 'expiresAt'>>(['applications'], (a) => ({ expiresAt: `${a}.expires_at` }));

/** Neither the AK nor its institution is disabled, whether it has expired or not. */
export const isEnabled = standing.rule((its) => isUnset(its('disabledAt')));

/** R28, R31: neither it nor its institution is disabled, and it has not expired; one of the Cloud itself never does. */
export const inForce = standing.rule<[now: Date]>((its, now) =>
  allOf(isUnset(its('disabledAt')), anyOf(isUnset(its('expiresAt')), isFrom(its('expiresAt'), secondOf(now)))),
);

/** The whole second that is written as the end still counts. */
export const isExpired = term.rule<[now: Date]>((its, now) => isBefore(its('expiresAt'), secondOf(now)));

export const endsBefore = term.rule<[now: Date]>((its, moment) => isBefore(its('expiresAt'), moment));
export const endsAfter = term.rule<[now: Date]>((its, moment) => isAfter(its('expiresAt'), moment));
/** It has an end: AKs of the Cloud itself have none. */
export const ends = term.rule((its) => isSet(its('expiresAt')));

/** Columns that decide about a token of an AK, beside `standing`. */
export const disabling = rowOf<{ tokensValidFrom: Date }>(['applications'], (a) => ({
  tokensValidFrom: `${a}.tokens_valid_from`,
}));
/** Disabling and enabling alike end every token that was issued before. */
export const issuedSinceDisabling = rowOf<{ at: Date; tokensValidFrom: Date }>(
  ['timestamptz', 'applications'],
  (at, a) => ({ at, tokensValidFrom: `${a}.tokens_valid_from` }),
).rule((its) => isFrom(its('at'), its('tokensValidFrom')));

/** An SK, until its date where a newer one has given it one. In the same measure as `now`, whichever that is. */
export const secretWorks = rowOf<{ expiresAt?: Date | number | undefined }>(['application_secrets'], (s) => ({
  expiresAt: `${s}.expires_at`,
})).rule<[now: Date | number]>((its, now) => anyOf(isUnset(its('expiresAt')), isAfter(its('expiresAt'), now)));
