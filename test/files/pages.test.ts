import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../src/actor.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createBrowser } from '../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../support/console.ts';
import { bands, pdf } from '../support/pictures.ts';

describe('the pages of files', () => {
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let [picture, paper] = ['', ''];
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    owner = await createMember(at);
    const actor: Member = {
      kind: 'member',
      role: 'owner',
      accountId: owner.accountId,
      institutionId: owner.institutionId,
    };
    const keep = async (name: string, bytes: Buffer) => {
      const accept = { types: ['image/png', 'application/pdf'] };
      const kept = await at.app.files.keep(actor, { institutionId: owner.institutionId, name, bytes, accept });
      return 'id' in kept ? kept.id : '';
    };
    picture = await keep('登记证书"; filename="a.html', await bands(300, 200));
    paper = await keep('授权书.pdf', pdf());
  });
  after(() => at.close());

  it('show a picture in a sandbox, without a cache, under a name that fits into a header', async () => {
    const browser = await signInToConsole(at, owner);
    const response = await browser.request(`/console/files/${picture}`);
    expect(response.status).to.equal(200);
    expect(Object.fromEntries(response.headers)).to.include({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(response.headers.get('content-disposition')).to.equal(
      `inline; filename="______ filename__a.html"; filename*=UTF-8''%E7%99%BB%E8%AE%B0%E8%AF%81%E4%B9%A6%22%3B%20filename%3D%22a.html`,
    );
  });

  it('hand out a PDF to be saved, and show it only when asked to', async () => {
    const browser = await signInToConsole(at, owner);
    const saved = await browser.request(`/console/files/${paper}`);
    expect(saved.headers.get('content-disposition')).to.match(/^attachment; /);
    expect(Buffer.from(await saved.arrayBuffer()).equals(pdf())).to.equal(true);
    const shown = await browser.request(`/console/files/${paper}?view`);
    expect(shown.headers.get('content-disposition')).to.match(/^inline; /);
    expect(shown.headers.get('content-security-policy')).to.include("default-src 'none'");
  });

  it('answer for another institution’s file as for one that does not exist, and to strangers with the way in', async () => {
    const other = await signInToConsole(at, await createMember(at));
    const [theirs, none] = [
      await other.walk(`/console/files/${picture}`),
      await other.walk('/console/files/5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55'),
    ];
    expect([theirs.status, none.status]).to.eql([404, 404]);
    const words = (text: string) =>
      text.replace(/[\dA-Z]{4}-[\dA-Z]{4}|nonce="[^"]*"|[\da-f]{8}-[\da-f-]{27}|value="[^"]*"|<time.*?<\/time>/g, '');
    expect(words(theirs.text)).to.equal(words(none.text));
    expect((await other.walk('/console/files/..%2f..%2fetc')).status).to.equal(404);
    const anonymous = await createBrowser(at.origin).request(`/console/files/${picture}`);
    expect(anonymous.status).to.equal(303);
  });

  it('are open to reviewers, operators and support, with a line in the audit each time', async () => {
    const count = async () =>
      (await at.database.db.rows(`select 1 from audit_events where verb = 'file.view' and subject_id = $1`, [picture]))
        .length;
    const support = await signInToConsole(at, await createStaff(at, ['support']));
    expect((await support.request(`/admin/files/${picture}`)).status).to.equal(200);
    expect((await support.request(`/admin/files/${picture}`)).status).to.equal(200);
    expect(await count()).to.equal(2);
    const auditor = await signInToConsole(at, await createStaff(at, ['auditor']));
    expect((await auditor.request(`/admin/files/${picture}`)).status).to.equal(403);
    expect(await count()).to.equal(2);
  });
});
