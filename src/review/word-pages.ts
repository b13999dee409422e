import Router from '@koa/router';
import { Problem, type Problems } from '../errors.ts';
import { frameOf, staffOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import { type DeskNeeds, go, problemOf } from './desk-needs.ts';

type Needs = Pick<DeskNeeds, 'pages' | 'formTokens' | 'guards' | 'words'>;

/** 2,000 words of 50 characters, in bytes as a form sends them. */
const longest = 2 * 1024 * 1024;

/** 敏感词: operators say what reviewers should look at twice. */
export function createWordPages({ pages, formTokens, words, guards }: Needs) {
  const router = new Router<State>({ prefix: '/admin/words' });
  const staff = guards.staff('operator');

  async function show(ctx: Context, values: { words?: string } = {}, problems: Problems = {}): Promise<void> {
    const { added } = ctx.query;
    const data = {
      words: await words.list(),
      values,
      notice: typeof added === 'string' && /^\d{1,5}$/.test(added) ? `已添加或更新 ${Number(added)} 个。` : undefined,
    };
    pages.show(ctx, 'review/words', data, { ...frameOf(ctx), title: '敏感词', here: 'words', problems });
  }

  router.get('/', staff, (ctx) => show(ctx));

  router.post('/', staff, async (ctx) => {
    const form = await readForm(ctx, longest);
    formTokens.verify(ctx, form);
    const typed = form.words ?? '';
    const outcome = await words.add(staffOf(ctx), typed).catch(problemOf);
    if (!(outcome instanceof Problem)) return go(ctx, `/admin/words?added=${outcome}`);
    if (outcome.fields === undefined) throw outcome;
    return show(ctx, { words: typed }, outcome.fields);
  });

  router.post('/remove', staff, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    await words.remove(staffOf(ctx), form.word ?? '');
    return go(ctx, '/admin/words');
  });

  return router;
}
