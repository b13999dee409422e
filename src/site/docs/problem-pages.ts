import type { ProblemCode } from '../../errors.ts';
import { notFound, statusOf } from '../../errors.ts';
import type { Language } from '../../fact.ts';
import type { Context } from '../../http/context.ts';
import type { Explained, Explanations } from '../../http/explained.ts';
import { param, type Route, sharedPage } from '../../http/route.ts';
import type { Channel } from '../../resources/channels/channel.ts';
import { generated, titled } from './contents.ts';
import { fact, wordsOfData } from './facts.ts';
import { sectionsOf } from './field-sections.ts';
import type { Show } from './show.ts';
import { pkceLines, retryOf } from './texts.ts';

type Needs = {
  show: Show;
  channels: readonly Channel[];
  origin: string;
  explained: Readonly<Record<Language, Explanations>>;
};

/** Explanations for programs: each problem, and each field of each channel. */
export function createProblemPages({ show, channels, origin, explained }: Needs): Route[] {
  const { problems, fields, errors } = generated;
  const isWhole = (code: string): code is ProblemCode => Object.hasOwn(explained.zh.problems, code);
  const linkOf = ({ code, title }: { code: string; title: string }) => ({ href: `/docs/problems/${code}`, title });

  async function showProblems(ctx: Context) {
    const { language, speech } = ctx.state;
    const own = explained[language];
    const data = {
      whole: Object.entries(own.problems).flatMap(([code, { title, cause }]) =>
        isWhole(code)
          ? [{ code, title, cause, status: statusOf(code), retry: wordsOfData(speech.say)(retryOf(code)) }]
          : [],
      ),
      ofFields: Object.entries(own.fields).map(([code, { title }]) => ({ code, title })),
    };
    await show(ctx, 'docs/problems', data, titled(problems, speech.say));
  }

  async function showProblem(ctx: Context) {
    const code = param(ctx, 'code');
    const { language, speech } = ctx.state;
    const own = explained[language];
    const listed: Readonly<Record<string, Explained>> = isWhole(code) ? own.problems : own.fields;
    const found = Object.hasOwn(listed, code) ? listed[code] : undefined;
    if (found === undefined) throw notFound(fact('docs.no_problem_page'));
    const whole = isWhole(code) ? { status: statusOf(code), retry: wordsOfData(speech.say)(retryOf(code)) } : undefined;
    const { title, cause, cure, curl } = found;
    const data = { code, title, cause, cure, whole, origin, ...(curl !== undefined && { curl }) };
    const beside = Object.entries(listed).map(([name, each]) => linkOf({ code: name, title: each.title }));
    // Dozens of neighbours: they are turned to, not listed in the menu.
    const below = { parent: problems.path, title, turns: beside };
    await show(ctx, 'docs/problem', data, { path: `${problems.path}/${code}`, title, below });
  }

  async function showChannels(ctx: Context) {
    const { say } = ctx.state.speech;
    const data = { channels: channels.map(({ code, name }) => ({ code, name: wordsOfData(say)(name) })) };
    await show(ctx, 'docs/channels', data, titled(fields, say));
  }

  async function showFieldsOf(ctx: Context) {
    const channel = channels.find(({ code }) => code === param(ctx, 'channel'));
    if (channel === undefined) throw notFound(fact('docs.no_channel'));
    const { say } = ctx.state.speech;
    const words = wordsOfData(say);
    const { code } = channel;
    const name = words(channel.name);
    const title = say(fact('docs.fields_of', { name }));
    const beside = channels.map((each) => ({ href: `${fields.path}/${each.code}`, title: words(each.name) }));
    await show(
      ctx,
      'docs/channel-fields',
      { code, title, sections: sectionsOf(channel, say) },
      { path: `${fields.path}/${code}`, title, below: { parent: fields.path, title: name, beside } },
    );
  }

  async function showErrors(ctx: Context) {
    const { language, speech } = ctx.state;
    const list = Object.entries(explained[language].logins).map(([code, { cause, cure }]) => ({ code, cause, cure }));
    await show(ctx, 'docs/errors', { errors: list, lines: pkceLines(speech.say) }, titled(errors, speech.say));
  }

  return [
    sharedPage(errors.path, { tells: [] }, showErrors),
    sharedPage(problems.path, { tells: [] }, showProblems),
    sharedPage(`${problems.path}/:code`, { tells: [] }, showProblem),
    sharedPage(fields.path, { tells: [] }, showChannels),
    sharedPage(`${fields.path}/:channel`, { tells: [] }, showFieldsOf),
  ];
}
