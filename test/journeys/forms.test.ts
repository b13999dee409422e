import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page, Response } from 'playwright-core';
import { createMember, createStaff, openConsole } from '../support/console.ts';
import { someOf } from '../support/some.ts';
import { openScene, type Scene } from './scene.ts';

/** A form where it lies: the path of its page, and its name, the same whatever it is about. */
type Found = { path: string; name: string };

/**
 * Values that no field of ours accepts: too long for a text, no address, no number, no date. Of a form with many fields, each gets its part of
 * the form's maximum.
 */
const nonsense = { words: '不是这个', most: 1_100, ofForm: 50_000 };

/** Variable parts of a path or a field's name. */
const names = String.raw`[0-9a-f]{8}-[0-9a-f-]{27}|\b(ncc_|demo-)[a-z0-9-]+|\b\d{4}-\d\d(-\d\d)?\b`;

/** Forms that answer any text: the verdict of the tester of redirect addresses, and the reading of an announcement, are no problems of theirs. */
const answering = ['/console/applications/tester uris', '/console/resources/paste text'];

/** For the page: the fields that a form of a document has, and the name of the form. */
const inPage = `
  const written = (form) => [...form.elements].filter((e) => e.name && !e.readOnly &&
    (e.matches('textarea') || /^(text|tel|email|url)$/.test(e.type)) && e.autocomplete !== 'one-time-code');
  const names = new RegExp(${JSON.stringify(names)}, 'g');
  const nameOf = (form) => new URL(form.getAttribute('action') ?? '', location.href).pathname.replace(names, '…') +
    ['', ...new Set(written(form).map((e) => e.name.replace(/^why\\..*/, 'why').replace(names, '…')))].join(' ');
  const nonsenseFor = (form) => '${nonsense.words}' + 'x'.repeat(Math.min(${nonsense.most}, Math.floor(${nonsense.ofForm} / written(form).length)));
  // Any text is a reason for which reviewers return or reject.
  const buttonsOf = (form) => [...form.elements].filter((e) => e.type === 'submit' && !e.matches('.vh, [data-return], [value="reject"]') && !e.hasAttribute('formaction'));
  const postingIn = (all) => [...all.forms].filter((form) => form.method === 'post' && written(form).length > 0 && buttonsOf(form).length > 0 && !${JSON.stringify(answering)}.includes(nameOf(form)));
  const posting = postingIn(document);`;

/** Reads a page without opening it: opening is expensive, and only needed to send its form. */
const look = async (page: Page, path: string): Promise<{ forms: Found[]; links: string[] }> => {
  const found = await page.evaluate<{ at: string; names: string[]; links: string[] }>(`(async () => { ${inPage}
    const response = await fetch(${JSON.stringify(path)}, { headers: { accept: 'text/html' } });
    const { pathname, search } = new URL(response.url);
    const read = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const form of read.forms) form.setAttribute('action', new URL(form.getAttribute('action') ?? '', response.url).href);
    return { at: pathname + search, names: postingIn(read).map(nameOf), links: [...read.querySelectorAll('main a[href], .side a')].map((a) => new URL(a.getAttribute('href'), response.url))
      .filter(({ origin, pathname }) => origin === location.origin && /^\\/(console|admin)/.test(pathname) && !/sign-|\\/files\\/|\\.(xlsx|csv)$|\\/(export|package|annotated|problems|table)$/.test(pathname))
      .map(({ pathname, search }) => pathname + search) };
  })()`);
  return { forms: found.names.map((name) => ({ path: found.at, name })), links: found.links };
};

/** Every form of a person's pages, each once; of pages that differ in a number only, two are seen. */
async function walk(page: Page, begin: string): Promise<Found[]> {
  const [forms, seen, waiting] = [new Map<string, Found>(), new Map<string, number>(), [begin]];
  await page.goto(begin);
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const shape = path.replace(new RegExp(names, 'g'), '…').replace(/\?.*/, '');
    const times = seen.get(shape) ?? 0;
    if (times >= (shape.includes('submissions/…') || shape.includes('review/…') ? 7 : 2)) continue;
    seen.set(shape, times + 1);
    const { forms: here, links } = await look(page, path);
    for (const form of here) if (!forms.has(form.name)) forms.set(form.name, form);
    waiting.push(...links.filter((link) => !waiting.includes(link)));
  }
  return [...forms.values()];
}

/** Writes nonsense everywhere, sends the form by its first button, and returns the faults of the answer. */
async function spoil(page: Page, { path, name }: Found): Promise<string[]> {
  await page.goto(path);
  const isAnswer = (response: Response) =>
    response.request().method() === 'POST' && response.request().isNavigationRequest();
  const answered = Promise.all([page.waitForResponse(isAnswer), page.waitForEvent('domcontentloaded')]);
  await page.evaluate(`(() => { ${inPage}
    const form = posting.find((each) => nameOf(each) === ${JSON.stringify(name)});
    for (const field of written(form)) field.value = nonsenseFor(form);
    const buttons = buttonsOf(form);
    form.noValidate = true;
    setTimeout(() => form.requestSubmit(buttons.find((e) => e.matches('.go')) || buttons[0]));
  })()`);
  const status = (await answered)[0].status();
  if (status !== 422) return [`${name}: ${status}, at ${page.url()}`];
  // The page sets it when it is read to its end, which an answer need not have been.
  await page
    .waitForFunction(`document.activeElement?.matches('.errors')`, undefined, { timeout: 5_000 })
    .catch(() => undefined);
  const wrong = await page.evaluate<string[]>(`(() => { ${inPage}
    const summary = document.querySelector('.errors');
    const form = posting.find((each) => nameOf(each) === ${JSON.stringify(name)});
    return [
      ...(summary ? [] : ['no summary']),
      ...(document.title.startsWith('有错误：') ? [] : ['the title says nothing']),
      ...(document.activeElement === summary ? [] : ['the focus is elsewhere']),
      ...[...document.querySelectorAll('.errors a')].filter((a) => !document.getElementById(a.hash.slice(1))).map((a) => a.hash + ' leads nowhere'),
      ...(form ? written(form).filter((e) => e.value !== nonsenseFor(form)).map((e) => e.name + ' is lost') : ['the form is gone']),
    ];
  })()`);
  return wrong.map((words) => `${name}: ${words}`);
}

describe('every form of the back office', function () {
  this.timeout(300_000);
  let scene: Scene;
  before(async () => {
    scene = await openScene(import.meta.filename);
  });
  after(() => scene.close());

  const check = async (page: Page, begin: string, atLeast: readonly string[]) => {
    const forms = await walk(page, begin);
    expect(forms.map(({ name }) => name.split(' ')[0])).to.include.members([...atLeast]);
    const found: string[] = [];
    for (const form of someOf(forms, 0)) found.push(...(await spoil(page, form))); // another sixth each day
    await page.context().close();
    expect(found.join('\n')).to.equal('');
  };

  it('of institutions names the problems, puts the focus on the first and keeps the typed values', async () => {
    const institution = await scene.at.app.institutions.findByName('青溪县文化馆（演示）');
    const owner = await createMember(scene.at, { institutionId: institution?.id ?? '' });
    const page = scene.watch(await openConsole(scene.at, owner));
    await check(page, '/console', ['/console/submissions/…', '/console/sandbox', '/console/members/invite']);
  });

  it('of operators does so, too', async () => {
    const staff = await createStaff(scene.at, ['reviewer', 'operator', 'administrator']);
    const page = scene.watch(await openConsole(scene.at, staff));
    await check(page, '/admin', ['/admin/review/…', '/admin/phrases', '/admin/institutions/new']);
  });

  it('leaves no complaint in the console', () => {
    expect(scene.complaints).to.eql([]);
  });
});
