import { z } from 'zod';
import { overview } from '../applications/api-operations.ts';
import { anyone } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import { type Operation, operation } from '../http/operation.ts';
import { movedTo, page, type Route } from '../http/route.ts';
import { jsonSchemaOf } from '../resources/api/json-schema.ts';
import type { Channel } from '../resources/channels/channel.ts';
import { type Article, generated } from './contents.ts';
import { kept } from './kept.ts';
import { readable } from './readable-api.ts';
import type { Show } from './show.ts';

type Needs = {
  publicUrl: URL;
  operations: readonly Operation[];
  /** What entries of each channel say. */
  channels: readonly Channel[];
};

const itself = operation({
  method: 'get',
  path: '/api/v1/openapi.json',
  tag: overview,
  access: 'anyone',
  summary: '这份接口说明（OpenAPI 3.1）',
  answer: z.record(z.string(), z.unknown()),
});

/** The description of the API, made when somebody asks for the first time: a start need not wait for it. */
export function createDescription({ publicUrl, operations, channels }: Needs) {
  return kept(async () => {
    const { createOpenApi } = await import('./openapi.ts');
    const contents = Object.fromEntries(
      channels.map((channel) => [channel.code, jsonSchemaOf(channel, publicUrl.origin)]),
    );
    const api = createOpenApi({ operations: [...operations, itself], publicUrl, contents });
    return { ...api, chapters: readable(api.document) };
  });
}

type Description = ReturnType<typeof createDescription>;

/** The pages of the reference as texts. */
export async function referenceArticles(description: Description): Promise<Article[]> {
  const { chapters } = await description();
  const lines = chapters.tags.flatMap((tag) => [
    `## ${tag.name}`,
    tag.calls.map((call) => `- \`${call.method} ${call.path}\` ${call.summary}`).join('\n'),
  ]);
  return [{ ...generated.reference, text: lines.join('\n\n') }];
}

/** The description of the API: for programs as OpenAPI, and for people as pages made of the same document. */
export function createReferencePages({
  show,
  description,
  origin,
}: {
  show: Show;
  description: Description;
  origin: string;
}): Route[] {
  async function sendOpenApi(ctx: Context) {
    const api = await description();
    ctx.set('Cache-Control', 'public, max-age=300');
    ctx.set('ETag', api.etag);
    ctx.type = 'application/json';
    ctx.body = api.text;
    ctx.status = 200;
    if (ctx.fresh) ctx.status = 304;
  }

  async function showReference(ctx: Context) {
    const { chapters } = await description();
    await show(ctx, 'docs/api', { chapters, document: itself.path, origin }, generated.reference);
  }

  return [
    page(itself.path, anyone, sendOpenApi),
    page(generated.reference.path, anyone, showReference),
    page('/docs/api', anyone, (ctx) => movedTo(ctx, generated.reference.path)),
  ];
}
