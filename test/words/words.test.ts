import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Fact, readFact, written } from '../../src/fact.ts';
import type { AnyCatalogue } from '../../src/words/catalogue.ts';
import { en } from '../../src/words/en/index.ts';
import { createWords } from '../../src/words/index.ts';
import { zh } from '../../src/words/zh/index.ts';
import { fact } from '../support/words.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('words/'))
  .map((path) => ({ path, text: readFileSync(`${src}/${path}`, 'utf8') }));

/** Codes that rooms declare: `'links.not_found': None;` */
const declarations = sources.filter(({ text }) => text.includes('factsOf<'));
const declared = declarations.flatMap(({ text }) =>
  [...text.matchAll(/'([a-z]+\.[a-z0-9_]+)':(?=\s*[A-Z{])/g)].flatMap(([, code]) => code ?? []),
);

/** The text of an entry's template, independent of its parameters. */
const textOf = (
  facts: Readonly<Record<string, AnyCatalogue[string] | (typeof zh.letters)[string]>>,
  code: string,
): string => {
  const entry = facts[code];
  return typeof entry === 'function' ? entry.toString() : JSON.stringify(entry);
};

describe('the words', () => {
  const words = createWords();
  const [chinese, english] = [words('zh', 'institution'), words('en', 'program')];

  it('know every fact that a room declares, and no other', () => {
    expect(declared.length).to.be.above(500);
    const known = [...Object.keys(zh.facts), ...Object.keys(zh.letters)];
    // The beginning of codes that a room declares by a list: `verification.cause_${Fault}`.
    const begun = declarations.flatMap(({ text }) =>
      [...text.matchAll(/`([a-z]+\.[a-z0-9_]+)\$\{/g)].map(([, code]) => code),
    );
    expect(declared.filter((code) => !known.includes(code))).to.deep.equal([]);
    const others = known.filter(
      (code) => !declared.includes(code) && !begun.some((start = ' ') => code.startsWith(start)),
    );
    expect(others).to.deep.equal([]);
  });

  it('name the day that it is in Beijing, in either language, also where it is yesterday in UTC', () => {
    const since = fact('links.side_bad', { side: 'web', state: 'missing', since: '2026-12-31T16:30:00Z' });
    expect(english.say(since)).to.contain('1 January 2027');
    expect(chinese.say(since)).to.contain('2027年1月1日');
  });

  it('say please once: what mends a value is written without it, for it is put before it', () => {
    const doubled = Object.entries(zh.facts).filter(([, entry]) =>
      /请请|mend\((?:[^()]|\([^()]*\))*["'`]请/s.test(
        typeof entry === 'function' ? entry.toString() : JSON.stringify(entry),
      ),
    );
    expect(doubled.map(([code]) => code)).to.deep.equal([]);
    const year = fact('fields.odd_year', { label: '开始时间', year: '0036', from: 1900, to: 2100 });
    expect(chinese.say(year)).to.contain('请核对年份').and.not.to.contain('请请');
  });

  it('have no unused entries', () => {
    const uses = sources.flatMap(({ text }) =>
      [...text.matchAll(/(?:[fF]act|ofFields|ofSandbox|letter|explanation|check|refusedFor)\(\s*[^;]*?[)}]/gs)].map(
        ([call]) => call,
      ),
    );
    const said = uses.join('\n');
    const unused = declared.filter((code) => !said.includes(`'${code}'`) && !code.startsWith('imports.entered_'));
    expect(unused).to.deep.equal([]);
  });

  it('leave it to the sending of short messages to say whose they are', () => {
    const named = /\$\{signature\}|【国家公共文化云】/;
    const letters = Object.keys(zh.letters).filter((code) =>
      textOf(zh.letters, code)
        .split(/\bsms\b/)
        .slice(1)
        .some((rest) => named.test(rest)),
    );
    expect(letters).to.deep.equal([]);
    const facts = Object.keys(zh.facts).filter(
      (code) => !code.endsWith('_subject') && named.test(textOf(zh.facts, code)),
    );
    expect(facts, 'only subjects of mails say it themselves').to.deep.equal([]);
    expect(chinese.signed('验证码 012345')).to.equal('【国家公共文化云】验证码 012345');
  });

  it('give advice in Chinese, and blame no one', () => {
    const blaming = Object.keys(zh.facts).filter((code) =>
      /非法|无效|异常|参数|[！]|\bnull\b(?!')/.test(textOf(zh.facts, code).replaceAll(/\$\{[^}]*\}/g, '')),
    );
    // The manual for programmers calls parameters so, and tokens that are over.
    expect(blaming).to.deep.equal(['docs.about_reference', 'docs.oauth_revocation']);
  });

  it('have English without a Chinese sentence in it', () => {
    // Buttons have their Chinese names, by which they are found.
    const without = (text: string) => text.replaceAll(/“[^”]*”/g, '');
    const left = Object.keys(en.facts).filter((code) => /\p{Script=Han}{5}/u.test(without(textOf(en.facts, code))));
    expect(left).to.deep.equal([]);
  });

  it('say a fact inside a fact first', () => {
    const inner = fact('fields.too_long', { label: '开始时间', max: 5, now: 7 });
    const outer = fact('fields.in_line', { line: 3, problem: inner });
    expect(chinese.say(outer)).to.equal('第 3 行：开始时间最多 5 个字，现在是 7 个');
    expect(english.say(outer)).to.equal('Line 3: “Begins” has 7 characters; at most 5');
    const sheets = [1, 2].map((n) => fact('imports.sheet', { sheet: `表${n}`, rows: n, isMore: false }));
    expect(chinese.say(fact('imports.sheets_unread', { sheets, count: 2 }))).to.include('“表1”（1 行）、“表2”（2 行）');
  });

  it('show operators the unusual values, and reporters also the request to confirm', () => {
    const unusual = fact('statistics.unusual', { how: fact('statistics.above_median', { times: 6.3 }) });
    expect(chinese.say(unusual)).to.equal('是近 28 天中位数的 6.3 倍，请确认并写一句说明');
    expect(words('zh', 'operator').say(unusual)).to.equal('是近 28 天中位数的 6.3 倍');
    const far = fact('statistics.unusual', { how: fact('statistics.above_median', { times: 6_069 }) });
    expect(words('zh', 'operator').say(far)).to.equal('是近 28 天中位数的 6,069 倍');
  });

  it('are 原因 and 建议 in a table of problems', () => {
    const mended: [Fact, string | undefined, string, string][] = [
      [fact('fields.missing', { label: '摘要' }), undefined, '没有填写', '填写摘要'],
      [fact('fields.choose', { label: '语种' }), '一种', '没有选择', '选择语种：一种'],
      [
        fact('fields.too_long', { label: '标题', max: 5, now: 7 }),
        undefined,
        '最多 5 个字，现在是 7 个',
        '删减 2 个字',
      ],
      [fact('fields.whole_number', { label: '名额', min: 1, max: 9 }), undefined, '写法不对', '应为 1 到 9 的整数'],
      [fact('fields.day_form', { label: '日期' }), undefined, '不是能识别的日期写法', '写成 2026-12-05'],
      [fact('channels.issn_missing'), undefined, '期刊请填写 ISSN', zh.lookItUp],
      [fact('channels.issn_missing'), '8 位', '期刊请填写 ISSN', '8 位'],
    ];
    for (const [said, hint, reason, advice] of mended)
      expect(chinese.mend(said, hint), said.code).to.deep.equal({ reason, advice });
  });

  it('name a problem as its reader would', () => {
    expect(words('zh', 'citizen').titleOf('not_found')).to.equal('没有找到这个页面');
    expect(words('zh', 'program').titleOf('not_found')).to.equal('没有找到');
    expect(english.titleOf('not_found')).to.equal('Not found');
    expect(chinese.titleOf('conflict')).to.equal(undefined);
  });

  it('show the code of unknown entries', () => {
    expect(chinese.say(fact('links.unheard_of', { n: 1 }))).to.equal('links.unheard_of {"n":1}');
  });
});

describe('a fact', () => {
  it('comes back from its text as it was', () => {
    for (const each of [
      fact('links.not_found'),
      fact('fields.in_line', { line: 1, problem: fact('fields.missing', { label: '“a” {b}\n' }) }),
    ])
      expect(readFact(written(each))).to.deep.equal(each);
  });

  it('is no text of outsiders', () => {
    for (const text of ['', 'Invalid input', '请填写标题', 'a.b c', 'https://a.example.cn', 'links.not_found and more'])
      expect(readFact(text), text).to.equal(undefined);
  });
});
