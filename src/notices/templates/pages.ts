import { Problem, type Problems } from '../../errors.ts';
import type { Changeable, Fact, MessageText } from '../../fact.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { noticeOf } from '../../http/speech.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { type Templates, textIn } from './service.ts';

type Needs = {
  pages: Pages;
  templates: Templates;
  /** Masked names of people by account id. */
  names: (accountIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  contact: { phone: string; email: string };
};

const home = '/admin/messages';
const here = 'templates';
const notices: Readonly<Record<string, Fact>> = {
  changed: fact('notices.message_changed'),
  built_in: fact('notices.message_built_in'),
};

const typedOf = ({ subject, heading, paragraphs, action, sms }: MessageText): Record<string, string> => ({
  ...{ subject, heading, body: paragraphs.join('\n'), action },
  ...(sms !== undefined && { sms }),
});

/** O11 消息模板: the words of mails, short messages and messages of the back office, with a preview and every version. */
export function createTemplatePages({ pages, templates, names, contact }: Needs): Route[] {
  async function list(ctx: Context) {
    const all = await templates.list();
    const people = await names(all.flatMap(({ version }) => version?.by ?? []));
    const shown = all.map(({ message, version }) => ({
      ...{
        href: `${home}/${message.key}`,
        title: message.title,
        to: message.to,
        hasSms: message.builtIn.sms !== undefined,
      },
      changed: version?.text && { at: version.at, by: people.get(version.by) ?? '', version: version.version },
    }));
    const groups = [...Map.groupBy(shown, ({ to }) => to)].map(([to, messages]) => ({ to, messages }));
    pages.show(ctx, 'messages/list', { groups }, { title: '消息模板', here });
  }

  async function show(
    ctx: Context,
    { text, problems = {}, status }: { text?: MessageText; problems?: Problems; status?: number } = {},
  ): Promise<void> {
    const { message, versions } = await templates.find(param(ctx, 'key'));
    const [newest] = versions;
    const inForce = newest?.text ?? message.builtIn;
    const asked = versionAsked(ctx, versions);
    const chosen = text ?? asked ?? inForce;
    const looked = templates.preview(message, chosen);
    const people = await names(versions.map(({ by }) => by));
    const { say } = ctx.state.speech;
    const data = {
      message: { key: message.key, title: message.title, to: message.to, hasSms: message.builtIn.sms !== undefined },
      variables: message.variables,
      values: { ...typedOf(chosen), version: String(newest?.version ?? 0) },
      isChanged: newest?.text !== undefined,
      isPreview: text !== undefined || asked !== undefined,
      preview: {
        ...looked.preview,
        to: message.to === '机构' ? '青溪县文化馆 陈静' : '溪边人家',
        because: say(fact(message.to === '机构' ? 'notices.because_manager' : 'notices.because_account')),
      },
      contact,
      versions: versions.map(({ version, at, by, text: words }) => ({
        ...{ version, at, by: people.get(by) ?? '', isBuiltIn: words === undefined, heading: words?.heading ?? '' },
        href: `${home}/${message.key}?version=${version}#words`,
      })),
      notice: noticeOf(ctx, notices, ctx.query.done),
    };
    // Wrong words are looked at too: everything that would be refused is said with the preview.
    const told = text === undefined ? problems : { ...looked.problems, ...problems };
    pages.show(ctx, 'messages/edit', data, {
      ...{ title: `消息模板：${message.title}`, here, problems: told },
      ...(status !== undefined && { status }),
    });
  }

  /** 预览: shows the words, and keeps nothing. */
  async function preview(ctx: Context, posted: Form) {
    await show(ctx, { text: textIn(posted, hasSms(await messageOf(ctx))) });
  }

  async function save(ctx: Context, posted: Form) {
    const text = textIn(posted, hasSms(await messageOf(ctx)));
    try {
      await templates.change(staffOf(ctx), param(ctx, 'key'), text, Number(posted.version));
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      return show(ctx, { text, problems: error.fields ?? { form: error.fact }, status: error.status });
    }
    seeOther(ctx, `${home}/${param(ctx, 'key')}?done=changed`);
  }

  async function reset(ctx: Context, posted: Form) {
    try {
      await templates.change(staffOf(ctx), param(ctx, 'key'), undefined, Number(posted.version));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      return show(ctx, { problems: { form: error.fact }, status: error.status });
    }
    seeOther(ctx, `${home}/${param(ctx, 'key')}?done=built_in`);
  }

  const messageOf = async (ctx: Context) => (await templates.find(param(ctx, 'key'))).message;

  return [
    page('/admin/messages', may('see the words of messages'), list),
    page('/admin/messages/:key', may('see the words of messages'), (ctx) => show(ctx)),
    form('/admin/messages/:key', may('change the words of messages'), save),
    form('/admin/messages/:key/preview', may('see the words of messages'), preview),
    form('/admin/messages/:key/reset', may('change the words of messages'), reset),
  ];
}

const hasSms = ({ builtIn }: Changeable) => builtIn.sms !== undefined;

/** An earlier version in the form, to be looked at and saved again. */
function versionAsked(
  ctx: Context,
  versions: readonly { version: number; text: MessageText | undefined }[],
): MessageText | undefined {
  const asked = typeof ctx.query.version === 'string' ? Number(ctx.query.version) : undefined;
  return versions.find(({ version }) => version === asked)?.text;
}
