import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Actor } from '../../src/actor.ts';
import { openDatabase } from '../../src/database/open.ts';
import { silent } from '../support/database.ts';
import { fact } from '../support/words.ts';
import { answers, type Hall, openHall, refusal } from './hall.ts';

describe('a reviewer’s decision', () => {
  let hall: Hall;
  before(async () => {
    hall = await openHall();
  });
  after(() => hall.close());

  it('R58 is never about the own submission, nor one of the own institution, nor one entered by oneself', async () => {
    const own = 'review.own_submission';
    const sender = hall.staff('two-jobs', { roles: ['operator', 'reviewer'] });
    const typist = hall.staff('typist', { roles: ['operator', 'reviewer'] });
    const { id } = await hall.review.begin(typist, 'plain', {
      institutionId: hall.own.id,
      source: 'mail',
      data: answers,
    });
    await hall.review.submit(sender, id);
    hall.colleagues.add('colleague');
    for (const actor of [sender, typist, hall.staff('colleague')])
      for (const work of [
        () => hall.review.claim(actor, id),
        () => hall.review.approve(actor, id),
        () => hall.review.sendBack(actor, id, '不好'),
        () => hall.review.reject(actor, id, '不好'),
      ])
        expect(await refusal(work()).then(({ code, message }) => [code, message])).to.eql(['forbidden', own]);
    expect((await hall.review.approve(hall.first, id)).state).to.equal('approved');
  });

  it('R58 is not the own submission on the command line either', async () => {
    const operator: Actor = { kind: 'operator', name: 'root' };
    const { id } = await hall.review.begin(operator, 'plain', { institutionId: hall.own.id, data: answers });
    await hall.review.submit(operator, id);
    expect((await refusal(hall.review.approve(operator, id))).code).to.equal('forbidden');
  });

  it('R58 takes the role of a reviewer', async () => {
    const id = await hall.bring('submitted');
    const support = hall.staff('support', { roles: ['support', 'auditor'] });
    expect((await hall.review.read(support, id)).id).to.equal(id);
    for (const actor of [support, hall.staff('numbers', { roles: ['statistics'] }), hall.agent])
      expect((await refusal(hall.review.approve(actor, id))).code).to.equal('forbidden');
  });

  it('R58 lies in the own region', async () => {
    const { id } = await hall.begin('regional', { ...answers, title: '杭州剪纸展' });
    await hall.review.submit(hall.agent, id);
    const guangdong = hall.staff('guangdong', { regions: ['440000'] });
    const hangzhou = hall.staff('hangzhou', { regions: ['330100', '500000'] });
    expect((await refusal(hall.review.read(guangdong, id))).code).to.equal('not_found');
    expect((await refusal(hall.review.claim(guangdong, id))).code).to.equal('not_found');
    const waits = async (actor: Actor) => (await hall.review.waiting(actor, { kinds: ['regional'] })).length;
    expect([await waits(guangdong), await waits(hangzhou)]).to.eql([0, 1]);
    expect((await hall.review.approve(hangzhou, id)).state).to.equal('approved');
  });

  it('R58 is not for a person who had a hand in it: began it, wrote in it, sent it, or works for the institution', async () => {
    const both = { roles: ['operator', 'reviewer'] } as const;
    const [beginner, writer, sender, insider] = ['beginner', 'writer', 'sender', 'insider'].map((id) =>
      hall.staff(id, both),
    );
    if (!beginner || !writer || !sender || !insider) throw new Error('nobody');
    hall.colleagues.add('insider');
    const about = { institutionId: hall.own.id, source: 'mail', data: answers } as const;
    const verbs = {
      claim: (who: Actor, id: string) => hall.review.claim(who, id),
      approve: (who: Actor, id: string) => hall.review.approve(who, id),
      return: (who: Actor, id: string) => hall.review.sendBack(who, id, '请补充'),
      reject: (who: Actor, id: string) => hall.review.reject(who, id, '不合要求'),
    };
    const { id } = await hall.review.begin(beginner, 'plain', about);
    await hall.review.save(writer, id, { ...answers, title: '剪纸展（改）' });
    await hall.review.submit(sender, id);
    for (const who of [beginner, writer, sender, insider]) {
      for (const [verb, work] of Object.entries(verbs))
        expect((await refusal(work(who, id))).code, `${who.accountId} ${verb}`).to.equal('forbidden');
      const sent = await hall.review.read(who, id);
      expect(await hall.review.obstacle(who, sent), who.accountId).to.have.property('code', 'review.own_submission');
    }
    expect((await hall.review.approve(hall.staff('stranger', both), id)).state).to.equal('approved');
  });

  it('R58 is claimed by one, who alone decides until it is put back', async () => {
    const id = await hall.bring('claimed');
    const { code, message } = await refusal(hall.review.approve(hall.second, id));
    expect([code, message]).to.eql(['conflict', 'review.claimed_by_other']);
    expect((await refusal(hall.review.release(hall.second, id))).code).to.equal('forbidden');
    await hall.review.release(hall.staff('desk', { roles: ['operator'] }), id);
    expect((await hall.review.claim(hall.second, id)).claimedBy).to.equal('second');
  });

  it('takes two where the kind says so, and the first is not the second', async () => {
    const { id } = await hall.begin('double');
    await hall.review.submit(hall.agent, id);
    const papers = (await hall.wall()).length;
    const checked = await hall.review.approve(hall.first, id);
    expect([checked.state, checked.checkedBy]).to.eql(['checked', 'first']);
    expect(await hall.wall()).to.have.length(papers);
    const { code, message } = await refusal(hall.review.approve(hall.first, id));
    expect([code, message]).to.eql(['forbidden', 'review.second_reviewer']);
    const { state, decidedBy } = await hall.review.approve(hall.second, id);
    expect([state, decidedBy]).to.eql(['approved', 'second']);
    expect(await hall.wall()).to.have.length(papers + 1);
  });

  it('R58 needs a reason to be refused, and keeps words for fields that there are', async () => {
    const id = await hall.bring('claimed');
    for (const [work, words] of [
      [() => hall.review.sendBack(hall.first, id, ' \n '), fact('review.reason_of_return')],
      [() => hall.review.reject(hall.first, id, ''), fact('review.reason_of_rejection')],
      [() => hall.review.sendBack(hall.first, id, '长'.repeat(2_001)), fact('review.reason_long')],
    ] as const)
      expect((await refusal(work())).fields).to.eql({ reason: words });
    const comments = { title: '太短', none: '没有这一项', places: '  ' };
    const { reason, comments: kept } = await hall.review.sendBack(hall.first, id, ' 请补充 ', comments);
    expect([reason, kept]).to.eql(['请补充', { title: '太短' }]);
  });

  it('is undone with its effect when that does not come about', async () => {
    const { id } = await hall.begin('broken');
    await hall.review.submit(hall.agent, id);
    const [papers, told, entries] = [(await hall.wall()).length, hall.heard.length, await hall.review.timeline(id)];
    const before = await hall.review.read(hall.agent, id);
    expect((await refusal(hall.review.approve(hall.first, id))).message).to.equal('no paste left');
    expect(await hall.review.read(hall.agent, id)).to.eql(before);
    expect([(await hall.wall()).length, await hall.review.timeline(id)]).to.eql([papers, entries]);
    const records = await hall.db.rows(`select 1 from audit_events where subject_id = $1 and verb like '%approve'`, [
      id,
    ]);
    expect(records).to.eql([]);
    expect(hall.heard.slice(told)).to.eql(['claim']); // within the transaction that was undone
  });

  it('R58 takes effect once, however many approve at once on however many nodes', async () => {
    const elsewhere = await openDatabase({ url: hall.base.url, dataDir: '', log: silent });
    const nodes = [hall.review, hall.another(elsewhere)];
    const { id } = await hall.begin('plain', { ...answers, title: '只贴一次' });
    await hall.review.submit(hall.agent, id);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, turn) => nodes[turn % 2]?.approve(hall.staff(`reviewer-${turn}`), id)),
    );
    await elsewhere.close();
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).to.include({ code: 'conflict' });
    expect((await hall.wall()).filter((title) => title === '只贴一次')).to.have.length(1);
    expect((await hall.review.timeline(id)).map(({ verb }) => verb)).to.eql(['submit', 'claim', 'approve']);
  });
});

describe('submissions in a stolen database', () => {
  let hall: Hall;
  before(async () => {
    hall = await openHall();
  });
  after(() => hall.close());

  it('of the timeline can be neither changed nor deleted, not even of a draft that was recalled', async () => {
    const id = await hall.bring('submitted');
    await hall.review.recall(hall.agent, id);
    for (const statement of [
      `update submission_events set reason = 'x'`,
      'delete from submission_events',
      'truncate submission_events',
    ])
      expect((await refusal(hall.db.run(statement))).message).to.equal('submission_events is append-only');
    expect((await refusal(hall.db.run('delete from submissions where id = $1', [id]))).message).to.include(
      'submission_events',
    );
    expect(await hall.review.timeline(id)).to.have.length(2);
  });

  it('R12 reveal no answer, neither present nor earlier', async () => {
    const id = await hall.bring('returned');
    await hall.review.save(hall.agent, id, { ...answers, title: '窗花展' });
    await hall.review.submit(hall.agent, id);
    const dump = await hall.db.rows<{ row: string }>(
      `select to_jsonb(s)::text || encode(s.data, 'escape') as row from submissions s
       union all select to_jsonb(e)::text || coalesce(encode(e.data, 'escape'), '') from submission_events e
       union all select to_jsonb(a)::text from audit_events a`,
    );
    const text = dump.map(({ row }) => row).join('\n');
    expect(text).to.include('窗花展'); // the name of the paper is no secret
    expect(text).not.to.include(answers.idNumber ?? 'none');
    expect(Buffer.from(text).toString('latin1')).not.to.include('11010519491231002');
  });

  it('opens sealed answers only where they belong', async () => {
    const [one, two] = [await hall.bring('submitted'), await hall.bring('submitted')];
    await hall.db.run('update submissions set data = (select data from submissions where id = $1) where id = $2', [
      one,
      two,
    ]);
    expect(await refusal(hall.review.read(hall.agent, two))).not.to.have.property('code', 'not_found');
    expect((await hall.review.read(hall.agent, one)).data).to.eql(answers);
  });

  it('of a personal datum gives the whole for a reason, which is recorded', async () => {
    const submission = await hall.review.read(hall.first, await hall.bring('submitted'));
    expect((await refusal(hall.review.reveal(hall.first, submission, 'idNumber', ' '))).fields).to.eql({
      reason: fact('review.why_missing'),
    });
    expect(await hall.review.reveal(hall.first, submission, 'idNumber', '核对证件照')).to.equal(answers.idNumber);
    const [row] = await hall.db.rows<{ details: object }>(
      `select details from audit_events where verb = 'submission.reveal' order by id desc limit 1`,
    );
    expect(row?.details).to.eql({ field: 'idNumber', institution: hall.agent.institutionId, reason: '核对证件照' });
  });
});
