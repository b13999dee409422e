// 您自己的服务器：SK 只在这里。H5 登录页给 web-view 打开，/mini/… 给小程序调用。
import { randomBytes, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { begin, callback, complete, logoutUrl, readNotice } from './cloud.js';

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '4kb' }), express.urlencoded({ extended: false, limit: '64kb' }));

const random = () => randomBytes(24).toString('base64url');
const minutes = (count) => Date.now() + count * 60_000;

/** 会过期、有上限的一张表；正式环境换成 Redis。 */
function table(most) {
  const rows = new Map();
  return {
    put(id, row, until) {
      if (rows.size >= most) rows.delete(rows.keys().next().value);
      rows.set(id, { row, until });
    },
    get: (id) => (rows.get(id)?.until > Date.now() ? rows.get(id).row : undefined),
    take(id) {
      const row = this.get(id);
      rows.delete(id);
      return row;
    },
    endOf({ sub, sid }) {
      for (const [id, { row }] of rows)
        if (row.user?.sub === sub && (sid === undefined || row.user.sid === sid)) rows.delete(id);
    },
  };
}
const sessions = table(100_000); // H5 的会话
const tickets = table(10_000); // 小程序开始的登录
const passes = table(10_000); // 登录好了、等小程序来换的一次性编号
const tokens = table(100_000); // 小程序的登录凭证

const cookie = 'hall_mini'; // 本机上几个程序共用 localhost，名字不要相同
const idOf = (req) => new RegExp(`(?:^|; )${cookie}=([\\w-]+)`).exec(req.headers.cookie ?? '')?.[1];
const sessionOf = (req) => sessions.get(idOf(req)) ?? {};
function renew(req, res, content) {
  sessions.take(idOf(req));
  const id = random();
  sessions.put(id, content, minutes(480));
  res.cookie(cookie, id, { httpOnly: true, sameSite: 'lax', secure: callback.protocol === 'https:' });
}

const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const loginLink = '<p><a href="/login">使用国家公共文化云登录</a></p>';
function page(res, status, html) {
  // 微信会缓存页面，市民按“返回”会又交一次授权码
  res.status(status).set('Cache-Control', 'no-store');
  res.send(
    `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>某某馆</title>${html}</html>`,
  );
}

app.get('/', (req, res) => {
  const { user } = sessionOf(req);
  const logout = '<form method="post" action="/logout"><button>退出</button></form>';
  page(res, 200, user ? `<p data-account="${escaped(user.sub)}">您好，${escaped(user.nickname)}</p>${logout}` : loginLink);
});

app.get('/login', async (req, res) => {
  const { url, pending } = await begin();
  const ticket = typeof req.query.mini === 'string' ? req.query.mini : undefined;
  renew(req, res, { pending, ticket });
  res.redirect(303, url);
});

app.get(callback.pathname, async (req, res) => {
  const { pending, ticket } = sessionOf(req);
  renew(req, res, {}); // 三个值只用一次
  if (!pending) return page(res, 400, `<p>这次登录已经结束，请再点一次</p>${loginLink}`);
  const user = await complete(new URL(req.url, callback).search, pending);
  renew(req, res, { user }); // 在这里按 user.sub 找到或新建您自己的用户
  const begun = ticket === undefined ? undefined : tickets.take(ticket);
  if (begun === undefined) return res.redirect(303, '/');
  const pass = random();
  passes.put(pass, { user, secret: begun.secret }, minutes(2));
  res.redirect(303, `/mini/back#${pass}`);
});

// 只在 web-view 里有 wx.miniProgram：别人把登录的网址发给市民，编号也回不到别人的小程序
app.get('/mini/back', (_req, res) =>
  page(
    res,
    200,
    `<p>登录成功，正在回到小程序</p><script src="https://res.wx.qq.com/open/js/jweixin-1.6.0.js"></script>
<script>wx.miniProgram.redirectTo({ url: '/pages/done/done?pass=' + encodeURIComponent(location.hash.slice(1)) })</script>`,
  ),
);

// 小程序开始一次登录：ticket 放进 web-view 的网址，secret 留在小程序里
app.post('/mini/begin', (_req, res) => {
  const [ticket, secret] = [random(), random()];
  tickets.put(ticket, { secret }, minutes(10));
  res.set('Cache-Control', 'no-store').json({ url: `${callback.origin}/login?mini=${ticket}`, secret });
});

const isSame = (one, other) =>
  typeof one === 'string' && one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

// 回到小程序以后：一次性编号和 secret 都对，才给凭证
app.post('/mini/finish', (req, res) => {
  const { pass, secret } = req.body ?? {};
  const found = typeof pass === 'string' ? passes.take(pass) : undefined;
  res.set('Cache-Control', 'no-store');
  if (found === undefined || !isSame(secret, found.secret)) return res.status(400).json({ error: 'invalid_pass' });
  const token = random();
  tokens.put(token, { user: found.user }, minutes(7 * 24 * 60));
  res.json({ token, nickname: found.user.nickname });
});

const bearer = (req) => /^Bearer ([\w-]+)$/.exec(req.headers.authorization ?? '')?.[1];

// 小程序每次打开时问一次：退出通知到过以后是 401，请市民重新登录
app.get('/mini/me', (req, res) => {
  const found = tokens.get(bearer(req));
  res.set('Cache-Control', 'no-store');
  if (found === undefined) return res.status(401).json({ error: 'signed_out' });
  res.json({ nickname: found.user.nickname });
});

app.post('/mini/logout', (req, res) => {
  tokens.take(bearer(req));
  res.status(204).end();
});

app.post('/logout', (req, res) => {
  const { user } = sessionOf(req);
  renew(req, res, {});
  res.redirect(303, user ? logoutUrl(user.idToken) : '/');
});

// 退出通知：H5 的会话和小程序的凭证一起结束
app.post('/backchannel-logout', async (req, res) => {
  res.set('Cache-Control', 'no-store');
  try {
    const notice = await readNotice(req.body?.logout_token ?? '');
    sessions.endOf(notice);
    tokens.endOf(notice);
    passes.endOf(notice);
  } catch {
    return res.status(400).end();
  }
  res.status(200).end();
});

// 没有通过的登录都到这里：一个页面，不是 500。市民点了“不同意”时 error.error 是 access_denied
app.use((error, _req, res, _next) => {
  console.error(error);
  page(res, error.status ?? 400, `<p>登录没有完成：${escaped(error.error ?? error.code ?? '没有通过核对')}</p>${loginLink}`);
});

app.listen(callback.port || 80, () => console.log(`${callback.origin}/login`));
