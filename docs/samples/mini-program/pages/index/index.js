const app = getApp();

Page({
  data: { nickname: '' },

  async onShow() {
    if (!wx.getStorageSync('token')) return this.setData({ nickname: '' });
    const { statusCode, data } = await app.ask('/mini/me', 'GET');
    if (statusCode === 401) wx.removeStorageSync('token'); // 市民在别处退出了
    this.setData({ nickname: statusCode === 200 ? data.nickname : '' });
  },

  login: () => wx.navigateTo({ url: '/pages/login/login' }),

  // 小程序里的退出。国家公共文化云上的登录还在 web-view 里，要一起退出的，用 web-view 打开 H5 的首页点退出
  async logout() {
    await app.ask('/mini/logout', 'POST');
    wx.removeStorageSync('token');
    this.setData({ nickname: '' });
  },
});
