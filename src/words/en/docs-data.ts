import { api } from './api.ts';
import { channelFields } from './channel-fields.ts';
import { names } from './names.ts';

/** Words of pages that are made of data, beside those of the API and the names of fields: types, heads of tables, metrics, lights of 起步. */
const others: Readonly<Record<string, string>> = {
  // Types
  文字: 'text',
  整数: 'whole number',
  数: 'number',
  数字: 'number',
  'true 或 false': 'true or false',
  空: 'null',
  列表: 'list',
  对象: 'object',
  时间: 'time',
  日期: 'date',
  网址: 'address',
  其中之一: 'one of',
  任意: 'anything',
  文字的数组: 'list of texts',
  对象的数组: 'list of objects',
  文件编号或地址的数组: 'list of file numbers or addresses',
  对象的列表: 'list of objects',
  // Projects
  微信小程序: 'WeChat mini program',
  若依: 'RuoYi',
  // Fields
  选填: 'Optional',
  必填: 'Required',
  '（必填）': ' (required)',
  '实时信息（免审核）': 'Live state (without a review)',
  '成员：': 'Members: ',
  字段: 'Field',
  名称: 'Name',
  类型: 'Type',
  说明: 'About',
  栏目: 'Channel',
  代码: 'Code',
  // Problems
  状态: 'Status',
  意思: 'Meaning',
  重试: 'Retry',
  原因: 'Cause',
  怎样改正: 'Cure',
  整个请求的: 'Of the whole call',
  '单个字段的（errors 里的 code）': 'Of one field (code in errors)',
  框架: 'Framework',
  'RuoYi（若依）': 'RuoYi',
  '改用 Spring Security 的登录，并设 withPkce()': 'Log in with Spring Security, and set withPkce()',
  'pac4j（Shiro 用 buji-pac4j）': 'pac4j (for Shiro, buji-pac4j)',
  'Python：Authlib（Flask、Django）': 'Python: Authlib (Flask, Django)',
  'Node.js：Okta 的中间件': 'Node.js: the middleware of Okta',
  '打开 PKCE 的一行': 'The line that turns PKCE on',
  // Metrics
  指标: 'Metric',
  单位: 'Unit',
  口径: 'Definition',
  合计: 'Sum',
  // Who reported
  接口报送: 'by the interface',
  机构填报: 'by the institution',
  运营填报: 'by the operators',
  系统填报: 'by the system',
  填报: 'reported',
  // The specification
  国家公共文化云对接技术接口详细说明书: 'Detailed specification of the interfaces of the National Public Culture Cloud',
  部分: 'Part',
  对接流程: 'The way to an integration',
  用户登录: 'Login',
  机构的接口: 'Calls of institutions',
  运营人员的接口: 'Calls of operators',
  错误: 'Errors',
  更新: 'Changes',
  // Start
  您的AK: 'YOUR_AK',
  您的SK: 'YOUR_SK',
  密钥: 'Keys',
  跳转: 'Redirect',
  同意: 'Consent',
  换令牌: 'Tokens',
  用户信息: 'User info',
  退出: 'Logout',
  已生成: 'Made',
  收到: 'Received',
  完成: 'Done',
  已取: 'Fetched',
  还没有: 'Not yet',
  等您的程序: 'Waits for your program',
  等测试市民同意: 'Waits for the test citizen',
  还没有来换: 'Not exchanged yet',
  还没有来取: 'Not fetched yet',
  还没有做: 'Not done yet',
  在线验证: 'Verification',
};

/** A word of our data in English; in Chinese where there is none. */
export const dataInEnglish = (text: string): string =>
  others[text] ?? api[text] ?? channelFields[text] ?? nameOf(text) ?? lengthOf(text) ?? text;

/** A name with its explanation in parentheses: only the name is listed. */
function nameOf(text: string): string | undefined {
  const [, name = '', rest = ''] = /^([^（(]*)(?:[（(].*)?$/s.exec(text) ?? [];
  return names[text] ?? (rest === '' ? names[name] : undefined);
}

function lengthOf(text: string): string | undefined {
  const [, count, unit] = /^最多 (\d+) 个(字)?$/.exec(text) ?? [];
  return count === undefined ? undefined : `at most ${count}${unit === undefined ? '' : ' characters'}`;
}

/** 文字，最多 30 字的列表，最多 100 个 → list of text, at most 30 characters, at most 100. */
export function typeInEnglish(text: string): string {
  const [, inner, most] = /^(.*)的列表(?:，最多 (\d+) 个)?$/s.exec(text) ?? [];
  if (inner !== undefined) return `list of ${typeInEnglish(inner)}${most === undefined ? '' : `, at most ${most}`}`;
  const choices = text.split(/(?<! )或(?! )/);
  return choices.length > 1 ? choices.map(typeInEnglish).join(' or ') : boundedInEnglish(text);
}

/** Kinds whose word is also the name of a field. */
const kinds: Readonly<Record<string, string>> = { 编号: 'id', 文件: 'file' };

function boundedInEnglish(text: string): string {
  const [kind = '', ...bounds] = text.split('，');
  const words = bounds.map((bound) => bound.replace(/^最多 /, 'at most ').replace(/ 字$/, ' characters'));
  return [kinds[kind] ?? dataInEnglish(kind), ...words].join(', ');
}
