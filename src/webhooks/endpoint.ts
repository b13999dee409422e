import { createHmac } from 'node:crypto';
import { newToken } from '../crypto/secrets.ts';
import { isEventType } from './event.ts';

/** Where events are delivered to. */
export interface Endpoint {
  id: string;
  institutionId: string;
  /** Made by this application, for what it may hear of; undefined: by people, for all of the institution. */
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

/** What to do about what was typed, by field. `isRefused` knows the addresses that no delivery may go to. */
export function problemsOf({ url, description, types }: Typed, isRefused: (url: URL) => boolean) {
  const problems: Record<string, string> = {};
  const address = URL.parse(url);
  if (address === null || !/^https?:$/.test(address.protocol) || url.length > 500 || /\s/.test(url))
    problems.url = '接收地址应以 https:// 开头，最多 500 个字符';
  else if (address.username !== '' || address.password !== '') problems.url = '接收地址中不要写用户名和密码';
  else if (address.hash !== '') problems.url = '接收地址不要带 # 后面的部分';
  else if (isRefused(address)) problems.url = '接收地址须以 https:// 开头，并且能从公网访问，不能是内网地址';
  if ([...description].length > 100) problems.description = '用途最多 100 个字';
  const unknown = types.find((type) => !isEventType(type));
  if (unknown !== undefined) problems.types = `没有“${unknown.slice(0, 40)}”这种事件`;
  return problems;
}
