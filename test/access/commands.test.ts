import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { roles as staffRoles } from '../../src/actor.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { someOf } from '../support/some.ts';
import { createOwned } from './owned.ts';
import { createSubjects } from './subjects.ts';

const decoded = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&#34;', '"');

/** Where the lines of 搜索和命令 lead, with their words. */
const linesOf = (page: string): { href: string; words: string }[] => {
  const [, part = ''] = /<section class="cmd"([\s\S]*?)<\/section>/.exec(page) ?? [];
  return [...part.matchAll(/<a href="([^"]*)">([\s\S]*?)<\/a>/g)].map(([, href = '', words = '']) => ({
    href: decoded(href),
    words: words
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  }));
};

const questions = ['', '青溪', 'qx', '停用', 'shenqing', 'ncc', '没有这样的东西'];

describe('every command and every find of 搜索和命令, by every role', function () {
  this.timeout(600_000);
  let at: TestApp;
  const readers = new Map<string, TestBrowser>();

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const owner = await createMember(at);
    await createOwned(at, asMember(owner));
    const { subjects } = await createSubjects(at, { institution: owner.institutionId });
    for (const { name, browser, bearer } of subjects) if (bearer === undefined) readers.set(name, browser);
    const all = Object.keys(staffRoles).filter((role): role is keyof typeof staffRoles =>
      Object.hasOwn(staffRoles, role),
    );
    const regional = await createStaff(at, all, { regions: all.map(() => '330000') });
    readers.set('staff of a region', await signInToConsole(at, regional));
  });
  after(() => at.close());

  it('leads to no page that refuses its reader, or is not there', async () => {
    const refused: string[] = [];
    const tried: Record<string, number> = {};
    for (const [place, [name, browser]] of [...readers].entries()) {
      const met = new Set<string>();
      const found: { q: string; words: string; href: string }[] = [];
      for (const home of ['/console/search', '/console/start/search', '/admin/search'])
        for (const q of questions) {
          const { status, text, url } = await browser.walk(`${home}?${new URLSearchParams({ q })}`);
          if (status !== 200 || url.pathname !== home) break; // it is not for this reader, with any question
          for (const { href, words } of linesOf(text)) {
            if (met.has(href)) continue;
            met.add(href);
            found.push({ q, words, href });
          }
        }
      tried[name] = met.size;
      // Each reader finds them all, and follows a sixth: the readers follow each within six days, and most of them every day.
      for (const { q, words, href } of someOf(found, place)) {
        const led = await browser.walk(href);
        if (led.status >= 400) refused.push(`${name}, ${q}: ${words} → ${href}: ${led.status}`);
      }
    }
    expect(refused).to.deep.equal([]);
    const most = {
      newcomer: 4,
      owner: 30,
      operator: 30,
      reviewer: 10,
      auditor: 8,
      reader: 15,
      'limited developer': 15,
    };
    for (const [name, count] of Object.entries(most)) expect(tried[name], name).to.be.at.least(count);
    expect(tried.anonymous).to.equal(0);
    // Without an institution or the second factor they find the commands of a person on their own.
    for (const name of ['citizen', 'staff without a second factor', 'owner without a second factor'])
      expect(tried[name], name).to.equal(tried.newcomer);
  });
});
