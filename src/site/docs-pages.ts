import { notFound } from '../errors.ts';
import type { Field } from '../fields/form.ts';
import { anyone } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import type { Explained } from '../http/explained.ts';
import type { Pages } from '../http/pages/page.ts';
import { page, param, type Route } from '../http/route.ts';
import { everyField } from '../resources/channels/canonical.ts';
import type { Channel } from '../resources/channels/channel.ts';
import { fact } from './facts.ts';

type Needs = {
  pages: Pages;
  channels: readonly Channel[];
  publicUrl: URL;
  /** By public code: problems of a whole call, and of one field. */
  explained: { problems: Readonly<Record<string, Explained>>; fields: Readonly<Record<string, Explained>> };
};

/** What a program gets told, explained: each problem, and each field of each channel. */
export function createDocsPages({ pages, channels, publicUrl, explained }: Needs): Route[] {
  const all = new Map(Object.entries({ ...explained.problems, ...explained.fields }));

  function showProblems(ctx: Context) {
    const listed = (what: object) => Object.entries(what).map(([code, { title }]) => ({ code, title }));
    const data = { whole: listed(explained.problems), ofFields: listed(explained.fields) };
    pages.show(ctx, 'site/problems', data, { title: '接口返回的问题' });
  }

  function showProblem(ctx: Context) {
    const code = param(ctx, 'code');
    const found = all.get(code);
    if (found === undefined) throw notFound(fact('site.no_problem_page'));
    const data = { code, ...found, isOfField: Object.hasOwn(explained.fields, code), origin: publicUrl.origin };
    pages.show(ctx, 'site/problem', data, { title: found.title });
  }

  function showChannels(ctx: Context) {
    const data = { channels: channels.map(({ code, name }) => ({ code, name })) };
    pages.show(ctx, 'site/channels', data, { title: '栏目的字段' });
  }

  function showFieldsOf(ctx: Context) {
    const channel = channels.find(({ code }) => code === param(ctx, 'channel'));
    if (channel === undefined) throw notFound(fact('site.no_channel'));
    const { code, name, groups, live } = channel;
    const fields = everyField(channel);
    const of = (names: readonly string[]) => fields.filter((field) => names.includes(field.name)).map(shownField);
    const sections = [
      ...groups.map((group) => ({ name: group.name, title: group.title, fields: of(Object.keys(group.fields)) })),
      ...(live === undefined ? [] : [{ name: 'live', title: '实时信息（免审核）', fields: of(Object.keys(live)) }]),
    ];
    pages.show(ctx, 'site/channel-fields', { code, name, sections }, { title: `${name}的字段` });
  }

  return [
    page('/docs/problems', anyone, showProblems),
    page('/docs/problems/:code', anyone, showProblem),
    page('/docs/fields', anyone, showChannels),
    page('/docs/fields/:channel', anyone, showFieldsOf),
  ];
}

const words = { integer: '整数', number: '数字', boolean: 'true 或 false', list: '文字的数组', rows: '对象的数组' };

/** A line of the table. */
export function shownField({ name, title, as, control, options, optional, hint, requiredWhen, max, accept }: Field) {
  return {
    name,
    title,
    type:
      as !== undefined
        ? words[as.type]
        : control === 'files'
          ? '文件编号或地址的数组'
          : control === 'date'
            ? '日期'
            : control === 'datetime'
              ? '时间'
              : '文字',
    need: optional ? (requiredWhen ?? '选填') : '必填',
    notes: [
      hint,
      max !== undefined && control !== 'date' ? `最多 ${max} 个字` : undefined,
      accept && accept.most > 1 ? `最多 ${accept.most} 个` : undefined,
    ].filter((note) => note !== undefined),
    options: Object.entries(options ?? {}).map(([value, label]) => ({ value, label })),
    columns: as?.type === 'rows' ? as.columns.map((column) => ({ name: column.name, title: column.title })) : [],
  };
}
