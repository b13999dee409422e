import type { Clock } from '../../clock.ts';
import { invalid, Problem, type Problems } from '../../errors.ts';
import { type Field, fieldsOf } from '../../fields/form.ts';
import type { Files } from '../../files/service.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { form, page, param, type Route, seeOther, upload } from '../../http/route.ts';
import { formOf } from '../channels/canonical.ts';
import type { Resources } from '../entries/service.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import { bounds } from './formats/text.ts';
import type { Item } from './pasted.ts';
import { presentPasted } from './presented.ts';
import type { Announcements, Answers } from './service.ts';
import type { StoredAnnouncement } from './store.ts';

type Needs = {
  pages: Pages;
  announcements: Announcements;
  resources: Pick<Resources, 'channels' | 'channel'>;
  files: Pick<Files, 'keep'>;
  clock: Clock;
};

const root = '/console/resources/paste';
const policy = may('paste an announcement and send what was read in it');
const here = 'resources';
/** A notice, and the HTML of its editor. */
const longestText = 3 * 1024 * 1024;

/** 粘贴通知: the notice on one side, the fields on the other. */
export function createPastingPages({ pages, announcements, resources, files, clock }: Needs): Route[] {
  const channels = resources.channels().map(({ code, name }) => ({ code, name }));
  const fieldOf = (code: string, name: string): Field | undefined =>
    fieldsOf(formOf(resources.channel(code))).find((field) => field.name === name);

  async function showStart(ctx: Context, text = '', problems: Readonly<Problems> = {}) {
    const unsent = await announcements.unsent(memberOf(ctx));
    const data = {
      values: { text },
      unsent: unsent.map((each) => ({ ...each, href: `${root}/${each.id}` })),
    };
    pages.show(ctx, 'resources/paste/start', data, { title: '粘贴通知', here, problems });
  }

  async function begin(ctx: Context, { text = '', html = '' }: Form, uploads: readonly Upload[]) {
    const [file] = uploads;
    try {
      const given = { text, html, ...(file !== undefined && { file: { name: file.name, bytes: file.bytes } }) };
      const id = await announcements.begin(memberOf(ctx), given);
      seeOther(ctx, `${root}/${id}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      await showStart(ctx, text, error.fields); // the typed text stays
    }
  }

  function show(ctx: Context, kept: StoredAnnouncement, problems: Readonly<Problems> = {}) {
    const { say } = ctx.state.speech;
    if (kept.pasted.sent !== undefined) {
      const sent = kept.pasted.sent.map(({ entryId, title }) => ({ title, href: `/console/resources/${entryId}` }));
      return pages.show(ctx, 'resources/paste/sent', { sent }, { title: '已提交', here });
    }
    const edit = typeof ctx.query.edit === 'string' ? ctx.query.edit : undefined;
    const texts = Object.fromEntries(Object.entries(problems).map(([name, problem]) => [name, say(problem)]));
    const shown = presentPasted(kept, {
      ...{ channels, edit, say, problems: texts, now: clock.now() },
      channelOf: (code) => resources.channel(code),
    });
    // The summary leads to the rows.
    const led = Object.fromEntries(
      Object.entries(problems).map(([name, problem]) => [
        /^\d+\./.test(name) ? `q-${name.replace('.', '-')}` : name,
        problem,
      ]),
    );
    pages.show(
      ctx,
      'resources/paste/show',
      { shown, path: `${root}/${kept.id}` },
      {
        ...{ title: `粘贴通知：${shown.heading}`, here, problems: led },
      },
    );
  }

  /** Keeps the content of the page; an upload becomes the value of its field. */
  async function say(ctx: Context, typed: Form, uploads: readonly Upload[]): Promise<StoredAnnouncement> {
    const actor = memberOf(ctx);
    const id = param(ctx, 'id');
    const { pasted } = await announcements.get(actor, id);
    const said = saidIn(typed, pasted.items);
    for (const { field, name, bytes } of uploads) {
      const [, place = '', of = ''] = /^v\.(\d{1,3})\.(\w+)$/.exec(field) ?? [];
      const item = said.items[Number(place)];
      const wanted = fieldOf(pasted.items[Number(place)]?.channel ?? '', of);
      if (item === undefined || wanted === undefined || bytes.length === 0) continue;
      const accept = { types: [], ...wanted.accept };
      const kept = await files.keep(actor, { institutionId: actor.institutionId, name, bytes, accept });
      if ('problem' in kept) throw invalid({ [`${place}.${of}`]: kept.problem });
      item.values[of] = kept.id;
    }
    await announcements.say(actor, id, Number(typed.revision), said);
    return announcements.get(actor, id);
  }

  const trying = async (ctx: Context, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.fields === undefined && error.code !== 'conflict') throw error;
      show(ctx, await announcements.get(memberOf(ctx), param(ctx, 'id')), error.fields ?? { form: error.fact });
    }
  };

  const save = (ctx: Context, typed: Form, uploads: readonly Upload[]) =>
    trying(ctx, async () => {
      const kept = await say(ctx, typed, uploads);
      const path = `${root}/${kept.id}`;
      if (typed.later === '1') return seeOther(ctx, root);
      const [, place, field = ''] = /^(\d{1,3})\.(\w*)$/.exec(typed.edit ?? '') ?? [];
      if (place !== undefined) return seeOther(ctx, `${path}?edit=${place}.${field}#q-${place}-${field}`);
      const shown = presentPasted(kept, {
        ...{ channels, edit: undefined, say: ctx.state.speech.say, problems: {}, now: clock.now() },
        channelOf: (code) => resources.channel(code),
      });
      seeOther(ctx, `${path}#${shown.bar.next ?? 'send'}`);
    });

  const send = (ctx: Context, typed: Form, uploads: readonly Upload[]) =>
    trying(ctx, async () => {
      const { id } = await say(ctx, typed, uploads);
      await announcements.send(memberOf(ctx), id);
      seeOther(ctx, `${root}/${id}`);
    });

  async function showHabits(ctx: Context) {
    const habits = await announcements.habits(memberOf(ctx));
    const titles = new Map(
      resources.channels().flatMap((channel) => fieldsOf(formOf(channel)).map((field) => [field.name, field] as const)),
    );
    const data = {
      habits: habits.map(({ key, words, field, value }) => {
        const known = titles.get(field);
        return { key, words, label: known?.title ?? field, value: known?.options?.[value] ?? value };
      }),
    };
    pages.show(ctx, 'resources/paste/habits', data, { title: '本馆的改法', here });
  }

  return [
    page(root, policy, (ctx) => showStart(ctx)),
    {
      ...upload(root, policy, begin, { files: 1, bytes: bounds.bytes, text: longestText }),
      rescue: sayHowLarge,
    },
    page(`${root}/habits`, policy, showHabits),
    form(`${root}/habits`, policy, async (ctx, { key }) => {
      await announcements.forget(memberOf(ctx), key === 'all' ? undefined : (key ?? ''));
      seeOther(ctx, `${root}/habits`);
    }),
    page(`${root}/:id`, policy, async (ctx) => show(ctx, await announcements.get(memberOf(ctx), param(ctx, 'id')))),
    upload(`${root}/:id`, policy, save, { text: longestText }),
    upload(`${root}/:id/send`, policy, send, { text: longestText }),
    form(`${root}/:id/news`, policy, async (ctx) => {
      const submission = await announcements.asNews(memberOf(ctx), param(ctx, 'id'));
      seeOther(ctx, `/console/submissions/${submission}`);
    }),
    form(`${root}/:id/discard`, policy, async (ctx) => {
      await announcements.discard(memberOf(ctx), param(ctx, 'id'));
      seeOther(ctx, root);
    }),
  ];
}

type ItemAnswers = { isChosen: boolean; channel: string | undefined; values: Record<string, string> };

/** The content of the page: the checks, every value that was typed, and the answer to the question whose button was pressed. */
function saidIn(typed: Form, pasted: readonly Item[]): Answers & { items: Record<number, ItemAnswers> } {
  const readings = (place: number, field: string): readonly string[] => {
    const held = pasted[place]?.values[field];
    return held === undefined ? [] : [held.value, ...(held.others ?? [])];
  };
  const items: Record<number, ItemAnswers> = {};
  for (const place of pasted.keys())
    if (typed[`item.${place}`] === '1')
      items[place] = { isChosen: typed[`pick.${place}`] === '1', channel: typed[`channel.${place}`], values: {} };
  for (const [name, value] of Object.entries(typed)) {
    const [, sort, number = '', field = '', option] = /^(v|d|set)\.(\d{1,3})\.(\w+)(?:\.([\w-]+))?$/.exec(name) ?? [];
    const values = items[Number(number)]?.values;
    if (values === undefined || option !== undefined) continue;
    const key = `${number}.${field}`;
    const isPressed = typed.see === key;
    const choice = typed[`d.${key}`];
    if (sort === 'set')
      values[field] = Object.keys(typed)
        .filter((each) => each.startsWith(`v.${key}.`))
        .map((each) => each.slice(`v.${key}.`.length))
        .join('\n');
    else if (sort === 'v' && (choice === undefined || choice === 'x') && (value.trim() !== '' || isPressed))
      values[field] = value;
    else if (sort === 'd' && isPressed && choice !== 'x')
      values[field] = readings(Number(number), field)[Number(choice)] ?? '';
  }
  const [, item, answer] = /^(\d{1,3})\.(yes|no)$/.exec(typed.target ?? '') ?? [];
  const closures: boolean[] = [];
  for (let place = 0; typed[`closure.${place}`] === '1'; place += 1) closures.push(typed[`close.${place}`] === '1');
  return { items, closures, ...(item !== undefined && { target: { item: Number(item), isThis: answer === 'yes' } }) };
}

/** The limit of a notice, not that of an upload. */
function sayHowLarge(_ctx: Context, error: unknown): never {
  if (!(error instanceof Problem) || error.code !== 'payload_too_large') throw error;
  throw new Problem(error.code, fact('pasting.file_too_large'), { cause: error });
}
