import { callback, complete } from '../../lib/cloud.js';
import { currentSession, startSession } from '../../lib/sessions.js';

// 文件夹的名字就是回调地址的路径：登记的不是 /callback 时，给文件夹改名
export async function GET(request) {
  const session = await currentSession();
  const { pending } = session;
  delete session.pending; // 三个值只用一次
  try {
    if (!pending) throw new Error('no login was begun');
    const user = await complete(new URL(request.url).search, pending);
    return startSession(`${callback().origin}/`, { user }); // 在这里按 user.sub 找到或新建您自己的用户
  } catch (error) {
    console.error(error); // 市民点了“不同意”时，error.error 是 access_denied
    return startSession(`${callback().origin}/?failed=1`, {});
  }
}
