import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import { createBrowser } from '../../support/citizen.ts';
import { createHost, shelve } from '../../support/published.ts';

describe('the rooms of a venue', function () {
  this.timeout(60_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  it('stand on its page, forty of them, and the page leads to where the others are', async () => {
    const host = await createHost(at, '青溪县文化馆');
    const [house = ''] = await shelve(at, host, [
      { channel: 'venue', data: { title: '大馆', external_id: 'house', parent_external_id: '' } },
    ]);
    const rooms = Array.from({ length: 45 }, (_, place) => ({
      channel: 'venue' as const,
      data: { title: `教室 ${100 + place}`, parent_external_id: 'house', room_type: 'dance' },
    }));
    await shelve(at, host, rooms.slice(0, 3));
    // Later entries of the institution hide none of them.
    const others = Array.from({ length: 210 }, (_, place) => ({
      channel: 'venue' as const,
      data: { title: `另一处 ${place}`, parent_external_id: '' },
    }));
    await shelve(at, host, others);
    const browser = createBrowser(at.origin);
    const onPage = async () => {
      const { text } = await browser.walk(`/resources/${house}`);
      const section = /<h2 id="rooms">[\s\S]*?<\/section>/.exec(text)?.[0] ?? '';
      return { count: new Set(section.match(/教室 \d+/g)).size, more: /href="(\/i\/[^"]+)"/.exec(section)?.[1] };
    };
    expect(await onPage()).to.deep.equal({ count: 3, more: undefined });

    await shelve(at, host, rooms.slice(3));
    const { count, more = '' } = await onPage();
    expect(count).to.equal(40);
    expect(more).to.equal(`/i/${host}/entries?channel=venue`);
    expect((await browser.walk(more)).status).to.equal(200);
  });
});
