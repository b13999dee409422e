import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../src/actor.ts';
import { fieldsOf } from '../../src/fields/form.ts';
import { kindOf } from '../../src/resources/entries/kinds.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import type { Page, TestBrowser } from '../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../support/console.ts';
import { asMember, asStaff, createReviewers } from '../support/institutions.ts';
import { someOf } from '../support/some.ts';
import { elementsOf, foreignIn } from './page.ts';

/** Kinds about an existing thing; their data are written there. */
const aboutOthers = ['withdrawal', 'sharing', 'licence', 'statistics-correction'];

const attempts = [
  '<script>xss7()</script>',
  '"><img src=xss7>',
  "'><svg/onload=xss7>",
  '" onclick="xss7()',
  '--><i id=xss7>',
  '<%= 7919*104729 %>',
  'javascript:xss7()',
  ']]><math id=xss7>',
];

describe('markup typed in the back office', () => {
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let desk: TestBrowser;
  let own: TestBrowser;
  let ak: string;
  let submissions: string[];

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const { app } = at;
    owner = await createMember(at);
    const { institutionId } = owner;
    const [first = '', second = '', third = ''] = attempts;
    const colleague = await createStaff(at, ['administrator', 'auditor', 'reviewer', 'operator', 'support']);
    const staff = asStaff(colleague, 'operator', 'administrator', 'reviewer');
    await at.database.db.run(`update institutions set name = $2, address = $2, disabled_reason = null where id = $1`, [
      institutionId,
      first,
    ]);
    await at.database.db.run(`update accounts set nickname = $1`, [second.slice(0, 20)]);
    ({ clientId: ak } = await createClient(
      at,
      {
        name: third,
        purpose: first,
        contactName: '周远山',
        contactPhone: '13800008161',
        contactEmail: 'zhou@qx.example.cn',
      },
      { institutionId },
    ));
    await app.applications.disable(staff, ak, `${first}\n=1+1`);
    await app.applications.enable(staff, ak);
    await app.applications.waivePkce(staff, ak, { until: soon(), reason: second });
    await app.phrases.add(staff, { text: first });
    const beginEntry = async (sender: Member, code: string) => {
      const about = { institutionId: sender.institutionId, clientId: undefined };
      return (await app.resources.proposeMany(sender, code, about, [{ data: {} }]))[0]?.submissionId ?? '';
    };
    submissions = [];
    const [reviewer] = await createReviewers(at);
    for (const [turn, kind] of app.review.kinds().entries()) {
      for (const [place, text] of someOf([...attempts.entries()], turn)) {
        const applicant = kind.single ? await createMember(at, { certified: kind.name !== 'certification' }) : owner;
        const sender = asMember(applicant);
        const about = { institutionId: applicant.institutionId };
        const channel = app.resources.channels().find((each) => kindOf(each) === kind.name);
        if (channel === undefined && aboutOthers.includes(kind.name)) continue;
        const id =
          channel === undefined
            ? (await app.review.begin(sender, kind.name, about)).id
            : await beginEntry(sender, channel.code);
        const typed = fieldsOf(kind.form).flatMap(({ name, control }) => (control === 'files' ? [] : [[name, text]]));
        await app.review.save(sender, id, Object.fromEntries(typed));
        submissions.push(id);
        if (place % 2 === 0) continue;
        // No form accepts this; a value from elsewhere still does no harm.
        await at.database.db.run(
          `update submissions set state = 'submitted', submitted_by = $2, submitted_at = created_at, due_at = created_at where id = $1`,
          [id, sender.accountId],
        );
        if (place % 4 === 1)
          await app.review.sendBack(reviewer, id, text, { [fieldsOf(kind.form)[0]?.name ?? '']: text });
      }
    }
    own = await signInToConsole(at, owner);
    desk = await signInToConsole(at, colleague);
    await desk.submit(await desk.walk('/admin/tokens/new'), { name: first, 'scopes.admin:review': '1', life: '1' });
  });
  after(() => at.close());

  const soon = () => new Date(at.app.clock.now().getTime() + 5 * 86_400_000).toISOString().slice(0, 10);

  function expectHarmless(name: string, { text, status }: Page): void {
    expect(status, name).to.be.oneOf([200, 404, 422]);
    const foreign = foreignIn(text, {
      source: (src) => /^(\/|data:image\/(svg|png))/.test(src),
      target: (target) => !/^\s*(javascript|vbscript|data:text):|^\/\//i.test(target),
    });
    expect(foreign, name).to.eql([]);
    expect(text, name).not.to.contain('829348951');
    for (const tag of text.match(/<script[^>]*>/g) ?? [])
      expect(tag, name).to.match(/ (src="\/public\/|type="application\/ld\+json")/);
  }

  it('is text on every page of the institution', async () => {
    let shown = 0;
    const paths =
      '/console /console/submissions /console/institution /console/institution/letter /console/links /console/members';
    for (const path of [
      ...`${paths} /console/members/invite /console/messages /console/switch /console/applications`.split(' '),
      ...['', '/redirects', '/abilities', '/secrets', '/calls', '/history', '/renew'].map(
        (tab) => `/console/applications/${ak}${tab}`,
      ),
      ...submissions.map((id) => `/console/submissions/${id}`),
      ...submissions.map((id) => `/console/submissions/${id}/discard`),
      `/console/applications/sandbox`,
    ]) {
      const page = await own.walk(path);
      expectHarmless(path, page);
      if (/&lt;|&#3[49];/.test(page.text)) shown += 1;
    }
    expect(shown, 'pages that show some of it').to.be.above(20);
  });

  it('is text on every page of the operators', async () => {
    let shown = 0;
    const paths =
      '/admin /admin/review /admin/institutions /admin/applications /admin/links /admin/phrases /admin/staff /admin/audit';
    for (const path of [
      ...`${paths} /admin/tokens /admin/applications/mailed /admin/review?tab=done`.split(' '),
      ...attempts.map((text) => `/admin/review?${new URLSearchParams({ text })}`),
      ...attempts.map((text) => `/admin/applications?${new URLSearchParams({ q: text })}`),
      ...attempts.map((text) => `/admin/audit?${new URLSearchParams({ subject: text, kind: text })}`),
      ...attempts.map((text) => `/admin/institutions?${new URLSearchParams({ q: text, region: text })}`),
      `/admin/institutions/${owner.institutionId}`,
      `/admin/applications/${ak}`,
      `/admin/staff/${owner.accountId}`,
      `/admin/audit?kind=application&subject=${ak}`,
      ...submissions.map((id) => `/admin/review/${id}`),
    ]) {
      const page = await desk.walk(path);
      if (path.startsWith('/admin/staff/') && page.status === 403) continue;
      expectHarmless(path, page);
      if (/&lt;|&#3[49];/.test(page.text)) shown += 1;
    }
    expect(shown, 'pages that show some of it').to.be.above(20);
  });

  it('is text when a form comes back with it', async () => {
    for (const text of attempts) {
      expectHarmless(
        'invite',
        await own.submit(await own.walk('/console/members/invite'), { phone: text, post: text, endsAt: text }),
      );
      expectHarmless(
        'sandbox',
        await own.submit(await own.walk('/console/applications/sandbox'), { name: text.repeat(9), redirectUris: text }),
      );
      expectHarmless('tester', await own.submit(await own.walk('/console/applications/tester'), { uris: text }));
      expectHarmless(
        'register',
        await own.submit(await own.walk('/console/register'), { name: `${text}${'文'.repeat(60)}` }),
      );
      expectHarmless('staff', await desk.submit(await desk.walk('/admin/staff'), { who: text }, '/admin/staff/search'));
      expectHarmless(
        'institution',
        await desk.submit(await desk.walk('/admin/institutions/new'), { name: text.repeat(9) }),
      );
    }
  });

  it('is text in mails and messages, one line in their heads, and no formula in tables', async () => {
    const mails = await at.app.mail.recent();
    expect(mails.length).to.be.above(2);
    for (const { subject, html = '' } of mails) {
      expect(subject).not.to.match(/[\r\n]/);
      for (const { name, attributes } of elementsOf(html)) {
        expect(name).not.to.be.oneOf(['script', 'img', 'svg', 'math', 'i']);
        for (const [key] of attributes) expect(key).not.to.match(/^on|xss7/);
      }
    }
    const page = await desk.walk('/admin/tokens/new');
    const day = at.app.clock.now().toISOString().slice(0, 10);
    const table = await desk.submit(page, { from: day, to: soon() }, '/admin/audit/export');
    expect(table.text).to.contain('xss7');
    for (const line of table.text.split('\r\n'))
      for (const cell of line.split('","'))
        expect(cell.replace(/^[\ufeff"]*/, '')).not.to.match(/^\s*[=+@＝＋＠]|^\s*-\D/);
  });
});
