import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createMember, signInToConsole } from '../../support/console.ts';
import { become, rowOf, send, sheetRows, workbookOf } from '../../support/imports.ts';
import { asMember } from '../../support/institutions.ts';
import { jsonEntry, publish } from '../../support/resources.ts';
import { fact } from '../../support/words.ts';

describe('R43 possible duplicates', () => {
  const clock = testClock('2036-11-24T14:28:00+08:00');
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let actor: ReturnType<typeof asMember>;
  let other: ReturnType<typeof asMember>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, jobs: true });
    owner = await createMember(at);
    actor = asMember(owner);
    other = asMember(await createMember(at));
  });
  after(() => at.close());

  const draft = async (title: string, more = {}) => {
    const submissionId = await at.app.resources.begin(actor, 'activity', actor.institutionId);
    await at.app.review.save(actor, submissionId, rowOf('activity', { external_id: '', title, ...more }));
    return submissionId;
  };
  const checksOf = async (submissionId: string) => {
    const submission = await at.app.review.find(submissionId);
    if (submission === undefined) throw new Error('no submission');
    const hints = await at.app.review.kind(submission.kind).hints?.(submission);
    return {
      checks: (await at.app.review.checks(submission)).map(({ says }) => says),
      hints: hints ?? [],
    };
  };

  it('are shown in the form and to the reviewer, of other institutions too, and prevent no sending', async () => {
    await publish(at, other, 'activity', { external_id: 'theirs', title: '元旦新年音乐会（下沉广场）' });
    const same = await draft('元旦新年音乐会·下沉广场');
    const { checks, hints } = await checksOf(same);
    const alike = { title: '元旦新年音乐会（下沉广场）', standing: 'published', startsAt: '2036-12-05T06:00:00.000Z' };
    expect(checks.map(({ code }) => code)).to.deep.equal(['resources.check_alike']);
    expect(checks[0]?.params.alike).to.have.property('params').that.includes(alike);
    expect(hints.map(({ code }) => code)).to.deep.equal(['resources.hint_alike']);
    expect(hints[0]?.params.alike).to.have.property('params').that.includes(alike);
    const browser = await signInToConsole(at, owner);
    const page = await browser.walk(`/console/submissions/${same}?page=check`);
    expect(page.text).to.include('提交前请看一下').and.to.include('元旦新年音乐会（下沉广场）');

    for (const [title, more] of [
      ['元旦新年音乐会·下沉广场', { start_at: '2036-12-06 14:00', end_at: '2036-12-06 16:00' }],
      ['元旦新年音乐会·下沉广场', { region_code: '650102' }],
      ['少儿围棋公开赛', {}],
    ] as const)
      expect(
        await checksOf(await draft(title, { sessions: '', booking_start: '', booking_end: '', ...more })),
      ).to.deep.equal({
        checks: [],
        hints: [],
      });
  });

  it('show submissions of another institution to the reviewer only, and drafts to no one', async () => {
    const theirs = async (title: string) => {
      const { institutionId } = other;
      const [made] = await at.app.resources.proposeMany(other, 'activity', { institutionId, clientId: undefined }, [
        { data: rowOf('activity', { external_id: '', title }) },
      ]);
      return made?.entryId;
    };
    await theirs('山水画名家作品导赏');
    const own = await draft('山水画名家作品导赏');
    expect(await checksOf(own)).to.deep.equal({ checks: [], hints: [] });
    await at.database.db.run(
      `update entries set review_state = 'submitted' where title = '山水画名家作品导赏' and institution_id = $1`,
      [other.institutionId],
    );
    const { checks, hints } = await checksOf(own);
    expect([checks.length, hints.length]).to.deep.equal([1, 0]);
    expect(checks[0]?.params.alike).to.have.nested.property('params.standing', 'in_review');
  });

  it('are shown before an import: published entries, the own drafts and rows of the same file', async () => {
    await draft('古琴雅集第一场');
    const rows = [
      rowOf('activity', { external_id: 'i-1', title: '古琴雅集第一场' }),
      rowOf('activity', { external_id: 'i-2', title: '社区读书会' }),
      rowOf('activity', { external_id: 'i-3', title: '社区读书会' }),
    ];
    const bytes = await workbookOf(sheetRows('activity', rows));
    const { id } = await send(at, actor, { channel: 'activity', bytes });
    expect(await become(at, actor, id, 'checked')).to.include({ good: 3, bad: 0 });
    const found = await at.app.imports.problems(actor, id, 0, { grade: 'notice' });
    const twice = found
      .filter(({ field }) => field === 'title')
      .map(({ row, problem: { code, params } }) => ({ row, code, like: params.like }));
    expect(twice).to.have.length(2);
    expect(twice[0]).to.include({ row: 2, code: 'imports.maybe_twice' });
    expect(twice[0]?.like).to.have.nested.property('params.title', '古琴雅集第一场');
    expect(twice[1]).to.deep.equal({ row: 4, code: 'imports.maybe_twice', like: fact('imports.like_row', { row: 3 }) });
    // Who imports the same file again updates: that is no duplicate of itself.
    await at.app.imports.start(actor, id);
    await become(at, actor, id, 'done');
    const again = await send(at, actor, { channel: 'activity', bytes });
    await become(at, actor, again.id, 'checked');
    const repeated = await at.app.imports.problems(actor, again.id, 0, { grade: 'notice' });
    expect(repeated.some(({ row, problem }) => row === 2 && JSON.stringify(problem).includes('i-1'))).to.equal(false);
  });

  it('are shown to the reviewer of a program’s submissions', async () => {
    const program = await createPartnerProgram(at);
    await publish(at, other, 'activity', { external_id: 'again', title: '非遗皮影戏专场演出' });
    const sent = await jsonEntry(at, program.institutionId, 'activity', { title: '非遗皮影戏专场演出' });
    const { status, body } = await program.call('put', '/resources/activity/mine?submit=true', sent);
    expect([status, body.status]).to.deep.equal([201, 'in_review']);
    const { submissionId = '' } = await at.app.resources.get(program.actor, String(body.id));
    expect(JSON.stringify((await checksOf(submissionId)).checks)).to.include('非遗皮影戏专场演出');
  });
});
