import { placeholders } from './pages.ts';
import type { ReadSample } from './samples.ts';
import { fill } from './samples.ts';

const languages: Readonly<Record<string, string>> = {
  ...{
    mjs: 'js',
    json: 'json',
    xml: 'xml',
    yml: 'yaml',
    java: 'java',
    py: 'python',
    txt: 'text',
    php: 'php',
    csproj: 'xml',
  },
  ...{ cs: 'csharp', sh: 'bash', mod: 'text', go: 'go', toml: 'toml', rs: 'rust' },
};

/** The same page for programs and assistants: every sample whole, with what the reader has to put in. */
export function startText(samples: readonly ReadSample[], origin: string): string {
  const values = { issuer: origin, ...placeholders };
  return [
    '不用审核，也不用先懂协议：领一个沙箱 AK，贴进代码，登录一次。',
    '## 准备 {#prepare}',
    `1. 打开 ${origin}/console/sandbox 领取沙箱 AK：只要验证过手机号，不用认证和审核，立即得到 AK、SK 和一位测试市民。`,
    `2. 回调地址用本机的，例如 \`${values.callback}\`；退出后的地址用同一台的 \`/\`。`,
    '3. SK 从环境变量 `NCC_SK` 读，不要写进代码。',
    `4. 运行以后在浏览器的无痕窗口里打开 \`http://localhost:5055/login\`，用测试市民登录，再退出。网页版 ${origin}/docs/start 有六盏灯：密钥、跳转、同意、换令牌、用户信息、退出，做对一步亮一盏；没有成功的写着原因和改法。`,
    ...samples.flatMap(({ id, title, about, files, run }) => [
      `## ${title} {#${id}}`,
      about,
      ...files.flatMap(({ path, text }) => [
        `\`${path}\``,
        block(languages[path.replace(/^.*\./, '')] ?? 'text', textOf(fill(text, values))),
      ]),
      '运行：',
      block('sh', ["export NCC_SK='您的SK'", ...run].join('\n').replace('PORT', '5055')),
    ]),
  ].join('\n\n');
}

const textOf = (parts: ReturnType<typeof fill>) => parts.map(({ text }) => text).join('');
const block = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
