import ipaddr from 'ipaddr.js';

/** Where an address belongs, for logs that many read: enough to see one network that asks for everything, too little to name a person. */
export function maskAddress(address: string): string {
  const end = address.lastIndexOf('.');
  if (end !== -1 && !address.includes(':')) return `${address.slice(0, end)}.0/24`;
  if (!ipaddr.IPv6.isValid(address)) return 'unknown';
  const parts = ipaddr.IPv6.parse(address).parts.slice(0, 3);
  return `${parts.map((part) => part.toString(16)).join(':')}::/48`;
}
