import { Problem, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { noticeOf } from '../../http/speech.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { type DeskNeeds, problemOf } from './desk-needs.ts';

type Needs = Pick<DeskNeeds, 'pages' | 'review' | 'phrases'>;

const notices: Readonly<Record<string, Fact>> = {
  added: fact('review.phrase_added'),
  changed: fact('review.phrase_changed'),
  removed: fact('review.phrase_removed'),
};

/** 常用语: reviewers keep the sentences that they send back with. */
export function createPhrasePages({ pages, review, phrases }: Needs): Route[] {
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
    const notice = noticeOf(ctx, notices, ctx.query.done);
    const data = { editing, values, groups, kinds: kinds.map(({ name, title }) => ({ name, title })), notice };
    pages.show(ctx, 'review/phrases', data, { title: '常用语', here: 'phrases', problems });
  }

  /** Only the two fields of the form, and a kind that there is. */
  const read = (form: Readonly<Record<string, string>>) => {
    const { text = '', kind = '' } = form;
    return { text, ...(review.kinds().some(({ name }) => name === kind) && { kind }) };
  };

  async function list(ctx: Context) {
    const { edit } = ctx.query;
    if (typeof edit !== 'string') return show(ctx);
    const { id, kind, text } = await phrases.get(edit);
    return show(ctx, { editing: id, values: { text, ...(kind !== undefined && { kind }) } });
  }

  /** Runs the action, or shows the typed values with the problem. */
  async function attempt(
    ctx: Context,
    values: Shown['values'],
    editing: string | undefined,
    work: Promise<void>,
    done: string,
  ) {
    const outcome = await work.catch(problemOf);
    if (!(outcome instanceof Problem)) return seeOther(ctx, `/admin/phrases?done=${done}`);
    if (outcome.fields === undefined) throw outcome;
    return show(ctx, { editing, values, problems: outcome.fields });
  }

  async function add(ctx: Context, form: Form) {
    const input = read(form);
    return attempt(ctx, input, undefined, phrases.add(staffOf(ctx), input), 'added');
  }

  async function change(ctx: Context, form: Form) {
    const [input, id] = [read(form), param(ctx, 'id')];
    return attempt(ctx, input, id, phrases.change(staffOf(ctx), id, input), 'changed');
  }

  async function remove(ctx: Context) {
    await phrases.remove(staffOf(ctx), param(ctx, 'id'));
    return seeOther(ctx, '/admin/phrases?done=removed');
  }

  return [
    page('/admin/phrases', may('edit the phrases of reviewers'), list),
    form('/admin/phrases', may('edit the phrases of reviewers'), add),
    form('/admin/phrases/:id', may('edit the phrases of reviewers'), change),
    form('/admin/phrases/:id/remove', may('edit the phrases of reviewers'), remove, {
      asks: fact('review.ask_remove_phrase'),
    }),
  ];
}
