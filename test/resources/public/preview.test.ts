import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import { createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { entryOf } from '../../support/resources.ts';

describe('the preview of an entry', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('shows the citizens’ view, pictures included: a draft to the institution, a submission to reviewers', async () => {
    const member = await createMember(at);
    const actor = asMember(member);
    const { institutionId } = member;
    const data = await entryOf(at, institutionId, 'activity', { title: '银龄剪纸体验课', summary: '' });
    const about = { institutionId, clientId: undefined };
    const [made] = await at.app.resources.proposeMany(actor, 'activity', about, [{ externalId: 'preview', data }]);
    const browser = await signInToConsole(at, member);
    const draft = await browser.walk(`/console/resources/previews/${made?.submissionId}`);
    expect(draft.status).to.equal(200);
    expect(draft.text).to.include('银龄剪纸体验课').and.to.include('预览').and.to.include('没有填好的内容还没有显示');
    const [, picture = ''] = /src="(\/console\/files\/[\da-f-]{36})"/.exec(draft.text) ?? [];
    expect((await browser.request(picture)).headers.get('content-type')).to.equal('image/png');

    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    const path = `/admin/previews/${made?.submissionId}`;
    expect((await reviewer.walk(path)).status).to.equal(404);
    await at.app.resources.proposeMany(actor, 'activity', about, [
      { externalId: 'preview', data: { ...data, summary: '面向老年市民的零基础剪纸课。' } },
    ]);
    await at.app.resources.submit(actor, made?.entryId ?? '');
    const item = await reviewer.walk(`/admin/review/${made?.submissionId}`);
    expect(item.text).to.include(`href="${path}"`);
    const sent = await reviewer.walk(path);
    expect(sent.text)
      .to.include('面向老年市民的零基础剪纸课')
      .and.to.match(/src="\/admin\/files\//);
    const other = await signInToConsole(at, await createMember(at));
    expect((await other.walk(`/console/resources/previews/${made?.submissionId}`)).status).to.equal(404);
  });
});
