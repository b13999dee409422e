import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { createMember, signInToConsole } from '../support/console.ts';

describe('资源 for a developer who is limited to some AKs', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('R02 R45 lists, counts and exports entries of these AKs, and has no link that is closed to them', async () => {
    const owner = await createMember(at);
    const { institutionId } = owner;
    const own = await createClient(at, { name: '青溪云' }, { institutionId });
    const other = await createClient(at, { name: '澜江云' }, { institutionId });
    const titles = { 自己的剪纸展: own.clientId, 别家的剪纸展: other.clientId, 机构的剪纸展: null };
    for (const [title, clientId] of Object.entries(titles))
      await at.database.db.run(
        `insert into entries (id, institution_id, channel, external_id, title, client_id, review_state, content_hash, gaps, created_by, created_at, updated_at)
         values ($1::uuid, $2, 'activity', $1::uuid::text, $3, $4, 'draft', '', 0, 'a', $5, $5)`,
        [randomUUID(), institutionId, title, clientId, at.app.clock.now()],
      );
    const developer = await createMember(at, { institutionId, role: 'developer', applications: [own.clientId] });
    const seen = async (person: typeof developer) => {
      const browser = await signInToConsole(at, person);
      const page = await browser.walk('/console/resources');
      const csv = await (await browser.request('/console/resources/export.csv')).text();
      const links = [...page.text.matchAll(/href="(\/console\/resources\/[\da-f-]{36})"/g)].map(
        ([, href = '']) => href,
      );
      const statuses = await Promise.all([...new Set(links)].map(async (href) => (await browser.walk(href)).status));
      const found = (text: string) => Object.keys(titles).filter((title) => text.includes(title));
      return { page: found(page.text), csv: found(csv), all: /全部\D{0,40}(\d+)/.exec(page.text)?.[1], statuses };
    };
    const limited = await seen(developer);
    expect(limited.page).to.eql(['自己的剪纸展']);
    expect(limited.csv).to.eql(['自己的剪纸展']);
    expect(limited.statuses.every((status) => status === 200)).to.equal(true);
    expect((await seen(owner)).page).to.eql(Object.keys(titles));
  });
});
