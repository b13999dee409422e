import { anyone } from '../http/access.ts';
import { sendDocument } from '../http/cached.ts';
import type { Context } from '../http/context.ts';
import { page, type Route } from '../http/route.ts';
import { chapters } from './contents.ts';
import { kept } from './kept.ts';
import { type Library, markdownOf } from './library.ts';

type Needs = { library: Library; origin: string };

/** For programs and assistants: a list of all pages, and all of them in one text (llmstxt.org). */
export function createProgramPages({ library, origin }: Needs): Route[] {
  async function list(): Promise<string> {
    const articles = await library.articles();
    const parts = [...Map.groupBy(articles, ({ chapter }) => chapter)].map(([chapter, own]) =>
      [
        `## ${chapters[chapter]}`,
        '',
        ...own.map(({ path, title, summary }) => `- [${title}](${origin}${path}.md): ${summary.replaceAll('\n', ' ')}`),
      ].join('\n'),
    );
    return [head(origin), ...parts, programs(origin)].join('\n\n');
  }

  async function all(): Promise<string> {
    const articles = await library.articles();
    const parts = articles.map((article) => `<!-- ${origin}${article.path} -->\n\n${markdownOf(article)}`);
    return [head(origin), ...parts].join('\n\n');
  }

  const [listed, whole] = [kept(list), kept(all)];
  const send = async (ctx: Context, text: Promise<string>) =>
    sendDocument(ctx, 'text/plain; charset=utf-8', `${await text}\n`, 300);

  return [
    page('/llms.txt', anyone, (ctx) => send(ctx, listed())),
    page('/llms-full.txt', anyone, (ctx) => send(ctx, whole())),
  ];
}

const head = (origin: string): string =>
  `# 国家公共文化云 · 对接平台

> 文化馆、图书馆等机构的平台接入国家公共文化云：市民用一个账号登录（OAuth 2.0 / OpenID Connect），机构推送资源、填报服务数据、接收事件。沙箱立即可用，不用审核。

每一页都有 HTML（${origin}/docs/…）和 Markdown（同一地址加 .md）。全部内容在 ${origin}/llms-full.txt。代码中的 $ISSUER、$ORIGIN 是 ${origin}。`;

const programs = (origin: string): string =>
  `## 给程序的文件

- [OpenAPI 3.1](${origin}/api/v1/openapi.json): 全部接口
- [发现文件](${origin}/.well-known/openid-configuration): 登录的全部地址和能力
- [栏目](${origin}/api/v1/channels): 栏目及其 JSON Schema 的地址
- [开放数据](${origin}/docs/open.md): 已发布的全部内容，不用凭证：${origin}/api/v1/open/resources（JSON、JSON-LD）、每天的导出文件、变动
- [指标](${origin}/api/v1/stats/metrics): 服务数据的指标和口径
- [编程助手（MCP）](${origin}/docs/assistants.md): ${origin}/api/v1/mcp，新建沙箱应用、读失败的原因；凭证由开发者在 ${origin}/console/assistants 生成`;
