import { readFileSync } from 'node:fs';
import { Configuration, FilesApi, OverviewApi, type ResourceContent, ResourcesApi } from './index.js';

/** What the generated TypeScript client does: who am I, a picture and an entry sent, and found in the list. */
const { ORIGIN = '', TOKEN = '', PICTURE = '' } = process.env;
// This generator writes the token of an OAuth scheme as it is.
const configuration = new Configuration({ basePath: ORIGIN, accessToken: `Bearer ${TOKEN}` });
const me = await new OverviewApi(configuration).getMe();
const file = new Blob([readFileSync(PICTURE)], { type: 'image/png' });
const { id: cover } = await new FilesApi(configuration).postFiles({ file });
const resources = new ResourcesApi(configuration);
const resourceContent = {
  ...{ title: 'TypeScript 的消息', summary: '由生成的客户端发送', category: 'notice', publishedOn: '2026-11-24' },
  ...{
    cover: [cover],
    coverAlt: '彩色的条纹',
    regionCode: '330106',
    body: '由生成的客户端发送的正文。',
    pcUrl: 'https://m.qx.example.cn/news/1',
    sourceName: '青溪县文化馆',
    copyrightOwner: '青溪县文化馆',
    licence: 'display',
  },
} as unknown as ResourceContent;
const written = await resources.putResourcesChannelExternalId({
  channel: 'news',
  externalId: `typescript-${crypto.randomUUID()}`,
  idempotencyKey: crypto.randomUUID(),
  resourceContent,
});
const { items } = await resources.getResources({ channel: 'news' });
console.log(
  `${me.institution.name}, ${me.application.clientId.slice(0, 4)}, ${written.result}, ${items.length} in the list`,
);
