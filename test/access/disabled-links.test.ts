import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { operator, startApp, type TestApp } from '../support/app.ts';
import type { Page, TestBrowser } from '../support/citizen.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { formOf } from '../support/plain-browser.ts';
import { doorsOf } from './doors.ts';
import { createOwned } from './owned.ts';

const decoded = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&#34;', '"');
const targetsOf = (page: string, tags: string, attribute: string) =>
  [...page.matchAll(new RegExp(`<(?:${tags})\\b[^>]*?\\s${attribute}="([^"]*)"`, 'g'))].map(([, to = '']) =>
    decoded(to),
  );
const isWayOut = (path: string) => /^\/(console\/sign-(out|in)|oidc\/|dev\/|interaction\/)/.test(path);

describe('R14 pages for the owner of an institution that operators disabled', function () {
  this.timeout(300_000);
  let at: TestApp;
  let browser: TestBrowser;
  let csrf: string;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const owner = await createMember(at);
    await createOwned(at, asMember(owner));
    browser = await signInToConsole(at, owner);
    await at.app.closing.disable(operator, owner.institutionId, '调查');
    csrf = /name="csrf" value="([^"]+)"/.exec((await browser.walk('/account/recover')).text)?.[1] ?? '';
  });
  after(() => at.close());

  const posts = () =>
    doorsOf(at)
      .filter(({ method }) => method === 'POST')
      .map(({ path }) => ({ path, form: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+?')}$`) }))
      .toSorted((one, other) => one.path.split(':').length - other.path.split(':').length);

  it('lead by no link, form or button to a refusal, and name at the top of each page the reason and the contact', async () => {
    const refused: string[] = [];
    const silent: string[] = [];
    const kinds = posts();
    const tried = new Set<string>();
    const queue = ['/console', '/console/messages', '/console/security', '/console/start'].map((path) => ({
      path,
      from: '',
    }));
    const met = new Set(queue.map(({ path }) => path));

    const forms: { from: string; to: string; values: Record<string, string>; kind: string }[] = [];
    function gatherForms(page: Page) {
      for (const [form] of page.text.matchAll(/<form\b[^>]*?\smethod="post"[\s\S]*?<\/form>/g)) {
        const { fields: values } = formOf(form);
        const places = [...form.matchAll(/name="place" value="(\w+)"/g)].map(([, place = '']) => place);
        for (const action of [...targetsOf(form, 'form', 'action'), ...targetsOf(form, 'button', 'formaction')]) {
          const { pathname: to } = new URL(action, page.url);
          const kind = kinds.find((each) => each.form.test(to))?.path;
          if (kind === undefined || isWayOut(to)) continue;
          for (const place of places.length > 0 ? places : [values.place ?? ''])
            forms.push({
              from: page.url.pathname,
              to,
              kind: `${kind} ${place}`,
              values: { ...values, ...(place && { place }) },
            });
        }
      }
    }

    for (let next = queue.shift(); next !== undefined && met.size < 600; next = queue.shift()) {
      const page = await browser.walk(next.path);
      if ([403, 404].includes(page.status)) {
        refused.push(`${next.from} → ${next.path}: ${page.status}`);
        continue;
      }
      if (page.headers.get('content-type')?.startsWith('text/html') !== true) continue;
      if (!page.text.includes('贵机构已被运营停用')) silent.push(next.path);
      gatherForms(page);
      for (const href of targetsOf(page.text, 'a|img', '(?:href|src)')) {
        const link = URL.parse(href, page.url.href);
        if (
          link === null ||
          link.origin !== at.origin ||
          isWayOut(link.pathname) ||
          !link.pathname.startsWith('/console')
        )
          continue;
        for (const display of ['elder', 'lang', 'theme']) link.searchParams.delete(display);
        const path = link.pathname + link.search;
        if (met.has(path)) continue;
        met.add(path);
        queue.push({ path, from: next.path });
      }
    }
    // Last, since some of them end something.
    for (const { from, to, kind, values } of forms) {
      if (tried.has(kind)) continue;
      tried.add(kind);
      const answer = await browser.request(to, {
        method: 'POST',
        body: new URLSearchParams({ ...values, csrf, sure: '1' }),
      });
      if (answer.status === 403) refused.push(`${from} → POST ${kind}`);
    }
    expect(tried.size, 'and to end').to.be.above(5);
    expect(met.size, 'there is something to read').to.be.above(25);
    expect({ refused, silent }).to.eql({ refused: [], silent: [] });
  });
});
