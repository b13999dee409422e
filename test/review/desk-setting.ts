import { files } from '../../src/fields/choice.ts';
import type { Data } from '../../src/fields/form.ts';
import { text } from '../../src/fields/text.ts';
import type { Kind } from '../../src/review/workflow/kind.ts';
import type { Submission } from '../../src/review/workflow/submission.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../support/console.ts';
import { fact } from '../support/words.ts';

/** A kind as a room would declare it, with a datum that is personal and checks of a machine. */
const leaflet: Kind = {
  name: 'leaflet',
  title: '折页',
  form: {
    groups: [
      {
        name: 'leaflet',
        title: '折页内容',
        fields: {
          name: text('名称', { max: 50 }),
          about: text('说明', { max: 500, lines: true }).meta({ control: 'textarea' }),
          home: text('网址', { max: 255 }).meta({ control: 'url' }),
          picture: files('宣传图', { types: ['image/png'], most: 2 }).optional(),
        },
      },
      {
        name: 'person',
        title: '联系人',
        fields: {
          phone: text('电话', { max: 20 }).meta({ mask: (value) => `${value.slice(0, 3)}****${value.slice(-4)}` }),
        },
      },
    ],
  },
  approval: {
    groups: [{ name: 'group', title: '工作群', fields: { group: text('群地址', { max: 100 }).optional() } }],
  },
  dueInWorkingDays: 3,
  titleOf: ({ name = '' }) => name,
  regionOf: ({ region }) => region,
  checks: async ({ data }) => [
    { field: 'name', verdict: 'ok', says: fact('institutions.no_namesake') },
    { field: 'home', verdict: data.home?.includes('slow') ? 'warn' : 'ok', says: fact('links.https') },
  ],
  onApproved: async (_trx, { submission }) => submission.id,
};

/** One that two people decide about, and that asks for something with the approval. */
const poster: Kind = {
  name: 'poster',
  title: '海报',
  form: { groups: [{ name: 'poster', title: '海报', fields: { name: text('名称', { max: 50 }) } }] },
  approval: { groups: [{ name: 'place', title: '位置', fields: { place: text('展示位置', { max: 20 }) } }] },
  dueInWorkingDays: 1,
  needsSecond: () => true,
  titleOf: ({ name = '' }) => name,
  onApproved: async (_trx, { submission }) => submission.id,
};

const usual: Data = {
  name: '春日折页',
  about: '三月起每周六开放。',
  home: 'https://qx.example.cn/',
  phone: '13800008123',
  region: '330000',
};

/** The whole product with two kinds more, an institution that sends, and staff that reviews. */
export async function startDesk(file: string) {
  const clock: TestClock = testClock('now'); // near the library's own time, which sessions count by
  const at: TestApp = await startApp(file, { clock });
  let slow = 0;
  at.app.review.register({
    ...leaflet,
    follow: async (_trx, _submission, action) => {
      if (action === 'claim') clock.advance(slow);
    },
  });
  at.app.review.register(poster);
  const agent = await createMember(at);
  const { institutionId, accountId } = agent;
  const member = { kind: 'member', accountId, institutionId, role: 'owner' } as const;

  return {
    at,
    clock,
    agent,
    /** The titles of all that was approved, in that order. */
    approved: async () =>
      (
        await at.database.db.rows<{ title: string }>(
          `select s.title from submission_events e join submissions s on s.id = e.submission_id where e.verb = 'approve' order by e.id`,
        )
      ).map(({ title }) => title),
    member,
    /** Sends one; a minute passes, so that the next one comes after it. */
    async send(more: Data = {}, kind = 'leaflet'): Promise<Submission> {
      const draft = await at.app.review.begin(member, kind, { institutionId, data: { ...usual, ...more } });
      clock.advance(60);
      return at.app.review.submit(member, draft.id);
    },
    /** Each claim takes so many seconds from now on. */
    slowBy(seconds: number) {
      slow = seconds;
    },
    /** As the jobs do: the checks look at these submissions. */
    async look(...sent: readonly Submission[]) {
      for (const { id } of sent) await at.app.looks.look(id);
    },
    /** The time to take a decision back is over, and the job carries it out. */
    async settle() {
      clock.advance(10);
      await at.app.pressed.carryOut();
    },
    /** A reviewer at the desk. */
    async reviewer(
      options: Parameters<typeof createStaff>[2] = {},
      roles: Parameters<typeof createStaff>[1] = ['reviewer'],
    ) {
      const person = await createStaff(at, roles, options);
      const browser = await signInToConsole(at, person);
      return { ...person, browser, actor: { kind: 'staff', accountId: person.accountId, roles } as const };
    },
    /** The session ends with a pause; the same person comes again. */
    async again<Reviewer extends Colleague>(person: Reviewer): Promise<Reviewer & { browser: TestBrowser }> {
      return { ...person, browser: await signInToConsole(at, person) };
    },
    close: () => at.close(),
  };
}

export type Desk = Awaited<ReturnType<typeof startDesk>>;

/** Posts to a page of the back office with the token that the page gave. */
export async function press(browser: TestBrowser, page: string, action: string, fields: Data = {}) {
  const { text: html } = await browser.walk(page);
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(html) ?? [];
  const [, revision = ''] = /name="revision" value="([^"]+)"/.exec(html) ?? [];
  const body = new URLSearchParams({ csrf, ...(revision !== '' && { revision }), ...fields });
  return browser.walk(action, await browser.request(action, { method: 'POST', body }));
}

/** The words of a page as they are read. */
export const words = (html: string) =>
  html
    .replace(/<script[\s\S]*?<\/script>|<[^>]+>/g, ' ')
    .replaceAll('&#34;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

/** The titles of the list, in its order. */
export const titles = (html: string) =>
  [...html.matchAll(/<th[^>]* scope="row"><a href="[^"]*">([^<]*)<\/a>/g)].map(([, title]) => title);
