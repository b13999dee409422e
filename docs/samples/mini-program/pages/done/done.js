const app = getApp();

Page({
  data: { failed: false },

  async onLoad({ code = '' }) {
    try {
      const { statusCode, data } = await app.ask('/mini/finish', 'POST', {
        code: decodeURIComponent(code),
        secret: app.secret,
      });
      if (statusCode !== 200) throw new Error(data.error);
      wx.setStorageSync('token', data.token);
      wx.reLaunch({ url: '/pages/index/index' });
    } catch {
      this.setData({ failed: true });
    } finally {
      app.secret = undefined;
    }
  },
});
