import type { ActorFacts } from '../../actor.ts';
import type { CommandFacts } from '../../command.ts';
import type { ConfigFacts } from '../../config.ts';
import type { ErrorFacts, ProblemCode } from '../../errors.ts';
import { type Catalogue, rowsOf, type Titles } from '../catalogue.ts';
import { withCure } from './parts.ts';

/** The title above a problem, where its sentence is not the whole text. */
export const titles: Titles<ProblemCode> = {
  form_expired: '这个页面已经过期',
  start_again: '请重新开始',
  unauthenticated: { everybody: '请先登录', program: '需要访问令牌' },
  forbidden: { everybody: '您不能查看这个页面', program: '没有权限' },
  not_found: { everybody: '没有找到这个页面', program: '没有找到' },
  gone: '这条内容已不再显示',
  payload_too_large: '提交的内容太长',
  rate_limited: '操作太频繁了',
  internal: '这次没有成功',
  maintenance: '服务正忙',
};

export const facts = {
  'errors.to_correct': ({ count }) => `有 ${count} 处需要修改`,
  'actor.role_may_not': '您的角色不能做这项操作，请联系系统管理员',
  'actor.whole_country': '这项工作涉及全国，您的角色只负责部分地区，请交给负责全国的同事',

  'commands.unknown': ({ name }) => `没有命令“${name}”；cloud --help 列出全部`,
  'commands.usage': ({ name }) => `用法：cloud ${name} [选项]`,
  'commands.option_unknown': ({ name }) => `没有选项 --${name}；加 --help 看有哪些`,
  'commands.option_empty': ({ name }) => `--${name} 后面要写一个值`,
  'commands.option_full': ({ name }) => `--${name} 后面不能写值`,
  'commands.settings_unusable': ({ faults }) => ['设置不能用：', ...faults].join('\n  '),
  'commands.more': ({ cursor }) => `还有：--cursor ${cursor}`,
  'commands.required': ({ name }) => `请写上 --${name}`,
  'commands.secret_unreadable': ({ name, path, why }) =>
    `--${name}：读不了 ${path}（${why}）${why === 'EACCES' ? '；可以从标准输入交进来：写 -，再加 < 文件' : ''}`,
  'commands.secret_empty': ({ name }) => `--${name}：里面是空的`,
  'commands.time_form': ({ name }) =>
    `--${name} 应为时间，例如 2026-12-24T23:59:59+08:00，或北京时间的一天，例如 2026-12-24`,
  'commands.anchor_form': '--anchor 应为 条数:散列，即以前核对时打印的，或日志里 audit sealed 记下的',
  'commands.cursor_form': '--cursor 应为上一页给出的数',
  'commands.subject_form': '--subject 应为 种类:编号，例如 application:ncc_…',
  'commands.count_form': ({ name, most }) => `--${name} 应为 1 到 ${most} 的整数`,
  'commands.file_unreadable': ({ path, why }) => `不能给 ${path} 签名（${why}）`,
  'commands.jwks_form': '--jwks 应为 JSON 写的 JWK Set',
  'commands.rollback_unknown': ({ name, last }) =>
    `--to 应为在这个数据库上执行过的迁移，它留下来作最后一个；${name} 没有执行过（最后一个是 ${last}）`,
  'commands.rollback_newer': ({ name }) => `这里执行过 ${name}，而这个版本没有它：请用有它的版本收回`,
  'commands.rollback_distributed':
    '数据表分在几台服务器上：先用这个版本执行 cloud db undistribute，再用另一个版本执行 cloud db distribute',
  'commands.rollback_loses': ({ losses }) => `会丢数据：${losses.join('、')}。请先备份；确实要丢，就加 --lose-data`,
  'commands.rolled_back': ({ name, isDone }) => `${isDone ? '收回了' : '会收回'}：${name}`,
  'commands.rollback_unrecorded': '没有记入审计：KEYS_DIR 里没有给它签名的密钥',
  'commands.rollback_lost': ({ loss, isDone }) => `${isDone ? '丢了' : '会丢'}：${loss}`,
  'commands.rollback_nothing': '没有要收回的',
  'commands.loss': ({ column, rows, isMore }) => `${column}（${isMore ? '至少 ' : ''}${rows} 行）`,
  'commands.migrated': ({ last }) => `表结构已是最新，最后一个迁移是 ${last}`,
  'commands.no_fork': '没有分叉，什么也没有丢',
  'commands.lost_rows': ({ table, kind, change, count }) =>
    `${count} 行${{ new: '新增', changed: '修改', removed: '删除' }[change]}：${rowsOf(table, kind)}`,
  'commands.lost_all': ({ count, file }) => `共 ${count} 行，写在 ${file}`,
  // Faults of the environment: a start refuses them too, and logs them in English.
  'config.missing': ({ name, example }) =>
    withCure(`没有设置 ${name}，正式环境缺少它不能启动`, `设置它，例如 ${name}=${example}`),
  'config.secret_file': ({ name, why }) =>
    withCure(
      why === 'both'
        ? `${name} 和 ${name}_FILE 同时设置了，平台不能启动`
        : why === 'empty'
          ? `${name}_FILE 指向的文件是空的，平台不能启动`
          : `${name}_FILE 指向的文件读不了（${why}），平台不能启动`,
      '只留一个；文件要有内容，并允许运行平台的用户读取（chmod 600、chown）',
    ),
  'config.malformed': ({ name, example }) =>
    withCure(`${name} 的写法不对，平台不能启动`, `改成这样的写法：${name}=${example}`),
  'config.not_in_production': ({ name }) =>
    withCure(`${name} 只能用于开发和测试，正式环境不能启动`, `删除这一项设置，重新启动各节点`),
  'config.example_secret': ({ name }) =>
    withCure(
      `${name} 用的是说明文档里的示例密码，人人都知道，正式环境不能启动`,
      '换成新的：openssl rand -hex 32，两边同时修改',
    ),
  'config.needs_https': withCure(
    'PUBLIC_URL 是 http 地址，登录信息会明文传输，会话 Cookie 也不安全',
    '改成 https 地址，证书配置在前面的代理上；已有应用接入后不能再改',
  ),
  'config.trusts_everybody': ({ block }) =>
    withCure(
      `TRUSTED_PROXIES 信任了 ${block}，任何人都能伪造自己的来源地址，按地址的限制失去作用`,
      '只写代理自己的地址，例如 TRUSTED_PROXIES=10.0.0.5',
    ),
  'config.demo_needs_one_process': withCure('多个进程不能同时运行演示站点', '设置 DEMO=off，或 WEB_CONCURRENCY=1'),
  'config.needs_database': ({ name }) =>
    withCure(`设置了 ${name}，但没有设置 DATABASE_URL`, '同时设置 DATABASE_URL，它们是同一个数据库'),
} satisfies Catalogue<ErrorFacts & ActorFacts & CommandFacts & ConfigFacts>;
