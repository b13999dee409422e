import type { Member } from '../../src/actor.ts';
import { type ReportedRound, reportedRounds } from '../../src/integration/verification/rounds/scenario.ts';
import { nicknames } from '../../src/integration/verification/runs/watching.ts';
import type { TestApp } from './app.ts';
import { createBrowser, type Page } from './citizen.ts';
import type { TestClock } from './clock.ts';
import { bands } from './pictures.ts';

type Scene = { at: TestApp; clock: TestClock; member: Member; site: string };

/** The developer's part: two browsers without a window, one at the Cloud and one at the partner, and readers of both sites' pages. */
export async function createVerifier({ at, clock, member, site }: Scene, runId: string) {
  const cloud = createBrowser(at.origin);
  const partner = createBrowser(site);
  const { verification } = at.app;
  const read = () => verification.read(member, runId);
  const { run, password = '' } = await read();

  /** A person takes a while between two clicks. */
  const think = () => clock.advance(10);

  /** From a partner's page to wherever it leads, through the pages of the Cloud. */
  async function follow(from: Page, { agree = true } = {}): Promise<Page> {
    let page = from;
    for (let hop = 0; hop < 6 && page.url.origin === at.origin; hop += 1) {
      let there = page.text === '' ? await cloud.walk(page.url.href) : page;
      if (there.text.includes('name="password"'))
        there = await cloud.submit(there, { username: run.username, password, agree: '1' });
      if (there.text.includes('/consent"'))
        there = agree
          ? await cloud.submit(there, { scope_profile: '1' })
          : await cloud.walk(`${there.url.pathname.replace(/\/consent$/, '')}/abort`);
      if (there.url.origin === at.origin) return there;
      page = await partner.walk(there.url.href);
    }
    return page;
  }

  return {
    origin: at.origin,
    cloud,
    partner,
    read,
    think,
    /** A click on the button. */
    async login(options: { agree?: boolean; from?: string } = {}): Promise<Page> {
      think();
      return follow(await partner.walk('/login'), options);
    },

    /** The address of the run, which makes the browser known and leads to the partner. */
    open: () => cloud.walk(`/verification/${run.code}`),

    async openAgain(): Promise<Page> {
      think();
      const there = await cloud.walk(`/verification/${run.code}/again`);
      return partner.walk(there.url.href);
    },

    async notify(): Promise<void> {
      think();
      await verification.sendNotices(member, runId);
    },

    async logout(): Promise<boolean> {
      think();
      const there = await partner.walk('/logout');
      if (there.url.origin !== at.origin) {
        await verification.pageSeen(member, runId, 'logout', { status: there.status, text: there.text });
        return false;
      }
      await cloud.walk(there.url.href);
      return true;
    },

    /** A browser gives up after so many redirects. */
    tellEndless: (round: ReportedRound) =>
      verification.pageSeen(member, runId, round, { status: 303, text: '', endless: true }),

    /** The account that the partner shows as signed in. */
    async seen(): Promise<{ account: string; name: string } | undefined> {
      const { text } = await partner.walk('/me');
      const [, account = '', name = ''] = /已登录：(\d+) (.*)<\/p>/.exec(text) ?? [];
      return account === '' ? undefined : { account, name };
    },

    async answer(answers: Readonly<Record<string, boolean>>): Promise<void> {
      think();
      const bytes = await bands(300, 200);
      const asked = (await read()).questions;
      await verification.answer(
        member,
        runId,
        asked.map((question) => ({
          question: question.code,
          answer: answers[question.code] === false ? ('no' as const) : ('yes' as const),
          ...('picture' in question && { picture: { name: '截图.png', bytes } }),
        })),
      );
    },

    pass: () => verification.skipRound(member, runId),
    finish: () => verification.finish(member, runId),
    nicknames,
  };
}

export type Verifier = Awaited<ReturnType<typeof createVerifier>>;

const isSignedIn = ({ text }: Page) => text.includes('已登录');

/** The whole guide: each round once, with the answers to its questions. If the guide ends early, this ends too. */
export async function goThrough(verifier: Verifier): Promise<void> {
  const said: Record<string, boolean> = {};
  await verifier.open();
  let { due, steps } = await verifier.read();
  for (let turn = 0; turn < 40 && due !== undefined; turn += 1) {
    switch (due.code) {
      case 'refuse': {
        const page = await verifier.login({ agree: false });
        said.denied = page.text.includes('可以再选');
        break;
      }
      case 'plain': {
        const page = await verifier.login();
        const seen = await verifier.seen();
        said.phone = seen !== undefined;
        said.name = seen === undefined || seen.name === verifier.nicknames.first;
        said.addresses = !page.url.searchParams.has('code') || !isSignedIn(page);
        break;
      }
      case 'again':
        await verifier.openAgain();
        break;
      case 'renamed': {
        await verifier.login();
        const seen = await verifier.seen();
        said.subject = seen === undefined || seen.account === '0';
        break;
      }
      case 'notice':
        await verifier.notify();
        said.noticed = (await verifier.seen()) === undefined;
        break;
      case 'logout':
        await verifier.login();
        if (!(await verifier.logout())) await verifier.pass();
        break;
      default: {
        const page = await verifier.login();
        const round = reportedRounds.find((code) => code === due?.code);
        const isEndless = page.url.origin === verifier.origin && page.text === ''; // not a page of the Cloud
        if (isEndless && round !== undefined) await verifier.tellEndless(round);
      }
    }
    let now = await verifier.read();
    // Where the round cannot be gone through, the developer says so.
    if (now.due?.code === due.code) {
      await verifier.pass();
      now = await verifier.read();
    }
    ({ due, steps } = now);
  }
  said.button = !steps.some(({ data }) => data.problem === 'button');
  await verifier.answer(said);
}
