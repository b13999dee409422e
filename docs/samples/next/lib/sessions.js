import { randomBytes } from 'node:crypto';
import { cookies } from 'next/headers';
import { NextResponse } from 'next/server';
import { callback } from './cloud.js';

const cookie = 'hall_next'; // 本机上几个程序共用 localhost，名字不要相同
// 每个路由各有一份模块，所以放在 globalThis；正式环境放进 Redis 或数据库，设有效期，按 sub、sid 建索引
const sessions = (globalThis.hallSessions ??= new Map());

export async function currentSession() {
  return sessions.get((await cookies()).get(cookie)?.value) ?? {};
}

/** 换一个新的会话编号，记下内容，再去 location。 */
export async function startSession(location, content) {
  sessions.delete((await cookies()).get(cookie)?.value);
  const id = randomBytes(24).toString('base64url');
  sessions.set(id, content);
  const response = NextResponse.redirect(location, 303);
  response.cookies.set(cookie, id, {
    httpOnly: true,
    sameSite: 'lax',
    secure: callback().protocol === 'https:',
    path: '/',
  });
  return response;
}

export function endSessions({ sub, sid }) {
  for (const [id, { user }] of sessions)
    if (user?.sub === sub && (sid === undefined || user.sid === sid)) sessions.delete(id);
}
