import { z } from 'zod';
import { partsOf, tooMany } from '../fields/list.ts';

const most = 20;
const isWeb = (line: string) => line.length <= 1_000 && /^https?:$/.test(URL.parse(line)?.protocol ?? '');

/** Where streams and large files are fetched, one a line. */
export const media = z
  .string()
  .transform((typed, ctx) => {
    const list = partsOf(typed, { most });
    const lines = 'parts' in list ? list.parts : [];
    if ('now' in list) ctx.addIssue({ code: 'custom', message: tooMany('地址', most, list.now, '个') });
    const wrong = lines.findIndex((line) => !isWeb(line));
    if (wrong >= 0)
      ctx.addIssue({ code: 'custom', message: `第 ${wrong + 1} 行应为 http:// 或 https:// 开头的地址，一行一个` });
    return lines;
  })
  .meta({
    title: '媒体地址',
    control: 'lines',
    raw: 1_100 * most,
    hint: '音视频、电子书的下载或拉流地址，一行一个。只写进资源包。',
  });
