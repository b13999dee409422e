import { createServer } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { authorization, type Client, redeem } from '../support/citizen.ts';
import { freePort } from '../support/ports.ts';
import { browserOf } from './plans.ts';

type Entry = ReturnType<typeof browserOf>[number] & { 'match-limit'?: number };

const matches = (pattern: string, url: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.?+^$()[\]{}|\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(url);

/** Runs such a script as the browser of the suite does (5.2, BrowserControl), except for pictures. */
async function visit(page: Page, address: string, entries: Entry[]): Promise<string> {
  await page.goto(address);
  const entry = entries.find((each) => matches(each.match, address) && each['match-limit'] !== 0);
  if (entry?.['match-limit'] !== undefined) entry['match-limit'] -= 1;
  for (const { match, commands, optional } of entry?.tasks ?? []) {
    if (!matches(match, page.url())) {
      if (!optional) throw new Error(`${page.url()} is none of ${match}`);
      continue;
    }
    for (const [command, by, target = '', ...more] of commands) {
      if (command === 'wait') continue;
      const element = page.locator(by === 'id' ? `#${target}` : String(target)).first();
      if ((await element.count()) === 0) {
        if (!more.includes('optional')) throw new Error(`${page.url()} has no ${target}`);
        continue;
      }
      if (command === 'text') await element.fill(String(more[0]));
      else await element.click();
      await page.waitForLoadState();
    }
  }
  return page.url();
}

describe('the browser scripts of npm run certify', function () {
  this.timeout(60_000);
  let at: TestApp;
  let clients: Client[];
  let suite: string;
  let callback: string;
  const server = createServer((_req, res) => res.end('<p id="submission_complete">'));
  const citizen = { username: 'certify', password };
  before(async () => {
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, resolve));
    suite = `http://localhost:${port}`;
    callback = `${suite}/test/a/probe/callback`;
    at = await startApp(import.meta.filename);
    const input = { redirectUris: [callback], allowLoopback: true, scope: 'openid profile email phone offline_access' };
    clients = [await createClient(at, input), await createClient(at, input)];
    await createCitizen(at, citizen.username);
  });
  after(async () => {
    server.close();
    await at.close();
  });

  const script = (options: Parameters<typeof browserOf>[1] = {}): Entry[] =>
    browserOf({ origin: at.origin, suite, citizen: { ...citizen, phone: '' } }, { picturesLogin: false, ...options });

  it('get refresh tokens for two clients one after the other, the second with a session', async () => {
    const page = await openPage({ origin: at.origin });
    const entries = script();
    for (const client of clients) {
      const asked = authorization(client.clientId, {
        redirect_uri: callback,
        scope: 'openid offline_access',
        prompt: 'consent',
      });
      const end = await visit(page, at.origin + asked.url, entries);
      expect(end).to.include(`${callback}?code=`);
      const { body } = await redeem(at.origin, client, new URL(end), asked, { redirect_uri: callback });
      expect(body).to.include.keys('refresh_token');
    }
    await page.context().close();
  });

  it('only look at the first visit where a module wants the login at the second', async () => {
    const page = await openPage({ origin: at.origin });
    const entries = script({ looksFirst: true });
    const asked = authorization(clients[0]?.clientId ?? '', { redirect_uri: callback });
    expect(new URL(await visit(page, at.origin + asked.url, entries)).pathname).to.match(/^\/interaction\//);
    expect(await visit(page, at.origin + asked.url, entries)).to.include(`${callback}?code=`);
    await page.context().close();
  });
});
