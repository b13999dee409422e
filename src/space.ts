/** Production and the sandboxes: one code, in which these are the only differences (R27, docs/adr/0132). */

import type { Actor } from './actor.ts';
import { days } from './clock.ts';

export interface Space {
  readonly name: 'production' | 'sandbox';
  /** Submissions wait for a reviewer; otherwise they are approved immediately. */
  readonly isReviewed: boolean;
  /** Sharing and applying for a licence require a certification. */
  readonly isForCertified: boolean;
  /** Imports and reviewers see possible duplicates of other institutions. */
  readonly tellsOfOthers: boolean;
  /** How many entries an AK has at most. */
  readonly maxEntries: number;
  /** How many submissions of an institution there are at most, decided ones too. */
  readonly maxSubmissions: number;
  /** Daily limit of an institution's uploads. */
  readonly maxUploadedADay: number;
  /** So many days back may be reported, and all of them are owed; undefined: since the AK is there, by its duties. */
  readonly reportableDays: number | undefined;
  /** Seconds since its last change for which a row is kept; undefined: as long as its owner. */
  readonly keptFor: number | undefined;
}

const megabyte = 1024 * 1024;

export const production: Space = {
  name: 'production',
  isReviewed: true,
  isForCertified: true,
  tellsOfOthers: true,
  maxEntries: Number.POSITIVE_INFINITY,
  maxSubmissions: Number.POSITIVE_INFINITY,
  maxUploadedADay: 500 * megabyte,
  reportableDays: undefined,
  keptFor: undefined,
};

/** No reviewer, no notices, no certification; and little space, as a phone number is enough to come in. */
export const sandbox: Space = {
  name: 'sandbox',
  isReviewed: false,
  isForCertified: false,
  tellsOfOthers: false,
  maxEntries: 1_000,
  maxSubmissions: 20_000,
  maxUploadedADay: 100 * megabyte,
  reportableDays: 400,
  keptFor: days(30),
};

/** Where the actor reads and writes. */
export const spaceOf = (actor: Actor): Space =>
  actor.kind === 'application' && actor.sandbox === true ? sandbox : production;
