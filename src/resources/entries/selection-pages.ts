import { type Clock, timeOfDay } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import { Problem } from '../../errors.ts';
import type { Fact, Speech } from '../../fact.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, pageOfForm, param, type Route, seeOther } from '../../http/route.ts';
import { undoFor } from '../../review/desk/pressed.ts';
import type { Channels } from '../channels/channels.ts';
import { controlOf } from '../channels/control.ts';
import { type Act, fact } from '../facts.ts';
import { may } from '../policies.ts';
import { filterOf, hrefOf, readEntryQuery } from './query.ts';
import type { Selection } from './selection.ts';
import { actions, type Left, type Pressed } from './selection-store.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  channels: Channels;
  selection: Selection;
  /** The list, where nothing was chosen that the action applies to. */
  showList: (ctx: Context, query: string, notice: Fact, recall?: readonly string[]) => Promise<void>;
};

const isAct = (value: string | undefined): value is Act => actions.some((act) => act === value);
/** These ask for something before they begin. */
const asksFirst = (act: Act) => act === 'withdraw' || act === 'change';

/** An entry in review is open to these once it is called back. */
const waitsForRecall = (act: Act) => act === 'change' || act === 'remove';

/** An action above its list: it can be taken back, it runs, or it is over. */
export function presentPressed(one: Pressed, now: Date, say: Speech['say'], left: readonly Left[] = []) {
  const { id, count, done, state, passedOver, leavesAt } = one;
  const path = `/console/resources/actions/${id}`;
  return {
    ...{ id, state, count, done, path, passedOver },
    words: say(wordsOf(one)),
    until: leavesAt && timeOfDay(leavesAt),
    seconds: leavesAt === undefined ? 0 : Math.max(1, Math.ceil((leavesAt.getTime() - now.getTime()) / 1000)),
    of: undoFor / 1000,
    percent: count === 0 ? 0 : Math.round(((done + one.left) * 100) / count),
    isDone: state === 'done',
    leftCount: one.left,
    left: left.map(({ entryId, title, problem }) => ({
      ...{ href: `/console/resources/${entryId}`, title: title === '' ? '未命名' : title, why: say(problem) },
    })),
  };
}

function wordsOf({ state, act, count, done, left }: Pressed): Fact {
  const about = { act, count, done, left };
  if (state === 'running') return fact('resources.action_running', about);
  return state === 'done' ? fact('resources.action_done', about) : fact('resources.action_waiting', about);
}

/** Many entries at once: chosen in the list, by ticks or all of the filter. */
export function createSelectionPages({ pages, clock, channels, selection, showList }: Needs): Route[] {
  const writes = may('write entries, one by one and by workbook');
  const here = 'resources';

  async function choose(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const { act, list = '' } = form;
    const asked = readEntryQuery(Object.fromEntries(new URLSearchParams(list)), channels);
    const query = hrefOf(asked).split('?')[1] ?? '';
    const ids = Object.keys(form).flatMap((name) =>
      name.startsWith('id.') && isId(name.slice(3)) ? name.slice(3) : [],
    );
    if (!isAct(act) || (form.all !== '1' && ids.length === 0))
      return showList(ctx, query, fact('resources.action_none_chosen'));
    const own = { institutionId: actor.institutionId, only: actor.applications };
    const filter = form.all === '1' ? { ...filterOf(asked, actor.institutionId, clock), ...own } : { ...own, ids };
    const one = await selection.choose(actor, { act, filter, query });
    if (one.count === 0) {
      const mayRecall = waitsForRecall(act) && (await selection.applicable(filter)).includes('recall');
      const chosen = form.all === '1' ? ['all'] : ids.map((id) => `id.${id}`);
      const notice = fact('resources.action_fits_none', { act, count: one.passedOver });
      return showList(ctx, query, notice, mayRecall ? chosen : undefined);
    }
    if (asksFirst(act)) return seeOther(ctx, `/console/resources/actions/${one.id}`);
    await selection.press(actor, one.id, {});
    return seeOther(ctx, backTo(one));
  }

  const backTo = ({ id, query }: Pressed) => `/console/resources?${query === '' ? '' : `${query}&`}act=${id}`;

  async function show(ctx: Context, problems: Problem['fields'] = {}, typed: Form = {}) {
    const one = await selection.get(memberOf(ctx), param(ctx, 'id'));
    if (one.state !== 'chosen') return seeOther(ctx, backTo(one));
    const fields = one.act === 'change' ? await selection.fieldsOf(one) : [];
    const wanted = typed.field ?? String(ctx.query.field ?? '');
    const field = fields.find(({ name }) => name === wanted);
    const data = {
      ...{ act: one.act, count: one.count, passedOver: one.passedOver, path: `/console/resources/actions/${one.id}` },
      back: `/console/resources${one.query === '' ? '' : `?${one.query}`}`,
      fields: fields.map(({ name, title }) => ({ name, title })),
      field: field && {
        name: field.name,
        title: field.title,
        hint: field.hint,
        ...controlOf(field),
        optional: field.optional === true,
      },
      typed: { value: typed.value ?? '', reason: typed.reason ?? '' },
    };
    const title = one.act === 'withdraw' ? `申请撤回 ${one.count} 条` : `修改 ${one.count} 条里的一项`;
    return pages.show(ctx, 'resources/act', data, { title, here, problems });
  }

  async function press(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const one = await selection.get(actor, param(ctx, 'id'));
    try {
      const { reason = '', field = '', value = '' } = form;
      await selection.press(actor, one.id, one.act === 'withdraw' ? { reason } : { field, value: value.trim() });
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return show(ctx, error.fields, form);
    }
    return seeOther(ctx, backTo(one));
  }

  async function undo(ctx: Context) {
    const one = await selection.get(memberOf(ctx), param(ctx, 'id'));
    await selection.undo(memberOf(ctx), one.id);
    seeOther(ctx, backTo(one));
  }

  async function sendProgress(ctx: Context) {
    const one = await selection.get(memberOf(ctx), param(ctx, 'id'));
    const { words, percent } = presentPressed(one, clock.now(), ctx.state.speech.say);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { state: one.state, words, percent, is_over: one.state === 'done' || one.state === 'undone' };
  }

  return [
    pageOfForm('/console/resources/bulk', writes, '/console/resources'),
    form('/console/resources/bulk', writes, choose),
    page('/console/resources/actions/:id', writes, (ctx) => show(ctx)),
    form('/console/resources/actions/:id', writes, press),
    form('/console/resources/actions/:id/undo', writes, undo),
    page('/console/resources/actions/:id/progress.json', writes, sendProgress),
  ];
}
