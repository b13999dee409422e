import { expect } from 'chai';
import { describe, it } from 'mocha';
import { webAddressProblem } from '../../src/fields/web-address.ts';
import { fact } from '../support/words.ts';

const problem = (typed: string) => {
  const checked = webAddressProblem(typed);
  return 'problem' in checked ? checked.problem : `taken: ${checked.address}`;
};

describe('a web address', () => {
  it('R35 is kept in its normal form', () => {
    expect(webAddressProblem('https://x。cn')).to.deep.equal({ address: 'https://x.cn/' });
    expect(webAddressProblem('http://云平台.中国/首页?x=文化')).to.have.property('address').with.length(71);
    expect(webAddressProblem('https://x.cn\\@evil.cn/')).to.deep.equal({ address: 'https://x.cn/@evil.cn/' });
  });

  it('R35 has at most 255 characters when Chinese is encoded', () => {
    const longest = `https://x.cn/${'a'.repeat(242)}`;
    expect(webAddressProblem(longest)).to.deep.equal({ address: longest });
    expect(problem(`${longest}a`)).to.deep.equal(fact('fields.address_too_long', { now: 256, max: 255 }));
    expect(problem(`https://x.cn/${'文'.repeat(28)}`)).to.have.property('code', 'fields.address_too_long');
  });

  it('R35 is a name on the web, and the answer says how to write one', () => {
    const words: [string, string][] = [
      ['www.example.cn', 'fields.web_scheme_missing'],
      ['example.cn/x', 'fields.web_scheme_missing'],
      ['ftp://example.cn', 'fields.web_address_form'],
      ['javascript:alert(1)', 'fields.web_address_form'],
      ['https://a:b@example.cn', 'fields.no_password'],
      ['https://1.1/', 'fields.no_ip'],
      ['https://127.0.0.1/', 'fields.no_ip'],
      ['https://0x7f.1/', 'fields.no_ip'],
      ['https://[::1]/', 'fields.no_ip'],
      ['https://localhost/', 'fields.no_localhost'],
      ['https://intranet/', 'fields.web_host_incomplete'],
      ['https://exa mple.cn/', 'fields.web_no_spaces'],
      ['https://x.cn/\u200b', 'fields.web_hidden_characters'],
    ];
    for (const [given, answer] of words) expect(problem(given), given).to.have.property('code', answer);
  });
});
