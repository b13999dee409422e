import { expect } from 'chai';
import ejs from 'ejs';
import { describe, it } from 'mocha';
import { prepareView } from '../../../src/http/pages/view-source.ts';
import { allViews } from '../../support/view-check.ts';

const token = '<input type="hidden" name="csrf" value="<%= page.csrf %>">';

describe('the source of a view', () => {
  it('shows nothing of a line break and the spaces around it', () => {
    expect(prepareView('<p>\n  读书会\n  <b>今天</b>\n  开始\n</p>\n')).to.equal('<p>读书会<b>今天</b>开始</p>');
  });

  it('keeps a space that stands inside a line', () => {
    expect(prepareView('<p>第 <b>2</b> 版</p>\n<p>a b</p>')).to.equal('<p>第 <b>2</b> 版</p><p>a b</p>');
  });

  it('shows one space for a line break inside a tag, and none at its end', () => {
    expect(prepareView('<input\n  id="a"\n  name="a"\n>')).to.equal('<input id="a" name="a">');
    expect(prepareView('<a\n  href="/"\n  title="一行\n  两行"\n>x</a>')).to.equal(
      '<a href="/" title="一行 两行">x</a>',
    );
  });

  it('brings no space of its own to a statement inside a tag', () => {
    expect(prepareView('<input\n  id="a"\n  <% if (a) { %> checked<% } %>\n>')).to.equal(
      '<input id="a"<%#\n\n%><% if (a) { %> checked<% } %>>',
    );
  });

  it('keeps the wide space of Chinese, wherever it stands', () => {
    expect(prepareView('<p>\n  <b>甲</b>\n  　乙\n</p>')).to.equal('<p><b>甲</b>　乙</p>');
  });

  it('keeps the lines of raw output', () => {
    const text = '<pre>\n  a\n  b\n</pre>';
    expect(prepareView(`${text}\n  <p>\n  c</p>`)).to.equal(`${text}<p>c</p>`);
  });

  it('begins a text area with the line break that browsers drop', () => {
    expect(prepareView('<textarea name="a">\n  <%= a %>\n</textarea>')).to.equal(
      '<textarea name="a">\n<%#\n%><%= a %></textarea>',
    );
  });

  it('leaves code as it is, and gives it the line it stands in', () => {
    expect(prepareView('<p>\n\n  <%= a\n  + b %>\n</p>')).to.equal('<p><%#\n\n%><%= a\n  + b %></p>');
    expect(prepareView('<p\n  id="<%= a %>"\n>')).to.equal('<p id="<%#\n%><%= a %>">');
  });

  it('puts the token into a form that posts, whatever stands inside its tag', () => {
    for (const form of [
      '<form class="a" method="post" enctype="multipart/form-data" data-autosave>',
      '<form method="post" action="/a">',
      '<form method="post" action="<% if (a) { %>/a<% } %>"<% if (a) { %> novalidate<% } %>>',
    ])
      expect(prepareView(`${form}<p>x</p></form>`)).to.equal(`${form}${token}<p>x</p></form>`);
    expect(prepareView('<form\n  method="post"\n>')).to.equal(`<form method="post">${token}`);
  });

  it('says the roles of a table that folds, which old engines forget, and of no other', () => {
    expect(
      prepareView(
        '<table class="fold"><thead><tr><td></td><th scope="col">a</th></tr></thead><tbody><tr>' +
          '<th scope="row"><a href="/b">b</a></th><td\n  class="k"\n>c</td></tr></tbody></table><table><tr></tr></table>',
      ),
    ).to.equal(
      '<table role="table" class="fold"><thead role="rowgroup"><tr role="row"><td role="cell"></td><th role="columnheader" scope="col">a</th></tr>' +
        '</thead><tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row"><a href="/b">b</a></th><td role="cell" class="k">c</td>' +
        '</tr></tbody></table><table><tr></tr></table>',
    );
  });

  const render = (source: string, page: object) =>
    ejs.render(prepareView(source), { a: 1, page: { csrf: 'c', ...page } });
  const access = {
    mayOpen: (href: string) => href !== '/console/closed/1',
    maySend: (action: string) => action !== '/console/closed/1',
  };

  it('leaves out a form that its reader may not send, where the page asks', () => {
    const form = (path: string) => `<p>x</p><form method="post" action="${path}">y</form>`;
    const shown = (path: string) =>
      `<p>x</p><form method="post" action="${path}">${token.replace('<%= page.csrf %>', 'c')}y</form>`;
    expect(render(form('/console/closed/<%= a %>'), { access })).to.equal('<p>x</p>');
    expect(render(form('/console/open/<%= a %>'), { access })).to.equal(shown('/console/open/1'));
    expect(render(form('/console/closed/<%= a > 0 ? "1" : `2` %>'), { access })).to.equal('<p>x</p>');
    expect(render(form('/console/closed/<%= a %>'), {})).to.equal(shown('/console/closed/1'));
  });

  it('leaves a link without its address that leads to a closed door, where the page asks', () => {
    const link = '<a\n  class="btn"\n  href="/console/closed/<%= a %>"\n>x</a>';
    expect(render(link, { access })).to.equal('<a class="btn">x</a>');
    expect(render(link.replace('closed', 'open'), { access })).to.equal('<a class="btn" href="/console/open/1">x</a>');
    expect(render(link, {})).to.equal('<a class="btn" href="/console/closed/1">x</a>');
  });

  it('puts none into a form that only asks, or only closes a dialog', () => {
    for (const form of ['<form method="get" action="/a">', '<form method="dialog">', '<p data-x=" method="post"">'])
      expect(prepareView(form)).to.equal(form);
  });

  it('has no block in a paragraph: a browser would end the paragraph before it', () => {
    const blocks = /<(?:form|div|ul|ol|dl|table|section|details|fieldset|h[1-6]|p)[\s>]/;
    const found = allViews().flatMap(({ name, source }) =>
      [...source.matchAll(/<p(?:\s[^>]*)?>([\s\S]*?)<\/p>/g)].flatMap(([, inside = '']) => {
        const block = blocks.exec(inside);
        return block ? `${name}: ${block[0]}` : [];
      }),
    );
    expect(found).to.deep.equal([]);
  });
});
