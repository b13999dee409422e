import { invalid } from '../../src/errors.ts';
import { check, checks, files } from '../../src/fields/choice.ts';
import type { Data } from '../../src/fields/form.ts';
import { regionCode } from '../../src/fields/regions/region.ts';
import { text } from '../../src/fields/text.ts';
import type { Kind } from '../../src/review/workflow/kind.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { formOf, type Page, type TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { pdf } from '../support/pictures.ts';
import { fact } from '../support/words.ts';

const papers = { types: ['application/pdf', 'image/png'], most: 2 };

/** A kind that no room knows: everything that pages, review and diff need to know of it stands here. */
const fair = (approved = new Set<string>()): Kind => ({
  name: 'fair',
  title: '集市',
  form: {
    paged: true,
    groups: [
      {
        name: 'about',
        title: '集市信息',
        lead: '市民会看到这些内容。',
        fields: {
          title: text('集市名称', { max: 20 }),
          goods: checks('货品', { food: '食品：须有许可', craft: '手工' }),
        },
      },
      {
        name: 'person',
        title: '负责人',
        fields: {
          keeper: text('姓名', { max: 20 }),
          idNumber: text('证件号码', { max: 18 }).meta({ mask: (value) => `${value.slice(0, 3)}****` }),
          promise: check('内容真实', fact('fields.choose', { label: '内容真实' })),
        },
      },
      { name: 'papers', title: '材料', fields: { permit: files('许可证', papers) } },
    ],
    check: ({ title, keeper }) =>
      title === keeper ? { title: fact('fields.password_own_name', { label: '集市名称' }) } : {},
  },
  dueInWorkingDays: 2,
  maySubmit: async (_trx, _submission, { title }) => {
    if (title === '庙会') throw invalid({ title: fact('fields.password_own_name', { label: '集市名称' }) });
  },
  titleOf: ({ title = '' }) => title,
  prefill: async (_institution, subjectId): Promise<Data> => (subjectId === undefined ? {} : { title: '春集' }),
  onApproved: async (_trx, { submission }) => {
    approved.add(submission.title); // rehearsed before it is carried out
    return submission.subjectId ?? 'fair-1';
  },
  hrefOf: (subjectId) => `/console/fairs/${subjectId}`,
});

/** The same on one page, without papers. */
const stall: Kind = {
  name: 'stall',
  title: '摊位',
  form: {
    groups: [
      {
        name: 'stall',
        title: '摊位信息',
        fields: {
          title: text('摊位名称', { max: 20 }),
          about: text('说明', { max: 200, lines: true }).meta({ control: 'textarea', max: 200 }),
          seats: checks('桌椅', { table: '桌子', chair: '椅子' }).optional(),
          phone: text('电话', { max: 20 }).meta({ control: 'tel' }),
          region: regionCode('地区').optional(),
        },
      },
    ],
  },
  dueInWorkingDays: 3,
  titleOf: ({ title = '' }) => title,
  onApproved: async (_trx, { submission }) => submission.id,
};

/** The whole product with the two kinds, and a member of an institution signed in. */
export async function startMarket(file: string, start = '2026-11-24T01:00:00Z') {
  const clock: TestClock = testClock(start);
  const at: TestApp = await startApp(file, { clock });
  const approved = new Set<string>();
  at.app.review.register(fair(approved));
  at.app.review.register(stall);
  const agent = await createMember(at, { role: 'agent' });
  const actor = {
    kind: 'member',
    accountId: agent.accountId,
    institutionId: agent.institutionId,
    role: 'agent',
  } as const;
  return {
    at,
    clock,
    approved,
    agent,
    actor,
    browser: await signInToConsole(at, agent, { secondFactor: false }),
    begin: (kind: string, data: Data = {}) =>
      at.app.review.begin(actor, kind, { institutionId: agent.institutionId, data }),
    close: () => at.close(),
  };
}

export type Market = Awaited<ReturnType<typeof startMarket>>;

const inputsOf = (html: string): Record<string, string> => {
  const found = formOf(html).fields;
  for (const [, name = '', value = ''] of html.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)<\/textarea>/g))
    found[name] = value;
  return found;
};

/** Fills in the form of a page and presses one of its buttons; `undefined` unticks or leaves out. */
export async function press(
  browser: TestBrowser,
  page: Page,
  button: string,
  values: Record<string, string | undefined> = {},
  uploads: { field: string; name: string; bytes?: Buffer }[] = [],
): Promise<Page> {
  const [name = '', value = '1'] = button.split('=');
  const fields = { ...inputsOf(page.text), ...values, [name]: value };
  const isMultipart = page.text.includes('enctype="multipart/form-data"');
  const body = isMultipart ? new FormData() : new URLSearchParams();
  for (const [field, text] of Object.entries(fields))
    if (text !== undefined && !field.startsWith('upload.')) body.append(field, text);
  if (body instanceof FormData)
    for (const { field, name, bytes = pdf() } of uploads)
      body.append(`upload.${field}`, new Blob([Uint8Array.from(bytes)]), name);
  const action = new URL(formOf(page.text).action, page.url).href;
  return browser.walk(action, await browser.request(action, { method: 'POST', body }));
}

/** Begins a submission by the button that pages of other rooms show. */
export async function begin({ browser, begin: prepare }: Market, kind: string, subject = ''): Promise<Page> {
  // The token of any form of this browser will do.
  const form = await browser.walk(`/console/submissions/${(await prepare('stall')).id}`);
  const body = new URLSearchParams({ csrf: formOf(form.text).fields.csrf ?? '', kind, subject });
  return browser.walk('/console/submissions', await browser.request('/console/submissions', { method: 'POST', body }));
}

/** The words of a page as they are read. */
export const words = (html: string) =>
  html
    .replace(/<script[\s\S]*?<\/script>|<[^>]+>/g, ' ')
    .replaceAll('&#34;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
