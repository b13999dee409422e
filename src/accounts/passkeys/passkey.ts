import { z } from 'zod';
import { days, minutes } from '../../clock.ts';
import { text } from '../../fields/text.ts';
import type { Rule } from '../../http/limits/throttle.ts';

/** A key on a person's device. The private half never leaves it. */
export interface Passkey {
  id: string;
  accountId: string;
  credentialId: Buffer;
  publicKey: Buffer;
  /** Goes up with each use, or stays 0 where the device keeps none. */
  counter: number;
  transports: readonly string[];
  /** Its maker copies it to other devices of the person. */
  backupEligible: boolean;
  backedUp: boolean;
  /** The level (`acr`) that its owner had proved when it was made, or once beside it: its own is no higher (docs/adr/0114). */
  madeWith: string;
  name: string;
  /** As its owner would recognise it: iPhone · Safari. */
  madeOn: string;
  createdAt: Date;
  lastUsedAt: Date | undefined;
  lastUsedOn: string | undefined;
}

export type NewPasskey = Omit<Passkey, 'lastUsedAt' | 'lastUsedOn'>;

export const passkeyName = z.object({ name: text('名称', { max: 30 }) });

/** Older ones are kept where a new password is chosen, if more than a password stood behind them. */
export const trustedAfter = days(30);
/** As a device lists it beside the key. */
export const siteName = '国家公共文化云';
export const maxPasskeys = 10;
export const challengeLife = minutes(5);
export const challengeRetention = minutes(60);
/** 以后再说 */
export const offerPause = days(90);

/** Of one address: challenges asked for, and answers to them. */
export const limits = {
  challengesOfAddress: { limit: 120, per: minutes(10), address: true },
  attemptsOfAddress: { limit: 60, per: minutes(10), address: true },
} as const satisfies Record<string, Rule>;

/** ES256, EdDSA, RS256 (COSE): the algorithms of devices. */
export const algorithms = [-7, -8, -257];

const knownTransports = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'];
/** The known transports of a device, as reported by a browser. */
export const transportsIn = (given: unknown): string[] =>
  Array.isArray(given) ? knownTransports.filter((name) => given.includes(name)) : [];
