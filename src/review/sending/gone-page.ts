import { Problem } from '../../errors.ts';
import { type Data, typed } from '../../fields/form.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { presentAnswers } from '../workflow/answers.ts';
import type { Review } from '../workflow/service.ts';
import { ofInstitution, type Setting } from '../workflow/setting.ts';

type Needs = { pages: Pages; review: Pick<Review, 'kinds'>; setting?: Setting };

/** The form of a draft that was deleted meanwhile, elsewhere: the typed answers stand on the page that says so. */
export function createGonePage({ pages, review, setting = ofInstitution }: Needs) {
  return (ctx: Context, error: unknown, form: Data): void => {
    const kind = review.kinds().find(({ name }) => name === form['draft.kind']);
    const isGone = error instanceof Problem && error.code === 'not_found';
    if (!isGone || kind === undefined || ctx.accepts('html', 'json') === 'json') throw error;
    const place = setting.placeOf(kind);
    const data = typed(kind.form.groups, form);
    const answers = presentAnswers(kind.form, { data, uploads: {}, masked: false }).filter(
      ({ rows }) => rows.length > 0,
    );
    const page = { title: '这份草稿已被删除', here: place.key, status: error.status };
    pages.show(ctx, 'review/gone', { kind: { title: kind.title }, place, filesAt: setting.filesAt, answers }, page);
  };
}
