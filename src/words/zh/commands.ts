/** The help of a command in Chinese, with that of each option. */
export type CommandHelp = Readonly<Record<string, { help: string; options?: Readonly<Record<string, string>> }>>;

const reason = { reason: '理由（必填）' };
const reasonForAudit = { reason: '理由，记入审计（必填）' };
const page = { state: 'dead（默认）或 waiting', cursor: '上一页结束的位置' };
const forced = { force: '还没到期也做下一步' };
const contact = { 'contact-name': '写信给谁', 'contact-phone': '手机号', 'contact-email': '电子邮箱' };
const dropped = '放弃它：再也不做。编号取自 list，或用 all，最多 500 个已经放弃的。审计记下理由。';
const retried = '现在就试，从第一次算起。编号取自 list，或用 all，最多 500 个已经放弃的。审计记下理由。';
const listed = (what: string) => `显示放弃了的或在等的${what}：理由、多久、试过几次、收件人的一部分。`;
const queue = (name: string, what: string): CommandHelp => ({
  [`${name} drop`]: { help: dropped, options: reason },
  [`${name} list`]: { help: listed(what), options: page },
  [`${name} retry`]: { help: retried, options: reason },
});

/** `cloud --help`; every command and option stands here (test/command-help.test.ts). */
export const commandHelp: CommandHelp = {
  'account create': {
    help: '建一个账号；用 --count 建许多个，供测试。',
    options: {
      username: '用户名',
      phone: '手机号',
      email: '电子邮箱',
      name: '昵称',
      region: '行政区划代码',
      'password-file': '放着密码的文件，- 表示标准输入；不写就用验证码登录',
      role: '后台的角色',
      count: '建这么多个，用户名带编号',
    },
  },
  'account enrolment-code': {
    help: '给要设置第一个第二因子、又没有手机证明自己的人一个码：当面交给本人，三天内只能用一次。',
  },
  'account grant': {
    help: '授予某人后台的角色。第一个只能在这里授予。',
    options: {
      role: 'administrator、security、auditor、reviewer、operator、statistics 或 support（必填）',
      region: '限制在哪个行政区划；不写是全国',
    },
  },
  'account lock': { help: '锁住一个账号：到处退出登录，哪里也登录不了，不管是谁。', options: reasonForAudit },
  'account reset-second-factor': {
    help: '给丢了手机和恢复码的工作人员：下次登录时重新设置第二因子。',
    options: reasonForAudit,
  },
  'account revoke': { help: '收回一个角色。', options: { role: '角色（必填）' } },
  'account unlock': {
    help: '打开被锁住的账号，不管因为什么：没有工作人员能登录时的退路。',
    options: reasonForAudit,
  },
  'application contact': { help: '显示联系人（打星号）；带选项就修改。', options: contact },
  'application create': {
    help: '登记一个应用，打印它的 AK，以及只打印一次的 SK。',
    options: {
      institution: '机构编号（必填）',
      name: '公民看到的名称（必填）',
      purpose: '用途',
      home: '首页地址',
      'redirect-uri': '回调地址；可以写几次',
      'post-logout-redirect-uri': '退出登录后的地址；可以写几次',
      'backchannel-logout-uri': '接收退出通知的地址',
      scope: '授权范围，用空格隔开',
      'auth-method': 'client_secret_basic、client_secret_post、private_key_jwt 或 none',
      public: '没有 SK：给保管不了它的应用和页面',
      jwks: '它的公钥，JSON 的 JWK Set',
      'jwks-uri': '它的公钥的地址',
      'id-token-alg': '给 id_token 签名的算法',
      'expires-at': '有效到什么时候，从今天起最多 30 天，写作 2026-12-24T23:59:59+08:00',
      'allow-loopback': '允许回调到 localhost',
      'require-par': '只接受推送的授权请求',
      'require-signed-request': '只接受签名的授权请求',
      fapi: 'FAPI 2.0 安全规范；与 private_key_jwt 一起用',
      'pkce-or-nonce': '没有 PKCE 时，nonce 也行',
      'initiate-login-uri': '发起登录的地址',
      ...contact,
    },
  },
  'application disable': {
    help: '立刻停用一个应用：登录、令牌和接口。',
    options: { reason: '机构会看到的理由' },
  },
  'application enable': { help: '取消停用。' },
  'application list': {
    help: '列出全部应用。',
    options: { institution: '机构编号', cursor: '只列 AK 排在它后面的' },
  },
  'application log': {
    help: '显示一个应用的调用，最新的在前，失败的写出原因和办法。',
    options: { failures: '只看失败的', cursor: '上一页结束的位置', limit: '多少条，最多 500' },
  },
  'application renew': { help: '让 AK 从今天起再有效 30 天。' },
  'application rotate': {
    help: '生成新的 SK，只打印一次；旧的再用一段时间。',
    options: { 'overlap-days': '旧的 SK 再用几天' },
  },
  'application show': { help: '显示一个应用。' },
  'application unknown': { help: '数出 AK 或令牌谁也不认识的调用。', options: { days: '多少天，最多 400' } },
  'application usage': { help: '按天和接口数出一个应用的调用。', options: { days: '多少天，最多 400' } },
  'audit check': {
    help: '离线核对一份证明，凭您信任的公钥：日志的和见证的。什么也证明不了时退出码为 1。',
    options: { 'log-key': '日志的公钥（必填）', witness: '见证的公钥；签过的会写出名字' },
  },
  'audit compare': {
    help: '把公布的每个数字与日志里的叶子比较，写出不一样的。有就以 1 结束。连密钥也有的人，只有见证能发现。',
  },
  'audit export': {
    help: '写出一段时间的全部审计，一行一份 JSON。',
    options: { since: '从这一刻起（必填）', until: '到这一刻之前（必填）', csv: '改为表格软件能打开的 CSV' },
  },
  'audit list': {
    help: '显示发生了什么，最新的在前。',
    options: {
      subject: '种类:编号，例如 application:ncc_…',
      actor: '做这件事的账号',
      verb: '做了什么，或它的开头，例如 application.',
      since: '从这一刻起',
      until: '到这一刻之前',
      cursor: '上一页结束的位置',
    },
  },
  'audit prove': { help: '打印一份证明：某条审计（它的编号）或某个数字在日志里，以及它说了什么；谁都可以离线核对。' },
  'audit put-away': {
    help: '把到某个月末为止的审计写进文件，从数据库里拿掉；链从留下的链头接着走。以表的所有者执行。',
    options: { month: '拿走的最后一个月（北京时间），结束满 180 天', file: '还不存在的文件' },
  },
  'audit verify': {
    help: '核对审计没有被改、被删或事后插入；有就以 1 结束。',
    options: { anchor: '以前核对时打印的 条数:散列：现在的必须还包含它', file: '归档的一个月，代替数据库里的' },
  },
  'audit witness': {
    help: '从外面盯着公开日志：只增长、没有一个公布的数字变过，就联署。不需要数据库，在见证自己的机器上一条命令。不对时以 1 结束并说明。',
    options: {
      url: '云平台的地址（必填）',
      'log-key': '日志的公钥，写在 /transparency 页，另用一条途径向运营方核实（必填；更换期间写两把）',
      key: '联署用的密钥文件；没有就生成（必填）',
      name: '新密钥的见证名：您的域名',
      state: '记住看到过什么的文件夹（必填）',
      figures: '每次比较多少个数字，最新的和轮流的旧的；默认 20000',
      every: '不结束，隔这么多秒再看一次',
    },
  },
  'backup noted': {
    help: '登记做了一份备份：放在备份脚本的最后一行。一天没有登记，cloud doctor 会说。',
    options: { note: '做的是什么' },
  },
  'backup trial': {
    help: '在恢复出来的服务器上、有人用密码、验证码和通行密钥登录之后：写出它能做什么，供原服务器上的 `cloud backup tried` 用。',
  },
  'backup tried': {
    help: '登记一份备份在另一台服务器上恢复并试过。14 天没有，cloud doctor 会说。',
    options: { file: '恢复出来的服务器上 `cloud backup trial --json` 打印的内容；- 表示标准输入' },
  },
  'db distribute': {
    help: '把令牌、同意和登录记录分到 Citus 的几台服务器，其间别的都不能跑。不合适的会拒绝并说怎样补。',
    options: { shards: '分几份：服务器数目的倍数，最多 256；默认 32' },
  },
  'db lost': {
    help: '在 pg_rewind 之前，按表和主键写出只有原主库才有的内容。由 deploy/cities/pg_rewind 调用。',
    options: {
      programs: 'pg_ctl、pg_rewind 和 pg_waldump 所在的文件夹（必填）',
      data: '原主库的数据目录，已停（必填）',
      source: '新的主库，写法与 pg_rewind 一样（必填）',
      database: '哪个库；默认 cloud',
      folder: '每次分叉在这里写一个文件，只写一次（必填）',
    },
  },
  'db migrate': { help: '把表结构升到最新，每次启动也会做。' },
  'db rollback': {
    help: '用做出迁移的那个版本把迁移收回，再启动不认识它们的版本。会丢数据的就拒绝。',
    options: {
      to: '留下的最后一个迁移，或它的四位数字',
      'dry-run': '只写出会收回什么、会丢什么',
      'lose-data': '丢数据也继续',
    },
  },
  'db undistribute': { help: '把分开的表合回 DATABASE_URL 的服务器，其间别的都不能跑。' },
  doctor: {
    help: '查设置、密钥、机器、数据库和服务哪里不对，写出办法。退出码 0：没有，1：有警告，2：有损害。',
    options: { quick: '不问别的机器，也不写磁盘' },
  },
  'institution create': {
    help: '建一个机构。',
    options: { name: '名称（必填）', certified: '不经审核就算已认证' },
  },
  ...queue('jobs', '任务'),
  'jobs run': { help: '在这里、现在就做一次定时任务：漏了一次或没有结束之后。写错名字会列出全部名字。' },
  'keys create': { help: '在 KEYS_DIR 里为新的安装生成密钥。请备份：没有它们什么也读不出来。' },
  'keys data': { help: '显示封存数据的密钥，以及每把还封存着多少。会读全部封存的内容。' },
  'keys list': { help: '显示有哪些密钥，不显示密钥本身。' },
  'keys renew-sm2': { help: '生成新的 SM2 密钥给导出的文件签名；之后重启服务。旧的签过的仍然能证明。' },
  'keys reseal': {
    help: '开始把旧密钥封存的、或改 NATIONAL_CRYPTOGRAPHY 之前封存的重新封存，并显示做到哪里。由服务来做。',
  },
  'keys retire-data': {
    help: '没有内容再用旧的数据密钥封存之后，把它们从 KEYS_DIR 拿走。以前的备份需要它们：那个文件夹与备份一起保存。',
    options: { force: '一天之内邮件里发过的链接不再能用也做' },
  },
  'keys rotate': { help: '做轮换里到期的一步：发布、启用或退役。之后给服务发 SIGHUP。', options: forced },
  'keys rotate-data': {
    help: '做数据密钥轮换里到期的一步：发布新的，或每个节点都认识之后启用；然后全部重新封存。',
    options: forced,
  },
  'keys rotate-log': {
    help: '给公开日志一把新密钥，旧的与它并用 30 天；到期再执行，拿走旧的。',
    options: forced,
  },
  'keys sign': {
    help: '用导出的密钥以 SM2 给文件签名：旁边生成 文件名.sm2。公钥在 /api/v1/open/signing-key.pem。',
  },
  'logs export': {
    help: '写出一个月的全部行，一行一份 JSON；是个人数据。设了 LOGS_EXPORTED_FIRST=on，没导出的月份不会删。',
  },
  'logs list': { help: '显示登录记录和对接日志的各个月份：多大、什么时候导出过、什么时候删。' },
  ...queue('mails', '邮件'),
  'region change': {
    help: '登记新的行政区划、改名，或一个区划的终止和接替它的。没写的不变。',
    options: {
      name: '名称；新代码必填',
      from: '第一天，写作 2026-01-01',
      until: '终止的那天',
      'replaced-by': '接替它的代码',
    },
  },
  ...queue('sms', '短信'),
  ...queue('webhooks', '事件通知'),
};

/** The words around it. */
export const frame = {
  usage: '用法：cloud',
  anyCommand: '<对象> <动作> [选项]',
  options: '选项：',
  optionsName: '[选项]',
  json: '回答一份 JSON',
  example: '例如：',
  foot: ['每条命令都可以加 --json 得到 JSON，加 --help 看选项和例子。', 'English: cloud --help --en'],
};
