import { dateTime } from '../http/pages/text.ts';
import type { Affected } from './affected.ts';
import { levels, type ReportInput } from './form.ts';
import type { Incident, ShownFreeze } from './store.ts';

/** A sentence, or what is still to be written there. */
type Line = { text: string; isMissing: boolean };
/** `isFirst`: it belongs into the first report, whatever else is not known yet (第七条). */
export type Section = { title: string; lines: readonly Line[]; isFirst: boolean };

type Known = { incident: Incident; freezes: readonly ShownFreeze[]; affected: Affected };

const said = (text: string): Line => ({ text, isMissing: false });
const missing = (what: string): Line => ({ text: `【待补充：${what}】`, isMissing: true });
const lineOf = (text: string | undefined, what: string): Line => (text === undefined ? missing(what) : said(text));

const acts = {
  account: '停用账号',
  application: '停用应用',
  institution: '停用机构及其全部应用',
  end_sign_ins: '结束登录',
  lock_sign_ins: '停用账号',
} as const;

function act({ kind, label, at, reason, counts, state }: ShownFreeze): string {
  const people = kind === 'end_sign_ins' || kind === 'lock_sign_ins' ? `，已完成 ${counts.done} 人` : '';
  const about = kind === 'account' ? '' : `“${label}”`;
  const undone = state === 'undone' ? '，后已解除' : '';
  return `${dateTime(at)}，${acts[kind]}${about}${people}，原因：${reason}${undone}。`;
}

function measured({ counted, institutions }: Affected): Line {
  if (counted === undefined) return missing('涉及的 AK，系统据此统计影响');
  const { since, countedUntil, people, calls, consentsAt, loginsKnownSince } = counted;
  if (consentsAt === undefined) return missing('影响的人数，系统正在统计');
  const failed = calls.reduce((sum, each) => sum + each.failed, 0);
  const ok = calls.reduce((sum, each) => sum + each.ok, 0);
  const gone = since < loginsKnownSince ? `（${dateTime(loginsKnownSince)} 之前的登录记录已过保存期，未计入）` : '';
  return said(
    `按系统日志统计，${dateTime(since)} 至 ${dateTime(countedUntil)}，涉及机构 ${institutions.length} 家（${institutions.map(({ name }) => name).join('、')}），` +
      `登录过的用户 ${people} 人${gone}；相关应用调用接口成功 ${ok} 次、失败 ${failed} 次。`,
  );
}

const acted = ({ freezes }: Known): Line[] => {
  const done = freezes.toReversed().map((freeze) => said(act(freeze)));
  return done.length > 0 ? done : [missing('已采取的措施')];
};

/** The draft for whoever has to be told, by what the report has to contain (国家网络安全事件报告管理办法, 第七条): from the record, and from people. */
export function reportOf(known: Known): Section[] {
  const { title, summary, foundAt, beganAt, containedAt, level, report }: Incident = known.incident;
  const of: ReportInput = report;
  return [
    {
      title: '一、事发单位和系统',
      lines: [
        lineOf(of.unit, '单位全称、联系人和电话'),
        said('发生事件的系统：国家公共文化云统一身份认证和开放接口平台。'),
      ],
    },
    {
      title: '二、时间、地点、类型和级别',
      lines: [
        said(`${title}。${summary}`),
        said(`${dateTime(foundAt)} 发现。`),
        beganAt === undefined ? missing('事件开始的时间') : said(`事件开始于 ${dateTime(beganAt)}。`),
        lineOf(of.place && `发生地点：${of.place}`, '发生地点'),
        lineOf(of.type && `事件类型：${of.type}`, '事件类型'),
        level === 'unjudged'
          ? missing('级别，按《网络安全事件分级指南》研判')
          : said(`初步研判为${levels[level]}网络安全事件。`),
      ],
    },
    {
      title: '三、已造成的影响和危害',
      lines: [measured(known.affected), lineOf(of.damage, '业务中断、舆情、直接经济损失等')],
    },
    {
      title: '四、已采取的措施和效果',
      lines: [
        ...acted(known),
        containedAt === undefined ? missing('止住的时间') : said(`${dateTime(containedAt)} 止住。`),
        lineOf(of.effect, '措施的效果'),
        ...(of.ransom === undefined
          ? [missing('是否遭勒索；如有，写明金额、方式、日期')]
          : [said(`勒索：${of.ransom}`)]),
      ],
    },
    { title: '五、事态发展趋势', lines: [lineOf(of.trend, '可能进一步造成的影响和危害')] },
    { title: '六、原因初步分析', lines: [lineOf(of.cause, '原因，暂时查不清的先写明正在查')] },
    { title: '七、溯源线索', lines: [lineOf(of.clues, '可能的攻击者、攻击路径、存在的漏洞')] },
    {
      title: '八、下一步措施和请求支援',
      lines: [lineOf(of.next, '拟采取的措施'), lineOf(of.help && `请求支援：${of.help}`, '请求支援的事项')],
    },
    { title: '九、现场保护', lines: [lineOf(of.scene, '日志、镜像、设备的保存情况')] },
    { title: '十、其他', lines: [lineOf(of.other, '其他应当报告的情况')] },
  ].map((section, place) => ({ ...section, isFirst: place < firstParts }));
}

/** 单位和系统; 时间、地点、类型、级别、影响、措施: what stands in the first two items of the article are four parts here. */
const firstParts = 4;

/** The last report, by what it has to contain (第八条). */
export function summaryOf(known: Known): Section[] {
  const { report, closedAt } = known.incident;
  const of: ReportInput = report;
  return [
    { title: '一、发生原因', lines: [lineOf(of.cause, '原因')] },
    {
      title: '二、应急处置措施',
      lines: [...acted(known), ...(closedAt === undefined ? [] : [said(`${dateTime(closedAt)} 处置结束。`)])],
    },
    { title: '三、造成的危害', lines: [measured(known.affected), lineOf(of.damage, '业务中断、舆情、直接经济损失等')] },
    { title: '四、责任追究', lines: [lineOf(of.liability, '责任怎样认定和处理')] },
    { title: '五、完善整改情况', lines: [lineOf(of.mending, '补了什么漏洞，改了什么制度')] },
    { title: '六、教训', lines: [lineOf(of.lessons, '怎样避免再发生')] },
  ].map((section) => ({ ...section, isFirst: false }));
}

/** As it is pasted into a mail. */
export const reportText = (title: string, number: string, sections: readonly Section[], at: Date): string =>
  [
    `${title}（${number}，${dateTime(at)} 生成）`,
    ...sections.flatMap(({ title, lines }) => ['', title, ...lines.map(({ text }) => text)]),
    '',
  ].join('\n');

/** S-2611-3 */
export const numberOf = ({ number, openedAt }: Pick<Incident, 'number' | 'openedAt'>): string => {
  const [year = '', month = ''] = new Date(openedAt.getTime() + 8 * 3_600_000).toISOString().split('-');
  return `S-${year.slice(2)}${month}-${number}`;
};
