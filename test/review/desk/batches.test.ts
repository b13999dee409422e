import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { newId } from '../../../src/crypto/secrets.ts';
import type { TestBrowser } from '../../support/citizen.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { entryOf } from '../../support/resources.ts';
import { type Desk, startDesk } from '../desk-setting.ts';

describe('a batch on the desk', () => {
  let desk: Desk;
  let browser: TestBrowser;
  const batch = { id: newId(), number: '20261124-03' };
  before(async () => {
    desk = await startDesk(import.meta.filename);
    const { at } = desk;
    ({ browser } = await desk.reviewer());
    const actor = asMember(await createMember(at));
    const { institutionId } = actor;
    for (const [n, about] of [batch, batch, batch, undefined].entries()) {
      const data = await entryOf(at, institutionId, 'news', { external_id: `b-${n}`, title: `剪纸课第 ${n} 讲` });
      const whose = { institutionId, clientId: undefined, ...(about && { batch: about }) };
      const [made] = await at.app.resources.proposeMany(actor, 'news', whose, [{ data }]);
      await at.app.resources.submit(actor, made?.entryId ?? '');
    }
  });
  after(() => desk.close());

  it('is one row that opens to its items, and is counted as all of them', async () => {
    const shown = (await browser.walk('/admin/review')).text;
    expect(shown)
      .to.include('批次 20261124-03，3 件')
      .and.to.include('剪纸课第 3 讲')
      .and.to.include('共 4 件，本页 2 件');
    expect(shown).not.to.include('剪纸课第 1 讲');
    const opened = (await browser.walk(`/admin/review?batch=${batch.id}`)).text;
    for (const title of ['剪纸课第 0 讲', '剪纸课第 1 讲', '剪纸课第 2 讲']) expect(opened).to.include(title);
    expect(opened).to.include('共 3 件').and.not.to.include('剪纸课第 3 讲');
  });

  it('stands once below a filter, by those of its items that are in it', async () => {
    const found = (await browser.walk(`/admin/review?text=${encodeURIComponent('第 2 讲')}`)).text;
    expect(found).to.include('剪纸课第 2 讲').and.not.to.include('批次 20261124-03，');
    expect((await browser.walk('/admin/review?kind=resource-news')).text).to.include('批次 20261124-03，3 件');
  });
});
