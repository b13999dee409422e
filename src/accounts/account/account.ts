import { days, epoch, yearOf } from '../../clock.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { maskName } from '../../fields/person-name.ts';
import { regionNames } from '../../fields/regions/region.ts';
import { firstCharacter } from '../../fields/text.ts';
import { allOf, isFrom, isSame, isSet, isUnset, rowOf, secondsUp } from '../../rule.ts';

/** A person who logs in. Phone and e-mail are in clear here and sealed in the database. */
export interface Account {
  id: string;
  username: string | undefined;
  /** Eleven digits; proved by a code, or vouched for by an operator. */
  phone: string | undefined;
  email: string | undefined;
  emailVerified: boolean;
  nickname: string;
  /** The picture, where there is one. Never of a child. */
  avatarId?: string;
  regionCode: string | undefined;
  over14: boolean | undefined;
  termsAgreedAt: Date | undefined;
  /** The newest version that was agreed to; the first where it says nothing. */
  termsVersion?: number;
  lockedAt: Date | undefined;
  deletedAt: Date | undefined;
  /** A test citizen, of the sandbox of this institution (R27). */
  testOf: string | undefined;
  /** Only of these sandboxes of it. */
  testAt?: readonly string[];
  /** A test citizen of one verification (R57): signs in at this AK only. */
  verifies?: string;
  /** 注销 was asked for then: no platform lets the person in until it is taken back. */
  closingAt?: Date;
  /** 不是我: sign-in is blocked until a new password has been chosen. */
  newPasswordSince?: Date;
  /** A child's (C12): who manages it, and at which AKs it may sign in. */
  guardianId?: string;
  allowedAt?: readonly string[];
  /** A child that reached 14 then: sign-in is blocked until it has chosen a password of its own. */
  handoverAt?: Date;
  /** If known: of children, and of people whose papers were checked. */
  birthYear?: number;
  /** 张*, by the papers checked then. */
  realname?: { masked: string; at: Date };
  sessionsValidFrom: Date;
  createdAt: Date;
  updatedAt: Date;
}

export type LoginMethod = 'password' | 'sms' | 'registration' | 'recovery' | 'recovery-email' | 'scan' | 'passkey';

const account = rowOf<
  Pick<Account, 'lockedAt' | 'deletedAt' | 'closingAt' | 'guardianId' | 'handoverAt' | 'testOf' | 'verifies'>
>(['accounts'], (a) => ({
  lockedAt: `${a}.locked_at`,
  deletedAt: `${a}.deleted_at`,
  closingAt: `${a}.closing_at`,
  guardianId: `${a}.guardian_id`,
  handoverAt: `${a}.handover_at`,
  testOf: `${a}.test_of`,
  verifies: `${a}.verifies`,
}));

export const isNotDeleted = account.rule((its) => isUnset(its('deletedAt')));

/** 注销 was asked for. */
export const isClosing = account.rule((its) => allOf(isSet(its('closingAt')), isUnset(its('deletedAt'))));

/** May sign in, where nothing else stands against it. */
export const isLive = account.rule((its) => allOf(isUnset(its('lockedAt')), isUnset(its('deletedAt'))));

/** May act for others, or take on duties: not while 注销 is under way, which leaves nothing behind. */
export const mayAct = account.rule((its) =>
  allOf(isUnset(its('lockedAt')), isUnset(its('deletedAt')), isUnset(its('closingAt'))),
);

/** C12: not a child's account, which its guardian manages. */
export const managesItself = account.rule((its) => isUnset(its('guardianId')));

/** C12: a child's account that its guardian manages, and that is to stay. */
export const isManaged = account.rule((its) =>
  allOf(isSet(its('guardianId')), isUnset(its('deletedAt')), isUnset(its('closingAt'))),
);

/** A child that reached 14 and has not taken the account over yet. */
export const awaitsHandover = account.rule((its) => allOf(isSet(its('handoverAt')), isUnset(its('deletedAt'))));

/** A test citizen, of a sandbox or of a verification, is no person. */
export const isPerson = account.rule((its) => allOf(isUnset(its('testOf')), isUnset(its('verifies'))));

/** The same for rows with the account as a column of type uuid: no figure about people counts an invented one. */
export const isOfPerson = (column: string): string =>
  `exists (select from accounts person where person.id = ${column} and ${isPerson.sql('person')})`;

/** R57: a test citizen of a verification signs in at one AK only. */
export const signsInAnywhere = account.rule((its) => isUnset(its('verifies')));

const locked = rowOf<{ at: Date | undefined; lockedAt: Date | undefined }>(['timestamptz', 'accounts'], (at, a) => ({
  at,
  lockedAt: `${a}.locked_at`,
}));
/** By that lock, and no later one. */
export const isLockedSince = locked.rule((its) => isSame(its('lockedAt'), its('at')));
export const isUnlocked = account.rule((its) => isUnset(its('lockedAt')));

const begun = rowOf<{ at: Date; sessionsValidFrom: Date }>(['timestamptz', 'accounts'], (at, a) => ({
  at,
  sessionsValidFrom: `${a}.sessions_valid_from`,
}));
/** The columns that decide whether a session counts. */
export const signInStanding = rowOf<{ isOpen: boolean; sessionsValidFrom: Date }>(['accounts'], (a) => ({
  isOpen: isLive.sql(a),
  sessionsValidFrom: `${a}.sessions_valid_from`,
}));
/** Until when sessions were ended last. */
export const reset = rowOf<{ sessionsValidFrom: Date }>(['accounts'], (a) => ({
  sessionsValidFrom: `${a}.sessions_valid_from`,
}));
/** Issued after the last change of the password, lock or 不是我. */
export const issuedSinceReset = begun.rule((its) => isFrom(its('at'), its('sessionsValidFrom')));
/** No such reset has happened since the row was read. */
export const noResetSince = begun.rule((its) => isSame(its('sessionsValidFrom'), its('at')));

/** The same of a login, whose time (auth_time) counts by whole seconds. */
export const signedInSinceReset = rowOf<{ loginTs: number; sessionsValidFrom: Date }>(
  ['float8', 'accounts'],
  (loginTs, a) => ({ loginTs, sessionsValidFrom: `${a}.sessions_valid_from` }),
).rule((its) => isFrom(its('loginTs'), secondsUp(its('sessionsValidFrom'))));

/** The version of the terms agreed to last; 0: none. */
export const agreedVersion = ({ termsAgreedAt, termsVersion = 1 }: Pick<Account, 'termsAgreedAt' | 'termsVersion'>) =>
  termsAgreedAt === undefined ? 0 : termsVersion;

/**
 * Whether a tick at a login, for that version, is an agreement: the first one of the account. An account with an earlier version
 * is shown the changes first (oidc/login/terms-page.ts). A child agrees to nothing itself.
 */
export const agreesToTerms = (
  account: Pick<Account, 'termsAgreedAt' | 'termsVersion' | 'guardianId'>,
  version: number,
) => account.guardianId === undefined && agreedVersion(account) === 0 && version > 0;

/**
 * The auth_time of a login that happens now, in whole seconds. A login in the same second as a change of the password is dated to the next
 * second, as sessions that are dated to this one may be from before the change, and are invalid.
 */
export const loginTime = (account: Pick<Account, 'sessionsValidFrom'>, now: Date) =>
  Math.max(epoch(now), Math.ceil(account.sessionsValidFrom.getTime() / 1000));

export const maskUsername = (username: string) => `${firstCharacter(username)}***`;

/** A person, masked for other eyes on the screen: 张*（138****8000）. */
export function label({ nickname, phone, username }: Pick<Account, 'nickname' | 'phone' | 'username'>): string {
  if (phone !== undefined) return `${maskName(nickname)}（${maskMobile(phone)}）`;
  return username === undefined ? maskName(nickname) : `${maskName(nickname)}（${maskUsername(username)}）`;
}

type Claim = string | number | boolean | Record<string, string>;
export type Claims = Record<string, Claim>;

/** OpenID Connect Core 5.1.1, as far as a region goes. */
function addressOf(code: string | undefined): Record<string, string> | undefined {
  const names = code === undefined ? undefined : regionNames(code);
  if (names === undefined) return undefined;
  const { province, city, county } = names;
  const locality = [city, county].filter((name) => name !== undefined).join('');
  return { formatted: province + locality, country: 'CN', region: province, ...(locality !== '' && { locality }) };
}

type Aged = Pick<Account, 'birthYear' | 'over14' | 'realname'> & Partial<Pick<Account, 'phone'>>;

/**
 * A claim to be 14 is accepted together with a verified phone, which requires papers, or with checked papers. A user name alone is free to
 * create: then nothing is known.
 */
const isBorneOut = ({ over14, phone, realname }: Aged): boolean =>
  over14 === true && (phone !== undefined || realname !== undefined);

/**
 * Whether the person is certainly that old, or certainly not; undefined if the data leave it open: a year of birth does in the year of that
 * birthday, and a claim at registration to be 14 allows any age above.
 */
export function isOlderThan(age: number, account: Aged, now: Date) {
  const years = account.birthYear === undefined ? age : yearOf(now) - account.birthYear;
  if (years === age) return age === 14 && isBorneOut(account) ? true : undefined;
  return years > age;
}

/** The exact second would identify a person. */
const toTheDay = (at: Date): number => epoch(at) - (epoch(at) % days(1));

/** The claims of each scope, where we know them; never a number or a full name from an ID card. */
const claimsOf: Record<
  string,
  (account: Account, now: Date, picture: string | undefined) => { [claim: string]: Claim | undefined }
> = {
  profile: ({ nickname, updatedAt }, _now, picture) => ({
    nickname,
    name: nickname,
    picture,
    locale: 'zh-CN',
    zoneinfo: 'Asia/Shanghai',
    updated_at: toTheDay(updatedAt),
  }),
  phone: ({ phone }) => (phone === undefined ? {} : { phone_number: `+86${phone}`, phone_number_verified: true }),
  email: ({ email, emailVerified }) => (email === undefined ? {} : { email, email_verified: emailVerified }),
  address: ({ regionCode }) => ({ region_code: regionCode, address: addressOf(regionCode) }),
  age_range: (account, now) => ({
    age_over_14: isOlderThan(14, account, now),
    age_over_18: isOlderThan(18, account, now),
    age_over_60: isOlderThan(60, account, now),
  }),
  // Unchecked names are left out: no claim says that a name is false.
  realname: ({ phone, realname }) =>
    realname === undefined
      ? { ial: phone === undefined ? undefined : 1 }
      : {
          realname_verified: true,
          realname_masked: realname.masked,
          realname_verified_at: toTheDay(realname.at),
          ial: 2,
        },
};

/** `picture`: its address for this client. */
export function claims(account: Account, scopes: Iterable<string>, now: Date, picture?: string): Claims {
  const given: Claims = {};
  for (const scope of scopes) {
    if (!Object.hasOwn(claimsOf, scope)) continue;
    for (const [claim, value] of Object.entries(claimsOf[scope]?.(account, now, picture) ?? {}))
      if (value !== undefined) given[claim] = value;
  }
  return given;
}
