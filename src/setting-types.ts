/** How the value of a setting is written: addresses, numbers, on or off. */

import { isIP } from 'node:net';
import { z } from 'zod';

// The types of settings: each turns a text into a value, or names its expectation in words that follow "must be".

/** 10.0.0.0/8, or one address. */
export type AddressBlock = { address: string; family: 'ipv4' | 'ipv6'; prefix: number };

const whole = (what: string, min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d{1,10}$/, what)
    .transform(Number)
    .pipe(z.number().min(min, what).max(max, what));

export const text = z.string();
export const port = whole('a port number from 0 to 65535', 0, 65_535);
export const processes = whole('a number of processes from 1 to 64', 1, 64);
export const messagesInDay = whole('a whole number from 1 to 100000000', 1, 100_000_000);
export const retentionDays = whole('a whole number of days from 180 to 3650', 180, 3_650);
export const fewThousand = whole('a whole number from 0 to 1000', 0, 1_000);
export const percent = whole('a whole number from 0 to 100', 0, 100);
export const someSeconds = whole('a whole number of seconds from 0 to 60', 0, 60);
export const wholeSeconds = whole('a whole number of seconds', -9_999_999_999, 9_999_999_999);
export const onOff = z.stringbool({ truthy: ['on'], falsy: ['off'], case: 'sensitive', error: 'on or off' });
export const oneOf = <T extends string>(...values: readonly [T, ...T[]]) =>
  z.enum(values, { error: values.join(' or ') });
export const longToken = z.string().regex(/^[\w.~+/=-]{24,}$/, 'at least 24 letters, digits or -._~+/=');
export const ownAddress = z.string().refine((value) => isIP(value) !== 0, 'an IP address of this machine');

export const webAddress = z
  .url({ protocol: /^https?$/, error: 'an http(s) address' })
  .transform((value) => new URL(value))
  .refine((url) => url.pathname === '/' && !url.search && !url.hash && !url.username, 'an address without a path');
export const addressOf = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => protocols.includes(URL.parse(value)?.protocol ?? ''),
      `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );

const unitsOfDisks = { M: 2, G: 3, T: 4 } as const;
/** Bytes: 500GB as makers of disks count, 100Gi or 100GiB by 1024, as Kubernetes does. */
export const diskSize = z
  .string()
  .regex(/^[1-9]\d{0,5}(M|G|T)(B|i|iB)?$/, 'the size of a disk, such as 500GB or 100Gi')
  .transform((value) => {
    const [, number = '', unit = 'G', rest = ''] = /^(\d+)([MGT])(.*)$/.exec(value) ?? [];
    return (
      Number(number) * (rest.startsWith('i') ? 1024 : 1000) ** unitsOfDisks[unit === 'M' || unit === 'T' ? unit : 'G']
    );
  });

export const share = z
  .string()
  .regex(/^(0(\.\d{1,6})?|1)$/, 'a number from 0 to 1, such as 0.1')
  .transform(Number);

export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
/** A public key in the form of C2SP signed-note, which its user parses; behind a space the address of a witness that waits for heads. */
export const witnessKeys = list.transform((items, context) =>
  items.map((item): { key: string; url: URL | undefined } => {
    const [key = '', address, ...more] = item.split(/\s+/);
    const url = address === undefined ? undefined : (URL.parse(address) ?? undefined);
    const isAddress = address === undefined || /^https?:$/.test(url?.protocol ?? '');
    if (!/^[^\s+]+\+[\da-f]{8}\+[A-Za-z\d+/]{44}$/.test(key) || !isAddress || more.length > 0)
      context.addIssue(
        `keys as cloud audit witness prints them, each with a web address behind it or alone (${item} is none)`,
      );
    return { key, url };
  }),
);
export const blocks = list.transform((items, context) =>
  items.map((item): AddressBlock => {
    const [address = '', bits, ...more] = item.split('/');
    const version = isIP(address);
    const widest = version === 6 ? 128 : 32;
    const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (version === 0 || more.length > 0 || !(prefix <= widest))
      context.addIssue(`addresses or CIDR blocks (${item} is neither)`);
    return { address, family: version === 6 ? 'ipv6' : 'ipv4', prefix };
  }),
);
