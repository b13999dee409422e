import { after, days } from '../clock.ts';
import type { Config } from '../config.ts';

/** RFC 9116: at most a year, less so that holders of a copy come back. */
const life = days(180);

/** The contact for reports of vulnerabilities, from the deployment's settings. */
export function securityText(
  config: Pick<Config, 'CONTACT_EMAIL' | 'CONTACT_PHONE' | 'PUBLIC_URL'>,
  now: Date,
): string {
  const { CONTACT_EMAIL: email, CONTACT_PHONE: phone, PUBLIC_URL: url } = config;
  const day = after(now, life).toISOString().slice(0, 10); // the same all day long
  const lines = [
    ...(email === '' ? [] : [`Contact: mailto:${email}`]),
    ...(phone === '' ? [] : [`Contact: tel:+86-${phone.replace(/^\+86-?/, '')}`]),
    `Expires: ${day}T00:00:00.000Z`,
    'Preferred-Languages: zh, en',
    `Canonical: ${url.origin}/.well-known/security.txt`,
  ];
  return `${lines.join('\n')}\n`;
}
