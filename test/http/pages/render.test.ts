import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { attribute, forms, show, tags } from '../../support/markup.ts';
import { reword } from '../../support/reword.ts';
import { samplePage, samples } from '../../support/samples.ts';
import { stageRender as render, renderView } from '../../support/stage.ts';

const views = fileURLToPath(new URL('../../../views', import.meta.url));
const sources = readdirSync(views, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ejs'))
  .map((path) => ({ path, source: readFileSync(`${views}/${path}`, 'utf8') }));

const reworded = (name: string, change: (text: string) => string) => {
  return show(name, reword(samples[name]?.data ?? {}, change), {
    title: change('样张'),
    path: `/a?b=${change('c')}`,
    csrf: change('t'),
    user: { label: change('张*') },
    contact: { phone: change('400'), email: change('a@b.cn') },
  });
};

/** No file that is kept and opened from a disk, which carries its own style. */
const isPage = (name: string) => samples[name]?.view !== 'passports/credential';

describe('views', () => {
  it('are all shown by a sample', () => {
    const shown = new Set(Object.values(samples).map(({ view }) => `${view}.ejs`));
    // Letters are no pages: test/notices shows them.
    const pages = sources.map(({ path }) => path).filter((path) => !/^(layouts|partials|notices)\//.test(path));
    expect(pages.filter((path) => !shown.has(path))).to.eql([]);
  });

  it('are independent of the visitor where they are shared, and the same within their frame', () => {
    for (const [name, { view, data = {}, page = {} }] of Object.entries(samples).filter(
      ([, each]) => each.view === 'statistics/dashboard',
    )) {
      const body = renderView.body(view, { problems: {}, ...data }, 'zh');
      expect(renderView.around(view, body, { ...samplePage, ...page }), name).to.equal(show(name));
    }
    const { view = '', data = {} } = samples.transparency ?? {};
    expect(() => renderView.body(view, { problems: {}, ...data }, 'zh')).to.throw("page.csrf may be another's");
  });

  it('print raw only includes, the page in its layout, and the form of the library', () => {
    const raw = sources.flatMap(({ path, source }) =>
      [...source.matchAll(/<%-\s*([^%]*?)\s*-?%>/g)]
        .map(([, code = '']) => ({ path, code }))
        .filter(({ code }) => !code.startsWith('include(')),
    );
    expect(raw.filter(({ path, code }) => !(path.startsWith('layouts/') && code === 'body'))).to.eql([
      // Made of Markdown, of which nothing comes through as HTML: test/http/pages/markdown.test.ts.
      { path: 'docs/article.ejs', code: 'html' },
      { path: 'docs/open.ejs', code: 'html' },
      { path: 'docs/open.ejs', code: 'text.scriptJson(catalogue)' },
      { path: 'docs/specification.ejs', code: 'html' },
      { path: 'docs/status.ejs', code: 'html' },
      { path: 'help/article.ejs', code: 'html' },
      { path: 'oidc/logout.ejs', code: 'form' },
      // Markdown again, of operators.
      { path: 'privacy/document.ejs', code: 'html' },
      { path: 'privacy/new-version.ejs', code: 'html' },
      // Escaped for where it stands: test/http/pages/text.test.ts.
      { path: 'partials/resources/meta.ejs', code: 'text.scriptJson(meta.jsonLd)' },
    ]);
  });

  it('are laid out for their reader: at most 160 columns, one statement at a time', () => {
    for (const { path, source } of sources) {
      for (const [place, line] of source.split('\n').entries())
        expect(line.length, `${path}:${place + 1}`).to.be.at.most(160);
      expect(source, path).not.to.match(/<% [^%\n]*; *(const|if|for) /);
    }
  });

  it('decide and repeat, and compute nothing: that is done in the page', () => {
    const computing =
      /=>|\.(map|filter|find|findLast|reduce|flatMap|sort|toSorted|replace|replaceAll|split|some|every|slice|forEach|at|indexOf|test|exec)\(/;
    for (const { path, source } of sources)
      for (const [code] of source.matchAll(/<%(?!#)(?:(?!%>)[\s\S])*%>/g)) expect(code, path).not.to.match(computing);
  });

  it('give each attribute that stands under a condition a space of its own', () => {
    for (const { path, source } of sources)
      for (const [tag] of source.matchAll(
        /<[a-z](?:"(?:<%(?:(?!%>)[\s\S])*%>|(?!<%)[^"])*"|<%(?:(?!%>)[\s\S])*%>|(?!<%)[^>"])*>/g,
      ))
        expect(tag.replaceAll(/"(?:<%(?:(?!%>)[\s\S])*%>|(?!<%)[^"])*"/g, '""'), path).not.to.match(/\{ %>[^\s<]/);
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
      expect(html, name).to.match(/<title>[^<]*(国家公共文化云|青溪县)[^<]*<\/title>/);
      if (isPage(name)) expect(html, name).to.include('演示环境');
    }
  });

  it('say where one is after the links that lead there, or have in a paragraph nothing but the way back', () => {
    for (const name of Object.keys(samples))
      for (const [, kind, inside = ''] of show(name).matchAll(/<(nav|p) class="crumb[^>]*>([\s\S]*?)<\/\1>/g)) {
        const last = inside
          .split('</a>')
          .at(-1)
          ?.replaceAll(/<[^>]*>/g, '')
          .trim();
        if (kind === 'nav') expect(last, name).not.to.equal('');
        else expect(last, name).to.equal('');
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
    for (const name of Object.keys(samples).filter(isPage)) {
      const html = show(name);
      for (const tag of tags(html)) expect(tag, name).not.to.match(/\s(style|on[a-z]+)\s*=/);
      expect(html, name).not.to.include('<style');
      // Data for search engines is no script that runs; nothing in it can end it.
      for (const script of html.match(/<script[\s\S]*?<\/script>/g) ?? [])
        expect(script, name).to.match(
          /^<script (src="\/public\/[^"]+" defer>|type="application\/ld\+json">[^<]*)<\/script>$/,
        );
    }
  });
});

describe('forms', () => {
  it('say in every view how they are sent, and leave the token to the compiler', () => {
    for (const { path, source } of sources) {
      for (const [tag] of source.matchAll(
        /<form\b(?:"(?:<%(?:(?!%>)[\s\S])*%>|(?!<%)[^"])*"|<%(?:(?!%>)[\s\S])*%>|(?!<%)[^>"])*>/g,
      ))
        expect(tag, path).to.match(/\smethod="(?:get|post|dialog)"/);
      expect(source, path).not.to.match(/name="csrf"|page\.csrf/);
    }
  });

  it('carry one token in every form that posts, and pages without a form never ask for one', () => {
    const token = '<input type="hidden" name="csrf" value="form-token">';
    const tokensOf = (form: string) => form.split(token).length - 1;
    for (const [name, { view, data, page }] of Object.entries(samples)) {
      const html = show(name);
      const posting = forms(html).filter((form) => /^<form[^>]* method="post"/.test(form));
      const ours = posting.filter((form) => !form.includes('op.logoutForm'));
      for (const form of ours) {
        expect(tokensOf(form), form).to.equal(1);
        expect(form, 'to ourselves').to.match(/^<form[^>]* action="\/(?!\/)/);
      }
      expect(tokensOf(html), name).to.equal(ours.length);
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
