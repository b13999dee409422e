import { readFileSync } from 'node:fs';
import {
  Configuration,
  type ContentNews,
  ContentNewsCategoryEnum,
  ContentNewsLicenceEnum,
  FilesApi,
  OverviewApi,
  type ResourceContent,
  ResourcesApi,
} from './index.js';

/** What the generated TypeScript client does: who am I, a picture and an entry sent, and found in the list. */
const { ORIGIN = '', TOKEN = '', PICTURE = '' } = process.env;
const configuration = new Configuration({ basePath: ORIGIN, accessToken: TOKEN });
const { data: me } = await new OverviewApi(configuration).getMe();
const picture = new File([readFileSync(PICTURE)], 'cover.png', { type: 'image/png' });
const { data: cover } = await new FilesApi(configuration).postFiles({ file: picture });
const news: ContentNews = {
  title: 'TypeScript 的消息',
  summary: '由生成的客户端发送',
  cover: [cover.id],
  cover_alt: '彩色的条纹',
  region_code: '330106',
  category: ContentNewsCategoryEnum.Notice,
  published_on: '2026-11-24',
  body: '由生成的客户端发送的正文。',
  pc_url: 'https://m.qx.example.cn/news/1',
  source_name: '青溪县文化馆',
  copyright_owner: '青溪县文化馆',
  licence: ContentNewsLicenceEnum.Display,
};
const resources = new ResourcesApi(configuration);
const { data: written } = await resources.putResourcesChannelExternalId({
  channel: 'news',
  externalId: `typescript-${crypto.randomUUID()}`,
  resourceContent: news as unknown as ResourceContent, // this generator makes one type of the contents of all channels
  idempotencyKey: crypto.randomUUID(),
});
const { data: list } = await resources.getResources({ channel: 'news' });
const [institution, ak] = [me.institution.name, me.application.client_id.slice(0, 4)];
console.log(`${institution}, ${ak}, ${written.result}, ${list.items.length} in the list`);
