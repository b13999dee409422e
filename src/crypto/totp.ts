import { Secret, TOTP } from 'otpauth';
import { epoch, seconds } from '../clock.ts';

export const totpPeriod = seconds(30);
const issuer = '国家公共文化云';

const totp = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: totpPeriod });

/** 160 random bits in base32, as people type them. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** The content of the QR code for an authenticator app. */
export const totpUri = (secret: string, account: string): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?${new URLSearchParams({ secret, issuer })}`;

/** The step of a right code (RFC 6238), one step early or late included; undefined for a wrong one. */
export function stepOf(secret: string, code: string, at: Date): number | undefined {
  const delta = /^\d{6}$/.test(code)
    ? totp(secret).validate({ token: code, timestamp: at.getTime(), window: 1 })
    : null;
  return delta === null ? undefined : stepAt(at) + delta;
}

/** Counts the codes: a new one every half minute. */
export const stepAt = (at: Date): number => Math.floor(epoch(at) / totpPeriod);

export const totpCode = (secret: string, at: Date): string => totp(secret).generate({ timestamp: at.getTime() });
