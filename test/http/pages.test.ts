import { expect } from 'chai';
import { describe, it } from 'mocha';
import { attribute, buttons, forms, show, tags } from '../support/markup.ts';

describe('the login page', () => {
  const [form = '', passkey = '', ...others] = forms(show('login'));

  it('holds one form of the password: one user field, one password field, and buttons that turn to another page with the typed name', () => {
    expect(others).to.eql([]);
    expect(form).to.match(/^<form [^>]*method="post" action="\/interaction\/abc\/login"/);
    const named = tags(form).flatMap((tag) => attribute(tag, 'name') ?? []);
    expect(named.filter((name) => name !== 'turn')).to.eql([
      'csrf',
      'able',
      'username',
      'password',
      'remember',
      'terms',
      'agree',
    ]);
    expect(form).to.match(/name="username" type="text"[^>]*autocomplete="username"/);
    expect(form).to.match(/name="password" type="password"[^>]*autocomplete="current-password"/);
    const sending = buttons(form).filter((tag) => !/type="button"|name="turn"/.test(tag));
    expect(sending).to.eql(['<button class="vh" tabindex="-1" aria-hidden="true">', '<button class="btn go wide">']);
  });

  it('R44 asks for a passkey in a form of its own, which a script shows where the device has them', () => {
    expect(passkey).to.match(/^<form [^>]*action="\/interaction\/abc\/passkey"[^>]* hidden>/);
    expect(tags(passkey).flatMap((tag) => attribute(tag, 'name') ?? [])).to.eql(['csrf', 'credential']);
    expect(buttons(passkey)).to.have.length(1);
  });

  it('leads to every other way and back to the platform', () => {
    for (const path of ['sms', 'scan', 'recover', 'register', 'abort'])
      expect(show('login')).to.match(new RegExp(`(href|formaction)="/interaction/abc/${path}"`));
  });

  it('leaves the boxes of agreement and remembering unticked', () => {
    expect(form).not.to.include('checked');
  });
});

describe('the pages of a text message', () => {
  it('let the Enter key go on and not send another message', () => {
    for (const name of ['sms', 'sms-sent', 'register', 'recover']) {
      const [first = '', second = ''] = buttons(forms(show(name))[0] ?? '').filter(
        (tag) => !tag.includes('name="turn"'),
      );
      expect(first, name).not.to.include('name=');
      expect(second, name).to.include('name="send" value="1" formnovalidate');
    }
  });

  it('say where the code went and when another may be asked for', () => {
    expect(show('sms-sent')).to.include('已发到 138****8000，5 分钟内有效。').and.to.include('58 秒后可以重新获取。');
    expect(show('sms')).not.to.include('已发到');
  });
});

describe('the consent page', () => {
  it('posts the optional scopes, agreeing by a button without a name and refusing by another address', () => {
    const [form = ''] = forms(show('consent'));
    expect(form).to.match(/^<form method="post" action="\/interaction\/abc\/consent"/);
    const names = tags(form).flatMap((tag) => attribute(tag, 'name') ?? []);
    expect(names).to.eql(['csrf', 'scope_profile', 'scope_phone', 'scope_age_range']);
    expect(buttons(form)).to.eql([
      '<button class="btn go">',
      '<button class="btn" formaction="/interaction/abc/abort">',
    ]);
  });

  it('ticks only the default scopes', () => {
    expect(show('consent').match(/ checked/g)?.length).to.equal(1);
  });

  it('names the application, the claims, and those never given', () => {
    const html = show('consent');
    for (const text of [
      '青溪县文化馆（演示）',
      'm.qx.example.cn',
      '已认证机构',
      '1233****70E',
      '2026年3月2日',
      '您的密码、身份证号',
      '/interaction/abc/switch',
    ])
      expect(html).to.include(text);
    expect(show('consent-new')).to.include('尚未认证的机构').and.to.include('还想获取');
  });
});

describe('other pages', () => {
  it('ask before a platform loses its authorisation', () => {
    expect(show('grants')).to.include('href="/account/grants/ncc_2q7k/withdraw"').and.not.to.include('<form');
    expect(forms(show('withdraw'))[0]).to.match(
      /^<form class="acts" method="post" action="\/account\/grants\/ncc_2q7k\/withdraw"/,
    );
  });

  it('end a session by the form of the library, either way', () => {
    expect(buttons(show('logout'))).to.eql([
      '<button class="btn go" form="op.logoutForm" name="logout" value="yes">',
      '<button class="btn" form="op.logoutForm">',
    ]);
  });

  it('R09 show the number and the contact block on an error', () => {
    for (const name of ['error', 'start-again'])
      expect(show(name))
        .to.include('编号 8K2F-41QT')
        .and.to.include('href="tel:4000596087"')
        .and.to.include('support@example.cn');
    expect(show('error')).to.include('datetime="2026-11-24T10:30:00.000Z"').and.to.include('2026年11月24日 18:30');
  });

  it('tell children under 14 about their guardian', () => {
    const html = show('register-underage');
    expect(html).to.include('不满 14 周岁需由监护人添加。').and.not.to.include('<form');
  });

  it('wear the display that was chosen and offer the other', () => {
    const html = show('login', {}, { elder: true, theme: 'dark', path: '/interaction/abc' });
    expect(html)
      .to.include('<html lang="zh-CN" data-theme="dark" data-elder>')
      .and.to.include('href="/interaction/abc?elder=0" rel="nofollow">标准版');
  });

  it('say nothing of a demonstration in production', () => {
    for (const name of ['login', 'home', 'account'])
      expect(show(name, {}, { demo: false }).replaceAll('（演示）', ''), name).not.to.match(
        /演示环境|dev\/outbox|ICP备0000/,
      );
  });

  it('keep the demo partner in its own clothes', () => {
    expect(show('demo-login')).to.include('demo.css').and.not.to.include('cloud.css');
    expect(show('demo-login')).to.include('<a class="ncc-login" href="/login">');
  });
});
