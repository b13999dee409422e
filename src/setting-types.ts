import { isIP } from 'node:net';

// How settings are written: each reader turns a text into a value or throws what it expects, in words that follow "must be".

/** 10.0.0.0/8, or one address. */
export type AddressBlock = { address: string; family: 'ipv4' | 'ipv6'; prefix: number };

export const text = (value: string) => value;
export const port = (value: string) => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new Error('a port number from 0 to 65535');
  return number;
};
export const ownAddress = (value: string) => {
  if (isIP(value) === 0) throw new Error('an IP address of this machine');
  return value;
};
export const processes = (value: string) => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 64) throw new Error('a number of processes from 1 to 64');
  return number;
};
export const webAddress = (value: string) => {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('an http(s) address');
  if (url.pathname !== '/' || url.search || url.hash || url.username) throw new Error('an address without a path');
  return url;
};
export const addressOf =
  (...protocols: string[]) =>
  (value: string) => {
    const url = URL.parse(value);
    if (!url || !protocols.includes(url.protocol))
      throw new Error(`an address that begins with ${protocols.join(' or ')}//`);
    return value;
  };
export const list = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
export const oneOf =
  <T extends string>(...values: T[]) =>
  (value: string) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw new Error(values.join(' or '));
    return found;
  };
export const blocks = (value: string): AddressBlock[] => list(value).map(addressBlock);
function addressBlock(text: string): AddressBlock {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const widest = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (version === 0 || more.length > 0 || !(prefix <= widest))
    throw new Error(`addresses or CIDR blocks (${text} is neither)`);
  return { address, family: version === 6 ? 'ipv6' : 'ipv4', prefix };
}
export const longToken = (value: string) => {
  if (!/^[\w.~+/=-]{24,}$/.test(value)) throw new Error('at least 24 letters, digits or -._~+/=');
  return value;
};
export const onOff = (value: string) => oneOf('on', 'off')(value) === 'on';
export const someSeconds = (value: string) => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 60) throw new Error('a whole number of seconds from 0 to 60');
  return number;
};
export const wholeSeconds = (value: string) => {
  if (!/^-?\d{1,10}$/.test(value)) throw new Error('a whole number of seconds');
  return Number(value);
};
