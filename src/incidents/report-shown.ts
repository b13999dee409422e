import { dateTime, hour } from '../http/pages/text.ts';
import type { Affected } from './affected.ts';
import { levels, type ReportInput } from './form.ts';
import type { Incident, ShownFreeze } from './store.ts';

/** A sentence, or what is still to be written there. */
type Line = { text: string; isMissing: boolean };
export type Section = { title: string; lines: readonly Line[] };

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

/** The draft for whoever has to be told, by what the report has to contain (国家网络安全事件报告管理办法): from the record, and from people. */
export function reportOf({ incident, freezes, affected }: Known): Section[] {
  const { title, summary, foundAt, beganAt, containedAt, level, report }: Incident = incident;
  const of: ReportInput = report;
  const done = freezes.toReversed().map((freeze) => said(act(freeze)));
  const { people, institutions, calls, scope } = affected;
  const failed = calls.reduce((sum, each) => sum + each.failed, 0);
  const ok = calls.reduce((sum, each) => sum + each.ok, 0);
  const measured =
    scope.clientIds.length === 0
      ? missing('涉及的 AK，系统据此统计影响')
      : said(
          `按系统日志统计，${dateTime(scope.since)} 至 ${dateTime(scope.until)}，涉及机构 ${institutions.length} 家（${institutions.map(({ name }) => name).join('、')}），` +
            `登录过的用户 ${people} 人；相关应用调用接口成功 ${ok} 次、失败 ${failed} 次。`,
        );
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
    { title: '三、已造成的影响和危害', lines: [measured, lineOf(of.damage, '业务中断、舆情、直接经济损失等')] },
    {
      title: '四、已采取的措施和效果',
      lines: [
        ...(done.length > 0 ? done : [missing('已采取的措施')]),
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
  ];
}

/** As it is pasted into a mail. */
export const reportText = (number: string, sections: readonly Section[], at: Date): string =>
  [
    `网络安全事件报告（${number}，${dateTime(at)} 生成）`,
    ...sections.flatMap(({ title, lines }) => ['', title, ...lines.map(({ text }) => text)]),
    '',
  ].join('\n');

/** S-2611-3 */
export const numberOf = ({ number, openedAt }: Pick<Incident, 'number' | 'openedAt'>): string => {
  const [year = '', month = ''] = new Date(openedAt.getTime() + 8 * 3_600_000).toISOString().split('-');
  return `S-${year.slice(2)}${month}-${number}`;
};

/** Seconds within which it has to be reported (中央和国家机关各部门及其直属单位). */
const within = 2 * 3_600;

/** How much of the two hours is left. */
export function clockOf({ foundAt, reportedAt }: Pick<Incident, 'foundAt' | 'reportedAt'>, now: Date) {
  const due = new Date(foundAt.getTime() + within * 1000);
  const passed = Math.floor(((reportedAt ?? now).getTime() - foundAt.getTime()) / 60_000);
  const left = within / 60 - passed;
  const minutes = Math.abs(left);
  return {
    due,
    dueHour: hour(due),
    isOver: left < 0,
    left: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`,
    used: Math.max(0, Math.min(within / 60, passed)),
    passed,
  };
}
