import { z } from 'zod';
import { operation } from '../http/operation.ts';

const tag = { name: 'Links', title: '端口互访', order: 7 };
const home = z.url().nullable();

export const exchange = operation({
  method: 'get',
  path: '/api/v1/links',
  tag,
  access: 'anyone',
  summary: '双方的首页和 App 二维码',
  description:
    '互访用的三项：Web 首页、H5 首页、App 二维码。`cloud` 是国家公共文化云的，放到贵方页面；`partners` 是已上线的合作平台的，与合作平台页相同。',
  answer: z.object({
    cloud: z.object({
      web_home: z.url(),
      h5_home: z.url(),
      app_qr: z.url().meta({ description: '二维码图片的地址，PNG' }),
      app_page: z.url().meta({ description: 'App 下载页' }),
      app_url: z.url().meta({ description: '二维码的内容' }),
    }),
    partners: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        institution: z.string(),
        web_home: home,
        h5_home: home,
        app_qr: home.meta({ description: '二维码图片的地址，PNG；没有时为 null' }),
        app_url: home.meta({ description: '从二维码里读出的网址' }),
      }),
    ),
  }),
});
