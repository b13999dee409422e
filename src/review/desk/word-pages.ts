import { Problem, type Problems } from '../../errors.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { type DeskNeeds, problemOf } from './desk-needs.ts';

type Needs = Pick<DeskNeeds, 'pages' | 'sensitiveWords'>;

/** 2,000 words of 50 characters, in bytes as a form sends them. */
const longest = 2 * 1024 * 1024;

/** 敏感词: words that reviewers should look at twice, edited by operators. */
export function createWordPages({ pages, sensitiveWords: words }: Needs): Route[] {
  async function show(ctx: Context, values: { words?: string } = {}, problems: Problems = {}): Promise<void> {
    const { added } = ctx.query;
    const data = {
      words: await words.list(),
      values,
      notice:
        typeof added === 'string' && /^\d{1,5}$/.test(added)
          ? ctx.state.speech.say(fact('review.words_added', { count: Number(added) }))
          : undefined,
    };
    pages.show(ctx, 'review/words', data, { title: '敏感词', here: 'words', problems });
  }

  async function add(ctx: Context, form: Form) {
    const typed = form.words ?? '';
    const outcome = await words.add(staffOf(ctx), typed).catch(problemOf);
    if (!(outcome instanceof Problem)) return seeOther(ctx, `/admin/words?added=${outcome}`);
    if (outcome.fields === undefined) throw outcome;
    return show(ctx, { words: typed }, outcome.fields);
  }

  async function remove(ctx: Context, form: Form) {
    await words.remove(staffOf(ctx), form.word ?? '');
    return seeOther(ctx, '/admin/words');
  }

  return [
    page('/admin/words', may('edit the sensitive words'), (ctx) => show(ctx)),
    form('/admin/words', may('edit the sensitive words'), add, { limit: longest }),
    form('/admin/words/remove', may('edit the sensitive words'), remove),
  ];
}
