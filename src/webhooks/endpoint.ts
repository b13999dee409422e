import { createHmac } from 'node:crypto';
import { newToken } from '../crypto/secrets.ts';
import type { Problems } from '../errors.ts';
import { isEventType } from './event.ts';
import { fact } from './facts.ts';

/** Where events are delivered to. */
export interface Endpoint {
  id: string;
  institutionId: string;
  /** Made by this application, for its own events; undefined: by people, for all of the institution. */
  clientId: string | undefined;
  url: string;
  description: string;
  /** None: all. */
  types: readonly string[];
  createdAt: Date;
  /** No delivery went well since. */
  failingSince: Date | undefined;
  disabledAt: Date | undefined;
  disabledReason: 'failing' | 'gone' | 'paused' | undefined;
}

/** Of an application, or of the people of an institution. */
export const mostEndpoints = 10;
export const longestUrl = 500;
export const longestPurpose = 100;

/** Standard Webhooks 1.0.0: whsec_ and 32 random bytes. */
export const newSecret = (): string => `whsec_${Buffer.from(newToken(), 'base64url').toString('base64')}`;

/** The headers that a receiver verifies. */
export function signed(secret: string, { id, at, body }: { id: string; at: Date; body: string }) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}

export type Typed = { url: string; description: string; types: readonly string[] };
export type TypedSoFar = { [Name in keyof Typed]?: Typed[Name] | undefined };

/** Characters that are invisible in an address, or that end it for some parsers. */
const hidden = /[\s\p{Cc}\p{Cf}\p{Cs}]/u;

/** The problems of the typed data that are there, by field. `isRefused` knows the addresses that no delivery may go to. */
export function problemsOf({ url, description = '', types = [] }: TypedSoFar, isRefused: (url: URL) => boolean) {
  return { ...(url !== undefined && addressProblems(url, isRefused)), ...otherProblems(description, types) };
}

function addressProblems(url: string, isRefused: (url: URL) => boolean): Problems {
  const address = URL.parse(url);
  if (address === null || !/^https?:$/.test(address.protocol) || url.length > longestUrl || hidden.test(url))
    return { url: fact('webhooks.address_form') };
  if (address.username !== '' || address.password !== '') return { url: fact('webhooks.no_password') };
  if (address.hash !== '') return { url: fact('webhooks.no_fragment') };
  return isRefused(address) ? { url: fact('webhooks.public_https') } : {};
}

function otherProblems(description: string, types: readonly string[]): Problems {
  const unknown = types.find((type) => !isEventType(type));
  return {
    ...([...description].length > longestPurpose && { description: fact('webhooks.purpose_long') }),
    ...(unknown !== undefined && { types: fact('webhooks.unknown_event', { type: unknown.slice(0, 40) }) }),
  };
}
