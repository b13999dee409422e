import Router from '@koa/router';
import { Problem, type Problems } from '../errors.ts';
import { frameOf, staffOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import { type DeskNeeds, go, problemOf } from './desk-needs.ts';

type Needs = Pick<DeskNeeds, 'pages' | 'formTokens' | 'review' | 'phrases' | 'guards'>;

const notices: Readonly<Record<string, string>> = { added: '已添加。', changed: '已修改。', removed: '已删除。' };

/** 常用语: reviewers keep the sentences that they send back with. */
export function createPhrasePages({ pages, formTokens, review, phrases, guards }: Needs) {
  const router = new Router<State>({ prefix: '/admin/phrases' });
  const staff = guards.staff('reviewer', 'operator');

  type Shown = {
    editing?: string | undefined;
    values?: Readonly<Record<string, string>> | undefined;
    problems?: Problems;
  };

  async function show(ctx: Context, { editing, values = {}, problems = {} }: Shown = {}): Promise<void> {
    const [all, kinds] = [await phrases.list(), review.kinds()];
    const groups = [
      { key: 'all', title: '用于所有申请', phrases: all.filter(({ kind }) => kind === undefined) },
      ...kinds.map(({ name, title }) => ({
        key: name,
        title: `用于${title}`,
        phrases: all.filter(({ kind }) => kind === name),
      })),
    ].filter(({ phrases: own }) => own.length > 0);
    const { done } = ctx.query;
    const notice = typeof done === 'string' && Object.hasOwn(notices, done) ? notices[done] : undefined;
    const data = { editing, values, groups, kinds: kinds.map(({ name, title }) => ({ name, title })), notice };
    pages.show(ctx, 'review/phrases', data, { ...frameOf(ctx), title: '常用语', here: 'phrases', problems });
  }

  /** Only the two fields of the form, and a kind that there is. */
  const read = (form: Readonly<Record<string, string>>) => {
    const { text = '', kind = '' } = form;
    return { text, ...(review.kinds().some(({ name }) => name === kind) && { kind }) };
  };

  router.get('/', staff, async (ctx) => {
    const { edit } = ctx.query;
    if (typeof edit !== 'string') return show(ctx);
    const { id, kind, text } = await phrases.get(edit);
    return show(ctx, { editing: id, values: { text, ...(kind !== undefined && { kind }) } });
  });

  /** Does it, or shows what was typed with what to do about it. */
  async function attempt(
    ctx: Context,
    values: Shown['values'],
    editing: string | undefined,
    work: Promise<void>,
    done: string,
  ) {
    const outcome = await work.catch(problemOf);
    if (!(outcome instanceof Problem)) return go(ctx, `/admin/phrases?done=${done}`);
    if (outcome.fields === undefined) throw outcome;
    return show(ctx, { editing, values, problems: outcome.fields });
  }

  router.post('/', staff, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const input = read(form);
    return attempt(ctx, input, undefined, phrases.add(staffOf(ctx), input), 'added');
  });

  router.post('/:id', staff, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const [input, id] = [read(form), ctx.params.id ?? ''];
    return attempt(ctx, input, id, phrases.change(staffOf(ctx), id, input), 'changed');
  });

  router.post('/:id/remove', staff, async (ctx) => {
    formTokens.verify(ctx, await readForm(ctx));
    await phrases.remove(staffOf(ctx), ctx.params.id ?? '');
    return go(ctx, '/admin/phrases?done=removed');
  });

  return router;
}
