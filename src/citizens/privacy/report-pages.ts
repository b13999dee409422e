import { citizenScopes, isCitizenScope } from '../../applications/aksk/scopes.ts';
import { byteOrderMark, csvLine } from '../../audit/csv.ts';
import type { Speech } from '../../fact.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import { page, type Route } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import type { PageServices } from '../../module.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import type { Figures, Report } from './report.ts';

type Needs = Pick<PageServices, 'pages' | 'auditWords'> & { report: Report };
type Tables = Views['privacy/report']['tables'];

/** More than a reader of a page needs; the table holds all. */
const platformsShown = 200;

/** 个人信息保护: the figures of the yearly audit, as a page and as a table. */
export function createReportPages({ pages, auditWords, report }: Needs): Route[] {
  function yearOf(ctx: Context): number {
    const years = report.years();
    return years.find((year) => String(year) === ctx.query.year) ?? years[0] ?? 0;
  }
  const figures = async (ctx: Context, options: { platforms?: number } = {}) =>
    tablesOf(
      await report.ofYear(staffOf(ctx), yearOf(ctx), options),
      (verb) => auditWords.verb(verb),
      ctx.state.speech,
    );

  async function show(ctx: Context) {
    const data = {
      year: yearOf(ctx),
      years: report.years(),
      tables: await figures(ctx, { platforms: platformsShown }),
    };
    pages.show(ctx, 'privacy/report', data, { title: '个人信息保护', here: 'privacy' });
  }

  async function download(ctx: Context) {
    const lines = (await figures(ctx)).flatMap(({ title, head, rows }) => [
      csvLine([title]),
      csvLine(head),
      ...rows.map((row) => csvLine(row)),
      csvLine([]),
    ]);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.set('Content-Disposition', `attachment; filename="personal-information-${yearOf(ctx)}.csv"`);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = byteOrderMark + lines.join('');
  }

  return [
    page('/admin/privacy', may('read the register of personal data'), show),
    page('/admin/privacy/table', may('read the register of personal data'), download),
  ];
}

const count = (number: number) => number.toLocaleString('en-US');

function tablesOf(figures: Figures, verb: (name: string) => string, { say }: Pick<Speech, 'say'>): Tables {
  const { people, granted, withdrawals, exports, deletions, access } = figures;
  const platforms = granted[0]?.inAll ?? 0;
  return [
    {
      key: 'people',
      title: '账号',
      head: ['账号', '数量'],
      rows: [
        ['现有账号', count(people?.all ?? 0)],
        ['其中：已满 14 周岁', count(people?.over14 ?? 0)],
        ['其中：不满 14 周岁', count(people?.under14 ?? 0)],
        ['其中：没有填写年龄', count(people?.unknown ?? 0)],
        ['正在注销（15 天内可撤销）', count(people?.closing ?? 0)],
        ['本年注册', count(people?.registered ?? 0)],
      ],
      note: say(fact('privacy.report_no_birthdays')),
    },
    {
      key: 'rights',
      title: '个人行使权利',
      head: ['本年', '数量'],
      rows: [
        ['取消授权', count(withdrawals)],
        ['申请导出个人数据', count(exports.asked)],
        ['做好的导出', count(exports.made)],
        ['导出最长用时', exports.longest === undefined ? '没有' : `${Math.ceil(exports.longest / 60)} 分钟`],
        ['申请注销', count(deletions.asked)],
        ['撤销注销', count(deletions.takenBack)],
        ['完成注销', count(deletions.done)],
        ['其中：15 个工作日内完成', count(deletions.inTime)],
        ['注销最长用时', deletions.longest === undefined ? '没有' : `${deletions.longest} 个工作日`],
      ],
    },
    {
      key: 'granted',
      title: '各平台得到的信息',
      head: ['平台', '机构', '人数', '信息（人数）'],
      rows: granted.map(({ name, institution, people: number, scopes }) => [
        name,
        institution,
        count(number ?? 0),
        Object.entries(scopes)
          .flatMap(([scope, of]) =>
            isCitizenScope(scope) && scope !== 'openid' ? [`${citizenScopes[scope].title} ${count(of)}`] : [],
          )
          .join('，'),
      ]),
      note: say(
        platforms > granted.length
          ? fact('privacy.platforms_listed', { listed: granted.length, all: platforms })
          : fact('privacy.platforms_now'),
      ),
    },
    {
      key: 'access',
      title: '工作人员处理账号',
      head: ['操作', '次数', '人数'],
      rows: access.map(({ verb: name, count: times, people: number }) => [verb(name), count(times), count(number)]),
      note: say(fact('privacy.report_in_audit')),
    },
  ];
}
