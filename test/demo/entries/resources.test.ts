import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { pictureOf } from '../../../src/demo/entries/covers.ts';
import { demoEntries } from '../../../src/demo/entries/entries.ts';
import { hosts } from '../../../src/demo/entries/hosts.ts';
import { seedResources } from '../../../src/demo/entries/resources.ts';
import { creditCodeProblem } from '../../../src/fields/china/credit-code.ts';
import { regionProblem } from '../../../src/fields/regions/region.ts';
import { channels } from '../../../src/resources/channels/channels.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';

describe('the resources of the demo', function () {
  this.timeout(300_000); // drawing gives way to everything else
  const clock = testClock('2026-11-24T10:00:00+08:00');
  let at: TestApp;
  const entries = demoEntries(clock.now());
  const signal = new AbortController().signal;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    // These are there before: seed.ts.
    for (const { name, creditCode } of hosts())
      if (creditCode === '') await at.app.institutions.create(operator, { name: `${name}（演示）`, certified: true });
    await seedResources(at.app, 'http://localhost:3001', signal);
  });
  after(() => at.close());

  it('are of invented institutions: codes of the DEM range, in regions of today, all over the country', () => {
    for (const { creditCode, regionCode, name } of hosts()) {
      expect(regionProblem(regionCode), name).to.equal(undefined);
      if (creditCode !== '') expect(creditCodeProblem(creditCode), name).to.equal(undefined);
      if (creditCode !== '') expect(creditCode, name).to.match(new RegExp(`^12${regionCode}DEM`));
    }
    expect(new Set(hosts().map(({ regionCode }) => regionCode.slice(0, 2)))).to.have.length(31);
    expect(new Set(hosts().map(({ name }) => name))).to.have.length(hosts().length);
  });

  it('are two thousand that the catalogue takes as they are, of every channel, with pages at invented addresses only', () => {
    expect(entries.length).to.be.within(2_100, 2_400);
    expect(new Set(entries.map(({ channel }) => channel))).to.have.length(Object.keys(channels).length);
    for (const { data } of entries) {
      for (const url of Object.values(data)
        .join(' ')
        .match(/https?:\/\/[^\s/]+/g) ?? [])
        expect(url).to.match(/\.example\.cn$/);
    }
  });

  it('stand on the public pages with a cover that fits, and with a leaf where none does', async () => {
    const { listings } = await at.app.publicResources.page({ channel: 'course', limit: 60 });
    expect(listings).to.have.length(60);
    for (const { cover, title, facts } of listings)
      expect(cover !== undefined, title).to.equal(pictureOf('course', String(facts.art_category), title) !== undefined);
    expect(pictureOf('activity', 'training', '银龄剪纸体验课（第三期）')).to.equal('papercut');
    expect(pictureOf('activity', 'training', '老年人智能手机课堂')).to.equal(undefined);
    const html = await (await fetch(`${at.origin}/`)).text();
    expect(html)
      .to.include(`${entries.length.toLocaleString('en')} 条内容`)
      .and.to.include('接下来的活动');
    // As a browser chooses among them, and one that knows no WebP.
    const found = await (await fetch(`${at.origin}/search?q=${encodeURIComponent('剪纸')}`)).text();
    const covers = [...found.matchAll(/\/pictures\/resources\/[^\s",]+/g)].map(([src]) => src);
    expect(covers).to.have.lengthOf.above(2);
    for (const src of new Set(covers)) expect((await fetch(at.origin + src)).status, src).to.equal(200);
  });

  it('are done on the partner site, every one of them: no address leads elsewhere', async () => {
    const rows = await at.database.db.rows<{ data: string }>('select data from publications');
    const addresses = rows.flatMap(({ data }) => data.match(/https?:\/\/[^"\s]+/g) ?? []);
    expect(addresses.length).to.be.above(2 * rows.length);
    expect(addresses.filter((address) => !address.startsWith('http://localhost:3001/'))).to.deep.equal([]);
  });

  it('are there once, however often it starts', async () => {
    const count = async () =>
      (await at.database.db.row<{ n: number }>('select count(*)::int as n from publications'))?.n;
    const before_ = await count();
    await seedResources(at.app, 'http://localhost:3001', signal);
    expect(await count()).to.equal(before_);
    expect(before_).to.equal(entries.length);
  });
});
