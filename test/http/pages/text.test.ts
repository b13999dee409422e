import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  dateTime,
  day,
  dial,
  host,
  initial,
  isCode,
  link,
  loginMethod,
  moment,
  phrases,
  picture,
  scriptJson,
  span,
  withParameter,
} from '../../../src/http/pages/text.ts';

const at = (iso: string) => new Date(iso);

describe('dates in words', () => {
  it('are those of Shanghai, whatever the zone of the server', () => {
    expect(dateTime(at('2026-11-24T10:30:00Z'))).to.equal('2026年11月24日 18:30');
    expect(dateTime(at('2026-11-24T16:05:00Z'))).to.equal('2026年11月25日 00:05');
    expect(day(at('2026-12-31T16:00:00Z'))).to.equal('2027年1月1日');
  });

  it('come as near as people say them', () => {
    const now = at('2026-11-24T10:32:00Z');
    expect(moment(at('2026-11-23T16:00:00Z'), now)).to.equal('今天 00:00');
    expect(moment(at('2026-11-23T15:59:00Z'), now)).to.equal('昨天 23:59');
    expect(moment(at('2026-11-02T01:14:00Z'), now)).to.equal('11月2日 09:14');
    expect(moment(at('2025-10-06T01:14:00Z'), now)).to.equal('2025年10月6日 09:14');
  });

  it('know yesterday across the turn of the year', () => {
    expect(moment(at('2026-12-31T12:00:00Z'), at('2026-12-31T17:00:00Z'))).to.equal('昨天 20:00');
  });
});

describe('spans', () => {
  it('use the largest unit that fits and never end too early', () => {
    expect([58, 60, 61, 3_600, 86_400, 86_401].map(span)).to.eql([
      '58 秒',
      '1 分钟',
      '2 分钟',
      '1 小时',
      '1 天',
      '2 天',
    ]);
    expect(span(0)).to.equal('1 秒');
  });
});

describe('names', () => {
  it('begin with a character as people see it', () => {
    expect(initial('𠮷野家')).to.equal('𠮷');
    expect(initial('👩‍👩‍👧 之家')).to.equal('👩‍👩‍👧');
  });
});

describe('headings', () => {
  it('break after the name of a platform and before brackets, sooner than inside a word', () => {
    expect(phrases('青溪文化云的登录设置有误', '青溪文化云')).to.eql(['青溪文化云', '的登录设置有误']);
    expect(phrases('青溪县文化馆（演示）')).to.eql(['青溪县文化馆', '（演示）']);
    expect(phrases('首页')).to.eql(['首页']);
  });

  it('tell actions of programs from those of people', () => {
    expect([isCode('event_status'), isCode('标题')]).to.eql([true, false]);
  });
});

describe('links', () => {
  it('lead to the web or to our own pages', () => {
    for (const good of [
      'https://m.qx.example.cn/a?b=1#c',
      'http://localhost:3001',
      '/account/grants?x=1',
      '/',
      '#name',
    ])
      expect(link(good)).to.equal(good);
  });

  it('never run a script or leave for a host without a scheme', () => {
    const bad = [
      'javascript:alert(1)',
      'JaVaScRiPt:x',
      'data:text/html,x',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil',
      'vbscript:x',
      '',
      'evil',
    ];
    for (const address of bad) expect(link(address), address).to.equal('/');
    expect(link('/\t/evil.example')).to.equal('/');
    expect(link(undefined)).to.equal('/');
  });

  it('find the logo of a platform among our files or where it says', () => {
    expect(picture('logo-qingxi.svg')).to.equal('/public/logo-qingxi.svg');
    expect(picture('https://m.qx.example.cn/logo.png')).to.equal('https://m.qx.example.cn/logo.png');
    expect(picture('javascript:alert(1)')).to.equal('/');
  });

  it('show the host of a web address and nothing of another', () => {
    expect(host('https://m.qx.example.cn:8443/a')).to.equal('m.qx.example.cn:8443');
    expect(host('javascript:alert(1)')).to.equal('');
    expect(host('青溪')).to.equal('');
  });

  it('come back to the same page in another display', () => {
    expect(withParameter('/interaction/abc', 'elder', '1')).to.equal('/interaction/abc?elder=1');
    expect(withParameter('/a?b=1&elder=1', 'elder', '0')).to.equal('/a?b=1&elder=0');
    expect(withParameter('/a?next=/b?c', 'theme', 'dark')).to.equal('/a?next=%2Fb%3Fc&theme=dark');
    expect(withParameter('//evil.example/?a=1', 'elder', '1')).to.equal('/');
  });
});

describe('a telephone number', () => {
  it('is dialled without the separators between its digits', () => {
    expect(dial('400-0596-087（24 小时）')).to.equal('4000596087');
    expect(dial('+86 10 8888 0000')).to.equal('+861088880000');
    expect(dial('请见公告')).to.equal('');
  });
});

describe('the way of a login', () => {
  it('is a word, also for a way that came later', () => {
    expect(loginMethod('sms')).to.equal('短信验证码');
    expect(loginMethod('passkey')).to.equal('通行密钥');
    expect(loginMethod('face')).to.equal('face');
    expect(loginMethod('constructor')).to.equal('constructor');
  });
});

describe('JSON in a page', () => {
  it('never ends the element that it stands in, and means the same', () => {
    const value = { text: '</script><!--<script>&amp;\u2028\u2029', title: '《剪纸》"\'' };
    const written = scriptJson(value);
    expect(written).not.to.match(/[<>&\u2028\u2029]/);
    expect(JSON.parse(written)).to.deep.equal(value);
  });
});
