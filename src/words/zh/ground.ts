import type { ActorFacts } from '../../actor.ts';
import type { CommandFacts } from '../../command.ts';
import type { ConfigFacts } from '../../config.ts';
import type { ErrorFacts, ProblemCode } from '../../errors.ts';
import { kinds } from '../../oidc/tokens/kinds.ts';
import type { Catalogue, Titles } from '../catalogue.ts';
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

  'commands.required': ({ name }) => `--${name} is required`,
  'commands.secret_unreadable': ({ name, path, why }) =>
    `--${name}: ${path} cannot be read (${why})${why === 'EACCES' ? '; hand it in by the standard input: - and < FILE' : ''}`,
  'commands.secret_empty': ({ name }) => `--${name}: there is nothing in it`,
  'commands.time_form': ({ name }) =>
    `--${name} must be a time such as 2026-12-24T23:59:59+08:00, or a day in Beijing such as 2026-12-24`,
  'commands.anchor_form': '--anchor must be COUNT:HASH, as an earlier verify printed or `audit sealed` logged them',
  'commands.cursor_form': '--cursor must be the number that the page before gave',
  'commands.subject_form': '--subject must be KIND:ID, for example application:ncc_…',
  'commands.count_form': ({ name, most }) => `--${name} must be a number from 1 to ${most}`,
  'commands.file_unreadable': ({ path, why }) => `${path} cannot be signed (${why})`,
  'commands.jwks_form': '--jwks must be a JWK Set in JSON',
  'commands.rollback_unknown': ({ name, last }) =>
    `--to must be a migration that ran on this database, which stays as its last one; ${name} did not (the last one is ${last})`,
  'commands.rollback_newer': ({ name }) =>
    `${name} ran here, and this version does not have it: roll back with the version that does`,
  'commands.rollback_distributed':
    'tables are spread over several servers: say cloud db undistribute with this version first, and cloud db distribute with the other one',
  'commands.rollback_loses': ({ losses }) =>
    `data would be lost: ${losses}. Make a backup, and say --lose-data if that is meant`,
  'commands.lost_rows': ({ table, kind, change, count }) => {
    const token = Object.entries(kinds).find(([, number]) => table === 'oidc_tokens' && String(number) === kind)?.[0];
    return `${count} ${change}: ${[table, token ?? kind].join(' ').trim()}`;
  },
  // Faults of the environment: a start refuses them too, in English.
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
