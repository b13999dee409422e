import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ejs from 'ejs';
import type { Clock } from '../../clock.ts';
import type { Language } from '../../fact.ts';
import { displayValue } from '../../fields/form.ts';
import { regionName } from '../../fields/regions/region.ts';
import { named } from '../../named.ts';
import type { LinkAccess, Menu } from '../admitted.ts';
import * as forms from '../form-text.ts';
import type { Manual } from '../views.ts';
import type { Assets } from './assets.ts';
import type * as chineseParts from './chinese-parts.ts';
import * as words from './text.ts';
import { prepareView } from './view-source.ts';

/** The data of every page beside its own. */
export interface PageData {
  title: string;
  /** The book that citizens open (one decision a page), the site with header and footer, its public side, or 开发者中心. */
  layout?: 'citizen' | 'site' | 'public' | 'docs' | 'file';
  /** The language of the page, except for names and publications, which are always Chinese. */
  language: Language;
  /** Whether there is this page in English as well. */
  mayChoose?: boolean;
  offersEnglish?: boolean;
  /** The frame of a page in 开发者中心. */
  manual?: Manual;
  /** Something on the page must be corrected: the title begins with 有错误. */
  bad?: boolean;
  theme: 'light' | 'dark' | 'auto' | 'contrast';
  elder: boolean;
  /** Path and query of this page, to come back to it in another display. */
  path: string;
  readonly csrf: string;
  /** Asked by every link and form where it is there (view-source.ts). */
  access?: LinkAccess;
  contact: { phone: string; email: string };
  demo: boolean;
  /** Who is signed in: 张*（138****8000）. */
  user?: { label: string };
  /** Key of the entry of the side menu that this page is. */
  here?: string;
  menu?: Menu;
  /** The institution that the account is signed in for. */
  place?: string;
  unread?: number;
  isDisabled?: boolean;
  closing?: { days: number; lastMoment: Date };
  search?: string;
  signOut?: string;
  /** Where a catalogue of its data stands (JSON-LD). */
  describedBy?: string;
  /** Seconds after which the page reloads without a script. */
  refresh?: number;
}

export type RenderPage = (view: string, data: object, page: PageData) => string;
export interface Render extends RenderPage {
  /** The content within the frame, from a view without data about its visitor. */
  body(view: string, data: object, language: Language): string;
  /** The same with the frame around it. */
  around(view: string, body: string, page: PageData): string;
}

/** The texts of views in one language: their words, their own titles, and its dates, counts and sizes. */
export type Locale = {
  words: object;
  titles: Readonly<Record<string, string | undefined>>;
  text: Partial<typeof words>;
};
export type Locales = (language: Language) => Locale;

type Needs = { dir: string; assets: Pick<Assets, 'href'>; clock: Clock; locales: Locales };

/** Views and their partials. The tests show them all, so that no mistake waits for a citizen. */
export function createRender({ dir, assets, clock, locales }: Needs): Render {
  const template = viewsIn(dir);
  const texts = new Map<Language, ViewText>();
  const textIn = (language: Language): ViewText => {
    const text = texts.get(language) ?? createText(clock, { ...words, ...locales(language).text });
    texts.set(language, text);
    return text;
  };

  const everywhere = (language: Language) => ({
    ...{ text: textIn(language), tongue: locales(language).words, asset: assets.href },
  });
  function framed(view: string, page: PageData, values: object): string {
    const html = template(`layouts/${layoutOf(view, page)}`, values);
    return page.language === 'zh' ? html : markChineseText(html);
  }

  function render(view: string, data: object, page: PageData): string {
    const values = { ...data, page, ...everywhere(page.language) };
    return framed(view, page, { ...values, body: template(view, values) });
  }
  return Object.assign(render, {
    body: (view: string, data: object, language: Language) =>
      template(view, { ...data, page: sharedPageGuard(language), ...everywhere(language) }),
    around: (view: string, body: string, page: PageData) =>
      framed(view, page, { page, ...everywhere(page.language), body }),
  });
}

/** The `page` of a view that several visitors share: access to their data throws. */
const sharedPageGuard = (language: Language): object =>
  new Proxy(
    { language },
    {
      get(known, name) {
        if (name === 'language') return known.language;
        if (name === 'access') return undefined; // shared parts have only links open to all of them
        throw new Error(`page.${String(name)} may be another's: this view is shown to several`);
      },
    },
  );

const require = createRequire(import.meta.url);

/** Read with the first page that is not in Chinese. */
function markChineseText(html: string): string {
  const { markChinese }: typeof chineseParts = require('./chinese-parts.ts');
  return markChinese(html);
}

const createText = (clock: Clock, spoken: typeof words) => ({
  ...spoken,
  ...forms,
  regionName,
  named,
  shown: displayValue,
  moment: (date: Date) => spoken.moment(date, clock.now()),
  ago: (date: Date) => spoken.ago(date, clock.now()),
});

/** The words that every page's view can build; a letter's has those of `text.ts`. */
export type ViewText = ReturnType<typeof createText>;

export type LetterText = typeof words;

/** A letter in HTML. Mail programs load nothing of ours, so it has a layout of its own that brings its looks along. */
export type RenderLetter = (view: string, data: object) => string;

export function createRenderLetter({ dir }: Pick<Needs, 'dir'>): RenderLetter {
  const template = viewsIn(dir);
  return (view, data) => {
    if (!view.startsWith('notices/')) throw new Error(`${view} is no letter`);
    const values = { ...data, text: words };
    return template('layouts/letter', { ...values, body: template(view, values) });
  };
}

/**
 * A view takes its data out of `locals` in its first line; common ones are there by name. Nothing is copied for it: the data are ours, and no
 * view changes them.
 */
const options = {
  _with: false,
  destructuredLocals: ['page', 'text', 'tongue', 'asset', 'partial'],
  unsafePrototypeLocals: true,
};

/** Shows a partial within a view: with its data, and more. */
type ShowPartial = (locals: object, path: string, more?: object) => string;

/**
 * Views are compiled when they are first shown, once a process, and the folder is read once: pages, letters and the applications of tests share
 * them. Their texts come with the data alone.
 */
const compiled = new Map<string, Template>();
function viewsIn(dir: string): Template {
  const template = compiled.get(dir) ?? compile(dir);
  compiled.set(dir, template);
  return template;
}

type Template = (name: string, data: object) => string;

function compile(dir: string): Template {
  let known: ReadonlySet<string> | undefined;
  const made = new Map<string, ejs.TemplateFunction>();
  const templateOf = (name: string): ejs.TemplateFunction => {
    const found = made.get(name);
    if (found !== undefined) return found;
    const filename = join(dir, `${name}.ejs`);
    // The library's own `include` copies all data, and looks for the file, each time.
    const source = prepareView(readFileSync(filename, 'utf8')).replaceAll('<%- include(', '<%- partial(locals, ');
    const template = ejs.compile(source, { ...options, filename });
    made.set(name, template);
    return template;
  };
  const partial: ShowPartial = (locals, path, more) =>
    templateOf(path.slice(1))(more === undefined ? locals : { ...locals, ...more });
  return (name, data) => {
    known ??= new Set(namesIn(dir));
    if (!known.has(name)) throw new Error(`There is no view ${name}`);
    return templateOf(name)({ ...data, partial });
  };
}

/** The demo partner is another institution's site: none of its pages may wear our clothes. */
const layoutOf = (view: string, page: PageData) => (view.startsWith('demo/') ? 'demo' : (page.layout ?? 'site'));

function namesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ejs'))
    .map((path) => path.slice(0, -'.ejs'.length).replaceAll('\\', '/'));
}
