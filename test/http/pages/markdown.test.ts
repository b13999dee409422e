import { expect } from 'chai';
import { describe, it } from 'mocha';
import { render, sectionsOf } from '../../../src/http/pages/markdown.ts';
import { chapters } from '../../../src/site/docs/contents.ts';
import { articleOf } from '../../../src/site/docs/portal.ts';
import { wordsOf } from '../../../src/site/docs/search.ts';

const portal = { base: '/docs', chapters };

describe('Markdown as a page', () => {
  it('shows HTML as it is written, and leads to no address that could run something', async () => {
    const hostile = [
      '<script>alert(1)</script>',
      'a <img src=x onerror=alert(1)> b',
      '[x](javascript:alert(1)) [y](//evil.example) [z](data:text/html,x)',
      '![p](javascript:alert(1))',
      '```"><script>\n</code><script>alert(1)</script>\n```',
      '# <b onclick=x>t</b>',
      '| <i>a</i> | b |\n|---|---|\n| <u>c</u> | " |',
    ];
    for (const markdown of hostile) {
      const { html } = await render(markdown);
      const tags = [...html.matchAll(/<\/?([a-z0-9]+)/g)].map(([, name]) => name);
      for (const tag of tags)
        expect(['p', 'pre', 'code', 'h1', 'table', 'thead', 'tbody', 'tr', 'th', 'td']).to.include(tag);
      expect(html).not.to.match(/<[^>]*\son\w+=|<[^>]*(href|src)="(javascript|data|\/\/)/i);
    }
  });

  it('gives each heading a name that one can lead to: of its words, or its own, never twice the same', async () => {
    const { html, headings } = await render('## 推送 一条\n\n## Put {#put}\n\n## Put\n\n## Put');
    expect(headings.map(({ id }) => id)).to.eql(['推送-一条', 'put', 'put--2', 'put--3']);
    expect(html).to.include('<h2 id="put">Put</h2>');
    const sections = await sectionsOf('a\n\n## 推送 一条\n\nb\n\n## Put {#put}\n\nc');
    expect(sections.map(({ id, text }) => [id, text.trim()])).to.eql([
      ['', 'a'],
      ['推送-一条', 'b'],
      ['put', 'c'],
    ]);
  });

  it('makes tables that fold on phones, and code that the keyboard can scroll', async () => {
    const { html } = await render('| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n\n```sh\ncurl "<x>"\n```');
    expect(html).to.include('<th role="rowheader" scope="row">1</th><td role="cell" class="full k" data-k="b">2</td>');
    expect(html).to.include(
      '<pre class="src" tabindex="0" role="region" aria-label="代码 1：sh"><code>curl &quot;&lt;x&gt;&quot;</code></pre>',
    );
  });
});

describe('a file of the portal', () => {
  const file = '---\ntitle: 推送\nchapter: resources\norder: 1\nsummary: 一句话: 两处\n---\n\n正文\n';
  it('says at its head where it stands', () => {
    expect(articleOf('push.md', file, portal)).to.eql({
      ...{ path: '/docs/push', title: '推送', chapter: 'resources', order: 1, summary: '一句话: 两处', text: '正文' },
    });
  });
  for (const [what, text] of Object.entries({
    'without a head': '正文',
    'of a chapter that does not exist': file.replace('resources', 'nowhere'),
    'with a line that nobody reads': file.replace('order: 1', 'order: 1\nauthor: x'),
    'without an order': file.replace('order: 1\n', ''),
  }))
    it(`is refused by its name: ${what}`, () => {
      expect(() => articleOf('push.md', text, portal)).to.throw(/docs: push\.md/);
    });
});

describe('the terms of a search', () => {
  it('is words and names, and Chinese in pieces of two', () => {
    expect(wordsOf('结束时间 end_at')).to.eql(['结束', '束时', '时间', 'end_at']);
    expect(wordsOf('GET /api/v1/resources/{channel}')).to.eql(['get', '/api/v1/resources/{channel}']);
    expect(wordsOf('，。！')).to.eql([]);
  });
});
