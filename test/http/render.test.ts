import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { PageData } from '../../src/http/render.ts';
import { samplePage, samples } from '../support/samples.ts';
import { stageRender as render } from '../support/stage.ts';

const views = fileURLToPath(new URL('../../views', import.meta.url));
const sources = readdirSync(views, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ejs'))
  .map((path) => ({ path, source: readFileSync(`${views}/${path}`, 'utf8') }));

const show = (name: string, data: object = {}, page: Partial<PageData> = {}) => {
  const sample = samples[name];
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return render(sample.view, { ...sample.data, ...data }, { ...samplePage, ...sample.page, ...page });
};

/** Every text of a value through `change`; what selects a branch of a view, and the library's own form, stay. */
function reword(value: unknown, change: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return ['way', 'step', 'form'].includes(key) ? value : change(value);
  if (Array.isArray(value)) return value.map((item) => reword(item, change));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, reword(inner, change, name)]));
}
const reworded = (name: string, change: (text: string) => string) => {
  const data = reword(samples[name]?.data, change);
  return show(name, typeof data === 'object' && data !== null ? data : {}, {
    title: change('样张'),
    path: `/a?b=${change('c')}`,
    csrf: change('t'),
    user: { label: change('张*') },
    contact: { phone: change('400'), email: change('a@b.cn') },
  });
};
const tags = (html: string) => html.match(/<[a-z][^>]*>/g) ?? [];
const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
const forms = (html: string) => html.match(/<form[\s\S]*?<\/form>/g) ?? [];
const buttons = (html: string) => tags(html).filter((tag) => tag.startsWith('<button'));

describe('views', () => {
  it('are all shown by a sample', () => {
    const shown = new Set(Object.values(samples).map(({ view }) => `${view}.ejs`));
    // Letters are no pages: test/notices shows them.
    const pages = sources.map(({ path }) => path).filter((path) => !/^(layouts|partials|notices)\//.test(path));
    expect(pages.filter((path) => !shown.has(path))).to.eql([]);
  });

  it('print as it is only what they include, the page in its layout, and the form of the library', () => {
    const raw = sources.flatMap(({ path, source }) =>
      [...source.matchAll(/<%-\s*([^%]*?)\s*-?%>/g)]
        .map(([, code = '']) => ({ path, code }))
        .filter(({ code }) => !code.startsWith('include(')),
    );
    expect(raw.filter(({ path, code }) => !(path.startsWith('layouts/') && code === 'body'))).to.eql([
      { path: 'oidc/logout.ejs', code: 'form' },
    ]);
  });

  it('use none of the words that blame people or say nothing', () => {
    for (const { path, source } of sources) {
      const text = source.replaceAll(/<%[\s\S]*?%>/g, '').replaceAll(/<[^>]*>/g, '');
      expect(text, path).not.to.match(/非法|无效|异常|参数|错误码|亲爱|哦|!|！/);
    }
  });

  it('hold one h1, name their language and say where they are', () => {
    for (const name of Object.keys(samples)) {
      const html = show(name);
      expect(html.match(/<h1[ >]/g)?.length, name).to.equal(1);
      expect(html, name).to.include('<html lang="zh-CN"');
      expect(html, name).to.match(/<title>[^<]*(国家公共文化云|青溪县文化馆)[^<]*<\/title>/);
      expect(html, name).to.include('演示环境');
    }
  });

  it('refuse a name that is not theirs', () => {
    expect(() => render('oidc/none', {}, samplePage)).to.throw('oidc/none');
    expect(() => render('../package', {}, samplePage)).to.throw('../package');
  });
});

describe('hostile texts', () => {
  for (const name of Object.keys(samples)) {
    it(`stay texts in ${name}`, () => {
      const html = reworded(name, (text) => `${text}"'><script>alert(1)</script><img src=x onerror=alert(1)>`);
      expect(html).not.to.include('<script>');
      expect(html).not.to.include('<img src=x');
      expect(html).not.to.match(/["']><(?!\/)[a-z]+ src=x/);
    });
  }

  it('never become the target of a link, a picture or a form', () => {
    for (const name of Object.keys(samples)) {
      const html = reworded(name, () => 'javascript:alert(1)');
      for (const tag of tags(html))
        for (const where of ['href', 'src', 'action', 'formaction'])
          expect(attribute(tag, where) ?? '', name).not.to.match(/^\s*javascript:/i);
    }
  });
});

describe('the content security policy', () => {
  it('finds no style attribute, no handler and no inline script in any view', () => {
    for (const name of Object.keys(samples)) {
      const html = show(name);
      for (const tag of tags(html)) expect(tag, name).not.to.match(/\s(style|on[a-z]+)\s*=/);
      expect(html, name).not.to.include('<style');
      for (const script of html.match(/<script[\s\S]*?<\/script>/g) ?? [])
        expect(script, name).to.match(/^<script src="\/public\/[^"]+" defer><\/script>$/);
    }
  });
});

describe('forms', () => {
  it('carry the token in every form that posts, and pages without a form never ask for one', () => {
    for (const [name, { view, data, page }] of Object.entries(samples)) {
      const ours = forms(show(name)).filter((form) => !form.includes('op.logoutForm'));
      for (const form of ours) expect(form, name).to.include('<input type="hidden" name="csrf" value="form-token">');
      let asked = 0;
      const counting = Object.defineProperty({ ...samplePage, ...page }, 'csrf', {
        get: () => {
          asked += 1;
          return 'form-token';
        },
      });
      render(view, data, counting);
      expect(asked, name).to.equal(ours.length);
    }
  });

  it('label every control', () => {
    for (const name of Object.keys(samples)) {
      const html = show(name);
      for (const { 0: tag, index } of html.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
        if (/type="hidden"|aria-hidden="true"/.test(tag)) continue;
        const before = html.slice(0, index);
        const inside = before.lastIndexOf('<label') > before.lastIndexOf('</label>');
        const id = attribute(tag, 'id');
        expect(inside || (id !== undefined && html.includes(`for="${id}"`)), `${name}: ${tag}`).to.equal(true);
      }
    }
  });

  it('use each id once, and every description and link of the summary finds its control', () => {
    for (const name of Object.keys(samples)) {
      const html = show(name);
      const ids = tags(html).flatMap((tag) => attribute(tag, 'id') ?? []);
      expect(ids.length, name).to.equal(new Set(ids).size);
      const named = tags(html).flatMap((tag) => [
        ...(attribute(tag, 'aria-describedby') ?? '').split(' '),
        attribute(tag, 'aria-labelledby') ?? '',
        attribute(tag, 'for') ?? '',
        /^#(.+)$/.exec(attribute(tag, 'href') ?? '')?.[1] ?? '',
      ]);
      for (const id of named.filter(Boolean)) expect(ids, name).to.include(id);
    }
  });

  it('show a problem beside its field and above, and say so in the title', () => {
    const html = show('login-bad');
    expect(html).to.match(/<title>有错误：登录/);
    expect(html).to.include('有 2 处需要修改');
    expect(html.match(/手机号或密码不对，还可以再试 4 次/g)?.length).to.equal(2);
    expect(html).to.match(
      /<input[^>]*id="password"[^>]*aria-describedby="password-msg password-hint"[^>]*aria-invalid="true"/,
    );
    expect(html).to.include('value="13800008000"');
    expect(html).to.match(/id="agree"[^>]* checked/);
    expect(show('login')).not.to.include('有错误');
  });

  it('show a problem of the whole form as the heading of the summary', () => {
    expect(show('sms-bad')).to.include('<h2 id="errors-title">短信暂时发不出去，可改用密码登录</h2>');
  });

  it('never give a password back', () => {
    for (const name of ['login', 'login-bad', 'register-details', 'register-username', 'recover-password'])
      expect(show(name, { values: { password: 'correct horse' } }), name).not.to.include('correct horse');
  });
});

describe('the login page', () => {
  const [form = '', ...others] = forms(show('login'));

  it('holds one form: one user field, one password field, one button without a name', () => {
    expect(others).to.eql([]);
    expect(form).to.match(/^<form method="post" action="\/interaction\/abc\/login"/);
    expect(tags(form).flatMap((tag) => attribute(tag, 'name') ?? [])).to.eql([
      'csrf',
      'username',
      'password',
      'remember',
      'agree',
    ]);
    expect(form).to.match(/name="username" type="text"[^>]*autocomplete="username"/);
    expect(form).to.match(/name="password" type="password"[^>]*autocomplete="current-password"/);
    expect(buttons(form).filter((tag) => !tag.includes('type="button"'))).to.eql(['<button class="btn go wide">']);
  });

  it('leads to every other way and back to the platform', () => {
    for (const path of ['sms', 'recover', 'register', 'abort'])
      expect(show('login')).to.include(`href="/interaction/abc/${path}"`);
    expect(show('login')).not.to.include('扫码');
  });

  it('leaves what is to be agreed or remembered unticked', () => {
    expect(form).not.to.include('checked');
  });
});

describe('the pages of a text message', () => {
  it('let the Enter key go on and not send another message', () => {
    for (const name of ['sms', 'sms-sent', 'register', 'recover']) {
      const [first = '', second = ''] = buttons(forms(show(name))[0] ?? '');
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

  it('ticks only what is on', () => {
    expect(show('consent').match(/ checked/g)?.length).to.equal(1);
  });

  it('says who asks, for what, and what is never given', () => {
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
    expect(show('demo-login')).to.include('<a class="ncc" href="/login">');
  });
});
