import { z } from 'zod';
import { overview } from '../../../applications/api-operations.ts';
import type { Applications } from '../../../applications/service.ts';
import { notFound, Problem } from '../../../errors.ts';
import type { Language, Speech } from '../../../fact.ts';
import { anyone } from '../../../http/access.ts';
import { personOf } from '../../../http/admitted.ts';
import { keepPage } from '../../../http/cached.ts';
import type { Context } from '../../../http/context.ts';
import type { Explanations } from '../../../http/explained.ts';
import { type Operation, operation, readQuery } from '../../../http/operation.ts';
import { form, movedTo, page, param, type Route, sharedPage } from '../../../http/route.ts';
import type { PageServices } from '../../../module.ts';
import { jsonSchemaOf } from '../../../resources/api/json-schema.ts';
import type { Channel } from '../../../resources/channels/channel.ts';
import { may } from '../../policies.ts';
import { type Article, generated, titled } from '../contents.ts';
import { fact, wordsOfData } from '../facts.ts';
import { memoized } from '../kept.ts';
import type { Show } from '../show.ts';
import { audiences, type Example, type Tag } from './call.ts';

type Needs = {
  publicUrl: URL;
  operations: readonly Operation[];
  /** The channels, for the schemas of their entries. */
  channels: readonly Channel[];
  examples: () => Promise<Readonly<Record<string, Example>>>;
  says: Readonly<Record<Language, Speech['say']>>;
};

const itself = operation({
  method: 'get',
  path: '/api/v1/openapi.json',
  tag: overview,
  access: 'anyone',
  summary: '这份接口说明（OpenAPI 3.1）',
  answer: z.record(z.string(), z.unknown()),
});

/** The description of the API, made at the first request: a start need not wait for it. */
export const createDescription = ({ publicUrl, operations, channels, examples, says }: Needs) =>
  memoized(async () => {
    const [{ createOpenApi }, { oauthTag }, { readable }, { spokenTags }] = await Promise.all([
      import('./openapi.ts'),
      import('./oauth.ts'),
      import('./reading.ts'),
      import('./spoken.ts'),
    ]);
    const contents = Object.fromEntries(
      channels.map((channel) => [channel.code, jsonSchemaOf(channel, publicUrl.origin)]),
    );
    const recorded = await examples();
    const api = createOpenApi({ operations: [...operations, itself], publicUrl, contents, examples: recorded });
    const read = readable(api.document, recorded);
    const tagsIn = (language: Language) => spokenTags([oauthTag(recorded, says[language]), ...read], says[language]);
    return { ...api, tags: { zh: tagsIn('zh'), en: tagsIn('en') } };
  });

type Description = ReturnType<typeof createDescription>;

const pathOf = (id: string) => `${generated.reference.path}/${id}`;
const shelved = (tags: readonly Tag[], say: Speech['say']) =>
  Object.entries(audiences).map(([key, title]) => ({
    ...{ key, title: wordsOfData(say)(title) },
    tags: tags.filter(({ shelf }) => shelf === key),
  }));

/** The pages of the reference as texts: the list of all calls, and one a call. */
export async function referenceArticles(
  description: Description,
  { language, explained, say }: { language: Language; explained: Explanations; say: Speech['say'] },
): Promise<Article[]> {
  const [{ tags: all }, { textOf }] = await Promise.all([description(), import('./text.ts')]);
  const { chapter, order } = generated.reference;
  const tags = all[language];
  const lines = shelved(tags, say).flatMap((shelf) => [
    `## ${shelf.title}`,
    ...shelf.tags.flatMap((tag) => [
      `### ${tag.title}`,
      tag.calls
        .map(({ id, method, path, summary }) => `- [${summary}](${pathOf(id)}) \`${method} ${path}\``)
        .join('\n'),
    ]),
  ]);
  const calls = tags.flatMap((tag) => tag.calls);
  return [
    { ...titled(generated.reference, say), summary: say(fact('docs.about_reference')), text: lines.join('\n\n') },
    ...calls.map((call) => ({
      ...{ path: pathOf(call.id), chapter, order: order + 0.5, title: call.summary },
      ...{ summary: `${call.method} ${call.path}`, text: textOf(call, explained, say) },
    })),
  ];
}

type PageNeeds = {
  show: Show;
  description: Description;
  origin: string;
  explained: Readonly<Record<Language, Explanations>>;
  applications: Pick<Applications, 'sandboxOfPerson'>;
} & Pick<PageServices, 'developer' | 'trialToken'>;

/** The description of the API: for programs as OpenAPI, and for people as pages made of the same document, one a call. */
export function createReferencePages({ show, description, origin, explained, ...of }: PageNeeds): Route[] {
  async function sendOpenApi(ctx: Context) {
    readQuery(z.object({}), ctx.query);
    const api = await description();
    ctx.set('Cache-Control', 'public, max-age=300');
    ctx.set('ETag', api.etag);
    ctx.type = 'application/json';
    ctx.body = api.text;
    ctx.status = 200;
    if (ctx.fresh) ctx.status = 304;
  }

  async function showReference(ctx: Context) {
    const { language, speech } = ctx.state;
    const { tags } = await description();
    const data = { shelves: shelved(tags[language], speech.say), document: itself.path, origin };
    await show(ctx, 'docs/reference', data, titled(generated.reference, speech.say));
  }

  async function showCall(ctx: Context) {
    const { language, speech } = ctx.state;
    const [{ tags: all }, { callData }] = await Promise.all([description(), import('./call-data.ts')]);
    const id = param(ctx, 'call');
    const tags = all[language];
    const tag = tags.find(({ calls }) => calls.some((call) => call.id === id));
    const call = tag?.calls.find((one) => one.id === id);
    if (tag === undefined || call === undefined) throw notFound(fact('docs.no_page'));
    const beside = tag.calls.map((each) => ({ href: pathOf(each.id), title: each.summary }));
    const reader = await of.developer(ctx);
    const own = reader && (await of.applications.sandboxOfPerson(reader.accountId));
    const canTry = tag.shelf === 'partner' && call.auth === 'bearer' && call.id !== 'postMcp';
    const data = {
      ...callData(call, explained[language], speech.say, canTry),
      ...{ own: own && { ak: own.clientId }, isSignedIn: reader !== undefined },
      ...{ call, tag: tag.title, origin },
    };
    const below = { parent: generated.reference.path, title: call.summary, beside };
    await show(ctx, 'docs/call', data, { path: pathOf(id), title: call.summary, below });
    keepPage(ctx);
  }

  /** Only for the reader's own sandbox, only with the scope of this call; asked for by a form of ours. */
  async function giveToken(ctx: Context) {
    const { tags } = await description();
    const id = param(ctx, 'call');
    const call = tags.zh
      .filter(({ shelf }) => shelf === 'partner')
      .flatMap(({ calls }) => calls)
      .find((one) => one.id === id);
    if (call?.auth !== 'bearer') throw notFound(fact('docs.no_page'));
    const own = await of.applications.sandboxOfPerson(personOf(ctx).accountId);
    const token = own && (await of.trialToken(own.clientId, call.scope));
    if (token === undefined) throw new Problem('conflict', fact('docs.no_sandbox_for_call'));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { access_token: token };
  }

  return [
    form('/console/try/:call', may('try an API call in the documentation'), giveToken),
    page(itself.path, anyone, sendOpenApi),
    sharedPage(generated.reference.path, { tells: [] }, showReference),
    page(`${generated.reference.path}/:call`, anyone, showCall),
    page('/docs/api', anyone, (ctx) => movedTo(ctx, generated.reference.path)),
  ];
}
