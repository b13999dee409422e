import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { differences, remarksIn, withContents } from './book.ts';

const docs = new URL('../docs/', import.meta.url);
const page = (path: string) => ({ path: `docs/${path}`, text: readFileSync(new URL(path, docs), 'utf8') });
const runbooks = readdirSync(new URL('runbooks/', docs)).filter((name) => name.endsWith('.md'));

describe('the book of the operators in Chinese', () => {
  it('has every part of the English one, with the same lines to run, codes and links', () => {
    expect(differences(page('operating.md'), page('operating.zh.md'))).to.eql([]);
  });

  for (const name of ['operating.md', 'operating.zh.md'])
    it(`begins with the contents of ${name}: each chapter, at its place (RECORD=1 writes them)`, () => {
      const { text } = page(name);
      const wanted = withContents(text);
      if (process.env.RECORD === '1') writeFileSync(new URL(name, docs), wanted);
      else expect(text).to.equal(wanted);
    });

  it('has no remarks in the lines to run', () => {
    const pages = ['operating.md', ...runbooks.map((name) => `runbooks/${name}`)];
    expect(pages.map(page).flatMap(remarksIn)).to.eql([]);
    const remarked = '```sh one first\n# one first\ncloud keys create # once\n```\n';
    expect(remarksIn({ path: 'a.md', text: remarked })).to.eql(['a.md: cloud keys create # once']);
  });

  for (const name of runbooks)
    it(`has the page ${name}`, () => {
      expect(differences(page(`runbooks/${name}`), page(`runbooks/zh/${name}`))).to.eql([]);
    });

  for (const [what, alter, told] of [
    ['a paragraph is missing', (text: string) => text.replace(/^系统用|^下面每一块[^\n]*\n/m, ''), /part \d+ /],
    [
      'a line to run is another one',
      (text: string) => text.replace('\ncloud keys create\n', '\ncloud keys creates\n'),
      /code sh/,
    ],
    ['a code is missing', (text: string) => text.replace('`HOST`', 'HOST'), /: `HOST`$/],
    [
      'a link leads elsewhere',
      (text: string) => text.replace('adr/0067-doctor.md', 'adr/0068.md'),
      /the link to .*0067-doctor\.md$/,
    ],
    ['a row of a table is missing', (text: string) => text.replace(/^\| PgBouncer \|.*\n/m, ''), /\(\| step/],
    [
      'a paragraph is still English',
      (text: string) =>
        text.replace(
          /^接着看[^\n]*|^任务只做一次[^\n]*|^一条调用[^\n]*|^调用之后[^\n]*/m,
          'An entry is there within a second. `LOGS_KEPT_DAYS` `X-Request-Id` `The integration log was full and dropped calls`',
        ),
      /not in Chinese/,
    ],
  ] as const)
    it(`is told where ${what}`, () => {
      const chinese = page('operating.zh.md');
      const altered = alter(chinese.text);
      expect(altered).not.to.equal(chinese.text);
      expect(differences(page('operating.md'), { ...chinese, text: altered })[0]).to.match(told);
    });
});
