import { z } from 'zod';

const linesOf = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const isWeb = (line: string) => line.length <= 1_000 && /^https?:$/.test(URL.parse(line)?.protocol ?? '');

/** Where streams and large files are fetched, one a line. */
export const media = z
  .string()
  .transform((typed, ctx) => {
    const lines = linesOf(typed);
    const wrong = lines.findIndex((line) => !isWeb(line));
    if (wrong >= 0)
      ctx.addIssue({ code: 'custom', message: `第 ${wrong + 1} 行应为 http:// 或 https:// 开头的地址，一行一个` });
    if (lines.length > 20) ctx.addIssue({ code: 'custom', message: `地址最多 20 个，现在是 ${lines.length} 个` });
    return lines;
  })
  .meta({ title: '媒体地址', control: 'lines', hint: '音视频、电子书的下载或拉流地址，一行一个。只写进资源包。' });
