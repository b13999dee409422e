import { roles } from '../../actor.ts';
import type { Unusable } from '../../operations/advisories/list.ts';
import type { DoctorFacts, DoctorQuestions, LoginMethod } from '../../operations/doctor/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { inBeijing, withCure } from './parts.ts';

const roleNames: Readonly<Record<string, string>> = roles;
const phases: Readonly<Record<string, string>> = { publish: '公布新密钥', promote: '启用新密钥', retire: '撤下旧密钥' };
const shortly = (iso: string) => iso.slice(0, 16).replace('T', ' ');
const parts: Readonly<Record<string, string>> = {
  ...{ node: 'Node.js', postgresql: 'PostgreSQL', openssl: 'OpenSSL', vips: 'libvips' },
};
const partName = (component: string) => parts[component] ?? component;
const refusals: Readonly<Record<Unusable, string>> = {
  unreadable: '读不了',
  unsigned: '没有签名（旁边缺 .minisig 文件）',
  not_a_signature: '签名文件不是 minisign 的写法',
  other_key: '不是用项目的密钥签的',
  altered: '签名与内容不符，文件被改过',
  malformed: '签名相符，但这个版本读不懂它的写法',
  no_key: '这个版本没有带项目的公钥',
};
const ways: Readonly<Record<LoginMethod, string>> = { password: '密码', sms: '验证码', passkey: '通行密钥' };
const late =
  (what: string) =>
  ({ count, minutes }: { count: number; minutes: number }, cure: string) =>
    withCure(`${count} ${what}，最早的已经等了 ${minutes} 分钟`, cure);

export const facts = {
  'doctor.ask_drop': '放弃并删除？\n这一项不会再处理，收不到的人也不会再收到。不能恢复。\n放弃并删除',
  'doctor.not_production': withCure(
    'NODE_ENV 不是 production，这是开发环境的设置：不检查密钥，允许演示数据',
    '正式环境设置 NODE_ENV=production 后重新启动',
  ),
  'doctor.no_proxy': withCure(
    '没有设置 TRUSTED_PROXIES，所有访问看起来都来自代理，按地址的限制会把所有人当成一个人',
    '写上前面代理的地址，例如 TRUSTED_PROXIES=10.0.0.5，并让代理传递 X-Forwarded-For',
  ),
  'doctor.sender_missing': withCure(
    '没有设置 MAIL_FROM，邮件会以 localhost 的名义发出并被拒收',
    '设置 MAIL_FROM，使用平台自己的域名',
  ),
  'doctor.sender_foreign': ({ domain, host }) =>
    withCure(
      `发件人的域名 ${domain} 与平台的域名 ${host} 不是一家，邮件容易被当成伪造`,
      `把 MAIL_FROM 改成平台域名下的地址，并为它设置 SPF 和 DKIM`,
    ),
  'doctor.contact_missing': withCure(
    '没有设置 CONTACT_EMAIL，错误页和页脚没有联系邮箱，市民遇到问题找不到人',
    '设置 CONTACT_EMAIL，使用有人收信的地址',
  ),
  'doctor.metrics_closed': withCure(
    '没有设置 METRICS_TOKEN，/metrics 关闭，没有监控能发现故障',
    '设置 METRICS_TOKEN（openssl rand -hex 32），Prometheus 用它作 Bearer 凭证',
  ),
  'doctor.log_quiet': ({ level }) => withCure(`LOG_LEVEL=${level}，警告和审计校验值都不记日志`, '设置 LOG_LEVEL=info'),
  'doctor.log_loud': ({ level }) =>
    withCure(`LOG_LEVEL=${level}，日志量很大，会拖慢服务、占满磁盘`, '查完问题后改回 LOG_LEVEL=info'),
  'doctor.no_drain': withCure(
    'DRAIN_SECONDS=0，节点停止时负载均衡还会把请求发过来',
    '设置得比负载均衡的检查间隔长，例如 DRAIN_SECONDS=5',
  ),
  'doctor.too_many_processes': ({ processes, cores }) =>
    withCure(
      `WEB_CONCURRENCY=${processes}，比这台机器的 ${cores} 个核还多，进程会互相拖慢`,
      `设置 WEB_CONCURRENCY=${cores} 或更小`,
    ),
  'doctor.sms_file': ({ why }) =>
    withCure(`SMS_URL 指向的短信网关文件不能用，平台不能启动（${why}）`, '按 docs/operating.zh.md“短信网关”修改文件'),
  'doctor.sms_file_open': ({ path }) =>
    withCure(`短信网关文件 ${path} 别的用户也能读，里面有网关的密码`, `执行 chmod 600 ${path}`),
  'doctor.sms_plain': ({ host }) =>
    withCure(`短信网关 ${host} 使用 http，验证码会明文经过网络`, '改用网关的 https 地址，或在本机设一个加密的转发'),

  'doctor.keys_missing': ({ file, dir }) =>
    withCure(`密钥目录 ${dir} 里没有 ${file}，平台不能启动`, '从备份恢复；只有全新安装才执行 cloud keys create'),
  'doctor.keys_without_sm2': ({ dir }) =>
    withCure(
      `启用了 NATIONAL_CRYPTOGRAPHY，密钥目录 ${dir} 里没有 sm2.json，平台不能启动`,
      '从来没有过的，执行 cloud keys create 生成并备份；有过的，从备份恢复',
    ),
  'doctor.keys_open': ({ file, dir }) =>
    withCure(
      `密钥文件 ${file} 别的用户也能读或修改，平台不能启动`,
      `执行 chmod 600 ${dir}/${file}；已经泄露的，按 docs/operating.zh.md 轮换`,
    ),
  'doctor.keys_broken': ({ why, dir }) =>
    withCure(`密钥目录 ${dir} 里的内容不对，平台不能启动（${why}）`, '从备份恢复这个文件'),
  'doctor.keys_folder_open': ({ dir }) =>
    withCure(`密钥目录 ${dir} 别的用户可以写入，能换掉密钥`, `执行 chmod 700 ${dir}`),
  'doctor.keys_old': ({ days }) =>
    withCure(`签名密钥已经用了 ${days} 天，超过一年应当轮换`, '执行 cloud keys rotate 三次，每次间隔按它提示的时间'),
  'doctor.keys_step_due': ({ phase, days }) =>
    withCure(
      `密钥轮换停在半路：“${phases[phase] ?? phase}”已经过期 ${days} 天没有做`,
      '执行 cloud keys rotate，再向各节点发 SIGHUP',
    ),
  'doctor.keys_of_logs': ({ why }) =>
    withCure(
      `公开日志没有签名的密钥，不再增长：${why}`,
      '从备份恢复 KEYS_DIR 里的 transparency.json；旧版本留下的文件夹里没有它的，执行 cloud keys create',
    ),

  'doctor.node_old': ({ version, oldest }) =>
    withCure(`Node.js ${version} 太旧，已经没有安全更新`, `安装 Node.js ${oldest} 或更新的版本`),
  'doctor.few_files': ({ limit, least }) =>
    withCure(
      `一个进程最多只能打开 ${limit} 个文件和连接，人多时会拒绝连接`,
      `在 systemd 单元里设置 LimitNOFILE=65536（至少 ${least}）`,
    ),
  'doctor.little_memory': ({ megabytes, least }) =>
    withCure(
      `一个进程只能用 ${megabytes} MB 内存，负载高时会被系统结束`,
      `至少给 ${least} MB：调整容器的内存限制或 --max-old-space-size`,
    ),
  'doctor.disk_low': ({ folder, megabytes }) =>
    withCure(`${folder} 所在的磁盘只剩 ${megabytes} MB`, '清理或扩大磁盘；写满后上传和日志都会失败'),
  'doctor.disk_slow': ({ folder, milliseconds }) =>
    withCure(
      `${folder} 所在的磁盘很慢：写一次要 ${milliseconds} 毫秒才能落盘`,
      '换成固态盘，或检查是不是与别的程序争用',
    ),

  'doctor.release_changed': ({ files, count }) =>
    withCure(
      `${count} 个程序文件和发布时不一样：${files}`,
      '没有人有意改过的，按入侵处理；从校验过的发布包重新安装，不要只换这几个文件',
    ),
  'doctor.release_missing': ({ files, count }) =>
    withCure(`发布包里的 ${count} 个文件不见了：${files}`, '从校验过的发布包重新安装'),
  'doctor.release_added': ({ files, count }) =>
    withCure(`程序目录里多了 ${count} 个发布包没有的文件：${files}`, '确认是谁放的；不认识的移走，再从发布包重新安装'),

  'doctor.mail_unreachable': ({ host, why }) =>
    withCure(`连接不上邮件服务器 ${host}（${why}）`, '检查 SMTP_URL 的地址和端口，以及这台机器到它的防火墙'),
  'doctor.mail_login': ({ host }) =>
    withCure(
      `邮件服务器 ${host} 不接受 SMTP_URL 里的用户名和密码`,
      '核对用户名和密码；密码里的特殊字符要写成 %40 这样的形式',
    ),
  'doctor.mail_plain': ({ host }) =>
    withCure(
      `邮件服务器 ${host} 的连接没有加密，验证码会明文经过网络`,
      '改用 smtps:// 地址，或在邮件服务器上打开 STARTTLS',
    ),
  'doctor.sms_unreachable': ({ host, why }) =>
    withCure(`连接不上短信网关 ${host}（${why}）`, '检查 SMS_URL，以及这台机器到它的防火墙'),
  'doctor.public_unreachable': ({ url, why }) =>
    withCure(`从这台机器打不开 ${url}（${why}）`, '检查域名解析、代理和证书是否已经配置'),
  'doctor.public_other': ({ url, found: issuer }) =>
    withCure(`${url} 回答的不是本平台（${issuer}）`, '检查代理是否原样传递 Host，PUBLIC_URL 是否就是市民访问的地址'),
  'doctor.certificate_over': ({ host, at }) =>
    withCure(`${host} 的证书已于 ${at} 到期，浏览器拒绝打开`, '立即更换代理上的证书并重新载入代理'),
  'doctor.certificate_ending': ({ host, at, days }) =>
    withCure(`${host} 的证书 ${days} 天后到期（${at}）`, '更换代理上的证书，并检查自动续期为什么没有执行'),
  'doctor.certificate_untrusted': ({ host, why }) =>
    withCure(`${host} 的证书不被信任（${why}）`, '使用受信任机构签发、含这个域名和中间证书的证书'),

  'doctor.database_unreachable': ({ why }) =>
    withCure(`连接不上数据库（${why}）`, '检查 PostgreSQL 是否在运行、DATABASE_URL 的地址和端口、防火墙'),
  'doctor.database_login': ({ why }) =>
    withCure(
      `数据库不接受 DATABASE_URL 里的用户名和密码（${why}）`,
      '核对用户名和密码，以及 pg_hba.conf 是否允许这台机器',
    ),
  'doctor.database_missing': ({ why }) =>
    withCure(`DATABASE_URL 里的数据库不存在（${why}）`, '核对数据库名；全新安装先执行 createdb'),
  'doctor.listen_elsewhere': withCure(
    'DATABASE_LISTEN_URL 指向另一个数据库，节点之间收不到变更',
    '改成与 DATABASE_URL 同一个数据库、不经过 PgBouncer 的地址',
  ),
  'doctor.listen_unreachable': ({ why }) =>
    withCure(`连接不上 DATABASE_LISTEN_URL（${why}）`, '核对地址、用户名和密码'),
  'doctor.owner_elsewhere': withCure(
    'MIGRATE_DATABASE_URL 指向另一个数据库，升级会改错地方',
    '改成与 DATABASE_URL 同一个数据库，只是用户不同',
  ),
  'doctor.owner_unreachable': ({ why }) =>
    withCure(`连接不上 MIGRATE_DATABASE_URL（${why}）`, '核对地址、用户名和密码'),
  'doctor.standby_unreachable': ({ why }) =>
    withCure(
      `连接不上备库 READ_DATABASE_URL（${why}），公开页面都由主库读取`,
      '核对地址、用户名和密码；备库停机时先恢复备库',
    ),
  'doctor.standby_elsewhere': withCure(
    'READ_DATABASE_URL 指向的不是这个数据库的备库，不会被读取',
    '改成 DATABASE_URL 同一个数据库的流复制备库',
  ),
  'doctor.standby_is_primary': withCure(
    'READ_DATABASE_URL 指向的是主库，不是备库，不会被读取',
    '改成备库的地址；发生过主备切换时，指向现在的备库',
  ),
  'doctor.standby_behind': withCure(
    '备库落后主库两秒以上，公开页面都由主库读取',
    '检查备库的 pg_stat_wal_receiver、recovery_min_apply_delay、磁盘和网络',
  ),
  'doctor.bouncer_swallows_listen': withCure(
    '连接池（PgBouncer）吞掉了数据库通知，节点之间的变更会晚到',
    '设置 DATABASE_LISTEN_URL，直接连接 PostgreSQL',
  ),

  'doctor.database_old': ({ version, oldest }) =>
    withCure(`PostgreSQL ${version} 太旧，平台不能启动`, `升级到 PostgreSQL ${oldest} 或更新的版本`),
  'doctor.database_ending': ({ version, at }) =>
    withCure(`PostgreSQL ${version} 到 ${at} 就没有安全更新了`, '安排升级到新的大版本'),
  'doctor.database_plain': ({ host }) =>
    withCure(`到数据库 ${host} 的连接没有加密`, '在 PostgreSQL 上打开 ssl，DATABASE_URL 后面加 ?sslmode=verify-full'),
  'doctor.superuser': ({ role }) =>
    withCure(
      `平台用数据库的超级用户 ${role} 运行，一旦泄露，审计也能被改`,
      `执行 alter role ${role} nosuperuser nobypassrls，或另建一个用户`,
    ),
  'doctor.role_owns': ({ role }) =>
    withCure(
      `平台运行时用的数据库用户 ${role} 就是表的所有者，审计的保护可以被关掉`,
      '另设一个所有者，用 MIGRATE_DATABASE_URL 升级（docs/operating.zh.md“数据表用单独的角色”）',
    ),
  'doctor.grants': ({ tables }) =>
    withCure(
      `数据库用户对这些表的权限过多或不足：${tables}`,
      '带上 MIGRATE_DATABASE_URL 执行 cloud db migrate，它会改正权限',
    ),
  'doctor.encoding': ({ encoding }) =>
    withCure(
      `数据库的编码是 ${encoding}，存不下全部汉字`,
      '新建 UTF8 数据库（createdb -E UTF8 -T template0），用 pg_dump 迁移数据',
    ),
  'doctor.collation_changed': ({ was, is }) =>
    withCure(
      `系统的排序规则从 ${was} 变成了 ${is}，索引可能找不到已有的数据`,
      '执行 reindex database，再执行 alter database … refresh collation version',
    ),
  'doctor.timezone': ({ timezone }) =>
    withCure(
      `数据库的时区是 ${timezone}，手工查询和数据库日志里的时间容易看错`,
      "执行 alter database … set timezone = 'Asia/Shanghai'",
    ),
  'doctor.commit_unsafe': withCure(
    'synchronous_commit 是 off，断电会丢失已经答复成功的登录和审批',
    '执行 alter database … reset synchronous_commit，并改正 postgresql.conf',
  ),
  'doctor.fsync_off': withCure(
    'fsync 是 off，断电会损坏整个数据库',
    '执行 alter system reset fsync，再 select pg_reload_conf()',
  ),
  'doctor.pages_unsafe': withCure(
    'full_page_writes 是 off，断电会留下写了一半的数据页',
    '执行 alter system reset full_page_writes，再 select pg_reload_conf()',
  ),
  'doctor.vacuum_off': withCure(
    'autovacuum 是 off，表会越来越大，最后数据库拒绝写入',
    '执行 alter system reset autovacuum，再 select pg_reload_conf()',
  ),
  'doctor.little_buffer': ({ megabytes, least }) =>
    withCure(
      `shared_buffers 只有 ${megabytes} MB，数据库会反复读磁盘`,
      `设为数据库机器内存的四分之一（至少 ${least} MB），重新启动 PostgreSQL`,
    ),
  'doctor.few_connections': ({ needed, there, processes }) =>
    withCure(
      `${processes} 个进程最多要 ${needed} 个数据库连接，数据库只给 ${there} 个`,
      '调大 max_connections，或在中间放 PgBouncer（docs/operating.zh.md）',
    ),
  'doctor.restart_pending': ({ names }) =>
    withCure(`PostgreSQL 的设置改了还没有生效：${names}`, '在维护时间重新启动 PostgreSQL'),
  'doctor.read_only': withCure(
    '数据库只能读不能写，所有登录和提交都会失败',
    '让 DATABASE_URL 指向主库；是主库的，检查磁盘是否写满、default_transaction_read_only 是否打开',
  ),
  'doctor.archive_off': withCure(
    '数据库没有归档日志，只能恢复到上一次完整备份，之后的数据会丢',
    '设置 archive_mode=on 和 archive_command（docs/operating.zh.md“备份与恢复”），重新启动 PostgreSQL',
  ),
  'doctor.archive_failing': ({ at }) =>
    withCure(
      `数据库日志从 ${shortly(at)}（UTC）起归档失败，备份接不上，磁盘也会写满`,
      '看 PostgreSQL 日志里 archive_command 的报错，检查备份服务器',
    ),
  'doctor.months_missing': ({ tables }) =>
    withCure(
      `这些日志没有下个月的分区，或有记录还不在任何月份里：${tables}；记录不会丢，但不能按月清理`,
      '执行 cloud jobs run months.keep（每天 04:35 也会自动执行）；仍然没有，看它的报错，再看 docs/operating.zh.md“按月的日志”',
    ),
  'doctor.backup_unknown': withCure(
    '不知道有没有备份：从来没有登记过',
    '按 docs/operating.zh.md“备份与恢复”设置备份，并在备份脚本最后执行 cloud backup noted',
  ),
  'doctor.backup_old': ({ at, hours }) =>
    withCure(`最近一次备份是 ${shortly(at)}（UTC），已经 ${hours} 小时`, '检查备份任务为什么没有执行，补做一次'),
  'doctor.backup_untried': ({ days }) =>
    withCure(
      `${days} 天没有试过备份：写下来的备份，没有人在上面登录过，就不知道救不救得回来`,
      '按 docs/operating.zh.md“备份与恢复”在另一台机器上恢复，登录，再执行 cloud backup trial 和 cloud backup tried',
    ),
  'doctor.trial_not_ended': '看不出这个数据库是什么时候恢复的：请先执行 docs/operating.zh.md 里的 `restore end` 一块',
  'doctor.trial_logins_missing': ({ missing, since }) =>
    `从 ${since} 起还没有人用${missing.map((way) => ways[way]).join('、')}登录过：请在这台服务器上登录，再执行 cloud backup trial`,
  'doctor.trial_without_audit': '这个数据库的审计里没有恢复之前的内容',
  'doctor.trial_audit_broken': ({ what }) => `审计不对，不能算试过：${what}`,
  'doctor.trial_unreadable': '文件不是恢复出来的服务器上 `cloud backup trial --json` 打印的内容',
  'doctor.trial_no_file': ({ path, why }) => `读不了 ${path}：${why}`,
  'doctor.trial_too_old': '这次试用是 14 天以前的，或在将来：请再试一份备份',
  'doctor.trial_of_another_database': '试的不是这个数据库的备份：它的审计或最新的一份数据这里没有',
  'doctor.trial_made_here': '这些登录就发生在这台服务器上：要在恢复出来的服务器上试',
  'doctor.slot_holds': ({ slot, megabytes }) =>
    withCure(
      `复制槽 ${slot} 没有人读，已经积压 ${megabytes} MB 日志，会写满磁盘`,
      `恢复这个备库；不再需要的执行 select pg_drop_replication_slot('${slot}')`,
    ),
  'doctor.database_disk_low': ({ part, percent, left }) =>
    withCure(
      `数据库的${part === 'log' ? '日志' : ''}磁盘已用 ${percent}%，还剩 ${left} MB，写满后数据库停止服务`,
      '先看有没有复制槽或归档失败积压日志，再扩大磁盘（docs/runbooks/database-disk-low.md）；扩大后改 DATABASE_DISK',
    ),
  'doctor.database_disk_filling': ({ days, megabytes }) =>
    withCure(
      `数据库每天增长 ${megabytes} MB，照这样 ${days} 天后写满磁盘`,
      '在那之前扩大磁盘，并改 DATABASE_DISK；哪些表在增长，看 cloud_table_bytes',
    ),
  'doctor.long_transaction': ({ pid, minutes, program }) =>
    withCure(
      `有一个事务已经开着 ${minutes} 分钟（进程 ${pid}${program ? `，${program}` : ''}），会挡住清理和升级`,
      `确认后执行 select pg_terminate_backend(${pid})`,
    ),
  'doctor.slow_commit': ({ milliseconds }) =>
    withCure(`数据库提交一次要 ${milliseconds} 毫秒，登录会变慢`, '检查数据库的磁盘和同步备库；磁盘换成固态盘'),
  'doctor.ids_running_out': ({ millions }) =>
    withCure(
      `数据库最老的事务号已经有 ${millions} 百万，接近用完，到时会拒绝写入`,
      '结束长事务，执行 vacuumdb --all --freeze',
    ),
  'doctor.clock_off': ({ seconds }) =>
    withCure(
      `这台机器的时钟与数据库相差 ${seconds} 秒`,
      '打开时间同步：timedatectl set-ntp true，两台机器用同一个时间源',
    ),

  'doctor.hole_open': ({ id, component, version, reaches, cure }) =>
    withCure(`${partName(component)} ${version} 有已经公布的漏洞 ${id}：${reaches}`, cure),
  'doctor.hole_lesser': ({ id, component, version, reaches, cure }) =>
    withCure(`${partName(component)} ${version} 有已经公布的漏洞 ${id}，影响较小：${reaches}`, cure),
  'doctor.below_floor': ({ component, version, least }) =>
    withCure(
      `${partName(component)} ${version} 低于底线 ${least}`,
      `升级到 ${least} 或更新；发行版已经单独补过的，把 floor:${component} 写进 HOLES_ACCEPTED`,
    ),
  'doctor.list_refused': ({ file, why }) =>
    withCure(
      `漏洞名单 ${file} 没有采用：${refusals[why]}，仍用随版本来的名单`,
      '从项目的发布地址重新取名单和 .minisig，两个文件一起放进去',
    ),

  'doctor.migrations_pending': ({ names }) =>
    withCure(`数据库还没有升级到这个版本（${names}）`, '执行 cloud db migrate，或启动新版本的节点'),
  'doctor.migrations_newer': ({ names }) =>
    withCure(
      `数据库的表是更新的版本做的（${names}），与这个版本相容`,
      '退回了程序的不用动，等下一次升级；没有退回过的，是这个节点忘了换成新版本',
    ),
  'doctor.migrations_foreign': ({ name }) =>
    withCure(`数据库不是由这个平台的版本建的（${name}），平台不能启动`, '换一个空的数据库'),
  'doctor.migrations_earlier': ({ commit }) =>
    withCure(
      '数据库是 0.1.0 之前的旧版本建的，平台不能启动',
      `先检出 ${commit}（0.1.0 之前的最后一版），用它执行 npm run cloud -- db migrate，再启动现在的版本`,
    ),
  'doctor.index_invalid': ({ names }) =>
    withCure(`索引损坏或没有建完：${names}`, '对每一个执行 reindex index concurrently'),
  'doctor.index_missing': ({ names }) =>
    withCure(`缺少索引：${names}，查询会很慢`, '从 migrations 里找到这些索引的语句，执行 create index concurrently'),
  'doctor.guard_missing': ({ tables }) =>
    withCure(
      `这些表的触发器被删除或停用：${tables}，记录可能被改动而没有人知道`,
      '执行 alter table … enable trigger all；触发器没有了的，从备份恢复，并查是谁做的',
    ),

  'doctor.keys_foreign': ({ names }) =>
    withCure(
      `密钥目录里的密钥不是这个数据库的（${names}），平台不能启动`,
      '从这个数据库的备份恢复 secrets.json，或改正 DATABASE_URL',
    ),
  'doctor.seal_lost': ({ tables }) =>
    withCure(
      `有数据是用密钥目录里没有的密钥加密的：${tables}，读不出来`,
      '从备份恢复含有那个密钥的 secrets.json；旧密钥只能用 cloud keys retire-data 删除，它先确认已经用不到',
    ),
  'doctor.sealing_stuck': ({ at }) =>
    withCure(
      `用新密钥重新封存数据的任务从 ${shortly(at)} UTC 起没有进展`,
      '看各节点是否都使用同一个 KEYS_DIR 和同样的 NATIONAL_CRYPTOGRAPHY（发 SIGHUP 或重启），再执行 cloud keys reseal 和 cloud jobs list',
    ),
  'doctor.demo_data': ({ at }) =>
    withCure(
      `数据库里有演示数据（${shortly(at)} UTC 写入），演示账号的密码人人都知道，平台不能启动`,
      '换一个新的数据库',
    ),
  'doctor.audit_waiting': ({ count, seconds }) =>
    withCure(
      `${count} 条审计记录没有加入校验链，最早的已经等了 ${seconds} 秒`,
      '检查有没有节点在运行，日志里有没有 Audit events wait to be sealed',
    ),
  'doctor.audit_broken': ({ fault, position }) =>
    withCure(
      `审计校验链在第 ${position} 处断开（${fault}）`,
      '不要动数据库，先留一份完整副本，再执行 cloud audit verify，联系安全管理员',
    ),
  'doctor.jobs_stuck': (said) =>
    late('个后台任务到了时间没有人做')(said, '检查节点是否在运行；用 cloud jobs list 查看'),
  'doctor.jobs_dead': ({ count }) =>
    withCure(
      `一天里有 ${count} 个后台任务多次失败后放弃`,
      '用 cloud jobs list --state dead 看原因，解决后 cloud jobs retry',
    ),
  'doctor.mails_stuck': (said) => late('封邮件没有发出')(said, '检查 SMTP_URL 和邮件服务器；用 cloud mails list 查看'),
  'doctor.mails_dead': ({ count }) =>
    withCure(
      `一天里有 ${count} 封邮件发送失败`,
      '用 cloud mails list --state dead 看原因，解决后 cloud mails retry all',
    ),
  'doctor.sms_stuck': (said) => late('条短信没有发出')(said, '检查 SMS_URL 和短信网关；用 cloud sms list 查看'),
  'doctor.sms_dead': ({ count }) =>
    withCure(
      `一天里有 ${count} 条短信发送失败`,
      '用 cloud sms list --state dead 看原因；验证码过期的用 cloud sms drop',
    ),
  'doctor.sms_resting': ({ gateway }) =>
    withCure(`短信网关 ${gateway} 连续失败，暂时不用`, '联系网关的服务商；恢复后会自动使用'),
  'doctor.webhooks_stuck': (said) =>
    late('条事件通知没有投递')(said, '检查节点是否在运行；用 cloud webhooks list 查看'),
  'doctor.events_waiting': (said) => late('个事件没有排好顺序')(said, '检查节点是否在运行，日志里有没有 Jobs wait'),
  'doctor.staff_missing': ({ roles: missing }) =>
    withCure(
      `没有人担任：${missing.map((role) => roleNames[role] ?? role).join('、')}`,
      '按三员分立，用 cloud account grant 授予三个不同的人',
    ),
  'doctor.staff_unprotected': ({ count }) =>
    withCure(`${count} 个运营人员没有设置双重验证，知道密码的人就能先设置`, '请他们今天登录后台设置；离职的收回角色'),
  'doctor.ak_beyond_term': ({ count }) =>
    withCure(
      `${count} 个 AK 的有效期超过 30 天：AK 每次最多有效 30 天，表上的约束（applications_longest_term）不在了`,
      '用 cloud application list 找到它们，cloud application renew 改回 30 天，再把约束加回去',
    ),
  'doctor.nobody_told': ({ count }) =>
    withCure(
      `${count} 个 AK 三天内到期，又没有联系人，没有人会收到提醒`,
      '用 cloud application list 找到它们，cloud application contact 补上联系人',
    ),
  'doctor.links_unwatched': ({ hours }) =>
    withCure(`端口链接已经 ${hours} 小时没有检测`, '检查节点是否在运行；用 cloud jobs list 看“schedule links.watch”'),
  'doctor.proxy_hides': ({ address }) =>
    withCure(
      `最近的登录看起来都来自代理的地址 ${address}，代理没有传递真实地址，按地址的限制把所有人当成一个人`,
      '让代理设置 X-Forwarded-For，并把代理的地址写进 TRUSTED_PROXIES',
    ),
  'doctor.nodes_keys': ({ nodes }) =>
    withCure(
      `各节点的签名密钥不一样（${nodes}），一个节点签的另一个不认`,
      '让所有节点使用同一个 KEYS_DIR，再发 SIGHUP',
    ),
  'doctor.nodes_versions': ({ versions }) =>
    withCure(`各节点运行的版本不一样：${versions}`, '正在升级时可以不管；否则把旧的节点换掉'),
  'doctor.nodes_settings': ({ names }) =>
    withCure(`各节点的设置不一样：${names}`, '把这些设置改成一样，重新启动改过的节点'),
  'doctor.nodes_clock': ({ node, seconds }) =>
    withCure(`节点 ${node} 的时钟与数据库相差 ${seconds} 秒`, '在那台机器上打开时间同步：timedatectl set-ntp true'),
  'doctor.nodes_gone': ({ minutes }) =>
    withCure(`没有节点在运行，最后一个 ${minutes} 分钟前还在`, '启动节点，看它的日志为什么停止'),

  'doctor.well': ({ checks }) => `检查了 ${checks} 项，没有发现问题。`,
  'doctor.summary': ({ checks, harm, warnings }) => `检查了 ${checks} 项：${harm} 项有危害，${warnings} 项需要留意。`,
  'doctor.level_harm': '危害',
  'doctor.level_warning': '留意',
  'doctor.cure': ({ cure }) => `办法：${cure}`,
  'doctor.skipped': ({ area, why }) => `没有检查 ${area}：${why}`,
  'doctor.not_stuck': '没有找到这一条，它可能已经发出、完成或被删除',
  'doctor.under_way': '现在正在处理这一条，请过半分钟再看',
  'doctor.no_queue': '没有这一项，可以看的是后台任务、邮件、短信和事件通知',
  'doctor.no_run': ({ name, known }) => `没有定时任务 ${name}，现有 ${known}`,
  'doctor.no_state': '--state 应为 dead（放弃了的）或 waiting（在等的）',
  'doctor.no_cursor': '--cursor 应为上一页给出的内容',
  'doctor.noted': ({ at }) => `已登记，${inBeijing(at)}`,
  'doctor.queue_counts': ({ dead, waiting }) => `放弃了 ${dead} 个，在等 ${waiting} 个`,
  'doctor.attempts': ({ count }) => `试过 ${count} 次`,
  'doctor.retried': ({ count }) => `${count} 个重新试`,
  'doctor.dropped': ({ count }) => `放弃了 ${count} 个`,
  'doctor.run_done': ({ name }) => `${name} 做完了`,
  'doctor.menu_system': '系统状态',
  'doctor.do_retry': '重试失败的后台任务',
} satisfies Catalogue<DoctorFacts & DoctorQuestions>;
