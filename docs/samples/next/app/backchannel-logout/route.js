import { readNotice } from '../../lib/cloud.js';
import { endSessions } from '../../lib/sessions.js';

const answer = (status) => new Response(null, { status, headers: { 'Cache-Control': 'no-store' } });

// 退出通知：市民在别处退出、取消授权时发来。有 sid 时只结束那一次登录；不对的回答 400
export async function POST(request) {
  if (!(Number(request.headers.get('content-length')) < 65_536)) return answer(400);
  try {
    endSessions(await readNotice(new URLSearchParams(await request.text()).get('logout_token') ?? ''));
  } catch {
    return answer(400);
  }
  return answer(200);
}
