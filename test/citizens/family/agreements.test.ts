import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import { dayOf, days, after as later, yearOf } from '../../../src/clock.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOn,
  type Page,
  signIn,
  type TestBrowser,
  textOf,
} from '../../support/citizen.ts';
import { byDay } from '../../support/clock.ts';

const security: Staff = { kind: 'staff', accountId: '00000000-0000-4000-8000-000000000001', roles: ['security'] };
const views = join(import.meta.dirname, '../../../views');

/** Pages with an agreement, found by their content. */
const agreeing = globSync('**/*.ejs', { cwd: views })
  .filter((file) => !file.startsWith('partials/'))
  .filter((file) =>
    /partials\/agree'|name="agreed"|action="[^"]*\/(terms|consent)"|partials\/consent'/.test(
      readFileSync(join(views, file), 'utf8'),
    ),
  )
  .map((file) => file.replace(/\.ejs$/, ''))
  .filter((view) => !view.startsWith('licences/')) // contracts of institutions
  .toSorted();

type Person = 'child' | 'guardian' | 'grown-up';
/** Whose agreement is recorded when each of them sends the form with everything ticked: their own, that of a child, or none. */
const matrix: Record<string, Record<Person, 'own' | 'for the child' | 'nobody'>> = {
  // The tick at a login, the first one of an account: a child's was given by its guardian, and is not asked for.
  'oidc/login': { child: 'nobody', guardian: 'own', 'grown-up': 'own' },
  'oidc/sms': { child: 'nobody', guardian: 'own', 'grown-up': 'own' },
  'oidc/agreement': { child: 'nobody', guardian: 'own', 'grown-up': 'own' },
  // A newer version.
  'oidc/terms': { child: 'nobody', guardian: 'own', 'grown-up': 'own' },
  'oidc/terms-child': { child: 'nobody', guardian: 'own', 'grown-up': 'own' },
  'family/terms': { child: 'nobody', guardian: 'for the child', 'grown-up': 'nobody' },
  // The claims for a platform; a child decides nothing, and reads the decision of its guardian.
  'oidc/consent': { child: 'nobody', guardian: 'own', 'grown-up': 'own' },
  'oidc/child': { child: 'nobody', guardian: 'nobody', 'grown-up': 'nobody' },
  'family/new': { child: 'nobody', guardian: 'for the child', 'grown-up': 'for the child' },
  // Who registers says to be 14; who takes an account over is.
  'oidc/register': { child: 'nobody', guardian: 'own', 'grown-up': 'own' },
  'oidc/handover': { child: 'nobody', guardian: 'nobody', 'grown-up': 'nobody' },
};

describe('R04 agreements, and who gives them: a child under 14, its guardian, an adult', function () {
  this.timeout(90_000);
  let at: TestApp;
  let library: Client;
  let version = 1;
  const ids: Record<string, string> = {};
  const browsers: Record<string, TestBrowser> = {};

  before(async () => {
    at = await startApp(import.meta.filename, { clock: byDay, env: { THROTTLE: 'off' } });
    library = await createClient(at, { name: '青溪县图书馆', scope: 'openid profile age_range' });
    for (const [name, phone] of [
      ['guardian', '13912340001'],
      ['grown-up', '13912340002'],
    ] as const) {
      ids[name] = (await createCitizen(at, name, { phone })).id;
      browsers[name] = createBrowser(at.origin);
      await signIn(browsers[name], begin(), name);
    }
    ids.child = await addChild('xiaohe');
    browsers.child = createBrowser(at.origin);
    await signIn(browsers.child, begin(), 'xiaohe');
  });
  after(() => at.close());

  const begin = () => authorization(library.clientId);
  const browserOf = (name: string): TestBrowser => browsers[name] ?? createBrowser(at.origin);
  async function addChild(username: string): Promise<string> {
    const page = await browserOf('guardian').walk('/account/family/new');
    const made = await browserOf('guardian').submit(formOn(page, '/account/family/new'), {
      ...{ nickname: '小禾', birthYear: String(yearOf(at.app.clock.now()) - 8), username, password },
      ...{ guardian: '1', agreed: '1', [`at_${library.clientId}`]: '1' },
    });
    return made.url.pathname.split('/').at(-1) ?? '';
  }
  /** Another version, as if its day had come. */
  async function publish(): Promise<number> {
    const texts = { terms: '新的约定', privacy: '新的说明', changes: '可以上传头像。' };
    const effectiveOn = dayOf(later(at.app.clock.now(), days(9)));
    const made = await at.app.accounts.terms.publish(security, { ...texts, effectiveOn });
    if (!('version' in made)) throw new Error(JSON.stringify(made));
    const begun = later(at.app.clock.now(), -60);
    await at.database.db.run(`update terms_versions set published_at = $2, effective_at = $3 where version = $1`, [
      ...[made.version, later(begun, -60), begun],
    ]);
    at.app.accounts.terms.readAnew();
    version = made.version;
    return made.version;
  }
  const versionsOf = async (name: string) =>
    (
      await at.database.db.rows<{ version: number }>(
        'select version from terms_acceptances where account_id = $1 order by version',
        [ids[name]],
      )
    ).map((row) => row.version);
  /** The actors who recorded an agreement to a version. */
  const actorsOf = async (name: string) =>
    (
      await at.database.db.rows<{ verb: string; actor: string }>(
        `select verb, actor_id as actor from audit_events
          where subject_id = $1 and verb like '%agree_to_terms' and (details->>'version')::int = $2 order by id`,
        [ids[name], version],
      )
    ).map(({ verb, actor }) => [verb, Object.entries(ids).find(([, id]) => id === actor)?.[0]]);
  const isThrough = ({ url }: Page) => url.searchParams.has('code');

  it('have every page with an agreement in the matrix', () => {
    expect(Object.keys(matrix).toSorted()).to.eql(agreeing);
  });

  it('are asked of the guardian when the terms change: the child is told so, the guardian is notified once, and neither page nor form accepts the child’s tick', async () => {
    await publish();
    const child = browserOf('child');
    const shown = await child.walk(begin().url);
    expect(textOf(shown)).to.include('请家长先同意').and.include('我们已经告诉家长了').and.not.include('同意并继续');
    // From the year of its 14th birthday on it may be 14 already.
    expect(textOf(shown)).to.include('您的账号由家长管理').and.not.include('不满 14');
    const forged = await child.submit(shown, { version: String(version) });
    expect([isThrough(forged), textOf(forged).includes('请家长先同意')]).to.eql([false, true]);
    const { uid = '' } = /interaction\/(?<uid>[\w-]+)/.exec(shown.url.pathname)?.groups ?? {};
    for (const path of ['terms', 'agreement', 'account', 'consent']) {
      const tried = await child.submit(shown, { version: String(version), agree: '1' }, `/interaction/${uid}/${path}`);
      expect([path, isThrough(tried)]).to.eql([path, false]);
    }
    expect((await child.walk(authorization(library.clientId, { prompt: 'none' }).url)).url.search).to.include(
      'error=login_required',
    );
    expect(await versionsOf('child')).to.eql([1]);
    const told = await at.database.db.rows("select from notices where event = 'child.terms'", []);
    expect(told.length, 'once, however often the child tries').to.equal(1);

    const waits = await child.walk(begin().url);
    const guardian = browserOf('guardian');
    const list = await guardian.walk('/account/family');
    expect(textOf(list)).to.include('用户协议有更新，孩子现在不能登录');
    const asked = await guardian.walk(`/account/family/${ids.child}/terms`);
    expect(textOf(asked)).to.include('可以上传头像').and.include('替小禾同意').and.not.include('不满 14');
    const stale = await guardian.submit(formOn(asked, '/terms'), { version: '99' });
    expect(textOf(stale), 'another version counts by now').to.include('替小禾同意');
    const done = await guardian.submit(formOn(asked, '/terms'));
    expect(textOf(done)).to.include('已替孩子同意').and.include('您替小禾同意了更新后的用户协议');
    expect(await versionsOf('child')).to.eql([1, version]);
    expect(await actorsOf('child')).to.eql([['account.child_agree_to_terms', 'guardian']]);
    expect(await versionsOf('guardian'), 'which is not the guardian’s own word').to.eql([1]);
    expect(isThrough(await child.submit(waits)), 'the child goes on where it was').to.equal(true);
    expect(isThrough(await child.walk(begin().url))).to.equal(true);
  });

  it('is not given for a child by a stranger, nor by the child in the account centre', async () => {
    await publish();
    const page = await browserOf('grown-up').walk('/account/family/new');
    const path = `/account/family/${ids.child}/terms`;
    expect((await browserOf('grown-up').walk(path)).status).to.equal(404);
    const fields = { version: String(version) };
    expect((await browserOf('grown-up').submit(formOn(page, '/new'), fields, path)).status).to.equal(404);
    expect((await browserOf('child').walk(path)).status).to.equal(403);
    expect(await versionsOf('child')).not.to.include(version);
  });

  it('count the version of the day for a child added under it, without asking again', async () => {
    const id = await addChild('xiaomai');
    ids.xiaomai = id;
    expect(await versionsOf('xiaomai')).to.eql([version]);
    expect(isThrough(await signInAs('xiaomai'))).to.equal(true);
  });
  const signInAs = async (username: string): Promise<Page> => {
    const browser = createBrowser(at.origin);
    const page = await browser.submit(await browser.walk(begin().url), { username, password, agree: '1' });
    return page.text.includes('/consent"') ? browser.submit(page, { scope_profile: '1' }) : page;
  };

  for (const person of ['child', 'guardian', 'grown-up'] as const) {
    it(`is written down of a ${person} as the matrix says, whatever form is sent with everything ticked`, async () => {
      const username = person === 'child' ? 'xiaohe' : person;
      const newest = await publish();
      // A fresh login, with the tick on a page that was opened before: the newer version is asked about behind it.
      const browser = createBrowser(at.origin);
      const ticked = { username, password, agree: '1', terms: String(newest - 1) };
      const shown = await browser.submit(await browser.walk(begin().url), ticked);
      expect(await versionsOf(person), 'the tick is for what was shown there').not.to.include(newest);
      const { uid = '' } = /interaction\/(?<uid>[\w-]+)/.exec(shown.url.pathname)?.groups ?? {};
      const sent = await browser.submit(shown, { version: String(newest), agree: '1' }, `/interaction/${uid}/terms`);
      const isOwn = matrix['oidc/terms']?.[person] === 'own';
      expect([(await versionsOf(person)).includes(newest), isThrough(sent)]).to.eql([isOwn, isOwn]);
      expect(await actorsOf(person)).to.eql(isOwn ? [['account.agree_to_terms', person]] : []);
      if (person !== 'child') return;
      // And of the child by its guardian, whatever that one has agreed to for itself.
      const asked = await browserOf('guardian').walk(`/account/family/${ids.child}/terms`);
      await browserOf('guardian').submit(formOn(asked, '/terms'));
      expect(await actorsOf('child')).to.eql([['account.child_agree_to_terms', 'guardian']]);
    });
  }

  it('is written down with the tick at a login where it is the first one: of a grown-up, and never of a child', async () => {
    const newest = await publish();
    ids.newcomer = (await createCitizen(at, 'newcomer')).id;
    for (const [person, username] of [
      ['child', 'xiaohe'],
      ['grown-up', 'grown-up'],
      ['newcomer', 'newcomer'],
    ] as const) {
      const browser = createBrowser(at.origin);
      await browser.submit(await browser.walk(begin().url), { username, password, agree: '1', terms: String(newest) });
      expect([person, (await versionsOf(person)).includes(newest)]).to.eql([person, person === 'newcomer']);
    }
  });

  it('says at a login without the tick nothing of a child, and asks a grown-up for it', async () => {
    for (const [username, asks] of [
      ['xiaomai', false],
      ['grown-up', true],
    ] as const) {
      const browser = createBrowser(at.origin);
      const page = await browser.submit(await browser.walk(begin().url), { username, password });
      expect([username, textOf(page).includes('还差一步')]).to.eql([username, asks]);
    }
  });
});
