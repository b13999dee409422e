const app = getApp();

Page({
  data: { failed: false },

  async onLoad({ pass = '' }) {
    try {
      const { statusCode, data } = await app.ask('/mini/finish', 'POST', {
        pass: decodeURIComponent(pass),
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
