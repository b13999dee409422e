import { expect } from 'chai';
import { describe, it } from 'mocha';
import { webAddressProblem } from '../../src/fields/web-address.ts';

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
    expect(problem(`${longest}a`)).to.equal('链接太长：规范化后 256 个字符，最多 255 个（中文会按编码计算）');
    expect(problem(`https://x.cn/${'文'.repeat(28)}`)).to.match(/规范化后 265 个字符/);
  });

  it('R35 is a name on the web, and the answer says how to write one', () => {
    const words: [string, RegExp][] = [
      ['www.example.cn', /请写成 https:\/\/www\.example\.cn/],
      ['example.cn/x', /请写成 https:\/\/example\.cn\/x/],
      ['ftp://example.cn', /以 https:\/\/ 或 http:\/\/ 开头/],
      ['javascript:alert(1)', /以 https:\/\/ 或 http:\/\/ 开头/],
      ['https://a:b@example.cn', /用户名密码/],
      ['https://1.1/', /不能用 IP 地址/],
      ['https://127.0.0.1/', /不能用 IP 地址/],
      ['https://0x7f.1/', /不能用 IP 地址/],
      ['https://[::1]/', /不能用 IP 地址/],
      ['https://localhost/', /本机地址/],
      ['https://intranet/', /域名不完整/],
      ['https://exa mple.cn/', /不能含空格/],
      ['https://x.cn/\u200b', /看不见的字符/],
    ];
    for (const [given, answer] of words) expect(problem(given), given).to.match(answer);
  });
});
