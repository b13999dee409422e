import type { Actor } from '../../actor.ts';
import { type Clock, dayOf } from '../../clock.ts';
import { Problem, type Problems } from '../../errors.ts';
import { permits } from '../../http/access.ts';
import { memberOf, staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { form, page, param, type Route, seeOther, upload } from '../../http/route.ts';
import { may } from '../policies.ts';
import { deskOf, listOf, questionOf } from './present.ts';
import type { FigureQuestions, ListedQuestion } from './service.ts';

type Needs = { pages: Pages; clock: Clock; questions: FigureQuestions };

const own = '/console/statistics/questions';
const desk = '/admin/statistics/questions';
const oneFile = { files: 1, bytes: 20 * 1024 * 1024, tells: true } as const;

/** 数据疑问: questions to an institution about its figures, and the desk that decides. */
export function createQuestionPages({ pages, clock, questions }: Needs): Route[] {
  async function showOwn(ctx: Context): Promise<void> {
    const data = listOf(await questions.own(memberOf(ctx)));
    pages.show(ctx, 'statistics/questions', data, { title: '数据疑问', here: 'statistics' });
  }

  async function showDesk(ctx: Context): Promise<void> {
    const data = deskOf(await questions.desk(staffOf(ctx)), clock.now());
    pages.show(ctx, 'statistics/question-desk', data, { title: '数据疑问', here: 'data-questions' });
  }

  type Typed = { values?: Form; problems?: Problems; status?: number };

  async function showQuestion(ctx: Context, { values, problems = {}, status }: Typed = {}): Promise<void> {
    const actor = memberOf(ctx);
    const question = await questions.read(actor, param(ctx, 'id'));
    const mayAnswer = permits(may('answer a question about a figure'), actor);
    const said = ctx.query.answered;
    const data = {
      ...questionOf(question, ctx.state.speech.say, clock.now()),
      ...{ values: filledIn(values) ?? valuesOf(question, clock.now()), mayAnswer, action: `${own}/${question.id}` },
      done: said === undefined ? undefined : said === 'corrected' ? ('corrected' as const) : ('answered' as const),
    };
    if (status !== undefined) ctx.status = status;
    pages.show(ctx, 'statistics/question', data, { title: data.title, here: 'statistics', problems });
  }

  async function showItem(ctx: Context, { values, problems = {}, status }: Typed = {}): Promise<void> {
    const actor = staffOf(ctx);
    const question = await questions.read(actor, param(ctx, 'id'));
    const data = {
      ...questionOf(question, ctx.state.speech.say, clock.now()),
      ...{ values: filledIn(values) ?? {}, action: `${desk}/${question.id}` },
      mayDecide:
        question.standing !== 'final' &&
        question.standing !== 'decided' &&
        !(question.standing === 'appealed' && question.decidedBy === actor.accountId),
      isFirstDecider: question.standing === 'appealed' && question.decidedBy === actor.accountId,
    };
    if (status !== undefined) ctx.status = status;
    pages.show(ctx, 'statistics/question-item', data, { title: data.title, here: 'data-questions', problems });
  }

  /** Whatever is wrong stands on the page again, with everything that was typed. */
  async function trying(
    work: () => Promise<void>,
    again: (typed: Typed) => Promise<void>,
    values: Form,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500 || error.code === 'not_found') throw error;
      await again({ values, problems: error.fields ?? { form: error.fact }, status: error.status });
    }
  }

  const answer = (ctx: Context, posted: Form, uploads: readonly Upload[]) =>
    trying(
      async () => {
        const right = Object.fromEntries(
          Object.entries(posted).flatMap(([name, value]) =>
            name.startsWith('right.') ? [[name.slice(6), value]] : [],
          ),
        );
        const [file] = uploads;
        const { isCorrected } = await questions.answer(
          memberOf(ctx),
          param(ctx, 'id'),
          { cause: posted.cause ?? '', text: posted.text ?? '', right, until: posted.until ?? '' },
          file,
        );
        seeOther(ctx, `${own}/${param(ctx, 'id')}?answered=${isCorrected ? 'corrected' : 'plain'}`);
      },
      (typed) => showQuestion(ctx, typed),
      posted,
    );

  const appeal = (ctx: Context, posted: Form, [file]: readonly Upload[]) =>
    trying(
      async () => {
        await questions.appeal(memberOf(ctx), param(ctx, 'id'), posted.appeal ?? '', file);
        seeOther(ctx, `${own}/${param(ctx, 'id')}`);
      },
      (typed) => showQuestion(ctx, typed),
      posted,
    );

  const decide = (ctx: Context, posted: Form) =>
    trying(
      async () => {
        const { verdict = '', reason = '', version = '' } = posted;
        const [actor, id] = [staffOf(ctx), param(ctx, 'id')];
        await (verdict === 'more'
          ? questions.askForMore(actor, id, { text: reason, version })
          : questions.decide(actor, id, { verdict, reason, version }));
        seeOther(ctx, desk);
      },
      (typed) => showItem(ctx, typed),
      posted,
    );

  async function sendFile(ctx: Context, actor: Actor): Promise<void> {
    const place = Number(/^\d{1,2}$/.exec(String(ctx.query.n ?? ''))?.[0] ?? 1);
    const { name, type, bytes } = await questions.file(actor, param(ctx, 'id'), place);
    ctx.attachment(name);
    ctx.type = type;
    ctx.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
    ctx.body = bytes;
  }

  return [
    page(own, may('see questions about own figures'), showOwn),
    page(`${own}/:id`, may('see questions about own figures'), (ctx) => showQuestion(ctx)),
    page(`${own}/:id/file`, may('see questions about own figures'), (ctx) => sendFile(ctx, memberOf(ctx))),
    upload(`${own}/:id`, may('answer a question about a figure'), answer, oneFile),
    upload(`${own}/:id/appeal`, may('answer a question about a figure'), appeal, oneFile),
    page(desk, may('see questions about figures'), showDesk),
    page(`${desk}/:id`, may('see questions about figures'), (ctx) => showItem(ctx)),
    page(`${desk}/:id/file`, may('see questions about figures'), (ctx) => sendFile(ctx, staffOf(ctx))),
    form(`${desk}/:id`, may('decide about a figure under question'), decide),
  ];
}

/** The words of an answer that may still be changed; an answer to a request for more begins empty. */
function valuesOf({ cause, answer, standing, dueAt }: ListedQuestion, now: Date): Record<string, string> {
  const until = standing === 'investigating' && dayOf(dueAt) > dayOf(now) ? { until: dayOf(dueAt) } : {};
  if (standing === 'more_asked') return cause === undefined ? {} : { cause };
  return { ...(cause !== undefined && { cause }), ...(answer !== undefined && { text: answer }), ...until };
}

/** The typed texts of a form. */
const filledIn = (form: Form | undefined): Record<string, string> | undefined =>
  form &&
  Object.fromEntries(Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
