import { days } from '../../clock.ts';
import type { AddedKind } from '../facts.ts';

/** The lifetime of a link that removes an added method: much shorter than until a carrier reassigns a number. */
export const addedLinkLife = days(7);

/**
 * Sign-in methods that can be added (docs/adr/0114), with the ways by which the owner is notified, each time with a link, beside 登录与安全,
 * where all of them are listed for as long; `else`: only where the first reaches no one. For a phone and an e-mail the earlier one is notified.
 * Adding one is an entry here and its words.
 */
export const addedWays = {
  passkey: { toldBy: ['sms', 'mail'], ends: 'the passkey' },
  phone: { toldBy: ['sms', 'mail'], ends: 'the number; the one before comes back' },
  email: { toldBy: ['sms', 'mail'], ends: 'the address; the one before comes back' },
  /** With every known device, as all of them are known by when they were. */
  device: { toldBy: ['sms', 'else mail'], ends: 'the device' },
} as const satisfies Record<AddedKind, { toldBy: readonly ('sms' | 'mail' | 'else mail')[]; ends: string }>;
