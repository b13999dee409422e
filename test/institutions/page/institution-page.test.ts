import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import { createMember, signInToConsole } from '../../support/console.ts';
import { asMember, colleagueOf } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { reviewer, uploadCover } from '../../support/resources.ts';

describe('the page that an institution writes (文旅号)', () => {
  let at: TestApp;
  let owner: Awaited<ReturnType<typeof createMember>>;
  let actor: ReturnType<typeof asMember>;
  before(async () => {
    at = await startApp(import.meta.filename);
    owner = await createMember(at);
    actor = asMember(owner);
  });
  after(() => at.close());

  const page = async () => (await fetch(`${at.origin}/i/${owner.institutionId}`, { cache: 'no-cache' })).text();
  const write = async (more: Record<string, string>) => {
    const { id } = await at.app.review.begin(actor, 'institution_page', { institutionId: owner.institutionId });
    await at.app.review.save(actor, id, { intro: '县里的人来这里唱越剧、剪窗花。', ...more });
    return id;
  };
  const approve = async (id: string) => {
    await at.app.review.submit(actor, id);
    await at.app.review.approve(reviewer, id);
  };

  it('R44 is reviewed like all that institutions publish, is previewed, and then stands with its picture and doors', async () => {
    expect(await page()).to.include('还没有写介绍');
    const picture = await uploadCover(at, owner.institutionId);
    const id = await write({ picture, miniProgram: '青溪文化', visiting: '轮椅坡道\n母婴室' });
    const refused = await refusal(at.app.review.submit(actor, id));
    expect(refused.fields, 'a picture without words').to.have.property('pictureAlt');
    await at.app.review.save(actor, id, {
      ...{ intro: '县里的人来这里唱越剧、剪窗花。', picture, pictureAlt: '灰瓦的馆舍', miniProgram: '青溪文化' },
      visiting: '轮椅坡道\n母婴室',
    });
    expect(await page(), 'before the review').to.not.include('青溪文化”');
    const browser = await signInToConsole(at, owner);
    const preview = await (await browser.request(`/console/resources/previews/${id}`)).text();
    expect(preview).to.include('唱越剧').and.to.include('灰瓦的馆舍').and.to.include('在微信里搜“青溪文化”');
    await approve(id);
    const html = await page();
    expect(html).to.include('唱越剧').and.to.include('在微信里搜“青溪文化”').and.to.include('<li>母婴室</li>');
    const [, src = ''] = /<img class="cover-pic" src="([^"]+)"[^>]*alt="灰瓦的馆舍"/.exec(html) ?? [];
    const drawn = await fetch(at.origin + src.replaceAll('&amp;', '&'));
    expect(drawn.headers.get('content-type')).to.equal('image/jpeg');
    expect((await fetch(`${at.origin}/pictures/institutions/${owner.institutionId}-500.jpg`)).status).to.equal(404);
  });

  it('begins a change with the version that is shown, and shows an earlier one again, or none, without a review', async () => {
    const { id } = await at.app.review.begin(actor, 'institution_page', { institutionId: owner.institutionId });
    expect((await at.app.review.read(actor, id)).data).to.include({
      pictureAlt: '灰瓦的馆舍',
      miniProgram: '青溪文化',
    });
    await at.app.review.save(actor, id, { intro: '第二版的介绍，写得不对，要换回去。' });
    await approve(id);
    expect(await page())
      .to.include('第二版')
      .and.to.not.include('青溪文化”');

    const browser = await signInToConsole(at, owner);
    const console = await (await browser.request('/console/institution/page')).text();
    expect(console).to.include('换回第 1 版').and.to.include('市民正在看').and.to.include('改一改');
    await at.app.institutionPages.show(actor, owner.institutionId, 1);
    expect(await page()).to.include('唱越剧');
    await at.app.institutionPages.show(actor, owner.institutionId, undefined);
    expect(await page()).to.include('还没有写介绍');
    expect((await refusal(at.app.institutionPages.show(actor, owner.institutionId, 9))).code).to.equal('not_found');
  });

  it('is chosen by its owner and agents alone', async () => {
    const reader = asMember(await colleagueOf(at, owner.institutionId, 'reader'), 'reader');
    expect((await refusal(at.app.institutionPages.show(reader, owner.institutionId, 1))).code).to.equal('forbidden');
    const other = asMember(await createMember(at));
    expect((await refusal(at.app.institutionPages.show(other, owner.institutionId, 1))).code).to.equal('forbidden');
  });
});
