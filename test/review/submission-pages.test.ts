import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createBrowser } from '../support/citizen.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { pdf } from '../support/pictures.ts';
import { begin, type Market, press, startMarket, words } from './submission-setting.ts';

const full = { title: '糖画', about: '现场制作。', phone: '13800008123' };
const path = (id: string) => `/console/submissions/${id}`;

describe('对接申请', () => {
  let market: Market;
  const walk = (to: string) => market.browser.walk(to);
  const stall = async (data = {}) => path((await market.begin('stall', data)).id);
  const reviewer = { kind: 'staff', accountId: '00000000-0000-4000-8000-0000000000aa', roles: ['reviewer'] } as const;
  before(async () => {
    market = await startMarket(import.meta.filename);
  });
  after(() => market.close());

  describe('the form of one page', () => {
    it('R23 saves, and stays where it is', async () => {
      const page = await begin(market, 'stall');
      const saved = await press(market.browser, page, 'save', {
        title: '糖画',
        about: '第一行\r\n第二行',
        'seats.chair': '1',
      });
      expect([saved.status, saved.url.pathname]).to.eql([200, page.url.pathname]);
      expect(saved.text)
        .to.include('value="糖画"')
        .and.to.match(/name="seats.chair" value="1" checked/);
      expect(saved.text).to.include('\n第一行\n第二行</textarea>');
      expect(words(saved.text)).to.include('上次保存 今天 09:00');
    });

    it('R23 names every missing field when it is submitted, and keeps the typed values', async () => {
      const page = await press(market.browser, await walk(await stall()), 'submit', {
        title: '长'.repeat(21),
        'seats.table': '1',
      });
      expect(page.status).to.equal(422);
      expect(page.text).to.match(/<title>有错误：摊位/);
      expect(page.text).to.include('<a href="#title">摊位名称最多 20 个字，现在是 21 个</a>');
      expect(page.text).to.match(
        /id="title"[^>]*value="长{21}"[^>]*aria-describedby="title-msg"[^>]*aria-invalid="true"/,
      );
      expect(page.text).to.match(/name="seats.table" value="1" checked/);
      const again = await press(market.browser, page, 'submit', full);
      expect(words(again.text)).to.include('待审核');
    });

    it('unticks a ticked box', async () => {
      const page = await walk(await stall({ seats: 'table\nchair' }));
      expect(page.text.match(/ checked/g)).to.have.length(2);
      const saved = await press(market.browser, page, 'save', { 'seats.table': undefined, 'seats.chair': undefined });
      expect(saved.text).not.to.match(/ checked/);
    });
  });

  describe('the form of several pages', () => {
    it('R12 checks a page when it is left by 下一步, saves it, and offers to go on', async () => {
      const { id } = await market.begin('fair');
      const page = await walk(path(id));
      expect(words(page.text)).to.match(/集市信息 还差 2 项 .*负责人 还差 3 项/);
      const left = await press(market.browser, page, 'next', { title: '长'.repeat(21) });
      expect(left.status).to.equal(422);
      expect(words(left.text))
        .to.include('有 2 处')
        .and.to.match(/集市信息 1 处要改，还差 1 项/);
      expect(left.text).to.include('<a href="#title">').and.to.include('<a href="#goods">');
      const on = await press(market.browser, left, 'go=person');
      expect([on.status, on.url.search]).to.eql([200, '?page=person']);
      const right = await press(market.browser, await walk(`${path(id)}?page=about`), 'next', {
        title: '春集',
        'goods.craft': '1',
      });
      expect(right.url.search).to.equal('?page=person');
      expect(words(right.text)).to.match(/集市信息 ✓ 填好了/);
    });

    it('R12 counts on the step list the problems that pages, the last page and sending name, those of others and of uploads too', async () => {
      const { id } = await market.begin('fair', { title: '庙会', goods: 'craft', keeper: '陈' });
      const page = await walk(path(id));
      expect(words(page.text)).to.match(/集市信息 1 处要改 .*负责人 还差 2 项 .*材料 还差 1 项/);
      expect(page.text, 'the page marks the one that it counts').to.include('id="title-msg"');
      const left = await press(market.browser, page, 'next');
      expect(words(left.text))
        .to.include('有一处需要修改')
        .and.to.match(/集市信息 1 处要改 /);
      const check = await walk(`${path(id)}?page=check`);
      expect(words(check.text)).to.include('还有 4 处要填写或修改');
      const upload = { field: 'permit', name: '许可证.txt', bytes: Buffer.from('text') };
      const papers = await press(market.browser, await walk(`${path(id)}?page=papers`), 'next', {}, [upload]);
      expect(words(papers.text))
        .to.include('有一处需要修改')
        .and.to.match(/材料 还差 1 项/);
    });

    it('tells the mistakes of a page on it again, and on the last one everything that is left, with a link to each field', async () => {
      const { id } = await market.begin('fair', { title: '长'.repeat(21) });
      const page = await walk(path(id));
      expect([page.status, /id="title-msg">([^<]*)/.exec(page.text)?.[1]]).to.eql([
        200,
        '集市名称最多 20 个字，现在是 21 个',
      ]);
      expect(page.text).not.to.include('id="goods-msg"');
      const check = await walk(`${path(id)}?page=check`);
      expect(words(check.text)).to.include('还有 6 处要填写或修改');
      for (const [group, field] of [
        ['about', 'title'],
        ['person', 'idNumber'],
        ['papers', 'permit'],
      ])
        expect(check.text).to.include(`href="${path(id)}?page=${group}#${field}"`);
      const sent = await press(market.browser, check, 'submit');
      expect([sent.status, words(sent.text).includes('有 6 处')]).to.eql([422, true]);
      expect(sent.text).to.include(`<a href="${path(id)}?page=person#keeper">`);
    });
  });

  describe('two at once', () => {
    it('shows a colleague’s saved values beside the typed ones, which stay', async () => {
      const to = await stall({ ...full, title: '面塑' });
      const page = await walk(to);
      await press(market.browser, await walk(to), 'save', { title: '剪纸' });
      const conflict = await press(market.browser, page, 'save', { title: '糖画' });
      expect(conflict.status).to.equal(409);
      expect(words(conflict.text)).to.include('同事刚刚修改过这份申请').and.to.include('摊位名称 剪纸 糖画');
      expect(conflict.text).to.include('value="糖画"');
      const kept = await press(market.browser, conflict, 'save');
      expect([kept.status, kept.text.includes('value="糖画"')]).to.eql([200, true]);
    });

    it('shows values typed into a form that a colleague has sent', async () => {
      const to = await stall(full);
      const page = await walk(to);
      await press(market.browser, await walk(to), 'submit');
      const late = await press(market.browser, page, 'submit', { title: '面塑' });
      expect(late.status).to.equal(409);
      expect(words(late.text)).to.include('已经提交的申请不能修改').and.to.include('摊位名称 糖画 面塑');
    });

    it('does not take a page without its revision for the newest', async () => {
      const page = await walk(await stall(full));
      for (const revision of [undefined, '', '-1', '1e9', '99999999999'])
        expect((await press(market.browser, page, 'save', { revision })).status, String(revision)).to.equal(409);
    });
  });

  it('keeps the text typed into a draft that was deleted elsewhere, and leads to a new one', async () => {
    const to = await stall({ title: '面塑' });
    const page = await walk(to);
    await press(market.browser, await walk(to), 'discard');
    const gone = await press(market.browser, page, 'save', { title: '糖画', about: '<b>现场</b>制作' });
    expect(gone.status).to.equal(404);
    expect(words(gone.text)).to.include('这份草稿已被删除，没有保存').and.to.include('糖画').and.to.include('新建一份');
    expect(gone.text).to.include('&lt;b&gt;现场').and.to.include('href="/console/submissions"');
  });

  describe('saving as one writes', () => {
    const autosave = async (to: string, fields: Record<string, string>) => {
      const csrf = /name="csrf" value="([^"]+)"/.exec((await walk(to)).text)?.[1] ?? '';
      const body = new URLSearchParams({ csrf, save: '1', ...fields });
      const headers = { accept: 'application/json' };
      return market.browser.request(to, { method: 'POST', body, headers });
    };

    it('answers with the revision and the time', async () => {
      const to = await stall(full);
      const answer = await autosave(to, { revision: '1', title: '面塑' });
      expect([answer.status, await answer.json()]).to.eql([
        200,
        { revision: 2, savedAt: '09:00', problems: {}, missing: [], steps: [] },
      ]);
      expect((await walk(to)).text).to.include('value="面塑"');
    });

    it('tells the problems of filled fields by the rules of the form, and waits with those of empty ones', async () => {
      const answer = await autosave(await stall({ title: '糖画' }), { revision: '1', title: '长'.repeat(21) });
      expect(((await answer.json()) as { problems: unknown }).problems).to.eql({
        title: '摊位名称最多 20 个字，现在是 21 个',
      });
    });

    it('names the reason why it cannot save', async () => {
      const answer = await autosave(await stall(full), { revision: '7', title: '面塑' });
      expect([answer.status, answer.headers.get('content-type')]).to.eql([409, 'application/problem+json']);
      expect(await answer.text()).to.include('"detail":"同事刚刚修改过');
    });
  });

  it('keeps what came after the end of a login, to be sent once more, and says so', async () => {
    const to = await stall({ title: '面塑' });
    const browser = await signInToConsole(market.at, market.agent, { secondFactor: false });
    const page = await browser.walk(to);
    browser.cookies.delete('ncc_console /');
    const late = await press(browser, page, 'save', { title: '糖画', password: 'x-secret-1' });
    expect(late.status).to.equal(401);
    expect(words(late.text)).to.include('登录已经结束').and.to.include('您填写的内容没有丢');
    expect(late.text).to.include('name="title" value="糖画"').and.not.to.include('x-secret-1');
    await signInToConsole(market.at, market.agent, { secondFactor: false, browser });
    expect((await press(browser, late, 'save')).text).to.include('value="糖画"');
    const body = new URLSearchParams({ csrf: 'x', title: '别人写的' });
    const forged = await createBrowser(market.at.origin).request(to, { method: 'POST', body });
    expect(forged.status, 'not for forms of others').to.equal(400);
  });

  describe('recalling', () => {
    it('R58 leads back to the form', async () => {
      const sent = await press(market.browser, await walk(await stall(full)), 'submit');
      const page = await press(market.browser, sent, 'recall');
      expect(page.text).to.include('value="糖画"');
      expect(words(page.text)).to.match(/经过 .*撤回/);
      expect(page.text).not.to.include('删除这份草稿'); // it was sent once
    });

    it('R58 comes too late once a reviewer has claimed it', async () => {
      const sent = await press(market.browser, await walk(await stall(full)), 'submit');
      await market.at.app.review.claim(reviewer, sent.url.pathname.split('/').at(-1) ?? '');
      const page = await press(market.browser, sent, 'recall');
      expect(page.status).to.equal(409);
      expect(words(page.text)).to.include('这份申请现在是“审核中”').and.not.to.include('撤回修改');
    });
  });

  it('asks before it throws a draft away', async () => {
    const to = await stall({ title: '不要了' });
    const asked = await walk(`${to}/discard`);
    expect(words(asked.text)).to.include('删除草稿“不要了”？');
    const list = await press(market.browser, asked, 'discard');
    expect([list.url.pathname, list.text.includes('不要了')]).to.eql(['/console/submissions', false]);
    expect((await walk(to)).status).to.equal(404);
  });

  describe('the list', () => {
    it('narrows to a kind and a state, and goes on by the last row', async () => {
      for (let turn = 0; turn < 21; turn += 1) {
        await market.begin('fair', { title: `集市 ${turn}号` });
        market.clock.advance(1);
      }
      const page = await walk('/console/submissions?kind=fair&state=draft');
      expect(page.text.match(/<th [^>]*scope="row">/g)).to.have.length(20);
      expect(page.text).to.include('集市 20号').and.to.include('集市 1号').and.not.to.include('集市 0号');
      const [, next = ''] = /href="([^"]*before=[^"]*)"/.exec(page.text) ?? [];
      const rest = await walk(next.replaceAll('&amp;', '&'));
      expect(rest.text).to.include('集市 0号').and.not.to.include('集市 1号');
      expect(words((await walk('/console/submissions?kind=fair&state=approved')).text)).to.include(
        '没有符合条件的申请',
      );
    });

    it('takes hostile questions for none', async () => {
      for (const query of ['kind=%27', "state='", 'before=1', 'before=9999999999999.x', 'before[]=1', 'kind=a&kind=b'])
        expect((await walk(`/console/submissions?${query}`)).status, query).to.equal(200);
      expect(
        (await walk(`/console/submissions?before=9999999999999.${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`))
          .status,
      ).to.equal(200);
    });
  });

  describe('of another institution', () => {
    it('is as if it were not there', async () => {
      const to = await stall(full);
      const person = await createMember(market.at, { role: 'agent' });
      const stranger = await signInToConsole(market.at, person, { secondFactor: false });
      const missing = path('00000000-0000-4000-8000-00000000dead');
      const plain = (text: string) => words(text).replaceAll(/[\dA-Z]{4}-[\dA-Z]{4}/g, '');
      for (const suffix of ['', '/discard']) {
        const [theirs, none] = [await stranger.walk(`${to}${suffix}`), await stranger.walk(`${missing}${suffix}`)];
        expect([theirs.status, none.status]).to.eql([404, 404]);
        expect(plain(theirs.text).replaceAll(to, missing)).to.equal(plain(none.text));
      }
      const { accountId, institutionId } = person;
      const own = { kind: 'member', accountId, institutionId, role: 'agent' } as const;
      const draft = await market.at.app.review.begin(own, 'stall', { institutionId });
      const form = await stranger.walk(path(draft.id));
      for (const button of ['save', 'submit', 'recall', 'discard'])
        expect((await stranger.submit(form, { title: '改', [button]: '1' }, to)).status, button).to.equal(404);
      expect((await walk(to)).text).to.include('value="糖画"');
    });

    it('lends no files: an id that is typed into a field is not taken', async () => {
      const { files, institutions, review } = market.at.app;
      const operator = { kind: 'operator', name: 't' } as const;
      const { id: elsewhere } = await institutions.create(operator, { name: '外馆' });
      const theirs = await files.keep(operator, {
        institutionId: elsewhere,
        name: 'x.pdf',
        bytes: pdf(),
        accept: { types: ['application/pdf'] },
      });
      const draft = await market.begin('fair');
      const page = await walk(`${path(draft.id)}?page=papers`);
      await press(market.browser, page, 'save', { permit: 'id' in theirs ? theirs.id : '' });
      expect((await review.read(market.actor, draft.id)).data.permit ?? '').to.equal('');
    });
  });

  it('names the problem of an upload beside its field, and saves the rest', async () => {
    const { id } = await market.begin('fair');
    let page = await walk(`${path(id)}?page=papers`);
    page = await press(market.browser, page, 'save', {}, [
      { field: 'permit', name: '1.pdf' },
      { field: 'permit', name: 'x.exe', bytes: Buffer.from('MZ this is no picture') },
    ]);
    expect(page.status).to.equal(422);
    expect(page.text)
      .to.match(/id="permit-msg">请上传/)
      .and.to.include('1.pdf');
    page = await walk(`${path(id)}?page=papers`);
    expect(page.text).to.include('1.pdf');
  });

  it('lets readers read, without a form', async () => {
    const { institutionId } = market.agent;
    const person = await createMember(market.at, { institutionId, role: 'reader' });
    const reader = await signInToConsole(market.at, person, { secondFactor: false });
    const to = await stall(full);
    const page = await reader.walk(to);
    expect(words(page.text)).to.include('还是草稿，没有提交。').and.to.include('摊位名称 糖画');
    expect(page.text).not.to.include('method="post"');
    expect((await reader.walk(`${to}/discard`)).url.pathname).to.equal(to);
  });

  it('shows a hired developer only submissions about the own applications', async () => {
    const { institutionId } = market.agent;
    const person = await createMember(market.at, { institutionId, role: 'developer', applications: ['ncc_none'] });
    const developer = await signInToConsole(market.at, person, { secondFactor: false });
    expect(words((await developer.walk('/console/submissions')).text)).to.include('还没有申请');
    expect((await developer.walk(await stall(full))).status).to.equal(404);
  });

  it('is closed to strangers and to forged forms', async () => {
    const to = await stall(full);
    const nobody = await createBrowser(market.at.origin).request(to);
    expect([nobody.status, nobody.headers.get('location')?.startsWith('/console/sign-in')]).to.eql([303, true]);
    const forged = await press(market.browser, await walk(to), 'save', { csrf: 'x' });
    expect(forged.status).to.equal(400);
    const staff = await signInToConsole(market.at, await createStaff(market.at, ['reviewer']));
    expect((await staff.walk(to)).text).not.to.include('糖画');
  });
});
