import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Problem } from '../../../src/errors.ts';
import { activity } from '../../../src/resources/channels/activity.ts';
import { channels } from '../../../src/resources/channels/channels.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { createMember, createStaff, openConsole, signInToConsole } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { bands, thirds } from '../../support/pictures.ts';
import { refusal } from '../../support/refusal.ts';
import { publish } from '../../support/resources.ts';
import { fact } from '../../support/words.ts';

describe('the part of a cover that is shown', () => {
  let at: TestApp;
  let member: Awaited<ReturnType<typeof createMember>>;
  let cover: string;
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    member = await createMember(at);
    const { institutionId } = member;
    const accept = { types: ['image/png'] };
    const upload = { institutionId, name: '长图.png', bytes: await bands(2400, 450), accept };
    const kept = await at.app.files.keep(asMember(member), upload);
    if ('problem' in kept) throw new Error(kept.problem.code);
    cover = kept.id;
  });
  after(() => at.close());

  const shownTo = async (entryId: string) => {
    const html = await (await fetch(`${at.origin}/resources/${entryId}`)).text();
    const [, src = ''] = /<img class="cover-pic" src="([^"]+)"/.exec(html) ?? [];
    expect(html).not.to.include('封面裁剪');
    return thirds(Buffer.from(await (await fetch(`${at.origin}${src}`)).arrayBuffer()));
  };
  const problemsOf = async (crop: string) => {
    const refused = await publish(at, asMember(member), 'news', { cover, cover_crop: crop }).catch((error) => error);
    return refused instanceof Problem ? refused.fields : refused;
  };

  it('R43 is the middle, or the chosen part', async () => {
    const actor = asMember(member);
    const whole = await publish(at, actor, 'news', { cover, external_id: 'whole' });
    expect(await shownTo(whole.entryId)).to.equal('ggg');
    const left = await publish(at, actor, 'news', { cover, cover_crop: '0,0,800,450', external_id: 'left' });
    expect(await shownTo(left.entryId)).to.equal('rrr');
    const right = await publish(at, actor, 'news', { cover, cover_crop: '1600，0，800，450', external_id: 'right' });
    expect(await shownTo(right.entryId)).to.equal('bbb');
    expect(await shownTo(left.entryId)).to.equal('rrr');
  });

  it('is of the cover alone: the same picture among others is whole', async () => {
    const data = { cover, gallery: cover, cover_crop: '0,0,800,450', external_id: 'gallery' };
    const { entryId } = await publish(at, asMember(member), 'venue', data);
    expect(await shownTo(entryId)).to.equal('rrr');
    const second = await fetch(`${at.origin}/pictures/resources/${entryId}-1-400.jpg`);
    expect(await thirds(Buffer.from(await second.arrayBuffer()))).to.equal('ggg');
  });

  it('is refused if it lies outside, is too small or not 16:9, with the cure', async () => {
    expect(await problemsOf('left'))
      .to.have.nested.property('cover_crop.code')
      .that.equals('channels.crop_form');
    expect(await problemsOf('0,0,800,800')).to.deep.equal({
      cover_crop: fact('channels.crop_shape'),
    });
    expect(await problemsOf('0,0,640,360'))
      .to.have.property('cover_crop')
      .that.eqls(fact('files.crop_small', { width: 640, height: 360, least_width: 800, least_height: 450 }));
    expect(await problemsOf('1601,0,800,450'))
      .to.have.property('cover_crop')
      .that.eqls(fact('files.crop_outside', { width: 2400, height: 450 }));
  });

  it('is previewed by reviewers, of their own regions too', async () => {
    const actor = asMember(member);
    const data = { cover, cover_crop: '0,0,800,450', external_id: 'waiting' };
    const { institutionId } = member;
    const [made] = await at.app.resources.proposeMany(actor, 'news', { institutionId, clientId: undefined }, [
      { data: { ...channels.news.example, ...data } },
    ]);
    await at.app.resources.submit(actor, made?.entryId ?? '');
    const staff = await createStaff(at, ['reviewer'], { regions: ['330000'] });
    const reviewer = await signInToConsole(at, staff);
    const { text } = await reviewer.walk(`/admin/previews/${made?.submissionId}`);
    const [, src = ''] = /src="(\/admin\/files\/[\da-f-]{36})"/.exec(text) ?? [];
    const picture = await reviewer.request(src);
    expect(picture.status).to.equal(200);
    expect(await thirds(Buffer.from(await picture.arrayBuffer()))).to.equal('rrr');
  });

  it('is chosen by pointer or keys where the cover is uploaded, always at 16:9', async function () {
    this.timeout(90_000);
    const page = await openConsole(at, member);
    await page.goto('/console/resources/new');
    await page.check('input[name=channel][value=news]');
    await page.click('text=开始填写');
    await page.setInputFiles('#cover', { name: 'c.png', mimeType: 'image/png', buffer: await bands(1200, 1600) });
    await page.click('button[name=upload][value=cover]');
    const canvas = page.locator('[data-crop] canvas');
    await canvas.waitFor();
    await canvas.focus();
    for (let times = 0; times < 200; times += 1) await page.keyboard.press('ArrowUp');
    expect(await page.inputValue('#cover_crop')).to.equal('0,0,1200,675');
    for (let times = 0; times < 30; times += 1) await page.keyboard.press('-');
    const [, , width, height] = (await page.inputValue('#cover_crop')).split(',').map(Number);
    expect([width, height]).to.deep.equal([800, 450]);
    expect(await axe(page)).to.eql([]);
    await page.context().close();
  });

  it('R44 is told with all else that keeps an entry from being sent: before sending the known ones, then those that cannot be fetched', async () => {
    const actor = asMember(member);
    const data = {
      ...activity.example,
      external_id: 'all-at-once',
      title: '',
      venue_external_id: 'nowhere',
      cover: 'https://pictures.qingxi.invalid/1.png',
    };
    const id = await at.app.resources.begin(actor, 'activity', member.institutionId, data);
    const known = await at.app.review.allProblems(await at.app.review.read(actor, id));
    expect(Object.keys(known)).to.eql(['title', 'venue_external_id']);
    const { fields = {} } = await refusal(at.app.review.submit(actor, id));
    expect(Object.keys(fields)).to.eql(['title', 'cover', 'venue_external_id']);
  });
});
