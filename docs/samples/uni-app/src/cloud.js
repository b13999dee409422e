// 登录、退出和“现在是谁”。服务器与微信小程序的是同一个，SK 只在那里。
export const server = 'http://localhost:5055'; // 正式的是 https，登记为“request 合法域名”和“业务域名”

let secret; // 只在内存里，不进网址

export function ask(path, method, data) {
  const token = uni.getStorageSync('token');
  return new Promise((resolve, reject) =>
    uni.request({
      url: server + path,
      method,
      data,
      header: token ? { authorization: `Bearer ${token}` } : {},
      success: resolve,
      fail: reject,
    }),
  );
}

/** 小程序里要打开的 H5 登录页。 */
export async function beginLogin() {
  const { data } = await ask('/mini/begin', 'POST');
  secret = data.secret;
  return data.url;
}

export async function finishLogin(pass) {
  const { statusCode, data } = await ask('/mini/finish', 'POST', { pass, secret });
  secret = undefined;
  if (statusCode !== 200) throw new Error(data.error);
  uni.setStorageSync('token', data.token);
}

export async function currentNickname() {
  if (!uni.getStorageSync('token')) return '';
  const { statusCode, data } = await ask('/mini/me', 'GET');
  if (statusCode === 401) uni.removeStorageSync('token'); // 市民在别处退出了
  return statusCode === 200 ? data.nickname : '';
}

export async function logout() {
  await ask('/mini/logout', 'POST');
  uni.removeStorageSync('token');
}
