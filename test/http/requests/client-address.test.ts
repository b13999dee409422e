import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readConfig } from '../../../src/config.ts';
import { createClientAddress } from '../../../src/http/requests/client-address.ts';

const blocksIn = (text: string) => readConfig({ TRUSTED_PROXIES: text }).TRUSTED_PROXIES;
const addressOf = createClientAddress(blocksIn('127.0.0.0/8,::1,10.0.0.0/8, 2001:db8:aaaa::/48'));

describe('the address of the client', () => {
  const client = '203.0.113.7';
  const forms: Record<string, string> = {
    '203.0.113.7': client,
    '203.0.113.7:4711': client,
    '"203.0.113.7:4711"': client,
    '[2001:db8::7]': '2001:db8::7',
    '[2001:db8::7]:4711': '2001:db8::7',
    '2001:DB8:0::7': '2001:db8::7',
    '::ffff:203.0.113.7': client,
    '[::ffff:cb00:7107]:80': client,
    'fe80::1%eth0': 'fe80::1',
  };
  for (const [written, address] of Object.entries(forms)) {
    it(`is read from X-Forwarded-For as ${written}`, () => {
      for (const list of [
        written,
        `198.51.100.1, ${written}`,
        `unknown, ${written},10.1.2.3`,
        ` ${written} , 10.1.2.3:80`,
      ])
        expect(addressOf('127.0.0.1', { 'x-forwarded-for': list }), list).to.equal(address);
    });

    it(`is read from Forwarded as ${written}`, () => {
      const quoted = written.startsWith('"') ? written : `"${written}"`;
      for (const header of [
        `for=${quoted}`,
        `For=${quoted};proto=https;by=10.0.0.1`,
        `proto=https; host="a.cn" ;for = ${quoted}`,
        `for=198.51.100.1, for=${quoted}`,
        `for=198.51.100.1;by=", for=${quoted}, for="[2001:db8:aaaa::1]:9"`,
      ])
        expect(addressOf('::ffff:127.0.0.1', { forwarded: header }), header).to.equal(address);
    });
  }

  it('is the proxy’s own where that does not say, whatever stands before it', () => {
    for (const said of [
      'unknown',
      '_hidden',
      '',
      '198.51.100.999',
      '203.0.113.7:port',
      '[203.0.113.7',
      "'; drop table",
    ]) {
      expect(addressOf('10.9.9.9', { 'x-forwarded-for': `198.51.100.1, ${said}` }), said).to.equal('10.9.9.9');
      expect(addressOf('10.9.9.9', { 'x-forwarded-for': `198.51.100.1, ${said}, 10.1.1.1` }), said).to.equal(
        '10.1.1.1',
      );
      expect(addressOf('10.9.9.9', { forwarded: `for=198.51.100.1, for=${said}` }), said).to.equal('10.9.9.9');
      expect(addressOf('10.9.9.9', { forwarded: `for=198.51.100.1, proto=https` })).to.equal('10.9.9.9');
    }
  });

  it('is never one that a client wrote itself', () => {
    for (const headers of [{ 'x-forwarded-for': '198.51.100.1' }, { forwarded: 'for=198.51.100.1' }])
      expect(addressOf('203.0.113.7', headers)).to.equal('203.0.113.7');
    expect(addressOf('10.9.9.9', { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=198.51.100.1' })).to.equal(client);
  });
});

describe('a trusted block', () => {
  it('is an address or CIDR, and anything else is named before anything starts', () => {
    expect(blocksIn('10.0.0.0/8,2001:db8::1')).to.deep.equal([
      { address: '10.0.0.0', family: 'ipv4', prefix: 8 },
      { address: '2001:db8::1', family: 'ipv6', prefix: 128 },
    ]);
    for (const block of ['proxy', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '::/129'])
      expect(() => blocksIn(`10.0.0.0/8,${block}`), block).to.throw(
        `TRUSTED_PROXIES must be addresses or CIDR blocks (${block} is neither), for example TRUSTED_PROXIES=10.0.0.0/8`,
      );
  });
});
