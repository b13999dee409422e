import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import express from 'express';
import session from 'express-session';
import { begin, callback, complete, logoutUrl, readNotice } from './cloud.js';

const store = new session.MemoryStore(); // 正式环境换成 connect-redis 等，并按 sub、sid 建索引
const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1); // 前面有一层 nginx
app.use(
  session({
    name: 'hall_express', // 本机上几个程序共用 localhost，名字不要相同
    secret: process.env.SESSION_SECRET || randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: callback.protocol === 'https:', maxAge: 8 * 3_600_000 },
    store,
  }),
);

const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const loginLink = '<p><a href="/login">使用国家公共文化云登录</a></p>';
const page = (res, status, html) =>
  res.status(status).send(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>某某馆</title>${html}</html>`);

// 换一个新的会话编号，再记下内容
async function renew(req, content) {
  await promisify(req.session.regenerate).call(req.session);
  Object.assign(req.session, content);
}

app.get('/', (req, res) => {
  const { user } = req.session;
  if (!user) return page(res, 200, loginLink);
  page(
    res,
    200,
    `<p data-account="${escaped(user.sub)}">您好，${escaped(user.nickname)}</p>
    <form method="post" action="/logout"><button>退出</button></form>`,
  );
});

app.get('/login', async (req, res) => {
  const { url, pending } = await begin();
  await renew(req, { pending });
  res.redirect(303, url);
});

app.get(callback.pathname, async (req, res) => {
  const { pending } = req.session;
  if (!pending) return page(res, 400, `<p>这次登录已经结束，请再点一次</p>${loginLink}`);
  delete req.session.pending; // 三个值只用一次
  const user = await complete(new URL(req.url, callback).search, pending);
  await renew(req, { user }); // 在这里按 user.sub 找到或新建您自己的用户
  res.redirect(303, '/');
});

app.post('/logout', async (req, res) => {
  const { user } = req.session;
  await promisify(req.session.destroy).call(req.session);
  res.clearCookie('hall_express');
  res.redirect(303, user ? logoutUrl(user.idToken) : '/');
});

// 退出通知：市民在别处退出、取消授权时发来。有 sid 时只结束那一次登录。不要 CSRF 校验，不要登录
app.post('/backchannel-logout', express.urlencoded({ extended: false, limit: '64kb' }), async (req, res) => {
  let notice;
  try {
    notice = await readNotice(req.body?.logout_token ?? '');
  } catch {
    return res.status(400).set('Cache-Control', 'no-store').end();
  }
  const all = await promisify(store.all).call(store);
  for (const [id, { user }] of Object.entries(all))
    if (user?.sub === notice.sub && (notice.sid === undefined || user.sid === notice.sid))
      await promisify(store.destroy).call(store, id);
  res.status(200).set('Cache-Control', 'no-store').end();
});

// 没有通过的登录都到这里：一个页面，不是 500。市民点了“不同意”时 error.error 是 access_denied
app.use((error, req, res, _next) => {
  console.error(error);
  const status = error.status ?? 400;
  page(res, status, `<p>登录没有完成：${escaped(error.error ?? error.code ?? '没有通过核对')}</p>${loginLink}`);
});

app.listen(callback.port || 80, () => console.log(`${callback.origin}/login`));
