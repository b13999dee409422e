/** Production and the sandboxes: one code, in which these are the only differences (R27, docs/adr/0132). */

import type { Actor } from './actor.ts';
import { days } from './clock.ts';

export interface Space {
  readonly name: 'production' | 'sandbox';
  /** What is sent waits for people who decide about it; else it is approved with that. */
  readonly isReviewed: boolean;
  /** Whoever shares or asks for a licence is certified. */
  readonly isForCertified: boolean;
  /** Imports and reviewers are told of what looks like the entry of another institution. */
  readonly tellsOfOthers: boolean;
  /** How many entries an AK has at most. */
  readonly maxEntries: number;
  /** How many submissions of an institution there are at most, decided ones too. */
  readonly maxSubmissions: number;
  /** What all of an institution upload within a day. */
  readonly maxUploadedADay: number;
  /** So many days back may be reported, and all of them are owed; undefined: since the AK is there, by its duties. */
  readonly reportableDays: number | undefined;
  /** Seconds since its last change for which something is kept; undefined: for as long as it is somebody's. */
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

/** Nobody decides, nobody is told, nobody is certified; and there is little room, as a phone number is enough to come in. */
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
