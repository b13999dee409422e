import { callback, logoutUrl } from '../../lib/cloud.js';
import { currentSession, startSession } from '../../lib/sessions.js';

// 先结束自己的会话，再到国家公共文化云退出
export async function POST() {
  const { user } = await currentSession();
  return startSession(user ? await logoutUrl(user.idToken) : `${callback().origin}/`, {});
}
