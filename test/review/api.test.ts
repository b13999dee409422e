import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../src/actor.ts';
import { text } from '../../src/fields/text.ts';
import type { Kind } from '../../src/review/workflow/kind.ts';
import { type ApiAnswer, createProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember } from '../support/console.ts';
import { until } from '../support/until.ts';
import { said } from '../support/words.ts';

const kind: Kind = {
  name: 'trial',
  title: '试验申请',
  form: {
    groups: [
      {
        name: 'main',
        title: '内容',
        fields: {
          label: text('名称', { max: 50 }),
          region: text('地区', { max: 6 }),
          number: text('证件号码', { max: 18 }).meta({
            title: '证件号码',
            mask: (value) => `${value.slice(0, 4)}****`,
          }),
        },
      },
    ],
  },
  dueInWorkingDays: 3,
  titleOf: ({ label = '' }) => label,
  regionOf: ({ region }) => region,
  needsSecond: (_submission, { label }) => label === '双人',
  onApproved: async () => undefined,
};

describe('the review for programs of operators', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  let at: TestApp;
  let owner: Member;
  let reviewer: Awaited<ReturnType<typeof createProgram>>;
  let other: Awaited<ReturnType<typeof createProgram>>;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    at.app.review.register(kind);
    const { accountId, institutionId } = await createMember(at);
    owner = { kind: 'member', accountId, institutionId, role: 'owner' };
    reviewer = await createProgram(at, ['reviewer'], ['admin:review']);
    other = await createProgram(at, ['reviewer'], ['admin:review']);
  });
  after(() => at.close());

  async function submitted(label: string, region = '330106') {
    clock.advance(1);
    const { institutionId } = owner;
    const data = { label, region, number: '110101199003078888' };
    const { id } = await at.app.review.begin(owner, 'trial', { institutionId, data });
    await at.app.review.submit(owner, id);
    return id;
  }
  const titles = ({ body }: ApiAnswer) => (body.items as { title: string }[]).map(({ title }) => title);

  it('R59 lists by kind and state, the newest first, page by page', async () => {
    for (const label of ['一', '二', '三']) await submitted(label);
    const first = await reviewer.call('get', '/admin/submissions?kind=trial&state=submitted&limit=2');
    expect(titles(first)).to.deep.equal(['三', '二']);
    const second = await reviewer.call(
      'get',
      `/admin/submissions?kind=trial&state=submitted&limit=2&cursor=${first.body.next}`,
    );
    expect(titles(second)).to.deep.equal(['一']);
    expect(second.body.next).to.equal(null);
    const none = await reviewer.call('get', '/admin/submissions?kind=nothing');
    expect([none.status, none.body.errors]).to.have.nested.property('[1][0].field', 'kind');
  });

  it('refuses a cursor of another filter, and an invented one', async () => {
    const { body } = await reviewer.call('get', '/admin/submissions?limit=1');
    for (const query of [`state=approved&cursor=${body.next}`, 'cursor=x', 'cursor=WyJhIl0', 'cursor=%7B%7D'])
      expect((await reviewer.call('get', `/admin/submissions?${query}`)).status, query).to.equal(400);
  });

  it('names the problems of a query, in words', async () => {
    const { status, body } = await reviewer.call('get', '/admin/submissions?limit=0&institution_id=x');
    expect(status).to.equal(422);
    expect(body.errors).to.deep.equal([
      {
        pointer: '/institution_id',
        field: 'institution_id',
        code: 'invalid_value',
        message: said('review.institution_id_form'),
      },
      { pointer: '/limit', field: 'limit', code: 'invalid_value', message: said('http.limit_form') },
    ]);
    expect((await reviewer.call('get', '/admin/submissions?kind=a&kind=b')).status).to.equal(400);
  });

  it('shows personal data masked', async () => {
    const id = await submitted('遮挡');
    const { body, headers } = await reviewer.call('get', `/admin/submissions/${id}`);
    expect(body.answers).to.deep.include({ name: 'number', title: '证件号码', value: '1101****' });
    expect(JSON.stringify(body)).not.to.include('19900307');
    expect(headers.get('etag')).to.equal(`"${body.revision}"`);
    expect(headers.get('cache-control')).to.equal('no-store');
  });

  it('R59 claims, releases, returns and approves as the person whose token it is', async () => {
    const id = await submitted('全程');
    const claimed = await reviewer.call('post', `/admin/submissions/${id}:claim`);
    expect(claimed.body).to.deep.include({ state: 'claimed' });
    expect(claimed.body.claimed_by).to.deep.include({ id: reviewer.person.accountId });
    expect((await other.call('post', `/admin/submissions/${id}:claim`)).status).to.equal(409);
    expect((await reviewer.call('post', `/admin/submissions/${id}:release`)).body.state).to.equal('submitted');
    const comments = { label: '名称太短' };
    const back = await reviewer.call('post', `/admin/submissions/${id}:return`, { reason: '请补充', comments });
    expect(back.body).to.deep.include({ state: 'returned', reason: '请补充', comments });
    await at.app.review.submit(owner, id);
    const approved = await reviewer.call('post', `/admin/submissions/${id}:approve`, {});
    expect(approved.body.state).to.equal('approved');
    expect((approved.body.timeline as { verb: string }[]).map(({ verb }) => verb)).to.deep.equal(
      'submit claim release claim return submit claim approve'.split(' '),
    );
  });

  it('writes into the audit under which token a person acted', async () => {
    const id = await submitted('留痕');
    await reviewer.call('post', `/admin/submissions/${id}:reject`, { reason: '不属于本平台' });
    const row = await at.database.db.row<{ actor_id: string; details: Record<string, unknown> }>(
      `select actor_id, details from audit_events where verb = 'submission.reject' and subject_id = $1`,
      [id],
    );
    const [{ id: tokenId = '' } = {}] = await at.app.adminTokens.list(reviewer.actor);
    expect(row?.actor_id).to.equal(reviewer.person.accountId);
    expect(row?.details).to.include({ via: tokenId, reason: '不属于本平台' });
  });

  it('answers a repeated request as the first time, also when both come at once', async () => {
    const id = await submitted('重复');
    const reject = () => reviewer.call('post', `/admin/submissions/${id}:reject`, { reason: '重复提交' });
    const [one, two] = await Promise.all([reject(), reject()]);
    const three = await reject();
    expect([one.status, two.status, three.status]).to.deep.equal([200, 200, 200]);
    expect(two.body).to.deep.equal(one.body);
    expect(three.body).to.deep.equal(one.body);
    const other_ = await reviewer.call('post', `/admin/submissions/${id}:reject`, { reason: '另一个原因' });
    expect(other_.status).to.equal(409);
    expect((await other.call('post', `/admin/submissions/${id}:approve`)).status).to.equal(409);
  });

  it('R58 two people decide where the kind wants it, and repeating the first approval stays the first', async () => {
    const id = await submitted('双人');
    for (const _ of [1, 2])
      expect((await reviewer.call('post', `/admin/submissions/${id}:approve`)).body.state).to.equal('checked');
    expect((await other.call('post', `/admin/submissions/${id}:approve`)).body.state).to.equal('approved');
  });

  it('heeds If-Match', async () => {
    const id = await submitted('版本');
    const seen = (await reviewer.call('get', `/admin/submissions/${id}`)).headers.get('etag') ?? '';
    await at.app.review.recall(owner, id);
    await at.app.review.submit(owner, id);
    const target = `/admin/submissions/${id}:approve`;
    const ask = async (verb: string, headers: Record<string, string> = {}) => {
      const sent = ['return', 'reject'].includes(verb) ? { reason: '请补充' } : {};
      return (await reviewer.call('post', `/admin/submissions/${id}:${verb}`, sent, headers)).status;
    };
    for (const verb of ['claim', 'approve', 'return', 'reject'])
      expect(await ask(verb, { 'if-match': seen }), verb).to.equal(412);
    expect([await ask('claim'), await ask('release', { 'if-match': seen })]).to.deep.equal([200, 412]);
    expect((await reviewer.call('post', target, {}, { 'if-match': 'W/"1"' })).status).to.equal(412);
    const now = (await reviewer.call('get', `/admin/submissions/${id}`)).headers.get('etag') ?? '';
    expect((await reviewer.call('post', target, {}, { 'if-match': now })).status).to.equal(200);
    for (const verb of ['claim', 'release', 'return', 'reject']) expect(await ask(verb), verb).to.equal(409);
  });

  it('heeds If-Match also where the change comes between the question and the answer', async () => {
    const id = await submitted('同时');
    const { headers } = await reviewer.call('get', `/admin/submissions/${id}`);
    const seen = { 'if-match': headers.get('etag') ?? '' };
    const late = await at.database.db.transaction(async (trx) => {
      await trx.run(`select 1 from submissions where id = $1 for update`, [id]);
      const calls = ['claim', 'approve'].map((verb) =>
        reviewer.call('post', `/admin/submissions/${id}:${verb}`, {}, seen),
      );
      await until(async () => (await waitingForLocks()) === 2, 'both wait');
      await trx.run(`update submissions set revision = revision + 1 where id = $1`, [id]);
      return { calls };
    });
    expect((await Promise.all(late.calls)).map(({ status }) => status)).to.deep.equal([412, 412]);
    expect((await at.app.review.read(reviewer.actor, id)).state).to.equal('submitted');
  });
  const waitingForLocks = async () =>
    (
      await at.database.db.row<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    )?.count;

  it('R59 lets a person call 600 times a minute, with whatever tokens, and then says when to come again', async () => {
    const busy = await createProgram(at, ['reviewer'], ['admin:review']);
    const also = await createProgram(at, ['reviewer'], ['admin:review'], { colleague: busy.person });
    const id = await submitted('频繁');
    for (let round = 0; round < 20; round += 1) {
      const call = round % 2 === 0 ? busy.call : also.call;
      const answers = await Promise.all(Array.from({ length: 30 }, () => call('get', `/admin/submissions/${id}`)));
      expect(answers.every(({ status }) => status === 200)).to.equal(true);
    }
    const { status, body, headers } = await also.call('get', `/admin/submissions/${id}`);
    expect([status, body.code]).to.deep.equal([429, 'rate_limited']);
    expect(headers.get('retry-after')).to.equal('60');
    expect((await other.call('get', `/admin/submissions/${id}`)).status).to.equal(200);
    clock.advance(60);
    expect((await busy.call('get', `/admin/submissions/${id}`)).status).to.equal(200);
  }).timeout(90_000);

  it('wants a reason, and a body that it can read', async () => {
    const id = await submitted('原因');
    const target = `/admin/submissions/${id}:return`;
    for (const body of [{}, { reason: ' ' }, { reason: 1 }, { reason: 'x', comments: { label: 1 } }])
      expect((await reviewer.call('post', target, body)).status, JSON.stringify(body)).to.equal(422);
    expect((await reviewer.call('post', target, [])).status).to.equal(400);
    expect((await reviewer.call('post', target, { reason: 'a\0' })).status).to.equal(400);
    expect((await reviewer.call('post', target, { reason: 'x' }, { 'content-type': 'text/plain' })).status).to.equal(
      415,
    );
  });

  it('R58 shows and decides only submissions of the reviewer’s regions', async () => {
    const [here, there] = [await submitted('本省', '330106'), await submitted('外省', '440300')];
    const local = await createProgram(at, ['reviewer'], ['admin:review'], { regions: ['330000'] });
    expect(titles(await local.call('get', '/admin/submissions?state=submitted')))
      .to.include('本省')
      .and.not.include('外省');
    expect((await local.call('get', `/admin/submissions/${here}`)).status).to.equal(200);
    for (const [method, verb] of [
      ['get', ''],
      ['post', ':claim'],
      ['post', ':approve'],
    ] as const)
      expect((await local.call(method, `/admin/submissions/${there}${verb}`)).status).to.equal(404);
  });

  it('does not know a draft, nor an id that is none', async () => {
    const { institutionId } = owner;
    const { id } = await at.app.review.begin(owner, 'trial', { institutionId, data: { label: '草稿' } });
    expect((await reviewer.call('get', `/admin/submissions/${id}`)).status).to.equal(404);
    expect(titles(await reviewer.call('get', '/admin/submissions'))).not.to.include('草稿');
    for (const wrong of ['x', '00000000-0000-4000-8000-00000000ffff'])
      expect((await reviewer.call('get', `/admin/submissions/${wrong}`)).status).to.equal(404);
  });

  it('lets auditors and support read, and not decide; others neither', async () => {
    const id = await submitted('只读');
    const auditor = await createProgram(at, ['auditor'], ['admin:review']);
    expect((await auditor.call('get', `/admin/submissions/${id}`)).status).to.equal(200);
    expect((await auditor.call('post', `/admin/submissions/${id}:approve`)).status).to.equal(403);
  });
});
