import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import type { Member } from '../../../src/actor.ts';
import { rounds } from '../../../src/integration/verification/rounds/scenario.ts';
import { clickButton, heading, logIn, openScene, type Scene } from '../../journeys/scene.ts';
import { axe } from '../../support/browser.ts';
import { createMember, openConsole } from '../../support/console.ts';
import { bands } from '../../support/pictures.ts';
import { until } from '../../support/until.ts';

const ak = 'demo-qingxi';

describe('在线验证, in two browsers', function () {
  this.timeout(300_000);
  let scene: Scene;
  let member: Member;
  let office: Page;
  before(async () => {
    scene = await openScene(import.meta.filename);
    const { institutionId } = await scene.at.app.applications.get(ak);
    const owner = await createMember(scene.at, { institutionId });
    member = { kind: 'member', role: 'owner', accountId: owner.accountId, institutionId };
    // The demo has a pass from earlier on.
    await until(async () => (await scene.at.app.verification.standing(ak)).state === 'passed', 'a pass of the demo');
    office = await openConsole(scene.at, owner);
  });
  after(async () => {
    await office.context().close();
    await scene.close();
  });

  it('R57 takes the demo partner through a login as a developer clicks it, and ends with a dated pass', async () => {
    const { verification } = scene.at.app;
    await office.goto(`/console/verification/${ak}`);
    await office.getByLabel('您的登录页').fill(`${scene.partner}/sign-in`);
    await office.getByRole('button', { name: /再验一次$/ }).click();
    expect(await heading(office)).to.equal(`正在验证，第 1 步，共 ${rounds.length} 步`);
    const path = new URL(office.url()).pathname;
    const runId = path.split('/').at(-1) ?? '';
    /** The page reads itself again meanwhile, which may abort a visit. */
    const visit = async () => office.goto(path).catch(() => office.goto(path));
    const shown = async () => office.locator('.cred code').allTextContents();
    const [link = '', username = '', password = ''] = await shown();
    const developer = await scene.open();

    for (let turn = 0; turn < 20; turn += 1) {
      const { due } = await verification.read(member, runId);
      if (due === undefined) break;
      scene.moveAhead(10 * (turn + 1)); // a person takes a while between two clicks
      switch (due.code) {
        case 'refuse':
          await developer.goto(link);
          expect(developer.url()).to.equal(`${scene.partner}/sign-in`);
          await clickButton(developer, scene);
          await logIn(developer, { username, password });
          await developer.getByRole('button', { name: '不同意' }).click();
          await developer.waitForURL(`${scene.partner}/sign-in`);
          break;
        case 'plain':
          await clickButton(developer, scene);
          await developer.getByRole('button', { name: '同意并登录' }).click();
          await developer.waitForURL(`${scene.partner}/`);
          expect(await heading(developer)).to.equal('已登录：买买提·𠮷热木');
          break;
        case 'again': {
          await visit();
          const [again = ''] = await shown();
          await developer.goto(again);
          break;
        }
        case 'notice':
          await visit();
          await office.getByRole('button', { name: '发出退出通知' }).click();
          await developer.goto(scene.partner);
          expect(await heading(developer)).to.equal('青溪的文化生活，从这里开始');
          break;
        case 'logout':
          await developer.goto(`${scene.partner}/login`);
          await developer.getByRole('button', { name: '退出' }).click();
          expect(new URL(developer.url()).origin).to.equal(scene.cloud);
          break;
        default: {
          await developer.goto(`${scene.partner}/login`);
          const isSignedIn = due.code === 'renamed' || due.code === 'retry';
          expect(developer.url(), due.code).to.equal(`${scene.partner}/${isSignedIn ? '' : 'sign-in'}`);
        }
      }
    }
    await developer.context().close();

    await visit();
    expect(await heading(office)).to.equal('最后，请说说您看到的');
    for (const field of await office.locator('fieldset').all()) {
      await field.getByLabel('是', { exact: true }).check();
      const picture = field.locator('input[type=file]');
      if ((await picture.count()) > 0)
        await picture.setInputFiles({ name: '截图.png', mimeType: 'image/png', buffer: await bands(300, 200) });
    }
    await office.getByRole('button', { name: '完成验证' }).click();
    expect(await heading(office)).to.equal('在线验证通过');
    expect(await office.getByRole('img', { name: '验证通过' }).isVisible()).to.equal(true);
    expect(await axe(office)).to.deep.equal([]);
    const seal = await verification.standing(ak);
    expect(seal.state).to.equal('passed');
    expect(seal.passed?.runId).to.equal(runId);

    await office.goto(`/console/applications/${ak}`);
    expect(await office.getByRole('img', { name: '在线验证通过' }).isVisible()).to.equal(true);
    expect(scene.complaints).to.deep.equal([]);
  });
});
