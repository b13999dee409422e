import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { PageData } from '../../src/http/pages/render.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { fieldsOn } from '../../src/resources/listing/listing.ts';
import { createLocales, createWords } from '../../src/words/index.ts';
import { belongs } from '../support/citizens-pages.ts';
import { unmarked } from '../support/languages.ts';
import { samplePage, samples } from '../support/samples.ts';
import { stageRender } from '../support/stage.ts';
import { allViews, type View } from '../support/view-check.ts';

/** Views of citizens that are in Chinese on a page in English, and why. */
const chineseStill: Readonly<Record<string, string>> = {
  'partials/idle': 'only in the back office',
};

/** The other language, and the text of the button that partners show. */
const named = ['中文', '使用国家公共文化云登录', '国家公共文化云'];

/** In which system a place is measured, and when something appears, is shown on no page. */
const unread = ['定时发布', '经度', '纬度', '坐标系', '高德、腾讯地图', '百度地图', '国家大地坐标系'];
const han = /\p{Script=Han}/u;
const locales = createLocales();
const sources = new Map(allViews().map((view) => [view.name, view.source]));

/** A view with all that is shown inside it. */
function within(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, inner = ''] of (sources.get(name) ?? '').matchAll(/include\(\s*'\/([^']+)'/g)) within(inner, seen);
  return seen;
}

const frames = ['layouts/citizen', 'layouts/public', 'layouts/site'];
const citizens = [...sources.keys()].filter((name) => belongs(name).includes('citizens'));
const inEnglish = citizens.filter((name) => ![...within(name)].some((part) => part in chineseStill));
const shown = [...new Set([...citizens, ...frames].flatMap((name) => [...within(name)]))]
  .filter((name) => !(name in chineseStill))
  .map((name): View => ({ name, source: sources.get(name) ?? '' }));

/** The text of a view itself: without comments, and without the names of languages. */
const written = (source: string) => source.replaceAll(/<%#[\s\S]*?%>/g, '').replaceAll("'中文'", "''");

/** Every text in the data of a sample. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, each]) => [name, ...textsIn(each)])
      : [];

function pageInEnglish(view: string, page: Partial<PageData> = {}): PageData {
  const { [view]: own } = locales('en').titles;
  return { ...samplePage, ...page, ...(own !== undefined && { title: own }), language: 'en', mayChoose: true };
}

describe('English beside Chinese', () => {
  it('knows each view of citizens that is not in English yet, with the reason', () => {
    const strange = Object.keys(chineseStill).filter((name) => !sources.has(name));
    expect(strange).to.eql([]);
    const translated = Object.keys(chineseStill).filter((name) => !han.test(written(sources.get(name) ?? '')));
    expect(translated, 'in English by now').to.eql([]);
  });

  it('writes no Chinese into views of citizens, their partials and layouts: all words stand in words/', () => {
    const found = shown.flatMap(({ name, source }) =>
      written(source)
        .split('\n')
        .filter((line) => han.test(line))
        .map((line) => `${name}: ${line.trim()}`),
    );
    expect(found).to.eql([]);
  });

  it('has all texts of views in English, and lists the Chinese ones for the back office', () => {
    const sayings = (value: unknown, path: string): [string, string][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, each]) => sayings(each, `${path}.${name}`))
        : [[path, typeof value === 'function' ? String(value) : String(value ?? '')]];
    const { words, titles } = locales('en');
    const chinese = sayings({ words, titles }, '').filter(([, text]) => han.test(text));
    expect(chinese.map(([path]) => path)).to.eql([
      '.words.accounts.grants.noneHow',
      '.words.shared.frame.slip',
      '.words.shared.site.disabled',
      '.words.site.home.step1How',
      '.words.transparency.check.label',
    ]);
  });

  it('has English for the options of channels, and for the names that citizens read', () => {
    const { say } = createWords()('en', 'citizen');
    const read = Object.values(channels).flatMap(({ groups, filters }) =>
      fieldsOn(groups).flatMap(({ name, title, control, options = {}, as }) => [
        ...(filters.includes(name) || ['number', 'select', 'checks', 'lines', 'datetime'].includes(control)
          ? [title]
          : []),
        ...Object.values(options).map((option) => option.replace(/：.*$/s, '')),
        ...(as?.type === 'rows' ? as.columns.map((column) => column.title) : []),
      ]),
    );
    const bare = [...new Set(read.map((each) => each.replace(/[(（][^)）]*[)）]$/, '')))];
    const chinese = bare.filter((text) => han.test(say({ code: 'invitations.name', params: { text } })));
    expect(chinese).to.eql(unread);
  });

  it('has no words that no view says', () => {
    const all = [...sources.values()].join('\n');
    const parts = Object.entries(locales('zh').words).filter(([room]) => !['scopes', 'leads'].includes(room));
    const unused = parts.flatMap(([room, views]) =>
      Object.entries(views as Record<string, Record<string, unknown>>).flatMap(([view, entries]) => {
        const users = [...sources.values()].filter((source) => source.includes(`tongue.${room}.${view}`));
        return Object.keys(entries)
          .filter(
            (name) =>
              !users.some((source) => new RegExp(`\\bt\\.${name}\\b|${room}\\.${view}\\.${name}\\b`).test(source)),
          )
          .map((name) => `${room}.${view}.${name}`);
      }),
    );
    expect(all).to.include('tongue.');
    expect(unused).to.eql([]);
  });

  for (const [name, { view, data, page }] of Object.entries(samples)) {
    if (!inEnglish.includes(view)) continue;
    it(`shows ${name} with no Chinese but data, and marks that as Chinese`, () => {
      const html = stageRender(view, data, pageInEnglish(view, page));
      const known = textsIn({ data, page }).join('\n');
      const marks = html.replaceAll(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g, '');
      const strange = [...marks.matchAll(/[\p{Script=Han}]+/gu)]
        .map(([part]) => part)
        .filter((part) => !named.includes(part) && !known.includes(part));
      expect(strange).to.eql([]);
      expect(unmarked(marks)).to.eql([]);
    });
  }
});
